// Things kept over a reload in the browser's own storage, which may be denied, full, or hold something old.

const PREFIX = "inkdigits.";

/** Where: for every tab, until a person clears it; or for one tab alone. Names, because even touching one may throw. */
const BROWSER = "localStorage";
export const TAB = "sessionStorage";

/** What was kept under a name, or null. */
export function kept(name, where = BROWSER) {
  try {
    return JSON.parse(globalThis[where].getItem(PREFIX + name));
  } catch {
    return null;
  }
}

/** Keep a value that JSON can hold. @returns {boolean} whether it could be kept */
export function keep(name, value, where = BROWSER) {
  try {
    globalThis[where].setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return forget(name, where);
  }
}

/** An old value that comes back after a reload would be worse than none. */
export function forget(name, where = BROWSER) {
  try {
    globalThis[where].removeItem(PREFIX + name);
  } catch { /* denied altogether */ }
  return false;
}
