import { boxToScreen } from "./geometry.js";
import { canvasesGiveNoise } from "./noise.js";

/** Under a picture, which may be transparent; light ink alone is seen on dark paper. */
const PAPER = "#fff";
const DARK_PAPER = "#000";
/** Around a digit's box, in CSS pixels: boxes are those of the pen's path, ink is wider. */
const ROOM = 6;
/** How far a wide pen goes beyond its path, in heights of the digit's box. */
const HALF_PEN = 0.17;
/** A picture's side when only its lightness counts, in pixels. */
const GLANCE = 16;

/**
 * A picture with its paper, and whether it is, on the whole, darker than middle gray: light ink on a dark ground.
 *
 * @typedef {{image: HTMLImageElement | HTMLCanvasElement, paper: string, dark: boolean}} Ground
 * @returns {Ground}
 */
export function groundOf(image) {
  // As most are.
  if (canvasesGiveNoise()) return { image, paper: PAPER, dark: false };
  const { cover, light } = glanceAt(image);
  const onDark = cover < 0.5 && light > 0.5 * cover;
  return { image, paper: onDark ? DARK_PAPER : PAPER, dark: onDark || light + 1 - cover < 0.5 };
}

/** How much of a picture is not transparent, 0 to 1, and how much light comes from there. */
function glanceAt(image) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = GLANCE;
  const context = canvas.getContext("2d");
  // Thin ink has a share in every pixel.
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, GLANCE, GLANCE);
  const { data } = context.getImageData(0, 0, GLANCE, GLANCE);
  let [cover, light] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] / 255 / GLANCE ** 2;
    cover += alpha;
    light += (alpha * (data[at] + data[at + 1] + data[at + 2])) / 3 / 255;
  }
  return { cover, light };
}

/**
 * Paint a picture, the ink of each digit in its color, with an edge that tells its paper from the page's.
 *
 * @param {Ground} ground
 * @param {{box: import("./geometry.js").Box, color: string}[]} tints
 * @param {string} edge a color
 */
export function paintPicture(context, { image, paper, dark }, view, tints, edge) {
  const place = boxToScreen(view, { x: 0, y: 0, width: image.naturalWidth, height: image.naturalHeight });
  fill(context, place, paper);
  context.drawImage(image, place.x, place.y, place.width, place.height);
  context.save();
  context.beginPath();
  context.rect(place.x, place.y, place.width, place.height);
  context.clip();
  // Dark ink takes a lighter color and white paper does not; on a dark ground, the other way around.
  context.globalCompositeOperation = dark ? "darken" : "lighten";
  const boxes = tints.map(({ box }) => box);
  for (const { box, color } of tints) fill(context, boxToScreen(view, box, roomAround(box, boxes, view)), color);
  context.restore();
  paintEdge(context, place, edge);
}

/** How far around its box a digit's ink may go, in CSS pixels: as a wide pen's, but not where another digit's is. */
function roomAround(box, boxes, { scale }) {
  const nearest = Math.min(...boxes.map((other) => (other === box ? Infinity : gapBetween(box, other))));
  return Math.max(ROOM, Math.min(HALF_PEN * box.height, nearest / 2) * scale);
}

/** Between two boxes, the longer way of across and down; below 0 where they overlap. */
const gapBetween = (one, other) => Math.max(
  one.x - other.x - other.width, other.x - one.x - one.width,
  one.y - other.y - other.height, other.y - one.y - one.height,
);

/** On whole pixels, where a thin line is sharp. */
function paintEdge(context, { x, y, width, height }, color) {
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.strokeRect(Math.round(x) + 0.5, Math.round(y) + 0.5, Math.round(width) - 1, Math.round(height) - 1);
}

function fill(context, { x, y, width, height }, color) {
  context.fillStyle = color;
  context.fillRect(x, y, width, height);
}
