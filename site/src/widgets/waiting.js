import { WAITING, WAKING } from "../reading/words.js";

/** Before anything is said of an answer that is awaited, in ms: a quick one comes with no flash. */
const QUICK = 200;
let pause = 0;

/** That an answer is awaited, and why it may take long. @param {boolean} slow */
export function showWaiting(container, phase, slow) {
  clearTimeout(pause);
  if (phase !== "waiting") container.hidden = true;
  else if (container.hidden) pause = setTimeout(() => { container.hidden = false; }, QUICK);
  container.lastElementChild.textContent = slow ? WAKING : WAITING;
}
