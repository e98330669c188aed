import { boxToScreen } from "./geometry.js";

/** Between ink and box, in CSS pixels. */
const ROOM = 6;
const ROUNDING = 6;
/**
 * The tag on a box, in CSS pixels; `side` is 0 for the left one. On the boxes of small digits it is smaller and in their
 * middle: a 1 and the digit after it begin nearer to one another than a tag is wide.
 */
const TAG = { height: 20, font: "600 13px system-ui, sans-serif", room: 6, side: 0 };
const SMALL_TAG = { height: 15, font: "600 11px system-ui, sans-serif", room: 3, side: 0.5 };
const SMALL_BOX = 60;

/** Paint the box of a digit with its tag, which says what it was read as. */
export function paintBox(context, { box, label, doubtful, chosen }, view, size, { color, paper }) {
  const { x, y, width, height } = boxToScreen(view, box, ROOM);
  const tag = height < SMALL_BOX ? SMALL_TAG : TAG;
  context.save();
  context.strokeStyle = color;
  context.lineWidth = chosen ? 3 : 1.25;
  context.setLineDash(doubtful ? [4, 4] : []);
  context.beginPath();
  context.roundRect(x, y, width, height, ROUNDING);
  context.stroke();
  const place = { x, width, y: y < tag.height ? y + height : y - tag.height };
  paintTag(context, tag, label, place, size, { color, paper });
  context.restore();
}

function paintTag(context, tag, label, place, size, { color, paper }) {
  context.font = tag.font;
  const width = context.measureText(label).width + 2 * tag.room;
  const left = Math.min(Math.max(place.x + tag.side * (place.width - width), 0), size.width - width);
  const top = Math.min(Math.max(place.y, 0), size.height - tag.height);
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(left, top, width, tag.height, ROUNDING - 2);
  context.fill();
  context.fillStyle = paper;
  context.textBaseline = "middle";
  context.fillText(label, left + tag.room, top + tag.height / 2 + 1);
}
