import { figuresWords, percent } from "../reading/words.js";
import { element } from "./element.js";

/** Ten digits to choose from in place of one that was misread. */
export class Corrector {
  /** Index of the digit that is being corrected, null when closed. */
  index = null;
  #element;
  #choose;
  #close;

  /**
   * @param {(index: number, grapheme: string) => void} choose called with the right digit, or `?` to have it read
   * @param {(index: number) => void} close called when nothing was chosen
   */
  constructor(element, { choose, close }) {
    this.#element = element;
    this.#choose = choose;
    this.#close = close;
    element.setAttribute("role", "group");
  }

  open(index, digit) {
    this.index = index;
    const choices = digit.probabilities.map((probability, value) => this.#choice(String(value), probability, digit));
    this.#element.replaceChildren(
      element(
        "div", { class: "corrector-head" },
        element("p", {}, `What is digit ${index + 1}?`),
        ...(digit.held ? [this.#button("btn-outline-secondary", "Read it again", () => this.#choose(index, "?"))] : []),
        this.#button("btn-quiet", "Close", () => this.#close(index)),
      ),
      element("p", { class: "corrector-figures" }, figuresWords(digit)),
      element("div", { class: "corrector-digits" }, ...choices),
    );
    this.#element.setAttribute("aria-label", `Correct digit ${index + 1}`);
    this.#element.hidden = false;
    this.#element.querySelector("[aria-pressed=true]")?.focus();
  }

  close() {
    this.index = null;
    this.#element.hidden = true;
    this.#element.replaceChildren();
  }

  #choice(value, probability, digit) {
    const button = this.#button("btn-choice", "", () => this.#choose(this.index, value));
    button.append(element("span", {}, value), " ", element("small", {}, percent(probability)));
    button.setAttribute("aria-pressed", String(value === digit.grapheme));
    return button;
  }

  #button(kind, text, onclick) {
    return element("button", { type: "button", class: `btn ${kind}`, onclick }, text);
  }
}
