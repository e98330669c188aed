/**
 * Undo, redo and clear, with their keys.
 *
 * @param {{undo: HTMLButtonElement, redo: HTMLButtonElement, clear: HTMLButtonElement}} buttons
 * @param {import("../ink/sketch.js").Sketch} sketch
 * @param {{finish: () => void, escape: () => boolean, stepped: () => void}} actions ends a stroke that is still being
 *   drawn, which is then the last step; what Escape closes before it clears, true when it has closed something; called
 *   after each step
 */
export function historyTools(buttons, sketch, { finish, escape, stepped }) {
  const step = (name) => {
    finish();
    const { drawing } = sketch;
    sketch[name]();
    if (sketch.drawing !== drawing) stepped();
  };
  for (const name of ["undo", "redo", "clear"]) buttons[name].addEventListener("click", () => step(name));
  document.addEventListener("keydown", (event) => {
    // A keyboard of other letters has its keys in the places of ours.
    const key = (/^[!-~]+$/.test(event.key) ? event.key : event.code.replace("Key", "")).toLowerCase();
    const command = event.ctrlKey || event.metaKey;
    // With another key it is the system's or the browser's: Chrome opens its task manager with Shift.
    const escaped = key === "escape" && !command && !event.shiftKey && !event.altKey;
    if (command && key === "z") step(event.shiftKey ? "redo" : "undo");
    else if (command && key === "y") step("redo");
    // A key that is held long is one press: it must not clear what it has only closed something over.
    else if (escaped) event.repeat || escape() || step("clear");
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

/** Hide or show a button; the keyboard's focus goes from a hidden one to the refuge. */
export function hide(button, off, refuge) {
  if (off && button === document.activeElement) refuge.focus({ preventScroll: true });
  button.hidden = off;
}

/**
 * The slider of the pen's width, with a dot as large as the line will be.
 *
 * @param {number?} width the first one; null for the slider's own
 * @param {(width: number) => void} changed called at once with the first width, and then with each
 */
export function penTool(slider, dot, width, changed) {
  const follow = () => {
    dot.style.setProperty("--pen-width", `${slider.value}px`);
    changed(Number(slider.value));
  };
  slider.value = width ?? slider.value;
  slider.addEventListener("input", follow);
  follow();
}
