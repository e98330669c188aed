import assert from "node:assert/strict";
import { test } from "node:test";

import { EMPTY, isDrawing, isEmpty } from "../src/ink/drawing.js";

const stroke = { width: 6, points: [{ x: 1, y: 2, t: 0, pressure: 0.5 }] };
const picture = { url: "data:image/png;base64,AA==", width: 3, height: 2 };

test("drawings are told from what else may have been kept", () => {
  for (const kept of [EMPTY, { strokes: [stroke], picture: null }, { strokes: [], picture }]) assert.ok(isDrawing(kept));
  for (const kept of [
    null, 7, {}, { strokes: 3 }, { strokes: [] }, { strokes: [null], picture: null },
    { strokes: [{ width: 6, points: [] }], picture: null },
    { strokes: [{ width: 6, points: [{ x: null, y: 2, t: 0, pressure: 1 }] }], picture: null },
    { strokes: [], picture: { ...picture, url: "https://example.org/x.png" } },
  ]) assert.ok(!isDrawing(kept), JSON.stringify(kept));
});

test("a drawing is empty without strokes and picture", () => {
  assert.ok(isEmpty(EMPTY));
  assert.ok(!isEmpty({ strokes: [stroke], picture: null }));
  assert.ok(!isEmpty({ strokes: [], picture }));
});
