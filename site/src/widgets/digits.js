import { INK_ALONE, percent } from "../reading/words.js";
import { element } from "./element.js";
import { paintRaster } from "./raster.js";

let lastTurn = Promise.resolve();
/**
 * One chart a frame: while those of 15 digits are made at once, a phone hears no finger for half a second. One that is
 * not wanted any more when its turn comes takes none.
 */
const turn = (isWanted) => (lastTurn = lastTurn.then(() => isWanted() && new Promise(requestAnimationFrame)));

/** A card for each digit: what was read, the picture that the model saw, how likely each of the ten digits is. */
export class DigitCards {
  #element;
  #cards = [];

  constructor(element) {
    this.#element = element;
  }

  show({ digits }) {
    this.#cards.splice(digits.length).forEach((card) => card.remove());
    digits.forEach((digit, index) => {
      this.#cards[index] ??= new Card(this.#element, index);
      this.#cards[index].show(digit);
    });
  }

  /** Where the colors are others, or what was painted is lost. */
  repaint() {
    this.#cards.forEach((card) => card.repaint());
  }
}

class Card {
  #digit;
  #chart = null;
  #hasTurn = false;
  #item = element("li", { class: "digit" });
  #grapheme = element("span", { class: "digit-grapheme" });
  #state = element("span", { class: "digit-state" });
  #raster = element("canvas", { class: "digit-raster", width: 28, height: 28, role: "img" });
  #plot = element("canvas", { role: "img" });
  #bars = element(
    "div", {},
    element("p", { class: "digit-plot-title", "aria-hidden": "true" }, INK_ALONE),
    element("div", { class: "digit-plot" }, this.#plot),
  );
  #figures = element("table");

  constructor(list, index) {
    const name = `digit ${index + 1}`;
    this.#raster.setAttribute("aria-label", `What the model saw of ${name}`);
    this.#raster.title = "What the model saw";
    this.#plot.setAttribute("aria-label", `Probabilities of ${name}, as bars; the figures follow`);
    this.#item.append(
      element("div", { class: "digit-head" }, this.#grapheme, this.#state, this.#raster),
      this.#bars,
      // Not the table itself: no table is smaller than its content.
      element("div", { class: "visually-hidden" }, this.#figures),
    );
    // A browser in the background may lose what was painted, and gives empty canvases back.
    for (const canvas of [this.#raster, this.#plot]) canvas.addEventListener("contextrestored", () => this.repaint());
    list.append(this.#item);
  }

  show(digit) {
    const { grapheme, confidence, doubtful, held, hue, raster, probabilities } = this.#digit = digit;
    this.#item.dataset.hue = hue;
    this.#item.classList.toggle("doubtful", doubtful);
    this.#grapheme.textContent = grapheme;
    this.#state.textContent = held ? "set by you" : doubtful ? "no digit?" : percent(confidence);
    this.#raster.hidden = !raster;
    if (raster) paintRaster(this.#raster, raster);
    this.#figures.replaceChildren(
      element("caption", {}, `Probabilities of ${grapheme}, by its ink alone`),
      ...probabilities.map((probability, value) => element(
        "tr", {}, element("th", { scope: "row" }, String(value)), element("td", {}, percent(probability)),
      )),
    );
    this.repaint();
  }

  async repaint() {
    // Many readings at once, as of a held Ctrl+Z, are one painting: their charts would be seconds behind them.
    if (this.#hasTurn) return;
    this.#hasTurn = true;
    // Chart.js comes when the first digits do: the canvas is there to be written on long before.
    const charts = await import("./probability-chart.js").catch(() => null);
    await turn(() => this.#item.isConnected);
    this.#hasTurn = false;
    if (!this.#item.isConnected) return;
    // Without the bars there are the figures still.
    this.#bars.hidden = !charts;
    if (charts) (this.#chart ??= new charts.ProbabilityChart(this.#plot)).show(this.#digit);
    if (this.#digit.raster) paintRaster(this.#raster, this.#digit.raster);
  }

  remove() {
    this.#chart?.destroy();
    this.#item.remove();
  }
}
