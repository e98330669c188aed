import { WAITING, WAKING } from "../reading/words.js";

/** That an answer is awaited, and why it may take long. @param {boolean} slow */
export function showWaiting(container, phase, slow) {
  container.hidden = phase !== "waiting";
  container.lastElementChild.textContent = slow ? WAKING : WAITING;
}
