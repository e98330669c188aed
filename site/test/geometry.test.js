import assert from "node:assert/strict";
import { test } from "node:test";

import { bounds, boxToScreen, fitting, IDENTITY, toInk, toScreen, transformed, viewOf } from "../src/ink/geometry.js";

const stroke = (...points) => ({ width: 6, points: points.map(([x, y]) => ({ x, y, t: 0, pressure: 0.5 })) });

test("bounds hold every point of every stroke, and there are none without points", () => {
  assert.deepEqual(bounds([stroke([3, 9], [-1, 2]), stroke([5, 4])]), { x: -1, y: 2, width: 6, height: 7 });
  assert.equal(bounds([]), null);
});

test("ink that can be seen stays where it was drawn", () => {
  assert.equal(viewOf({ x: 0, y: 0, width: 300, height: 200 }, 300, 200), IDENTITY);
  assert.equal(viewOf(null, 300, 200), IDENTITY);
  assert.equal(viewOf({ x: 0, y: 0, width: 9, height: 9 }, 0, 0), IDENTITY);
});

test("ink beside a smaller canvas is moved in, at its size if it fits and scaled down if not", () => {
  assert.deepEqual(viewOf({ x: 500, y: 20, width: 100, height: 50 }, 300, 200, 10), { scale: 1, dx: -310, dy: 0 });
  const view = viewOf({ x: 0, y: 0, width: 800, height: 100 }, 300, 200, 10);
  assert.equal(view.scale, 0.35);
  assert.deepEqual(toScreen(view, { x: 800, y: 0 }), { x: 290, y: 10 });
});

test("a view and back is where it was", () => {
  const view = { scale: 0.3, dx: 17, dy: -4 };
  const { x, y } = toInk(view, toScreen(view, { x: 123, y: 45 }));
  assert.ok(Math.hypot(x - 123, y - 45) < 1e-9);
});

test("fitting puts a box in the middle, as large as allowed", () => {
  assert.deepEqual(fitting({ x: 10, y: 10, width: 100, height: 50 }, 300, 200, 50), { scale: 2, dx: 30, dy: 30 });
  assert.equal(fitting({ x: 0, y: 0, width: 0, height: 0 }, 300, 200, 0, 3).scale, 3);
});

test("boxes and strokes go through a view", () => {
  const view = { scale: 2, dx: 1, dy: 0 };
  assert.deepEqual(boxToScreen(view, { x: 1, y: 1, width: 4, height: 5 }, 3), { x: 0, y: -1, width: 14, height: 16 });
  assert.deepEqual(transformed([stroke([1, 2])], view), [{ width: 12, points: [{ x: 3, y: 4, t: 0, pressure: 0.5 }] }]);
});

test("ink that went through a view has two decimals, as drawn ink has", () => {
  const [{ points: [{ x, y }] }] = transformed([stroke([1, 2])], { scale: 1 / 3, dx: 0, dy: 1 });
  assert.deepEqual([x, y], [0.33, 1.67]);
});
