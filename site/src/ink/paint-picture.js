import { boxToScreen } from "./geometry.js";

/** Under a picture, which may be transparent. */
const PAPER = "#fff";
/** Around a digit's box, in CSS pixels: boxes are those of the pen's path, ink is wider. */
const ROOM = 6;
/** A picture's side when only its lightness counts, in pixels. */
const GLANCE = 16;

/** Whether a picture is, on the whole, darker than middle gray: light ink on a dark ground. */
export function isDark(image) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = GLANCE;
  const context = canvas.getContext("2d");
  fill(context, { x: 0, y: 0, width: GLANCE, height: GLANCE }, PAPER);
  context.drawImage(image, 0, 0, GLANCE, GLANCE);
  const { data } = context.getImageData(0, 0, GLANCE, GLANCE);
  const channels = data.filter((_, index) => index % 4 < 3);
  return channels.reduce((sum, value) => sum + value, 0) < 128 * channels.length;
}

/**
 * Paint a picture, the ink of each digit in its color, with an edge that tells its paper from the page's.
 *
 * @param {{image: HTMLImageElement, dark: boolean}} ground
 * @param {{box: import("./geometry.js").Box, color: string}[]} tints
 * @param {string} edge a color
 */
export function paintPicture(context, { image, dark }, view, tints, edge) {
  const place = boxToScreen(view, { x: 0, y: 0, width: image.naturalWidth, height: image.naturalHeight });
  fill(context, place, PAPER);
  context.drawImage(image, place.x, place.y, place.width, place.height);
  context.save();
  // Dark ink takes a lighter color and white paper does not; on a dark ground, the other way around.
  context.globalCompositeOperation = dark ? "darken" : "lighten";
  for (const { box, color } of tints) fill(context, boxToScreen(view, box, ROOM), color);
  context.restore();
  paintEdge(context, place, edge);
}

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
