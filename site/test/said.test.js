import assert from "node:assert/strict";
import { test } from "node:test";

import { isSaid, partsOf, saidAs } from "../src/reading/said.js";

test("what was said comes apart again", () => {
  for (const [pattern, choice] of [[null, null], ["4?", null], [null, "47"], ["4?", "47"]]) {
    const said = saidAs(pattern, choice);
    assert.deepEqual(partsOf(said), { pattern, choice });
    assert.equal(isSaid(said), said !== null, said);
  }
});

test("what nobody can have said is told from it", () => {
  for (const bad of ["", ":", "4:", "x:4", "4:x", "4:7:", ":4:7", `:${"1".repeat(41)}`, null, 407, [":4"]]) {
    assert.equal(isSaid(bad), false, bad);
  }
});
