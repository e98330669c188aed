import assert from "node:assert/strict";
import { test } from "node:test";

import { IDENTITY } from "../src/ink/geometry.js";
import { paintBox } from "../src/ink/paint-box.js";

/** A context that notes where tags are laid: what it fills. */
function noting() {
  const tags = [];
  let last = null;
  const context = {
    roundRect: (x, y, width) => { last = { left: x, right: x + width }; },
    fill: () => tags.push(last),
    measureText: () => ({ width: 8 }),
  };
  for (const name of ["save", "restore", "beginPath", "stroke", "setLineDash", "fillText"]) context[name] = () => {};
  return { context, tags };
}

test("the tags of small digits stand beside one another, also after a narrow 1", () => {
  const { context, tags } = noting();
  for (const box of [{ x: 100, y: 50, width: 2, height: 20 }, { x: 106, y: 50, width: 18, height: 20 }]) {
    paintBox(context, { box, label: "1" }, IDENTITY, { width: 300, height: 200 }, { color: "#000", paper: "#fff" });
  }
  assert.ok(tags[0].right <= tags[1].left, JSON.stringify(tags));
});
