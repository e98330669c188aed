import { canRetry, failureWords } from "../reading/words.js";
import { element, icon } from "./element.js";

/** What went wrong, calmly, with a way on. */
export class Trouble {
  #element;
  #refuge;
  /** The failure that was shown last, unless something else has been since. */
  #failure = null;

  /** @param {HTMLElement} element @param {HTMLElement} refuge takes the keyboard's focus from an alert that goes */
  constructor(element, refuge) {
    this.#element = element;
    this.#refuge = refuge;
    element.setAttribute("role", "alert");
  }

  /** @param {import("../reading/reader.js").Failure} failure @param {() => void} retry */
  showFailure(failure, retry) {
    if (failure === this.#failure) return;
    const action = canRetry(failure) ? button("btn-outline-secondary", "Try again", retry) : this.#closing();
    this.#show(failureWords(failure), action);
    this.#failure = failure;
  }

  /** Something that trying again would not help, such as a file that is no picture. */
  showRemark(title, detail) {
    this.#show({ title, detail }, this.#closing());
    this.#failure = null;
  }

  /** The reader is at work again, or has answered; a remark stays. */
  endFailure() {
    if (this.#failure) this.hide();
  }

  /** @returns {boolean} whether there was something to hide */
  hide() {
    const { hidden } = this.#element;
    if (this.#element.contains(document.activeElement)) this.#refuge.focus({ preventScroll: true });
    this.#element.hidden = true;
    this.#element.replaceChildren();
    return !hidden;
  }

  #closing() {
    return button("btn-quiet", "Close", () => this.hide());
  }

  #show({ title, detail }, action) {
    const hasFocus = this.#element.contains(document.activeElement);
    this.#element.hidden = false;
    this.#element.replaceChildren(
      icon("alert"),
      element("div", {}, element("strong", {}, title), element("p", {}, detail)),
      action,
    );
    if (hasFocus) action.focus();
    // Where a digit was corrected on a low screen, it stands above that.
    if (this.#element.getBoundingClientRect().top < 0) this.#element.scrollIntoView();
  }
}

const button = (kind, text, onclick) => element("button", { type: "button", class: `btn ${kind}`, onclick }, text);
