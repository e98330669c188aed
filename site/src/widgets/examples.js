import { bounds } from "../ink/geometry.js";
import { element, svgElement } from "./element.js";
import { quickClicks } from "./taps.js";

/** The pen that wrote the examples, whose digits are 100 pixels high. */
const PEN_WIDTH = 7;

/**
 * Numbers to try without drawing, each a button with its own ink on it.
 *
 * @param {{text: string, strokes: number[][][]}[]} examples strokes of [x, y, t]
 * @param {(strokes: import("../ink/drawing.js").Stroke[]) => void} open
 */
export function showExamples(container, examples, open) {
  // Two quick clicks are one step: undo of the second would seem to do nothing.
  const isQuick = quickClicks(container);
  container.replaceChildren(...examples.map(({ text, strokes }) => {
    const ink = inkOf(strokes);
    const onclick = (event) => isQuick(event) || open(ink);
    return element(
      "button", { type: "button", class: "btn example", "aria-label": `Example ${text}`, onclick }, thumbnail(ink),
    );
  }));
}

/** What is as large as the examples, as markup: the page has it until the script comes. */
export const placesOf = (examples) =>
  examples.map(({ strokes }) => `<span class="btn example"><svg viewBox="${frame(inkOf(strokes))}"/></span>`).join("");

const inkOf = (strokes) => strokes.map((points) => ({
  width: PEN_WIDTH,
  points: points.map(([x, y, t]) => ({ x, y, t, pressure: 0.5 })),
}));

function frame(strokes) {
  const box = bounds(strokes);
  const room = box.height * 0.08;
  return [box.x - room, box.y - room, box.width + 2 * room, box.height + 2 * room].join(" ");
}

function thumbnail(strokes) {
  const way = strokes.map(({ points }) => `M${points.map(({ x, y }) => `${x} ${y}`).join("L")}`).join("");
  return svgElement("svg", { viewBox: frame(strokes), "aria-hidden": "true" }, svgElement("path", { d: way }));
}
