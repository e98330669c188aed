import assert from "node:assert/strict";
import { test } from "node:test";

import { runs } from "../src/ink/paint-stroke.js";

test("a stroke falls into stretches of points of one owner", () => {
  const owners = Int16Array.from([0, 0, -1, 1, 1, 1]);
  assert.deepEqual([...runs(6, owners)], [
    { begin: 0, end: 1, owner: 0 }, { begin: 2, end: 2, owner: -1 }, { begin: 3, end: 5, owner: 1 },
  ]);
});

test("a stroke of which nothing is known is one stretch", () => {
  assert.deepEqual([...runs(3, undefined)], [{ begin: 0, end: 2, owner: undefined }]);
});
