// The only module that knows Chart.js, and only the parts of it that bars need.
import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from "chart.js";

import { percent } from "../reading/words.js";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

const LABELS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const ANIMATION_MS = 250;
/** The size of the labels, in letters of the page. */
const LABEL_SIZE = 0.6875;

/** Ten bars: how likely each digit is. */
export class ProbabilityChart {
  #chart;

  constructor(canvas) {
    this.#chart = new Chart(canvas, {
      type: "bar",
      data: {
        labels: LABELS,
        datasets: [{ data: [], minBarLength: 2, borderRadius: 2, barPercentage: 0.8, categoryPercentage: 1 }],
      },
      options: {
        responsive: true,
        maintainAspectRatio: false,
        animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: ANIMATION_MS },
        // Nobody hits a bar 2 pixels high: the whole column shows its figure. A finger that scrolls asks for none.
        interaction: { mode: "index", intersect: false },
        events: ["mousemove", "mouseout", "click"],
        scales: {
          x: {
            grid: { display: false },
            border: { display: false },
            ticks: { autoSkip: false, maxRotation: 0, padding: 2 },
          },
          y: { min: 0, max: 1, display: false },
        },
        plugins: {
          tooltip: {
            displayColors: false,
            callbacks: { title: () => "", label: ({ label, raw }) => `${label}: ${percent(raw)}` },
          },
        },
      },
    });
  }

  show({ probabilities, grapheme }) {
    const { canvas, ctx, currentDevicePixelRatio: ratio } = this.#chart;
    // Chart.js sets the scale once, and the context that comes back where a browser has lost it has none.
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(canvas);
    const color = (name) => style.getPropertyValue(name).trim();
    const [bars] = this.#chart.data.datasets;
    bars.data = probabilities;
    bars.backgroundColor = LABELS.map((label) => (label === grapheme ? color("--hue") : color("--bar")));
    Object.assign(this.#chart.options.scales.x.ticks, {
      color: style.color,
      font: { size: LABEL_SIZE * parseFloat(style.fontSize), family: style.fontFamily },
    });
    this.#chart.update();
  }

  destroy() {
    this.#chart.destroy();
  }
}
