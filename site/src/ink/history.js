/** States of a drawing, to step back and forth through. A state is never changed, only followed by another. */
export class History {
  #past = [];
  #future = [];

  /** @param {number} length how many states are kept */
  constructor(present, length = 200) {
    this.present = present;
    this.length = length;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  push(state) {
    this.#past = [...this.#past, this.present].slice(-this.length);
    this.#future = [];
    this.present = state;
  }

  undo() {
    if (this.canUndo) {
      this.#future.push(this.present);
      this.present = this.#past.pop();
    }
    return this.present;
  }

  redo() {
    if (this.canRedo) {
      this.#past.push(this.present);
      this.present = this.#future.pop();
    }
    return this.present;
  }
}
