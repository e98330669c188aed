import { boxToScreen } from "./geometry.js";

/**
 * @typedef {object} Marks what the reader found, in ink units
 * @property {Map<object, Int16Array>} owners for each stroke, the digit that each of its points belongs to, -1 for none
 * @property {{box: import("./geometry.js").Box?, label: string, hue: number, doubtful: boolean, chosen: boolean}[]} digits
 */

const DASH = [2, 7];
/** The tag on a box, smaller on the boxes of small digits; in CSS pixels. */
const TAG = { height: 20, font: "600 13px system-ui, sans-serif", room: 6 };
const SMALL_TAG = { height: 15, font: "600 11px system-ui, sans-serif", room: 3 };
const SMALL_BOX = 60;
/** Between ink and box, in CSS pixels. */
const ROOM = 6;

/**
 * Paint a drawing, and what was read in it, on a canvas of `size` CSS pixels. `ground` is the picture that it is, if it
 * is one: `image`, and whether that is `dark`.
 */
export function paint(context, { strokes, ground, marks, view, size, pixelRatio, colors }) {
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  if (ground) paintPicture(context, ground, marks, view, colors);
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) paintStroke(context, stroke, marks?.owners.get(stroke), marks, view, colors);
  for (const digit of marks?.digits ?? []) if (digit.box) paintBox(context, digit, view, size, colors);
}

/** Whether a picture is, on the whole, darker than grey: light ink on a dark ground. Transparent is paper. */
export function isDark(image) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const context = canvas.getContext("2d");
  paper(context, 0, 0, 16, 16);
  context.drawImage(image, 0, 0, 16, 16);
  const { data } = context.getImageData(0, 0, 16, 16);
  return data.reduce((sum, value, index) => (index % 4 === 3 ? sum : sum + value), 0) < 128 * 3 * 16 * 16;
}

function paintPicture(context, { image, dark }, marks, view, colors) {
  const [width, height] = [image.naturalWidth * view.scale, image.naturalHeight * view.scale];
  paper(context, view.dx, view.dy, width, height);
  context.drawImage(image, view.dx, view.dy, width, height);
  // Dark ink takes a lighter color and white paper does not; on a dark ground, the other way around.
  context.globalCompositeOperation = dark ? "darken" : "lighten";
  for (const digit of marks?.digits ?? []) if (digit.box) tint(context, boxToScreen(view, digit.box), inkColor(digit, colors));
  context.globalCompositeOperation = "source-over";
}

function paper(context, x, y, width, height) {
  context.fillStyle = "#fff";
  context.fillRect(x, y, width, height);
}

function tint(context, { x, y, width, height }, color) {
  context.fillStyle = color;
  context.fillRect(x, y, width, height);
}

function paintStroke(context, stroke, owner, marks, view, colors) {
  context.save();
  context.translate(view.dx, view.dy);
  context.scale(view.scale, view.scale);
  for (const { begin, end, digit } of runs(stroke.points.length, owner)) {
    context.strokeStyle = digit === undefined ? colors.ink : inkColor(marks.digits[digit], colors);
    context.setLineDash(digit === -1 || marks?.digits[digit]?.doubtful ? DASH.map((part) => part * stroke.width / 3) : []);
    trace(context, stroke, Math.max(0, begin - 1), end);
  }
  context.restore();
}

const inkColor = (digit, colors) => (digit && !digit.doubtful ? colors.digits[digit.hue] : colors.faint);

/** Stretches of points of one owner; one stretch without an owner where nothing is known yet. */
export function* runs(count, owner) {
  if (!owner) return yield { begin: 0, end: count - 1, digit: undefined };
  for (let begin = 0; begin < count;) {
    let end = begin;
    while (end + 1 < count && owner[end + 1] === owner[begin]) end += 1;
    yield { begin, end, digit: owner[begin] };
    begin = end + 1;
  }
}

function trace(context, { points, width }, begin, end) {
  if (points.every(({ pressure }) => pressure === points[0].pressure)) {
    context.lineWidth = nib(width, points[0].pressure);
    smooth(context, points, begin, end);
    return;
  }
  for (let index = begin; index < end || index === begin; index += 1) {
    const next = points[Math.min(index + 1, end)];
    context.lineWidth = nib(width, (points[index].pressure + next.pressure) / 2);
    context.beginPath();
    context.moveTo(points[index].x, points[index].y);
    context.lineTo(next.x, next.y);
    context.stroke();
  }
}

/** A pen pressed as hard as no pen can tell (0.5) draws its own width. */
const nib = (width, pressure) => width * (0.5 + pressure);

/** A curve through the middles of the line's pieces, which has no corners where the hand made none. */
function smooth(context, points, begin, end) {
  context.beginPath();
  context.moveTo(points[begin].x, points[begin].y);
  for (let index = begin + 1; index < end; index += 1) {
    const [here, next] = [points[index], points[index + 1]];
    context.quadraticCurveTo(here.x, here.y, (here.x + next.x) / 2, (here.y + next.y) / 2);
  }
  context.lineTo(points[end].x, points[end].y);
  context.stroke();
}

function paintBox(context, { box, label, hue, doubtful, chosen }, view, size, colors) {
  const color = doubtful ? colors.faint : colors.digits[hue];
  const { x, y, width, height } = boxToScreen(view, box, ROOM);
  context.strokeStyle = color;
  context.lineWidth = chosen ? 3 : 1.25;
  context.setLineDash(doubtful ? [4, 4] : []);
  context.beginPath();
  context.roundRect(x, y, width, height, 6);
  context.stroke();
  context.setLineDash([]);
  const tag = height < SMALL_BOX ? SMALL_TAG : TAG;
  paintTag(context, tag, label, { x, y: y < tag.height ? y + height : y - tag.height }, size, color, colors.paper);
}

function paintTag(context, tag, label, { x, y }, size, color, paper) {
  context.font = tag.font;
  const width = context.measureText(label).width + 2 * tag.room;
  const left = Math.min(Math.max(x, 0), size.width - width);
  const top = Math.min(Math.max(y, 0), size.height - tag.height);
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(left, top, width, tag.height, 4);
  context.fill();
  context.fillStyle = paper;
  context.textBaseline = "middle";
  context.fillText(label, left + tag.room, top + tag.height / 2 + 1);
}
