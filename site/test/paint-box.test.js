import assert from "node:assert/strict";
import { test } from "node:test";

import { IDENTITY } from "../src/ink/geometry.js";
import { paintBox, tagScale } from "../src/ink/paint-box.js";

/** A context that notes where tags are laid: what it fills. */
function noting() {
  const tags = [];
  let last = null;
  const context = {
    roundRect: (x, y, width) => { last = { left: x, right: x + width }; },
    fill: () => tags.push(last),
    measureText: () => ({ width: 0.65 * parseFloat(context.font.match(/\S+(?=px)/)[0]) }),
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

test("a browser without round corners has boxes and tags, too", () => {
  const { context, tags } = noting();
  Object.assign(context, { rect: context.roundRect, roundRect: undefined });
  paintBox(context, tall(100), IDENTITY, { width: 300, height: 200 }, { color: "#000", paper: "#fff" });
  assert.equal(tags.length, 1);
});

const tall = (x) => ({ label: "1", box: { x, y: 50, width: 40, height: 130 } });
const scaleOf = (digits, letters) => tagScale(noting().context, digits, IDENTITY, { width: 300, height: 200 }, letters);

test("tags grow with the letters of the page", () => {
  assert.equal(scaleOf([tall(20), tall(80)], 2), 2);
  const { context, tags } = noting();
  paintBox(context, tall(20), IDENTITY, { width: 300, height: 200 }, { color: "#000", paper: "#fff", scale: 2 });
  assert.ok(tags[0].right - tags[0].left > 40, JSON.stringify(tags));
});

test("tags grow only as far as they do not run into one another", () => {
  const digits = [tall(20), tall(50)];
  const scale = scaleOf(digits, 2);
  assert.ok(scale > 1.2 && scale < 2, `${scale}`);
  const { context, tags } = noting();
  for (const digit of digits) {
    paintBox(context, digit, IDENTITY, { width: 300, height: 200 }, { color: "#000", paper: "#fff", scale });
  }
  assert.ok(tags[0].right <= tags[1].left, JSON.stringify(tags));
  assert.equal(scaleOf([tall(20), tall(25)], 2), 1);
});
