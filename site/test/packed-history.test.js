import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY } from "../src/ink/drawing.js";
import { packed, picturesOf, unpacked } from "../src/ink/packed-history.js";

const stroke = (x) => ({ width: 6, points: [{ x, y: 2, t: 0, pressure: 0.5 }] });
const picture = { url: "data:image/png;base64,AA==", width: 3, height: 2 };
const [a, b] = [stroke(1), stroke(2)];
const one = { strokes: [a], picture: null };
const two = { strokes: [a, b], picture: null };
const photo = { strokes: [], picture };
const HISTORY = { past: [EMPTY, one], present: two, future: [photo, EMPTY] };

const nothing = () => null;

const throughJson = (value) => JSON.parse(JSON.stringify(value));

test("a history comes back with every drawing in its place, and what was said of each", () => {
  const { said, ...history } = unpacked(throughJson(packed(HISTORY, (drawing) => (drawing === one ? "4?" : null))));
  assert.deepEqual(history, HISTORY);
  assert.deepEqual([...said.keys()], [...history.past, history.present, ...history.future]);
  assert.deepEqual([...said.values()], [null, "4?", null, null, null]);
});

test("a history of which nothing has been said is taken, too", () => {
  const { said: _, ...kept } = packed(HISTORY, nothing);
  assert.deepEqual([...unpacked(throughJson(kept)).said.values()], Array(5).fill(null));
});

test("strokes of many drawings are kept once, and shared again", () => {
  const { past, present } = unpacked(throughJson(packed(HISTORY, nothing)));
  assert.equal(past[1].strokes[0], present.strokes[0]);
  assert.equal(JSON.stringify(packed(HISTORY, nothing)).split('"x":1').length - 1, 1);
});

test("a name can stand for a picture", () => {
  const kept = throughJson(packed(HISTORY, nothing, ({ width }) => `picture.${width}`));
  assert.equal(JSON.stringify(kept).includes(picture.url), false);
  const { said: _, ...history } = unpacked(kept, (name) => (name === "picture.3" ? picture : null));
  assert.deepEqual(history, HISTORY);
  assert.equal(history.future[0].picture, picture);
});

test("the pictures of what is packed are those of its steps", () => {
  assert.deepEqual([...picturesOf(HISTORY)], [picture]);
  assert.deepEqual([...picturesOf({ past: [photo, ...Array(50).fill(one)], present: two, future: [] })], []);
});

test("of a long history, the nearest steps are kept", () => {
  const numbered = (length) => Array.from({ length }, (_, index) => ({ strokes: [stroke(index)], picture: null }));
  const { past, present, future } = unpacked(packed({ past: numbered(120), present: two, future: numbered(60) }, nothing));
  assert.deepEqual([past.length, past.at(-1).strokes[0].points[0].x], [50, 119]);
  assert.deepEqual([present, future.length, future.at(-1).strokes[0].points[0].x], [two, 50, 59]);
});

test("what is no history is told from one", () => {
  const good = packed(HISTORY, nothing);
  for (const kept of [
    null, 7, {}, { ...good, present: 9 }, { ...good, present: -1 }, { ...good, parts: [] },
    { ...good, drawings: [[99]] }, { ...good, drawings: [7] },
    { ...good, parts: good.parts.map((part) => part && { ...part, points: [] }) },
  ]) assert.equal(unpacked(throughJson(kept)), null, JSON.stringify(kept));
});
