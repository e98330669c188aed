// Things kept over a reload in the browser's own storage, which may be denied, full, or hold something old.

const PREFIX = "inkdigits.";

/** What was kept under a name, or null. */
export function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}

/** Keep a value that JSON can hold. @returns {boolean} whether it could be kept */
export function keep(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return forget(name);
  }
}

/** An old value that comes back after a reload would be worse than none. */
function forget(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch { /* denied altogether */ }
  return false;
}
