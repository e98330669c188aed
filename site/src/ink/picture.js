import { canvasesGiveNoise } from "./noise.js";
import { groundOf } from "./paint-picture.js";

/** The longer side of a picture as it is sent, in pixels: a digit of a page of them still has its 28. */
const LONGEST_SIDE = 1600;
/** A drawing or a screenshot stays exact (PNG); a photograph, whose PNG would be longer than this, is a JPEG. */
const LONGEST_PNG = 1_500_000;
const [PNG, JPEG, WEBP] = ["image/png", "image/jpeg", "image/webp"];
/** What the function takes as it is, and turns upright. */
const TAKEN = [PNG, JPEG, WEBP];

/**
 * A picture as it is sent: turned upright, scaled down, a data URL. Where canvases give noise it is the file itself.
 *
 * @param {Blob} file
 * @returns {Promise<import("./drawing.js").Picture>}; throws when the browser cannot read the file as a picture
 */
export async function readPicture(file) {
  // Upright without being told to be: Safari 16 refuses an option that says so.
  const bitmap = await createImageBitmap(file);
  return canvasesGiveNoise() ? asItIs(file, bitmap) : repainted(file, bitmap);
}

async function asItIs(file, bitmap) {
  const { width, height } = bitmap;
  bitmap.close();
  if (!TAKEN.includes(file.type)) throw new TypeError(`expected ${TAKEN.join(", ")}, found ${file.type}`);
  const reader = new FileReader();
  const read = new Promise((done, failed) => Object.assign(reader, { onload: done, onerror: failed }));
  reader.readAsDataURL(file);
  await read;
  return { url: reader.result, width, height };
}

function repainted(file, bitmap) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return { url: toUrl(canvas, context, file.type), width: canvas.width, height: canvas.height };
}

function toUrl(canvas, context, type) {
  // A JPEG is exact no more. The PNG of a photograph, made only to be found too long, took a slow phone 0.5 s and more.
  const png = type === JPEG ? null : canvas.toDataURL(PNG);
  if (png?.length <= LONGEST_PNG) return png;
  // JPEG has no transparency: what was transparent is the paper that sets the ink off.
  const { paper } = groundOf(canvas);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  return canvas.toDataURL(JPEG, 0.9);
}

/** The first picture among the files of a drop, a paste or a file field; what does not say what it is may be one. */
export const firstPicture = (files) => [...(files ?? [])].find(({ type }) => !type || type.startsWith("image/"));
