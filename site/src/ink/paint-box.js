import { boxToScreen } from "./geometry.js";

/** Between ink and box, in CSS pixels. */
const ROOM = 6;
const ROUNDING = 6;
/**
 * The tag on a box, in CSS pixels; `side` is 0 for the left one. On the boxes of small digits it is smaller and in their
 * middle: a 1 and the digit after it begin nearer to one another than a tag is wide.
 */
const TAG = { height: 20, font: 13, room: 6, side: 0 };
const SMALL_TAG = { height: 15, font: 11, room: 3, side: 0.5 };
const SMALL_BOX = 60;
/** By how much tags become smaller at a time until each has its place. */
const STEP = 0.125;

/**
 * How much larger than usual tags are: as the page's letters are, or less where they would run into one another.
 *
 * @param {{box: import("./geometry.js").Box, label: string}[]} digits
 * @param {number} letters how much larger than usual the page's letters are
 */
export function tagScale(context, digits, view, size, letters) {
  for (let scale = letters; scale > 1; scale -= STEP) {
    const tags = digits.map((digit) => tagOf(context, digit, boxToScreen(view, digit.box, ROOM), size, scale));
    if (!tags.some((tag, index) => tags.slice(index + 1).some((other) => overlap(tag, other)))) return scale;
  }
  return 1;
}

/** Paint the box of a digit with its tag, which says what it was read as. */
export function paintBox(context, { box, label, doubtful, chosen }, view, size, { color, paper, scale = 1 }) {
  const place = boxToScreen(view, box, ROOM);
  context.save();
  context.strokeStyle = color;
  context.lineWidth = chosen ? 3 : 1.25;
  context.setLineDash(doubtful ? [4, 4] : []);
  trace(context, place, ROUNDING);
  context.stroke();
  paintTag(context, label, tagOf(context, { label }, place, size, scale), { color, paper });
  context.restore();
}

/** Where the tag of a box goes, and its letters: above it, or below where there is no room. */
function tagOf(context, { label }, { x, y, width, height }, size, scale) {
  const kind = height < SMALL_BOX * scale ? SMALL_TAG : TAG;
  const room = kind.room * scale;
  const font = `600 ${kind.font * scale}px system-ui, sans-serif`;
  context.font = font;
  const tag = { width: context.measureText(label).width + 2 * room, height: kind.height * scale };
  const left = x + kind.side * (width - tag.width);
  const top = y < tag.height ? y + height : y - tag.height;
  return {
    ...tag, font, room,
    x: Math.min(Math.max(left, 0), size.width - tag.width),
    y: Math.min(Math.max(top, 0), size.height - tag.height),
  };
}

const overlap = (one, other) =>
  one.x < other.x + other.width && other.x < one.x + one.width
  && one.y < other.y + other.height && other.y < one.y + one.height;

function paintTag(context, label, tag, { color, paper }) {
  context.fillStyle = color;
  trace(context, tag, ROUNDING - 2);
  context.fill();
  context.fillStyle = paper;
  context.font = tag.font;
  context.textBaseline = "middle";
  context.fillText(label, tag.x + tag.room, tag.y + tag.height / 2 + 1);
}

/** Without round corners where a browser has none, as Safari before 16. */
function trace(context, { x, y, width, height }, rounding) {
  context.beginPath();
  if (context.roundRect) context.roundRect(x, y, width, height, rounding);
  else context.rect(x, y, width, height);
}
