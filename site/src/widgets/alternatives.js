import { percent } from "../reading/words.js";
import { element } from "./element.js";

/** The other readings, one tap each. @param {(index: number) => void} choose */
export function showAlternatives(container, others, choose) {
  container.hidden = others.length === 0;
  container.replaceChildren(
    element("span", { class: "lead-in" }, "or"),
    ...others.map(({ index, text, confidence }) =>
      element(
        "button",
        { type: "button", class: "btn btn-outline-secondary", onclick: () => choose(index) },
        element("span", { class: "alternative-text" }, text), " ", element("small", {}, percent(confidence)),
      )),
  );
}
