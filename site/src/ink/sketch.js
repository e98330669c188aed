import { forget, keep, kept, TAB } from "../storage.js";
import { EMPTY, isDrawing, isEmpty } from "./drawing.js";
import { History } from "./history.js";
import { KeptPictures } from "./kept-pictures.js";
import { packed, picturesOf, unpacked } from "./packed-history.js";

const DRAWING = "drawing";
const HISTORY = "history";

/**
 * The drawing that the page is about, with its history. `change` tells of each new state. The tab keeps both over a
 * reload, and what has been said of each drawing's digits; a new tab begins with the drawing that was changed last in
 * any, and what has been said of it.
 */
export class Sketch extends EventTarget {
  #history;
  #speaker;
  #pictures = new KeptPictures();
  /** Pictures for which there was no room: another attempt with each stroke would take as long as keeping them. */
  #homeless = new WeakSet();

  /**
   * @typedef {import("./drawing.js").Drawing} Drawing
   * @param {{say: (drawing: Drawing, said: string?) => void, saidOf: (drawing: Drawing) => string?}} speaker who is told
   *   what was kept of what has been said, and knows what is said from then on
   */
  constructor(speaker) {
    super();
    const history = this.#keptHistory();
    this.#history = new History(history.present, history);
    this.#speaker = speaker;
    for (const [drawing, said] of history.said ?? []) speaker.say(drawing, said);
    // From here on the tab has a drawing of its own, whatever other tabs do.
    this.#keepSteps();
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
    this.keep();
    this.dispatchEvent(new Event("change"));
  }

  /** Over a reload and for a new tab, also when something else has been said. */
  keep() {
    this.#keepSteps();
    keep(DRAWING, { ...this.drawing, said: this.#speaker.saidOf(this.drawing) });
  }

  /** Where there is no room for all steps, those of ink, which nobody has elsewhere; if need be the drawing alone. */
  #keepSteps() {
    const { past, present, future } = this.#history.toData();
    const ink = (drawings) => drawings.filter(({ picture }) => !picture);
    const housed = (drawings) => drawings.filter(({ picture }) => !this.#homeless.has(picture));
    if (this.#keptAll({ past: housed(past), present, future: housed(future) })) return;
    for (const { picture } of [...past, ...future]) if (picture) this.#homeless.add(picture);
    [{ past: ink(past), future: ink(future) }, { past: [], future: [] }]
      .some((steps) => this.#keptAll({ ...steps, present }));
  }

  #keptAll(history) {
    const saidOf = (drawing) => this.#speaker.saidOf(drawing);
    const nameOf = (picture) => this.#pictures.nameOf(picture);
    const hasRoom = this.#pictures.keep(picturesOf(history));
    return hasRoom ? keep(HISTORY, packed(history, saidOf, nameOf), TAB) : forget(HISTORY, TAB);
  }

  #keptHistory() {
    return unpacked(kept(HISTORY, TAB), (name) => this.#pictures.take(name)) ?? historyOf(kept(DRAWING));
  }
}

function historyOf(last) {
  if (!isDrawing(last)) return { present: EMPTY };
  const { strokes, picture, said = null } = last;
  const present = { strokes, picture };
  return { present, said: new Map([[present, said]]) };
}
