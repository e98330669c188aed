/** Before anything is said of what is awaited, in ms: what is quick comes with no flash. */
const QUICK = 200;
let pause = 0;

/** What is awaited, or why it may take long. @param {string?} said null hides it */
export function showWaiting(container, said) {
  clearTimeout(pause);
  if (!said) container.hidden = true;
  else if (container.hidden) pause = setTimeout(() => { container.hidden = false; }, QUICK);
  container.lastElementChild.textContent = said ?? "";
}
