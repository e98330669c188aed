// Boxes and views of ink. Ink is in CSS pixels as it was drawn, x right, y down; a view maps it onto the element.

/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/** @typedef {{scale: number, dx: number, dy: number}} View screen = ink * scale + (dx, dy) */

/** A pen that can still be seen, in CSS pixels. */
const THINNEST_PEN = 2;

/** The view that shows ink where it was drawn. @type {View} */
export const IDENTITY = Object.freeze({ scale: 1, dx: 0, dy: 0 });

/** The smallest box around all points of the strokes, or null when there are none. */
export function bounds(strokes) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { points } of strokes) {
    for (const { x, y } of points) {
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x);
      bottom = Math.max(bottom, y);
    }
  }
  return left > right ? null : { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * The view that keeps ink where it was drawn if all of it can be seen there; if not, moves it, and scales it down as
 * far as it must.
 */
export function viewOf(box, width, height, margin = 12) {
  if (!box || !width || !height) return IDENTITY;
  const inside = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
  if (inside) return IDENTITY;
  const { scale } = fitting(box, width, height, margin, 1);
  return {
    scale,
    dx: shift(box.x * scale, box.width * scale, width, margin),
    dy: shift(box.y * scale, box.height * scale, height, margin),
  };
}

function shift(start, length, room, margin) {
  const nearest = Math.min(Math.max(start, margin), room - margin - length);
  return nearest - start;
}

/** The view that shows a box as large as the element allows, in its middle. */
export function fitting(box, width, height, margin = 0, largest = Infinity) {
  const scale = Math.min(
    largest,
    (width - 2 * margin) / Math.max(box.width, 1),
    (height - 2 * margin) / Math.max(box.height, 1),
  );
  return {
    scale,
    dx: width / 2 - (box.x + box.width / 2) * scale,
    dy: height / 2 - (box.y + box.height / 2) * scale,
  };
}

export const toScreen = ({ scale, dx, dy }, { x, y }) => ({ x: x * scale + dx, y: y * scale + dy });

export const toInk = ({ scale, dx, dy }, { x, y }) => ({ x: (x - dx) / scale, y: (y - dy) / scale });

/** A box of ink as a box of the screen, with some room around it. */
export function boxToScreen(view, box, room = 0) {
  const { x, y } = toScreen(view, box);
  return {
    x: x - room,
    y: y - room,
    width: box.width * view.scale + 2 * room,
    height: box.height * view.scale + 2 * room,
  };
}

/** Strokes moved and scaled as a view says, pen and all: ink of another place made at home on this canvas. */
export function transformed(strokes, view) {
  return strokes.map((stroke) => ({
    width: Math.max(THINNEST_PEN, stroke.width * view.scale),
    points: stroke.points.map((point) => {
      const { x, y } = toScreen(view, point);
      return { ...point, x: round(x, 100), y: round(y, 100) };
    }),
  }));
}

/** A value in whole steps of 1 / `steps`. */
export const round = (value, steps) => Math.round(value * steps) / steps;
