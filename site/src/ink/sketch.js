import { keep, kept, TAB } from "../storage.js";
import { EMPTY, isDrawing, isEmpty } from "./drawing.js";
import { History } from "./history.js";
import { packed, unpacked } from "./packed-history.js";

const DRAWING = "drawing";
const HISTORY = "history";

/**
 * The drawing that the page is about, with its history. `change` tells of each new state. The tab keeps both over a
 * reload; a new tab begins with the drawing that was changed last in any.
 */
export class Sketch extends EventTarget {
  #history = keptHistory();

  constructor() {
    super();
    // From here on the tab has a drawing of its own, whatever other tabs do.
    this.#keep();
  }

  /** @returns {import("./drawing.js").Drawing} */
  get drawing() {
    return this.#history.present;
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  get isEmpty() {
    return isEmpty(this.drawing);
  }

  /** Go on with another drawing; undo leads back to this one. */
  become(drawing) {
    this.#history.push(drawing);
    this.#tell();
  }

  clear() {
    if (!this.isEmpty) this.become(EMPTY);
  }

  undo() {
    if (!this.canUndo) return;
    this.#history.undo();
    this.#tell();
  }

  redo() {
    if (!this.canRedo) return;
    this.#history.redo();
    this.#tell();
  }

  #tell() {
    this.#keep();
    keep(DRAWING, this.drawing);
    this.dispatchEvent(new Event("change"));
  }

  /** Where there is no room for all steps, those of ink, which nobody has elsewhere; if need be the drawing alone. */
  #keep() {
    const { past, present, future } = this.#history.toData();
    const ink = (drawings) => drawings.filter(({ picture }) => !picture);
    [{ past, future }, { past: ink(past), future: ink(future) }, { past: [], future: [] }]
      .some((steps) => keep(HISTORY, packed({ ...steps, present }), TAB));
  }
}

function keptHistory() {
  const history = unpacked(kept(HISTORY, TAB));
  if (history) return new History(history.present, history);
  const drawing = kept(DRAWING);
  return new History(isDrawing(drawing) ? drawing : EMPTY);
}
