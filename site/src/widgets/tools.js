/**
 * Undo, redo and clear, with their keys.
 *
 * @param {{undo: HTMLButtonElement, redo: HTMLButtonElement, clear: HTMLButtonElement}} buttons
 * @param {import("../ink/sketch.js").Sketch} sketch
 * @param {() => boolean} escape what Escape closes before it clears; true when it has closed something
 */
export function historyTools(buttons, sketch, escape) {
  buttons.undo.addEventListener("click", () => sketch.undo());
  buttons.redo.addEventListener("click", () => sketch.redo());
  buttons.clear.addEventListener("click", () => sketch.clear());
  document.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    const command = event.ctrlKey || event.metaKey;
    if (command && key === "z") event.shiftKey ? sketch.redo() : sketch.undo();
    else if (command && key === "y") sketch.redo();
    else if (key === "escape") escape() || sketch.clear();
    else return;
    event.preventDefault();
  });
  const follow = () => {
    disable(buttons.undo, !sketch.canUndo);
    disable(buttons.redo, !sketch.canRedo);
    disable(buttons.clear, sketch.isEmpty);
  };
  sketch.addEventListener("change", follow);
  follow();
}

/** Not the `disabled` property: it would drop the keyboard's focus from under the person who has just pressed it. */
export function disable(button, off) {
  button.setAttribute("aria-disabled", String(off));
}

/**
 * The slider of the pen's width, with a dot as large as the line will be.
 *
 * @param {(width: number) => void} changed called at once with the first width, and then with each
 */
export function penTool(slider, dot, width, changed) {
  const follow = () => {
    dot.style.setProperty("--pen-width", `${slider.value}px`);
    changed(Number(slider.value));
  };
  slider.value = width;
  slider.addEventListener("input", follow);
  follow();
}
