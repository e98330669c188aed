/** @typedef {{x: number, y: number, t: number, pressure: number}} Point CSS pixels, ms since the first point */
/** @typedef {{width: number, points: Point[]}} Stroke */
/** @typedef {{url: string, width: number, height: number}} Picture a data URL and its size in pixels */
/** @typedef {{strokes: Stroke[], picture: Picture?}} Drawing strokes or one picture; never changed, only replaced */

/** A drawing with nothing in it. @type {Drawing} */
export const EMPTY = Object.freeze({ strokes: Object.freeze([]), picture: null });

export const isEmpty = ({ strokes, picture }) => strokes.length === 0 && !picture;

/** Whether something that was kept is a drawing still. */
export const isDrawing = (kept) =>
  Array.isArray(kept?.strokes) && kept.strokes.every(isStroke) && (kept.picture === null || isPicture(kept.picture));

const isStroke = (stroke) =>
  Number.isFinite(stroke?.width) && stroke.points?.length > 0
  && stroke.points.every(({ x, y, t, pressure }) => [x, y, t, pressure].every(Number.isFinite));

const isPicture = (picture) =>
  /^data:image\//.test(picture?.url) && Number.isFinite(picture.width) && Number.isFinite(picture.height);
