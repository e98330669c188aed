import { readingOf, withDigit } from "./answer.js";
import { requestFor } from "./request.js";

/**
 * What has been asked about a drawing and what is known of it: the answer, the reading chosen from it, the digits held
 * by the person. `change` tells when any of it, or the reader's phase, is another.
 */
export class Recognition extends EventTarget {
  /** @type {ReturnType<typeof readingOf>?} */
  reading = null;
  #reader;
  #asked = null;
  #answered = null;
  #answer = null;
  #chosen = 0;
  /** The pattern that the next correction goes on from: of the last request, or the reading that was chosen since. */
  #known = null;

  /** @param {import("./reader.js").Reader} reader */
  constructor(reader) {
    super();
    this.#reader = reader;
    reader.addEventListener("change", () => this.#follow());
  }

  /** The drawing that the reading is of. */
  get drawing() {
    return this.#answered?.drawing ?? null;
  }

  /** The body of the request that gave the reading. */
  get request() {
    return this.#answered && requestFor(this.#answered.drawing, this.#answered.pattern);
  }

  /** What a person has said of the reading's digits: those held, or all of another reading that was chosen. */
  get pattern() {
    return this.#chosen === 0 ? this.#answered.pattern : this.reading.text;
  }

  get model() {
    return this.#answer?.model?.version ?? null;
  }

  read(drawing, pattern = null) {
    this.#asked = { drawing, pattern };
    this.#known = pattern;
    this.#reader.read(requestFor(drawing, pattern));
  }

  /** Whether the reading is of this drawing, and no other one has been asked about since. */
  isOf(drawing) {
    return this.drawing === drawing && this.#asked?.drawing === drawing;
  }

  /** Stop waiting, because the drawing is about to be another one; what was read stays. */
  stop() {
    this.#reader.cancel();
  }

  /** Ask again what has been stopped, because the drawing stays. @returns {boolean} whether it had been asked about */
  resume(drawing) {
    if (this.#asked?.drawing !== drawing) return false;
    if (this.#asked !== this.#answered) this.read(drawing, this.#asked.pattern);
    return true;
  }

  forget() {
    this.#reader.cancel();
    this.#asked = null;
    this.#drop();
    this.#tell();
  }

  /** Take another of the answer's readings. */
  choose(index) {
    this.#show(index);
    this.#tell();
  }

  /** Hold a digit as the person says it is, or let it go with `?`, and read the rest again. */
  hold(index, grapheme) {
    // A newer drawing is being read, and its answer is about to take this one's place.
    if (!this.isOf(this.drawing)) return;
    this.read(this.drawing, withDigit(this.#known, this.reading.text.length, index, grapheme));
  }

  #follow() {
    const { phase, answer } = this.#reader;
    if (phase === "answered") {
      this.#answered = this.#asked;
      this.#answer = answer;
      this.#show(0);
    }
    // The reading of an older drawing beside the error of a newer one would mislead.
    if (phase === "failed" && this.#asked.drawing !== this.drawing) this.#drop();
    this.#tell();
  }

  #show(chosen) {
    const { drawing, pattern } = this.#answered;
    this.#chosen = chosen;
    this.reading = readingOf(this.#answer, { strokes: drawing.strokes, pattern, chosen });
    this.#known = this.pattern;
  }

  #drop() {
    this.reading = this.#answered = this.#answer = null;
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
