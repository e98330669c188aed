// A drawing as the fragment of a link: differences between points, packed as variable-length integers, deflated,
// base64url. Plane by plane (all x, then all y ...), because differences of one kind deflate best together. After the
// ink, what is known of the number: older pages read no further than the ink, and older links end there.

const PREFIX = "#ink1=";
/** The same where a program that passed the link on has escaped it. */
const START = /^#ink1(=|%3D)/i;
/** What follows where it stood in a sentence: a full stop, a bracket. */
const END = /[^\w-].*$/s;
/** Units a point's value is kept in: a quarter pixel, a millisecond, 1/255 of the pressure; and the most it can be. */
const PLANES = [["x", 4, 1e5], ["y", 4, 1e5], ["t", 1, 1e10], ["pressure", 255, 1]];
/** What the function takes at most; a link that claims more is no drawing of ours. */
const MOST_STROKES = 256;
const MOST_POINTS = 20_000;
export const MOST_DIGITS = 40;
const THICKEST_PEN = 64;
/** The characters of a pattern; their values are their places here, from 1. */
const PATTERN = "0123456789?";
/** Bytes that such a drawing cannot exceed, so that no link unpacks without end. */
const MOST_BYTES = MOST_POINTS * PLANES.length * 5;

/** Whether it is what a person can have said of a number: a digit for each of its digits, or `?`. */
export const isPattern = (value) =>
  typeof value === "string" && value.length >= 1 && value.length <= MOST_DIGITS
  && [...value].every((character) => PATTERN.includes(character));

/** Whether this browser can pack and unpack them; Safari before 16.4 cannot. */
export const KNOWS_LINKS = "CompressionStream" in globalThis;

export const isInkLink = (fragment) => START.test(fragment);

/**
 * @param {import("./drawing.js").Stroke[]} strokes
 * @param {string?} pattern one character a digit, `?` for any: what a person has said of the number
 * @returns {Promise<string>} the fragment, with its #
 */
export async function encode(strokes, pattern = null) {
  const penWidth = ({ width }) => Math.min(Math.max(Math.round(width), 1), THICKEST_PEN);
  const values = [strokes.length, ...strokes.flatMap((stroke) => [penWidth(stroke), stroke.points.length])];
  const points = strokes.flatMap((stroke) => stroke.points);
  for (const [name, steps] of PLANES) {
    let before = 0;
    for (const point of points) {
      const value = Math.round(point[name] * steps);
      values.push(zigzag(value - before));
      before = value;
    }
  }
  if (isPattern(pattern)) {
    values.push(pattern.length, ...[...pattern].map((character) => PATTERN.indexOf(character) + 1));
  }
  return PREFIX + toBase64Url(await through(packed(values), new CompressionStream("deflate-raw")));
}

/**
 * @returns {Promise<{strokes: import("./drawing.js").Stroke[], pattern: string?}>}; throws a RangeError when the
 *   fragment holds no drawing
 */
export async function decode(fragment) {
  try {
    const bytes = fromBase64Url(fragment.replace(START, "").replace(END, ""));
    const values = unpacked(await through(bytes, new DecompressionStream("deflate-raw"), MOST_BYTES));
    return { strokes: strokesOf(values), pattern: patternOf(values) };
  } catch (error) {
    throw new RangeError("the link holds no drawing", { cause: error });
  }
}

function strokesOf(values) {
  const next = () => nextOf(values);
  const count = within(next(), MOST_STROKES);
  const strokes = Array.from({ length: count }, () => ({
    width: within(next(), THICKEST_PEN),
    points: Array.from({ length: within(next(), MOST_POINTS) }, () => ({})),
  }));
  const points = strokes.flatMap((stroke) => stroke.points);
  within(points.length, MOST_POINTS);
  for (const [name, steps, most] of PLANES) {
    let value = 0;
    for (const point of points) {
      value += unzigzag(next());
      if (!(Math.abs(value) <= most * steps)) throw new RangeError(`${value} is no ${name}`);
      point[name] = value / steps;
    }
  }
  return strokes;
}

function patternOf(values) {
  const { value: length, done } = values.next();
  if (done) return null;
  const character = () => PATTERN[within(nextOf(values), PATTERN.length) - 1];
  return Array.from({ length: within(length, MOST_DIGITS) }, character).join("");
}

function nextOf(values) {
  const { value, done } = values.next();
  if (done) throw new RangeError("the drawing is cut off");
  return value;
}

/** Bytes without end give Infinity, or NaN, which no comparison finds too large. */
function within(value, most) {
  if (!(value >= 1 && value <= most)) throw new RangeError(`${value} is not within 1 to ${most}`);
  return value;
}

const zigzag = (value) => (value < 0 ? -2 * value - 1 : 2 * value);
const unzigzag = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

function packed(values) {
  const bytes = [];
  for (let value of values) {
    for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
    bytes.push(value);
  }
  return Uint8Array.from(bytes);
}

function* unpacked(bytes) {
  let [value, weight] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * weight;
    weight *= 128;
    if (byte < 128) {
      yield value;
      [value, weight] = [0, 1];
    }
  }
}

async function through(bytes, transform, most = Infinity) {
  const chunks = [];
  let length = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
  for (let { value, done } = await reader.read(); !done; ({ value, done } = await reader.read())) {
    length += value.length;
    if (length > most) throw new RangeError(`more than ${most} bytes`);
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function toBase64Url(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const fromBase64Url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
