import { remark } from "../reading/words.js";
import { showAlternatives } from "./alternatives.js";
import { showConfidence } from "./confidence.js";
import { Corrector } from "./corrector.js";
import { DigitCards } from "./digits.js";
import { NumberView } from "./number.js";
import { quickClicks } from "./taps.js";
import { disable } from "./tools.js";

/**
 * All that is shown of a reading. `change` tells that another digit's correction has been opened or closed.
 */
export class ReadingView extends EventTarget {
  #element;
  #refuge;
  #reading = null;
  #outdated = false;
  #number;
  #corrector;
  #cards;
  #choose;

  /**
   * @param {HTMLElement} element holds an element for each part, found by its class
   * @param {HTMLElement} refuge takes the keyboard's focus where there is no digit that can
   * @param {{choose: (index: number) => void, hold: (index: number, content: string) => void}} actions take another
   *   reading; hold what the person says is in a digit's place
   */
  constructor(element, refuge, { choose, hold }) {
    super();
    this.#element = element;
    this.#refuge = refuge;
    this.#choose = choose;
    // Before any button of it hears. The second of two quick taps was meant for what stood there until the first.
    const isQuick = quickClicks(element);
    const isMeant = (event) => !isQuick(event) && !this.#outdated;
    element.addEventListener("click", (event) => isMeant(event) || event.stopPropagation(), { capture: true });
    this.#number = new NumberView(this.#part("number"), (index) => this.#toggle(index));
    this.#cards = new DigitCards(this.#part("digits"));
    this.#corrector = new Corrector(this.#part("corrector"), {
      close: () => this.closeCorrection(),
      choose: (index, content) => {
        this.closeCorrection();
        hold(index, content);
      },
    });
  }

  /** Index of the digit that is being corrected, or null. */
  get correcting() {
    return this.#corrector.index;
  }

  /**
   * @param {object?} reading null hides all of it
   * @param {boolean} outdated whether a newer drawing is about to be read: this one is not corrected or copied any more
   */
  show(reading, outdated) {
    if (reading !== this.#reading) this.#replace(reading);
    this.#outdated = outdated;
    for (const name of ["number", "alternatives", "share"]) {
      this.#part(name).querySelectorAll("button").forEach((button) => disable(button, outdated));
    }
  }

  #replace(reading) {
    const hasFocus = this.#element.contains(document.activeElement);
    const place = this.#placeOfFocus();
    const stays = this.#isStillAsked(reading);
    this.#reading = reading;
    if (stays) this.#corrector.follow(reading.digits);
    else this.#corrector.close();
    this.#element.hidden = !reading;
    if (!reading) {
      if (hasFocus) focus(this.#refuge);
      return;
    }
    this.#number.show(reading, this.correcting);
    this.#cards.show(reading);
    showConfidence(this.#part("confidence"), reading);
    showAlternatives(this.#part("alternatives"), reading.others, this.#choose);
    const said = remark(reading);
    this.#part("remark").hidden = !said;
    this.#part("remark").textContent = said ?? "";
    const isThere = this.#element.contains(document.activeElement);
    if (place !== null && !isThere) focus(this.#number.button(place) ?? this.#refuge);
  }

  /** Whether a correction that is open is of the same digit in another reading: it must not go from under a finger. */
  #isStillAsked(reading) {
    const graphemeIn = ({ digits }) => digits[this.correcting]?.grapheme;
    return this.correcting !== null && reading?.digits.length === this.#reading.digits.length
      && graphemeIn(reading) === graphemeIn(this.#reading);
  }

  /** The focus goes back to its digit. @returns {boolean} whether one was open */
  closeCorrection() {
    const index = this.correcting;
    if (index === null) return false;
    const hasFocus = this.#part("corrector").contains(document.activeElement);
    this.#corrector.close();
    this.#number.show(this.#reading);
    if (hasFocus) focus(this.#number.button(index));
    this.dispatchEvent(new Event("change"));
    return true;
  }

  /** Where the colors are others, or what was painted is lost. */
  repaint() {
    this.#cards.repaint();
  }

  #toggle(index) {
    if (this.correcting === index) {
      this.closeCorrection();
      return;
    }
    this.#number.show(this.#reading, index);
    this.#corrector.open(index, this.#reading.digits);
    this.dispatchEvent(new Event("change"));
  }

  /** Index of the digit that takes the focus from what another reading replaces, or null. */
  #placeOfFocus() {
    const focused = document.activeElement;
    if (this.#part("corrector").contains(focused)) return this.correcting;
    if (this.#part("number").contains(focused)) return [...this.#part("number").children].indexOf(focused);
    return this.#part("alternatives").contains(focused) ? 0 : null;
  }

  #part(name) {
    return this.#element.querySelector(`.${name}`);
  }
}

/** Not by scrolling: the hand may be writing. */
const focus = (element) => element.focus({ preventScroll: true });
