import { percent } from "../reading/words.js";
import { element } from "./element.js";

/** The confidence in a word and its figure; the mark before it is filled as far as the word is sure. */
export function showConfidence(container, { text, word, level, confidence }) {
  container.dataset.level = level;
  container.replaceChildren(...(text
    ? [
      element("span", { class: "confidence-mark", "aria-hidden": "true" }),
      element("strong", {}, word),
      element("span", { class: "confidence-figure" }, percent(confidence)),
    ]
    : [element("strong", {}, "No digit found")]));
}
