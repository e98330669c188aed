import { figuresWords, percent } from "../reading/words.js";
import { element } from "./element.js";

/** Ten digits to choose from in place of one that was misread, and another number of digits. */
export class Corrector {
  /** Index of the digit that is being corrected, null when closed. */
  index = null;
  #element;
  #choose;
  #close;

  /**
   * @param {(index: number, content: string) => void} choose called with what is in the digit's place: the right digit,
   *   `?` to have it read, none, two
   * @param {() => void} close called when nothing was chosen
   */
  constructor(element, { choose, close }) {
    this.#element = element;
    this.#choose = choose;
    this.#close = close;
    element.setAttribute("role", "group");
  }

  open(index, digits) {
    const digit = digits[index];
    this.index = index;
    const choices = digit.probabilities.map((probability, value) => this.#choice(String(value), probability, digit));
    this.#element.replaceChildren(
      element(
        "div", { class: "corrector-head" },
        element("p", {}, `What is digit ${index + 1}?`),
        ...(digit.held ? [this.#button("btn-outline-secondary", "Read it again", () => this.#choose(index, "?"))] : []),
        this.#button("btn-quiet", "Close", () => this.#close()),
      ),
      element("p", { class: "corrector-figures" }, figuresWords(digit)),
      element("div", { class: "corrector-digits" }, ...choices),
      element("div", { class: "corrector-lengths" }, ...this.#lengths(index, digits)),
    );
    this.#element.setAttribute("aria-label", `Correct digit ${index + 1}`);
    this.#element.hidden = false;
    // No farther than they need: the focus alone would bring its own choice to the middle of the screen, or none.
    const pressed = this.#element.querySelector("[aria-pressed=true]");
    for (const part of [this.#element, pressed]) part?.scrollIntoView({ block: "nearest" });
    pressed?.focus({ preventScroll: true });
  }

  /** The figures of another reading, in which the digit is the same. */
  follow(digits) {
    const digit = digits[this.index];
    this.#element.querySelector(".corrector-figures").textContent = figuresWords(digit);
    this.#element.querySelectorAll(".corrector-digits small").forEach((figure, value) => {
      figure.textContent = percent(digit.probabilities[value]);
    });
  }

  close() {
    this.index = null;
    this.#element.hidden = true;
    this.#element.replaceChildren();
  }

  #lengths(index, digits) {
    const { held, grapheme } = digits[index];
    const change = (text, content) => this.#button("btn-outline-secondary", text, () => this.#choose(index, content));
    return [
      ...(digits.length > 1 ? [change("One digit fewer", "")] : []),
      change("One digit more", held ? `${grapheme}?` : "??"),
    ];
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
