// A history as JSON, with what a person has said of the digits of each drawing: drawings share their strokes, so each
// stroke and picture stands once and drawings point to them.

import { isDrawing } from "./drawing.js";

/** Steps back, and forth, that are kept: more would take the storage that the drawing itself needs. */
const MOST_STEPS = 50;

/**
 * @param {ReturnType<import("./history.js").History["toData"]>} history of drawings
 * @param {(drawing: import("./drawing.js").Drawing) => string?} saidOf what has been said of each
 */
export function packed({ past, present, future }, saidOf) {
  const [before, after] = [past.slice(-MOST_STEPS), future.slice(-MOST_STEPS)];
  const drawings = [...before, present, ...after];
  const parts = [...new Set(drawings.flatMap(({ strokes, picture }) => [picture, ...strokes]))];
  const places = new Map(parts.map((part, place) => [part, place]));
  return {
    parts,
    drawings: drawings.map(({ strokes, picture }) => [picture, ...strokes].map((part) => places.get(part))),
    said: drawings.map(saidOf),
    present: before.length,
  };
}

/** The history that was packed and, for each drawing, what has been said of it; null when what was kept is none. */
export function unpacked(kept) {
  try {
    const { parts, present } = kept;
    const drawings = kept.drawings.map((places) => {
      const [picture, ...strokes] = places.map((place) => parts[place]);
      return { strokes, picture };
    });
    if (![...drawings, drawings[present]].every(isDrawing)) return null;
    return {
      past: drawings.slice(0, present), present: drawings[present], future: drawings.slice(present + 1),
      said: new Map(drawings.map((drawing, step) => [drawing, kept.said?.[step] ?? null])),
    };
  } catch {
    return null;
  }
}
