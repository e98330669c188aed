import { failureWords } from "../reading/words.js";
import { element, icon } from "./element.js";

/** What went wrong, calmly, with a way on. */
export class Trouble {
  #element;

  constructor(element) {
    this.#element = element;
    element.setAttribute("role", "alert");
  }

  /** @param {import("../reading/reader.js").Failure} failure @param {() => void} retry */
  showFailure(failure, retry) {
    this.#show(failureWords(failure), element("button", { type: "button", class: "btn btn-outline-secondary", onclick: retry }, "Try again"));
  }

  /** Something that trying again would not help, such as a file that is no picture. */
  showRemark(title, detail) {
    this.#show({ title, detail }, element("button", { type: "button", class: "btn btn-quiet", onclick: () => this.hide() }, "Close"));
  }

  hide() {
    this.#element.hidden = true;
    this.#element.replaceChildren();
  }

  #show({ title, detail }, button) {
    this.#element.hidden = false;
    this.#element.replaceChildren(
      icon("alert"),
      element("div", {}, element("strong", {}, title), element("p", {}, detail)),
      button,
    );
  }
}
