import assert from "node:assert/strict";
import { test } from "node:test";

import { quickClicks } from "../src/widgets/taps.js";

/** A place that is clicked on, and which of the clicks are quick: `[ms, x, how the browser counts them]`. */
function quick(pointerType, clicks) {
  const element = new EventTarget();
  const isQuick = quickClicks(element);
  return clicks.map(([timeStamp, clientX, detail = 1]) => {
    if (pointerType) element.dispatchEvent(Object.assign(new Event("pointerdown"), { pointerType }));
    return isQuick({ timeStamp, clientX, clientY: 10, detail });
  });
}

test("what the browser counts as a second click is quick", () => {
  assert.deepEqual(quick("mouse", [[0, 5], [200, 5, 2], [400, 5, 3], [2000, 5]]), [false, true, true, false]);
});

test("a tap near the one before is quick where taps are not counted", () => {
  assert.deepEqual(quick("touch", [[0, 5], [200, 20], [400, 25], [900, 25]]), [false, true, true, false]);
});

test("a tap elsewhere and clicks of a mouse that is said to begin anew are not quick", () => {
  assert.deepEqual(quick("touch", [[0, 5], [200, 90]]), [false, false]);
  assert.deepEqual(quick("mouse", [[0, 5], [200, 5]]), [false, false]);
});

test("a key pressed after a tap is not quick", () => {
  assert.deepEqual(quick("touch", [[0, 0], [100, 0, 0], [200, 0, 0]]), [false, false, false]);
});
