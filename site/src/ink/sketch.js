import { keep, kept } from "../storage.js";
import { EMPTY, isDrawing, isEmpty } from "./drawing.js";
import { History } from "./history.js";

const KEY = "drawing";

/** The drawing that the page is about, with its history, kept over a reload. `change` tells of each new state. */
export class Sketch extends EventTarget {
  #history = new History(keptDrawing());

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
    keep(KEY, this.drawing);
    this.dispatchEvent(new Event("change"));
  }
}

function keptDrawing() {
  const drawing = kept(KEY);
  return isDrawing(drawing) ? drawing : EMPTY;
}
