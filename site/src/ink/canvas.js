import { EMPTY } from "./drawing.js";
import { bounds, fitting, IDENTITY, round, toInk, viewOf } from "./geometry.js";
import { groundOf } from "./paint-picture.js";
import { paint, paintLive, paintOver } from "./paint.js";
import { Pen } from "./pen.js";

/** Between a drawing that was loaded and the first stroke added to it, in ms: their clocks are not the same. */
const PAUSE = 1000;
/** Points of the stroke that is being drawn that are painted anew in each frame: at most so many, and as many again. */
const PIECE = 256;
/** The page's letters as browsers have them unless told otherwise, in CSS pixels. */
const LETTER = 16;

/**
 * The canvas that is written on. `toData()` and `fromData()` give and take a drawing; `begin` tells that a stroke has
 * begun, `stroke` that one has been added, `drop` that the one begun was none.
 */
export class InkCanvas extends EventTarget {
  /** Of the strokes to come, in CSS pixels. */
  penWidth = 6;
  #element;
  #context;
  /** What stays while a stroke is drawn, painted once: to paint a hundred strokes in each frame took 60 ms. */
  #still = document.createElement("canvas").getContext("2d");
  #isStale = true;
  #colors = null;
  #drawing = EMPTY;
  #ground = null;
  #marks = null;
  #view = IDENTITY;
  #live = null;
  /** How many points of the live stroke are painted with what stays. */
  #settled = 0;
  #epoch = null;
  #frame = 0;
  #size = { width: 0, height: 0 };

  /** @param {HTMLCanvasElement} element sized by its style sheet */
  constructor(element) {
    super();
    this.#element = element;
    this.#context = element.getContext("2d");
    const pen = new Pen(element);
    pen.addEventListener("begin", ({ points }) => this.#begin(points));
    pen.addEventListener("move", ({ points }) => this.#extend(points));
    pen.addEventListener("end", () => this.finish());
    pen.addEventListener("drop", () => this.#drop());
    // Where the page is left in mid-stroke, no pointer says so; a phone may end one that is not seen without a word.
    addEventListener("pagehide", () => this.finish());
    document.addEventListener("visibilitychange", () => document.hidden && this.finish());
    // A browser in the background may lose what was painted, and gives an empty canvas back.
    for (const canvas of [element, this.#still.canvas]) {
      canvas.addEventListener("contextrestored", () => this.repaint());
    }
    new ResizeObserver(() => this.#resize()).observe(element);
    this.#watchPixelRatio();
  }

  /** The element's size in CSS pixels. */
  get size() {
    return this.#size;
  }

  /** @returns {import("./drawing.js").Drawing} */
  toData() {
    return this.#drawing;
  }

  /** @param {import("./drawing.js").Drawing} drawing shown in place of the one before */
  fromData(drawing) {
    this.#live = this.#epoch = null;
    this.#drawing = drawing;
    this.#loadImage(drawing.picture);
    this.showAll();
  }

  /** Bring all ink into sight. Not while a hand is writing: its next stroke would miss the one before. */
  showAll() {
    const { width, height } = this.#size;
    const { picture } = this.#drawing;
    const strokes = [...this.#drawing.strokes, ...(this.#live ? [this.#live] : [])];
    this.#view = picture
      ? fitting({ x: 0, y: 0, width: picture.width, height: picture.height }, width, height)
      : viewOf(bounds(strokes), width, height);
    this.repaint();
  }

  /** End the stroke that is being drawn, if there is one, as if the pen had been lifted. */
  finish() {
    if (!this.#live) return;
    const { width, points } = this.#live;
    this.#live = null;
    this.#drawing = { strokes: [...this.#drawing.strokes, { width, points }], picture: null };
    this.repaint();
    this.dispatchEvent(new Event("stroke"));
  }

  /** @param {import("./paint.js").Marks?} marks what the reader found, to be shown on the ink; null for none */
  mark(marks) {
    if (marks === this.#marks) return;
    this.#marks = marks;
    this.repaint();
  }

  /** Paint anew before the next frame; many calls make one painting. */
  repaint() {
    this.#isStale = true;
    this.#paintSoon();
  }

  #paintSoon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #begin(points) {
    // Ink on top of a picture would be read by nobody: a new drawing begins, and undo brings the picture back.
    if (this.#drawing.picture) {
      this.fromData(EMPTY);
      this.mark(null);
    }
    this.#epoch ??= this.#epochFor(points[0].t);
    this.#live = { width: this.penWidth, points: [] };
    this.#extend(points);
    this.dispatchEvent(new Event("begin"));
  }

  #epochFor(now) {
    const last = this.#drawing.strokes.at(-1)?.points.at(-1);
    return last ? now - last.t - PAUSE : now;
  }

  #extend(points) {
    if (!this.#live) return;
    for (const point of points) {
      const { x, y } = toInk(this.#view, point);
      this.#live.points.push({
        x: round(x, 100),
        y: round(y, 100),
        t: Math.round(point.t - this.#epoch),
        pressure: round(point.pressure, 255),
      });
    }
    this.#paintSoon();
  }

  #drop() {
    this.#live = null;
    this.repaint();
    this.dispatchEvent(new Event("drop"));
  }

  async #loadImage(picture) {
    this.#ground = null;
    delete this.#element.dataset.bsTheme;
    if (!picture) return;
    const image = new Image();
    image.src = picture.url;
    // A picture that cannot be shown can still be asked about, and cleared.
    const readable = await image.decode().then(() => true, () => false);
    if (!readable || this.#drawing.picture !== picture) return;
    this.#ground = groundOf(image);
    // On a picture, the colors are those of its own paper, not the page's.
    this.#element.dataset.bsTheme = this.#ground.dark ? "dark" : "light";
    this.repaint();
  }

  #watchPixelRatio() {
    // Paper has a resolution of its own, and shows what was painted for the screen.
    const query = matchMedia(`print, (resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener("change", () => {
      this.#resize();
      this.#watchPixelRatio();
    }, { once: true });
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.#element;
    this.#size = { width, height };
    for (const canvas of [this.#element, this.#still.canvas]) {
      canvas.width = Math.round(width * devicePixelRatio);
      canvas.height = Math.round(height * devicePixelRatio);
    }
    this.showAll();
    // Setting a canvas' size empties it: at once, so that no empty frame is seen.
    this.#paint();
  }

  #paint() {
    if (this.#isStale) this.#paintStill();
    const look = { view: this.#view, pixelRatio: devicePixelRatio, color: this.#colors.ink };
    this.#settle(look);
    paintOver(this.#context, this.#still.canvas, this.#live && rest(this.#live, this.#settled), look);
  }

  /** Paint the beginning of a long live stroke with what stays: thousands of points in each frame took 40 ms. */
  #settle(look) {
    while (this.#live?.points.length > this.#settled + 2 * PIECE) {
      paintLive(this.#still, rest(this.#live, this.#settled, PIECE), look);
      this.#settled += PIECE;
    }
  }

  #paintStill() {
    this.#isStale = false;
    this.#settled = 0;
    this.#colors = inkColors(this.#element);
    paint(this.#still, {
      strokes: this.#drawing.strokes,
      ground: this.#ground,
      marks: this.#marks,
      view: this.#view,
      size: this.#size,
      pixelRatio: devicePixelRatio,
      colors: this.#colors,
      letters: parseFloat(getComputedStyle(this.#element).fontSize) / LETTER,
    });
  }
}

/** The points of a stroke from one on, all or so many, and the one before, so that no gap shows. */
const rest = ({ width, points }, begin, count = points.length) =>
  ({ width, points: points.slice(Math.max(0, begin - 1), begin + count) });

/** The colors of the style sheet, which know about light and dark. */
function inkColors(element) {
  const style = getComputedStyle(element);
  const color = (name) => style.getPropertyValue(name).trim();
  return {
    ink: color("--ink"),
    faint: color("--ink-faint"),
    paper: color("--paper"),
    edge: color("--bar"),
    digits: [0, 1, 2, 3, 4].map((hue) => color(`--digit-${hue}`)),
  };
}
