import { boxToScreen } from "./geometry.js";

/** Between ink and box, in CSS pixels. */
const ROOM = 6;
const ROUNDING = 6;
/** The tag on a box, smaller on the boxes of small digits; in CSS pixels. */
const TAG = { height: 20, font: "600 13px system-ui, sans-serif", room: 6 };
const SMALL_TAG = { height: 15, font: "600 11px system-ui, sans-serif", room: 3 };
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
  paintTag(context, tag, label, { x, y: y < tag.height ? y + height : y - tag.height }, size, { color, paper });
  context.restore();
}

function paintTag(context, tag, label, { x, y }, size, { color, paper }) {
  context.font = tag.font;
  const width = context.measureText(label).width + 2 * tag.room;
  const left = Math.min(Math.max(x, 0), size.width - width);
  const top = Math.min(Math.max(y, 0), size.height - tag.height);
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(left, top, width, tag.height, ROUNDING - 2);
  context.fill();
  context.fillStyle = paper;
  context.textBaseline = "middle";
  context.fillText(label, left + tag.room, top + tag.height / 2 + 1);
}
