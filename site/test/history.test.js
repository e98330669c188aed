import assert from "node:assert/strict";
import { test } from "node:test";

import { History } from "../src/ink/history.js";

test("undo and redo walk through the states and stop at their ends", () => {
  const history = new History("a");
  history.push("b");
  history.push("c");
  assert.deepEqual([history.undo(), history.undo(), history.undo()], ["b", "a", "a"]);
  assert.equal(history.canUndo, false);
  assert.deepEqual([history.redo(), history.redo(), history.redo()], ["b", "c", "c"]);
  assert.equal(history.canRedo, false);
});

test("a new state after undo ends what could be redone", () => {
  const history = new History("a");
  history.push("b");
  history.undo();
  history.push("c");
  assert.equal(history.canRedo, false);
  assert.equal(history.undo(), "a");
});

test("a history made of another's states goes on where that was", () => {
  const before = new History("a");
  before.push("b");
  before.push("c");
  before.undo();
  const { present, ...others } = before.toData();
  const history = new History(present, others);
  assert.deepEqual([history.present, history.redo(), history.undo(), history.undo()], ["b", "c", "b", "a"]);
  assert.deepEqual([history.canUndo, before.present], [false, "b"]);
});

test("no more states are kept than was said", () => {
  const history = new History(0, { length: 3 });
  for (let state = 1; state <= 10; state += 1) history.push(state);
  assert.deepEqual([history.undo(), history.undo(), history.undo(), history.undo()], [9, 8, 7, 7]);
});
