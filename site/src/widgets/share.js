import { element, icon } from "./element.js";

/** How long a button says that it has copied, in ms. */
const SAID_FOR = 2000;
/** What a button says for so long, and what a screen reader is told. */
const COPIED = { short: "Copied", said: "Copied" };
const REFUSED = { short: "Failed", said: "Copying was refused" };

/**
 * Buttons that copy something.
 *
 * @param {HTMLElement} container
 * @param {{name: string, iconName: string, text: () => string | Promise<string>}[]} copies
 * @param {(said: string) => void} announce
 * @returns {HTMLButtonElement[]}
 */
export function showShare(container, copies, announce) {
  const buttons = copies.map(({ name, iconName, text }) => {
    const label = element("span", {}, name);
    const button = element("button", {
      type: "button",
      class: "btn btn-quiet",
      "aria-label": `Copy ${name}`,
      onclick: () => copy(text).then(() => say(COPIED), () => say(REFUSED)),
    }, icon(iconName), label);
    let pause = 0;
    const say = ({ short, said }) => {
      // In the place of icon and name, and as wide, so that nothing moves.
      button.style.width ||= `${button.getBoundingClientRect().width}px`;
      button.classList.add("saying");
      label.textContent = short;
      announce(said);
      clearTimeout(pause);
      pause = setTimeout(() => {
        label.textContent = name;
        button.classList.remove("saying");
        button.style.width = "";
      }, SAID_FOR);
    };
    return button;
  });
  container.replaceChildren(element("span", { class: "lead-in", "aria-hidden": "true" }, "copy"), ...buttons);
  return buttons;
}

/** The text as a promise, because Safari lets only the click itself begin to copy. */
async function copy(text) {
  // Firefox before 127.
  if (!globalThis.ClipboardItem) return navigator.clipboard.writeText(await text());
  return navigator.clipboard.write([new ClipboardItem({
    "text/plain": Promise.resolve(text()).then((copied) => new Blob([copied], { type: "text/plain" })),
  })]);
}
