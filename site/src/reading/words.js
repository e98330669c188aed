// What the page says. Kept together, so that it speaks with one voice.

const LEVELS = { strong: "Sure", intermediate: "Likely", poor: "Unsure" };

export const confidenceWord = (level) => LEVELS[level] ?? LEVELS.poor;

/** A probability as people read it: never 100 %, and never 0 %. */
export function percent(probability) {
  if (probability > 0.999) return "> 99.9%";
  if (probability > 0.99) return `${(Math.floor(probability * 1000) / 10).toFixed(1)}%`;
  if (probability < 0.005) return "< 1%";
  return `${Math.round(probability * 100)}%`;
}

const KEPT = "Your drawing is kept. Try again in a moment.";

/** The status of what is over one of the function's limits (Content Too Large). */
const TOO_MUCH = 413;

const SHUT = "The reader does not let this page in";
const NOBODY = "No reader was found";
/** By its status, what no other drawing would change. */
const MISPLACED = { 401: SHUT, 403: SHUT, 404: NOBODY, 405: NOBODY };

/** As platforms answer where every instance of the function has enough to do (Too Many Requests). */
const BUSY = 429;
/** What is refused now and may be taken later, with Request Timeout. */
const REFUSED_FOR_NOW = [408, BUSY];

/** Whether the same may be read later. @param {import("./reader.js").Failure} failure */
export const canRetry = ({ problem }) =>
  !problem || problem.status >= 500 || REFUSED_FOR_NOW.includes(problem.status);

/** What went wrong: a title, and what it means for the person. @param {import("./reader.js").Failure} failure */
export function failureWords({ kind, problem }) {
  // What stands between page and function may answer too, with details that are not words.
  const said = typeof problem?.detail === "string" ? problem.detail : null;
  switch (kind) {
    case "offline":
      return { title: "You are offline", detail: "Your drawing is kept. It is read as soon as the network is back." };
    case "unreachable":
      return { title: "The reader cannot be reached", detail: KEPT };
    case "timeout":
      return { title: "The reader did not answer", detail: KEPT };
    case "problem":
      if (problem.status === BUSY) return { title: "The reader is busy", detail: said ?? KEPT };
      if (canRetry({ problem })) {
        return { title: `The reader answered with an error (${problem.status})`, detail: said ?? KEPT };
      }
      if (problem.status in MISPLACED) {
        const detail = `The address that this page asks answered with ${problem.status}. Your drawing is kept.`;
        return { title: MISPLACED[problem.status], detail };
      }
      return {
        title: problem.status === TOO_MUCH ? "Too much ink to read at once" : "The reader cannot take this drawing",
        detail: `The reader ${said ?? "refused it"}.`,
      };
    default:
      return { title: "The reader's answer could not be understood", detail: KEPT };
  }
}

export const OPENING = "Opening the picture…";
export const WAITING = "Reading…";
export const WAKING = "Waking up the reader. This can take a few seconds.";

/** What the ten figures of a digit are of. */
export const INK_ALONE = "By its ink alone";

/** The same beside the one figure that stands for the digit elsewhere on the page. */
export const figuresWords = ({ grapheme, confidence, held }) =>
  (held ? `${INK_ALONE}.` : `${INK_ALONE}; within the number, ${grapheme} has ${percent(confidence)}.`);

export const CLEARED = "Cleared.";

/** What a screen reader is told of an answer. */
export function announcement({ text, word, confidence, doubtful, loose }) {
  if (!text) return "No digit was found.";
  return [
    `${text.split("").join(" ")}. ${word}, ${percent(confidence)}.`,
    remark({ doubtful, loose }) ?? "",
  ].join(" ").trim();
}

/** What is said of ink that is not a digit, or null. In a picture, not its ink is dashed but its box. */
export function remark({ doubtful, loose }) {
  const said = [];
  if (doubtful.length === 1) said.push(`Digit ${doubtful[0] + 1} may not be a digit: it is dashed.`);
  if (doubtful.length > 1) {
    said.push(`Digits ${doubtful.map((index) => index + 1).join(", ")} may not be digits: they are dashed.`);
  }
  if (loose) said.push("Dashed gray ink belongs to no digit.");
  return said.join(" ") || null;
}
