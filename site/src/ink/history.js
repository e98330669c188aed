/** States of a drawing, to step back and forth through. A state is never changed, only followed by another. */
export class History {
  #past;
  #future;

  /** @param {{past?: object[], future?: object[], length?: number}} [others] the nearest last; how many are kept */
  constructor(present, { past = [], future = [], length = 200 } = {}) {
    this.present = present;
    this.length = length;
    this.#past = [...past];
    this.#future = [...future];
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** Every state, as the constructor takes them. */
  toData() {
    return { past: [...this.#past], present: this.present, future: [...this.#future] };
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
