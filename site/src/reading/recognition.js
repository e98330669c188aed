import { isPattern } from "../ink/link.js";
import { readingOf, withPlace } from "./answer.js";
import { requestFor } from "./request.js";
import { isSaid, partsOf, saidAs } from "./said.js";

/**
 * What has been asked about a drawing and what is known of it: the answer, the reading chosen from it, the digits held
 * by the person. `change` tells when any of it, or the reader's phase, is another; `said` that something else has been
 * said of a drawing's digits; `unfit` that the ink does not divide into as many digits as a person has said; `long` that
 * nothing can be said of so many digits.
 */
export class Recognition extends EventTarget {
  /** @type {ReturnType<typeof readingOf>?} */
  reading = null;
  #reader;
  #asked = null;
  #answered = null;
  #answer = null;
  #chosen = 0;
  /** For each drawing, what a person has said of its digits: they go when it is undone, and come back with it. */
  #said = new WeakMap();
  /** For each drawing, what was read of it last, and what was said of it then. */
  #known = new WeakMap();

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

  /** What a person has said of a drawing's digits, as `saidAs` puts it, or null. */
  saidOf(drawing) {
    return this.#said.get(drawing) ?? null;
  }

  /** @param {string?} words what a person says of the drawing's digits; what cannot be that is nothing */
  say(drawing, words) {
    const said = isSaid(words) ? words : null;
    if (said === this.saidOf(drawing)) return;
    this.#said.set(drawing, said);
    this.dispatchEvent(new Event("said"));
  }

  read(drawing) {
    const { pattern } = partsOf(this.saidOf(drawing));
    this.#asked = { drawing, pattern };
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

  /**
   * Ask again what has been stopped, because the drawing stays, or show again what is known of one that comes back.
   *
   * @returns {boolean} whether it had been asked about
   */
  resume(drawing) {
    if (this.#asked?.drawing !== drawing) return this.#recall(drawing);
    if (this.#asked !== this.#answered) this.read(drawing);
    return true;
  }

  #recall(drawing) {
    const known = this.#known.get(drawing);
    if (!known || known.said !== this.saidOf(drawing)) return false;
    this.#reader.cancel();
    this.#asked = this.#answered = known.asked;
    this.#answer = known.answer;
    this.#show(known.chosen);
    this.#tell();
    return true;
  }

  forget() {
    this.#reader.cancel();
    this.#asked = null;
    this.#drop();
    this.#tell();
  }

  /** Take another of the answer's readings; a correction that has not been answered gives way to it. */
  choose(index) {
    this.#asked = this.#answered;
    this.#reader.cancel();
    this.#show(index);
    this.#tell();
  }

  /** Hold what the person says is in a digit's place, as `withPlace` takes it, and read the rest again. */
  hold(index, content) {
    // A newer drawing is being read, and its answer is about to take this one's place.
    if (!this.isOf(this.drawing)) return;
    const { length } = this.reading.text;
    const { pattern: said, choice } = partsOf(this.saidOf(this.drawing));
    // Another number of digits may have been asked for and not come: the places are those of the digits that are shown.
    const known = choice || (said && said.length !== length) ? this.pattern : said;
    const pattern = withPlace(known, length, index, content);
    if (pattern !== null && !isPattern(pattern)) {
      this.dispatchEvent(new Event("long"));
      return;
    }
    this.say(this.drawing, pattern);
    this.read(this.drawing);
  }

  #follow() {
    const { phase, answer } = this.#reader;
    if (phase === "answered") {
      this.#take(answer);
      return;
    }
    // The reading of an older drawing beside the error of a newer one would mislead.
    if (phase === "failed" && this.#asked.drawing !== this.drawing) this.#drop();
    this.#tell();
  }

  #take(answer) {
    const { drawing, pattern } = this.#asked;
    const { choice } = partsOf(this.saidOf(drawing));
    const chosen = choice ? answer.predictions.findIndex(({ text }) => text === choice) : 0;
    if (chosen < 0) {
      // Offered before, and not any more: it is asked for digit by digit.
      this.say(drawing, choice);
      this.read(drawing);
    } else if (answer.predictions.length === 0 && pattern !== null) {
      this.#giveUpWhatWasSaid();
    } else {
      this.#answered = this.#asked;
      this.#answer = answer;
      this.#show(chosen);
      this.#tell();
    }
  }

  /** The ink does not divide into what has been said of it: the number that was there before stays, or comes back. */
  #giveUpWhatWasSaid() {
    const { drawing } = this.#asked;
    if (drawing === this.drawing) {
      this.#asked = this.#answered;
      this.#sayWhatIsShown();
      this.dispatchEvent(new Event("unfit"));
      this.#tell();
    } else {
      this.say(drawing, this.#known.get(drawing)?.said ?? null);
      if (!this.#recall(drawing)) this.read(drawing);
    }
  }

  #show(chosen) {
    const { drawing, pattern } = this.#answered;
    this.#chosen = chosen;
    this.reading = readingOf(this.#answer, { strokes: drawing.strokes, pattern, chosen });
    this.#sayWhatIsShown();
    this.#known.set(drawing, { asked: this.#answered, answer: this.#answer, chosen, said: this.saidOf(drawing) });
  }

  #sayWhatIsShown() {
    const { drawing, pattern } = this.#answered;
    this.say(drawing, saidAs(pattern, this.#chosen === 0 ? null : this.reading.text));
  }

  #drop() {
    this.reading = this.#answered = this.#answer = null;
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
