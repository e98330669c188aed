import assert from "node:assert/strict";
import { test } from "node:test";

import { IDENTITY } from "../src/ink/geometry.js";
import { paintPicture } from "../src/ink/paint-picture.js";

/** The places that are tinted for boxes in a picture, as [left, right]. */
function tinted(...boxes) {
  const places = [];
  let edges = [-Infinity, Infinity];
  const context = {
    rect: (x, _, width) => { edges = [x, x + width]; },
    fillRect: (x, _, width) => places.push([Math.max(x, edges[0]), Math.min(x + width, edges[1])]),
  };
  for (const name of ["drawImage", "save", "restore", "strokeRect", "beginPath", "clip"]) context[name] = () => {};
  const ground = { image: { naturalWidth: 600, naturalHeight: 300 }, paper: "#fff", dark: false };
  paintPicture(context, ground, IDENTITY, boxes.map((box) => ({ box, color: "#00f" })), "#888");
  return places.slice(1);
}

const box = (x) => ({ x, y: 50, width: 100, height: 200 });

test("all ink of a wide pen has its digit's color", () => {
  const [[left, right]] = tinted(box(200));
  assert.deepEqual([left, right], [166, 334]);
});

test("ink of digits that stand near one another has the color of its own", () => {
  assert.deepEqual(tinted(box(100), box(220)), [[90, 210], [210, 330]]);
  assert.deepEqual(tinted(box(100), box(204)), [[94, 206], [198, 310]]);
});

test("nothing beside the picture has a color", () => {
  assert.deepEqual(tinted(box(10), box(500)), [[0, 144], [466, 600]]);
});
