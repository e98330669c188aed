import assert from "node:assert/strict";
import { test } from "node:test";

import { paintStroke, runs } from "../src/ink/paint-stroke.js";

test("a stroke falls into stretches of points of one owner", () => {
  const owners = Int16Array.from([0, 0, -1, 1, 1, 1]);
  assert.deepEqual([...runs(6, owners)], [
    { begin: 0, end: 1, owner: 0 }, { begin: 2, end: 2, owner: -1 }, { begin: 3, end: 5, owner: 1 },
  ]);
});

test("a stroke of which nothing is known is one stretch", () => {
  assert.deepEqual([...runs(3, undefined)], [{ begin: 0, end: 2, owner: undefined }]);
});

test("a pressed pen's line has no corners where the hand made none: its pieces meet between points", () => {
  const calls = [];
  const context = { lineWidth: 0 };
  for (const name of ["save", "restore", "translate", "scale", "setLineDash", "beginPath"]) context[name] = () => {};
  for (const name of ["moveTo", "quadraticCurveTo"]) context[name] = (...places) => calls.push([name, ...places]);
  context.stroke = () => calls.push(["stroke", context.lineWidth]);
  const points = [[0, 0, 0.2], [10, 0, 0.5], [10, 10, 0.8]].map(([x, y, pressure]) => ({ x, y, pressure }));
  const look = () => ({ color: "#000", dashed: false });
  paintStroke(context, { width: 10, points }, { scale: 1, dx: 0, dy: 0 }, undefined, look);
  assert.deepEqual(calls, [
    ["moveTo", 0, 0], ["quadraticCurveTo", 10, 0, 10, 5], ["stroke", 10],
    ["moveTo", 10, 5], ["quadraticCurveTo", 10, 10, 10, 10], ["stroke", 13],
  ]);
});
