import { percent } from "../reading/words.js";
import { element } from "./element.js";

/** From this many digits on the number is set smaller. */
const LONG = 8;

/** The number, large: one button a digit, which opens its correction. */
export class NumberView {
  #element;
  #pick;

  /** @param {(index: number) => void} pick called with the digit that was tapped */
  constructor(element, pick) {
    this.#element = element;
    this.#pick = pick;
  }

  /** @param {object} reading @param {number?} open the digit whose correction is open */
  show({ text, digits }, open = null) {
    const buttons = [...this.#element.children];
    // Buttons that stay keep the keyboard's focus.
    buttons.slice(digits.length).forEach((button) => button.remove());
    digits.forEach((digit, index) => this.#update(buttons[index] ?? this.#add(index), digit, index, open));
    this.#element.classList.toggle("long", digits.length >= LONG);
    this.#element.setAttribute("aria-label", text ? `The number ${text}` : "No number");
  }

  /** A digit's button: the last one's where there are not as many, null where there is none. */
  button(index) {
    return this.#element.children[index] ?? this.#element.lastElementChild;
  }

  #add(index) {
    const button = element("button", {
      type: "button",
      "aria-controls": "corrector",
      onclick: () => this.#pick(index),
    });
    this.#element.append(button);
    return button;
  }

  #update(button, { grapheme, confidence, doubtful, held, hue }, index, open) {
    const state = held ? "set by you" : doubtful ? "perhaps no digit" : percent(confidence);
    button.textContent = grapheme;
    button.dataset.hue = hue;
    button.classList.toggle("held", held);
    button.classList.toggle("doubtful", doubtful);
    button.setAttribute("aria-label", `Digit ${index + 1}: ${grapheme}, ${state}. Correct it`);
    button.setAttribute("aria-expanded", String(index === open));
  }
}
