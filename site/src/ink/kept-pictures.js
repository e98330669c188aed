import { forget, keep, kept, TAB } from "../storage.js";

const PREFIX = "picture.";

/**
 * The pictures that a tab keeps over a reload, each once and under a name of its own: kept anew with each stroke, a
 * photograph would block a slow phone for 0.1 s.
 */
export class KeptPictures {
  #names = new Map();
  #last = 0;

  nameOf(picture) {
    return this.#names.get(picture);
  }

  /** The picture that was kept under a name; throws a RangeError when there is none. */
  take(name) {
    const picture = kept(name, TAB);
    if (!picture) throw new RangeError(`there is no ${name}`);
    this.#names.set(picture, name);
    this.#last = Math.max(this.#last, Number(name.slice(PREFIX.length)));
    return picture;
  }

  /**
   * Keep these and no others.
   *
   * @param {Set<import("./drawing.js").Picture>} pictures
   * @returns {boolean} whether there was room
   */
  keep(pictures) {
    for (const picture of [...this.#names.keys()].filter((each) => !pictures.has(each))) this.#forget(picture);
    return [...pictures].every((picture) => this.#names.has(picture) || this.#add(picture));
  }

  #add(picture) {
    this.#last += 1;
    const name = PREFIX + this.#last;
    const hasRoom = keep(name, picture, TAB);
    if (hasRoom) this.#names.set(picture, name);
    return hasRoom;
  }

  #forget(picture) {
    forget(this.nameOf(picture), TAB);
    this.#names.delete(picture);
  }
}
