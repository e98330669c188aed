import { confidenceWord } from "./words.js";

/** Hues of the style sheet; the sixth digit has the first one's again. */
const HUES = 5;
/**
 * Ink of a poor reading is doubted to be a digit when it is likely none by itself, and its neighbors leave room for
 * that: a plain 1, which is a part of most other digits, has a `notDigit` of up to 0.96, but among its neighbors a
 * confidence of 0.96 and more; scribbles stay below 0.95.
 */
const isDoubtful = ({ notDigit, confidence }) => notDigit > 0.5 && confidence < 0.95;

/**
 * @typedef {object} Digit one read digit, as the page shows it
 * @property {string} grapheme
 * @property {number} confidence
 * @property {number[]} probabilities of the ten digits
 * @property {boolean} doubtful whether its ink is likely no digit
 * @property {boolean} held whether a person chose it
 * @property {number} hue
 * @property {string?} raster base64 of 28 rows of 28 bytes
 */

/** Whether it is an answer of this function: another reader of handwriting has no ten probabilities of each digit. */
export const isAnswer = (said) => Array.isArray(said?.predictions) && said.predictions.every(isPrediction);

const isPrediction = (prediction) =>
  typeof prediction?.text === "string"
  && (prediction.segmentationResult ?? []).every(({ probabilities }) => probabilities?.length === 10);

/**
 * A reading as the page shows it: one of the answer's predictions, with what else there is to say.
 *
 * @param {object} answer of the function
 * @param {{strokes: object[], pattern: string?, chosen: number}} question the strokes and the pattern that it is about,
 *   and which of its predictions
 */
export function readingOf(answer, { strokes, pattern = null, chosen = 0 }) {
  const { text = "", confidence = 0, segmentationResult = [] } = answer.predictions[chosen] ?? {};
  // The function says how far its best reading can be trusted; another one was a person's choice.
  const level = chosen === 0 ? answer.confidenceLevel : "chosen";
  const digits = segmentationResult.map((segment, index) => digitOf(segment, index, { pattern, level }));
  const owners = ownersOf(strokes, digits);
  return {
    text,
    confidence,
    word: chosen === 0 ? confidenceWord(level) : "Your choice",
    level,
    digits,
    owners,
    doubtful: digits.flatMap(({ doubtful }, index) => (doubtful ? [index] : [])),
    loose: hasLooseInk(owners),
    others: answer.predictions.flatMap((prediction, index) =>
      (index === chosen ? [] : [{ index, text: prediction.text, confidence: prediction.confidence }])),
  };
}

function digitOf(segment, index, { pattern, level }) {
  const held = /\d/.test(pattern?.[index] ?? "");
  return {
    grapheme: segment.grapheme,
    confidence: segment.confidence,
    probabilities: segment.probabilities,
    doubtful: level === "poor" && !held && isDoubtful(segment),
    held,
    hue: index % HUES,
    raster: segment.raster ?? null,
    box: segment.boundingBox,
    segments: segment.drawingSegments ?? [],
  };
}

/**
 * For each stroke, the digit that each of its points belongs to.
 *
 * @param {object[]} strokes the strokes that were read
 * @param {Digit[]} digits
 * @returns {Map<object, Int16Array>} -1 for ink of no digit
 */
function ownersOf(strokes, digits) {
  const owners = new Map(strokes.map((stroke) => [stroke, new Int16Array(stroke.points.length).fill(-1)]));
  digits.forEach(({ segments }, digit) => {
    for (const { strokeIndex, beginPointIndex, endPointIndex } of segments) {
      owners.get(strokes[strokeIndex])?.fill(digit, beginPointIndex, endPointIndex + 1);
    }
  });
  return owners;
}

/**
 * What is painted on the ink.
 *
 * @param {ReturnType<typeof readingOf>} reading
 * @param {{boxes: boolean, chosen: number?}} options whether the boxes still hold, which digit is being corrected
 * @returns {import("../ink/paint.js").Marks}
 */
export function marksOf({ owners, digits }, { boxes, chosen }) {
  return {
    owners,
    digits: digits.map(({ grapheme, hue, doubtful, box }, index) => ({
      label: doubtful ? "?" : grapheme,
      hue,
      doubtful,
      box: boxes ? box : null,
      chosen: index === chosen,
    })),
  };
}

/** Whether some stroke has ink of no digit: all of it, or a piece long enough to be seen. */
function hasLooseInk(owners) {
  return [...owners.values()].some((owner) => owner.filter((digit) => digit === -1).length > owner.length / 4);
}

/**
 * A pattern with other content in the place of a digit: a digit that is held, `?` for one that is let go, none or two
 * where the number of digits is wrong. Null where nothing is known any more.
 */
export function withPlace(pattern, length, index, content) {
  const places = [...(pattern ?? "?".repeat(length))];
  places[index] = content;
  const said = places.join("");
  return said === "?".repeat(length) ? null : said;
}
