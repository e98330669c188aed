// What a hand does on an element, as strokes: pointer events only, one pointer at a time, no palms.

/** Points nearer than this to the one before, in CSS pixels, tell the reader nothing. */
const LEAST_DISTANCE = 1;

/** After a pen's last event, in ms: touches are palms for so long, and fingers again later. */
const PALM_FOR = 5000;

/** A touch that the system takes away is a palm if a pen has come meanwhile, or comes within so many ms. */
const TAKEN_WITHIN = 150;

/** A second finger that comes within so many ms of the first pinches an enlarged page; neither of them draws. */
const PINCH_WITHIN = 150;

/** A touch that in so many ms has gone no farther than so many CSS pixels is the thumb that holds the phone. */
const THUMB = { after: 1000, within: 10 };

/** Stands for one that has gone. */
const NO_POINTER = -1;

/** Pressure where the hardware has none, as Pointer Events have it for a pressed mouse. */
const NO_PRESSURE = 0.5;

/**
 * Events: `begin`, `move` and `end`, each with `points` (x, y from the element's corner in CSS pixels, t in ms of the
 * page's clock, pressure 0 to 1); `drop` says that the stroke was none: a palm, a thumb that rests, or the first finger
 * of a pinch.
 */
export class Pen extends EventTarget {
  #element;
  #pointerId = null;
  #pointerType = null;
  #penAt = -Infinity;
  #downAt = -Infinity;
  /** Of a touch that the system has taken away, until it is known whether a pen has come. */
  #taken = 0;
  #last = null;
  /** How far the pointer has gone, in CSS pixels. */
  #way = 0;

  constructor(element) {
    super();
    this.#element = element;
    element.addEventListener("pointerdown", (event) => this.#down(event));
    element.addEventListener("pointermove", (event) => this.#move(event));
    element.addEventListener("pointerup", (event) => this.#up(event));
    // What was drawn until the system took the pointer away is kept: undo is one key away, lost ink is lost.
    element.addEventListener("pointercancel", (event) => this.#take(event));
    element.addEventListener("lostpointercapture", (event) => this.#finish(event));
    // iPad's Scribble takes strokes for writing into a field unless touches on the canvas are prevented.
    for (const type of ["touchstart", "touchmove"]) {
      element.addEventListener(type, (event) => isHeld(event) && event.preventDefault(), { passive: false });
    }
    globalThis.visualViewport?.addEventListener("resize", () => this.#allowPinch());
    if (isEnlarged()) this.#allowPinch(); // a page that is loaded again may be
  }

  get drawing() {
    return this.#pointerId !== null;
  }

  #down(event) {
    this.#notePen(event);
    if (event.pointerType === "pen" && this.#pointerType === "touch") this.#abandon();
    if (this.#isHeldByThumb(event)) this.#abandon();
    // The first pointer of its kind again: the one before has ended, and nobody said so.
    if (event.isPrimary && event.pointerType === this.#pointerType) this.#end();
    if (this.#isPinch(event)) {
      this.#abandon();
      return;
    }
    const palm = event.pointerType === "touch" && event.timeStamp - this.#penAt < PALM_FOR;
    // On a Mac, a click with Control opens the menu, as the other button does.
    if (this.drawing || palm || event.button !== 0 || (event.ctrlKey && isMac())) return;
    event.preventDefault();
    this.#pointerId = event.pointerId;
    this.#pointerType = event.pointerType;
    this.#downAt = event.timeStamp;
    this.#last = null;
    this.#way = 0;
    // A pointer that has gone already cannot be captured; its stroke is a dot then.
    try {
      this.#element.setPointerCapture(event.pointerId);
    } catch { /* it ends with its own pointerup or pointercancel */ }
    this.#emit("begin", this.#points([event]));
  }

  #allowPinch() {
    this.#element.style.touchAction = isEnlarged() ? "pinch-zoom" : "";
  }

  #isPinch({ pointerType, timeStamp }) {
    const both = pointerType === "touch" && this.#pointerType === "touch";
    return both && isEnlarged() && timeStamp - this.#downAt < PINCH_WITHIN;
  }

  #isHeldByThumb({ pointerType, isPrimary, timeStamp }) {
    const isSecond = pointerType === "touch" && this.#pointerType === "touch" && !isPrimary;
    return isSecond && this.#way < THUMB.within && timeStamp - this.#downAt > THUMB.after;
  }

  #notePen({ pointerType, timeStamp }) {
    if (pointerType !== "pen") return;
    this.#penAt = timeStamp;
    if (this.#taken) this.#abandon();
  }

  #move(event) {
    this.#notePen(event);
    if (event.pointerId !== this.#pointerId) return;
    // Over a menu or another window the mouse was let go of, and nobody said so.
    if (event.pointerType === "mouse" && event.buttons === 0) {
      this.#end();
      return;
    }
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const points = this.#points(coalesced.length ? coalesced : [event]);
    if (points.length) this.#emit("move", points);
  }

  #up(event) {
    this.#notePen(event);
    if (event.pointerId !== this.#pointerId) return;
    const points = this.#points([event]);
    if (points.length) this.#emit("move", points);
    this.#finish(event);
  }

  #finish(event) {
    if (event.pointerId === this.#pointerId) this.#end();
  }

  #take({ pointerId, pointerType }) {
    if (pointerId !== this.#pointerId) return;
    if (pointerType !== "touch") this.#end();
    else if (this.#penAt > this.#downAt) this.#abandon();
    else {
      this.#pointerId = NO_POINTER;
      this.#taken = setTimeout(() => this.#end(), TAKEN_WITHIN);
    }
  }

  #end() {
    this.#leave();
    this.#emit("end", []);
  }

  #abandon() {
    this.#leave();
    this.#emit("drop", []);
  }

  #leave() {
    clearTimeout(this.#taken);
    this.#taken = 0;
    this.#pointerId = this.#pointerType = null;
  }

  #points(events) {
    const { left, top } = this.#element.getBoundingClientRect();
    const points = [];
    for (const { clientX, clientY, timeStamp, pressure, pointerType } of events) {
      // A pen that is lifted has no pressure any more: it has that of its last point.
      const felt = pointerType === "pen" ? pressure || this.#last?.pressure : null;
      const point = { x: clientX - left, y: clientY - top, t: timeStamp, pressure: felt || NO_PRESSURE };
      const step = this.#last ? Math.hypot(point.x - this.#last.x, point.y - this.#last.y) : 0;
      if (this.#last && step < LEAST_DISTANCE) continue;
      this.#way += step;
      this.#last = point;
      points.push(point);
    }
    return points;
  }

  #emit(type, points) {
    this.dispatchEvent(Object.assign(new Event(type), { points }));
  }
}

const isMac = () => /^Mac/.test(globalThis.navigator?.platform);
/** On a page that is enlarged until the canvas fills the screen, two fingers are the only way out of it. */
const isEnlarged = () => globalThis.visualViewport?.scale > 1;
const isHeld = ({ cancelable, touches }) => cancelable && !(isEnlarged() && touches.length > 1);
