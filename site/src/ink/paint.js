import { paintBox, tagScale } from "./paint-box.js";
import { paintPicture } from "./paint-picture.js";
import { paintStroke } from "./paint-stroke.js";

/**
 * @typedef {object} Marks what the reader found, in ink units
 * @property {Map<object, Int16Array>} owners for each stroke, the digit that each of its points belongs to, -1 for none
 * @property {Mark[]} digits
 */

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {{box: Box?, label: string, hue: number, doubtful: boolean, chosen: boolean}} Mark of one digit */

/** @typedef {{ink: string, faint: string, paper: string, edge: string, digits: string[]}} Colors `digits` by hue */

/**
 * Paint a drawing, and what was read in it, on a canvas of `size` CSS pixels. `ground` is the picture that it is, if it
 * is one, as `groundOf` has it; `letters` says how much larger than usual the page's letters are.
 */
export function paint(context, { strokes, ground, marks, view, size, pixelRatio, colors, letters }) {
  const digits = marks?.digits ?? [];
  const boxed = digits.filter(({ box }) => box);
  const colorOf = (digit) => (digit && !digit.doubtful ? colors.digits[digit.hue] : colors.faint);
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  if (ground) {
    const tints = boxed.map((digit) => ({ box: digit.box, color: colorOf(digit) }));
    paintPicture(context, ground, view, tints, colors.edge);
  }
  for (const stroke of strokes) {
    paintStroke(context, stroke, view, marks?.owners.get(stroke), (owner) => ({
      color: owner === undefined ? colors.ink : colorOf(digits[owner]),
      dashed: owner !== undefined && (digits[owner]?.doubtful ?? true),
    }));
  }
  const scale = tagScale(context, boxed, view, size, letters);
  const { paper } = colors;
  for (const digit of boxed) paintBox(context, digit, view, size, { color: colorOf(digit), paper, scale });
}

/** Paint what stays, of the same size, and over it the stroke that is being drawn, if there is one. */
export function paintOver(context, still, stroke, look) {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, still.width, still.height);
  // What has no size cannot be laid on anything.
  if (still.width && still.height) context.drawImage(still, 0, 0);
  if (stroke) paintLive(context, stroke, look);
}

/** Paint a stroke that is being drawn, or a piece of it. */
export function paintLive(context, stroke, { view, pixelRatio, color }) {
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  paintStroke(context, stroke, view, undefined, () => ({ color, dashed: false }));
}
