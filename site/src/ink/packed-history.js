// A history as JSON, with what a person has said of the digits of each drawing: drawings share their strokes, so each
// stroke and picture stands once and drawings point to them. Of a picture, which is long, its name can stand for it.

import { isDrawing } from "./drawing.js";

/** Steps back, and forth, that are kept: more would take the storage that the drawing itself needs. */
const MOST_STEPS = 50;

/**
 * @param {ReturnType<import("./history.js").History["toData"]>} history of drawings
 * @param {(drawing: import("./drawing.js").Drawing) => string?} saidOf what has been said of each
 * @param {(picture: import("./drawing.js").Picture) => any} nameOf what stands for a picture
 */
export function packed({ past, present, future }, saidOf, nameOf = (picture) => picture) {
  const before = nearest(past);
  const drawings = [...before, present, ...nearest(future)];
  const parts = [...new Set(drawings.flatMap(({ strokes, picture }) => [picture, ...strokes]))];
  const places = new Map(parts.map((part, place) => [part, place]));
  return {
    parts: parts.map((part) => (part?.url ? nameOf(part) : part)),
    drawings: drawings.map(({ strokes, picture }) => [picture, ...strokes].map((part) => places.get(part))),
    said: drawings.map(saidOf),
    present: before.length,
  };
}

/** The pictures of what is packed. @returns {Set<import("./drawing.js").Picture>} */
export const picturesOf = ({ past, present, future }) =>
  new Set([...nearest(past), present, ...nearest(future)].flatMap(({ picture }) => picture ?? []));

const nearest = (drawings) => drawings.slice(-MOST_STEPS);

/**
 * The history that was packed and, for each drawing, what has been said of it; null when what was kept is none.
 *
 * @param {(name: string) => import("./drawing.js").Picture} pictureOf the picture that a name stands for
 */
export function unpacked(kept, pictureOf) {
  try {
    const { present } = kept;
    const parts = kept.parts.map((part) => (typeof part === "string" ? pictureOf(part) : part));
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
