// What a person has said of a number, as one text that can be compared and kept: a pattern, and after a colon the reading
// that they took of those that were offered for it.

import { isPattern } from "../ink/link.js";

/** @param {string?} pattern one character a digit, `?` for any @param {string?} choice the text of the reading taken */
export const saidAs = (pattern, choice = null) => (choice === null ? pattern : `${pattern ?? ""}:${choice}`);

/** @param {string?} said @returns {{pattern: string?, choice: string?}} */
export function partsOf(said) {
  const [pattern, choice = null] = said?.split(":") ?? [];
  return { pattern: pattern || null, choice };
}

/** Whether something that was kept can have been said. */
export function isSaid(value) {
  if (typeof value !== "string") return false;
  const { pattern, choice } = partsOf(value);
  return value === saidAs(pattern, choice) && [pattern, choice].every((part) => part === null || isPattern(part));
}
