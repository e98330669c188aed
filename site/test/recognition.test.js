import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Recognition } from "../src/reading/recognition.js";

const stroke = { width: 6, points: [{ x: 0, y: 0, t: 0, pressure: 0.5 }] };
const drawing = () => ({ strokes: [stroke], picture: null });
let recognition, patterns, answer, cancelled;

/** A reader that notes the patterns that it is sent, and answers when the test wants it to. */
beforeEach(() => {
  patterns = [];
  cancelled = 0;
  const reader = Object.assign(new EventTarget(), {
    phase: "idle",
    read: ({ hints }) => patterns.push(hints.pattern),
    cancel: () => { cancelled += 1; },
  });
  answer = (...texts) => {
    const predictions = texts.map((text) => ({ text, confidence: 0.5, segmentationResult: [] }));
    Object.assign(reader, { phase: "answered", answer: { confidenceLevel: "strong", predictions } });
    reader.dispatchEvent(new Event("change"));
  };
  recognition = new Recognition(reader);
});

test("a second correction before the answer to the first keeps the first", () => {
  recognition.read(drawing());
  answer("1729");
  recognition.hold(0, "4");
  recognition.hold(2, "8");
  assert.deepEqual(patterns, [undefined, "4???", "4?8?"]);
});

test("a correction of an older drawing's number does not take the place of the newer one's reading", () => {
  recognition.read(drawing());
  answer("25");
  recognition.read(drawing());
  recognition.hold(0, "3");
  assert.deepEqual(patterns, [undefined, undefined]);
  answer("257");
  assert.equal(recognition.reading.text, "257");
});

test("a correction of a reading that was chosen keeps the choice", () => {
  recognition.read(drawing());
  answer("1729", "4729");
  recognition.choose(1);
  recognition.hold(1, "8");
  assert.equal(patterns.at(-1), "4829");
});

test("a choice stands against a correction that has not been answered", () => {
  const first = drawing();
  recognition.read(first);
  answer("1729", "4729");
  recognition.hold(3, "0");
  recognition.choose(1);
  assert.equal(cancelled, 1);
  assert.equal(recognition.resume(first), true);
  assert.deepEqual(patterns, [undefined, "???0"]);
  assert.equal(recognition.reading.text, "4729");
  assert.equal(recognition.saidOf(first), ":4729");
});

test("a reading that was chosen is chosen still when its drawing is asked about again", () => {
  const first = drawing();
  recognition.read(first);
  answer("1729", "4729");
  recognition.hold(2, "2");
  answer("1729", "1724", "4729");
  recognition.choose(2);
  const said = recognition.saidOf(first);
  recognition.forget();
  const kept = drawing();
  recognition.say(kept, said);
  recognition.read(kept);
  answer("1729", "4729");
  assert.deepEqual(patterns, [undefined, "??2?", "??2?"]);
  assert.deepEqual([recognition.reading.text, recognition.reading.word], ["4729", "Your choice"]);
  assert.equal(recognition.saidOf(kept), said);
  recognition.choose(0);
  assert.equal(recognition.saidOf(kept), "??2?");
});

test("a reading that was chosen and is not offered any more is asked for digit by digit", () => {
  const first = drawing();
  recognition.say(first, ":4729");
  recognition.read(first);
  answer("1729");
  assert.deepEqual(patterns, [undefined, "4729"]);
  answer("4729");
  assert.deepEqual([recognition.reading.text, recognition.saidOf(first)], ["4729", "4729"]);
});

test("a reading that was chosen and is the best one now is that", () => {
  const first = drawing();
  recognition.say(first, ":4729");
  recognition.read(first);
  answer("4729", "1729");
  assert.deepEqual([recognition.reading.word, recognition.saidOf(first)], ["Sure", null]);
});

test("what does not fit a drawing whose reading was chosen gives the choice back", () => {
  const first = drawing();
  recognition.read(first);
  answer("1729", "4729");
  recognition.choose(1);
  recognition.hold(0, "??");
  assert.equal(patterns.at(-1), "??729");
  answer();
  assert.deepEqual([recognition.reading.text, recognition.saidOf(first)], ["4729", ":4729"]);
});

test("a correction of the best reading, chosen again, holds nothing else", () => {
  recognition.read(drawing());
  answer("1729", "4729");
  recognition.choose(1);
  recognition.choose(0);
  recognition.hold(1, "8");
  assert.equal(patterns.at(-1), "?8??");
});

const asked = () => patterns.length;

test("what was stopped is asked again when its drawing stays, with its correction", () => {
  const first = drawing();
  recognition.read(first);
  recognition.stop();
  assert.equal(recognition.resume(first), true);
  assert.equal(asked(), 2);
  answer("1729");
  recognition.hold(0, "4");
  recognition.stop();
  assert.equal(recognition.resume(first), true);
  assert.deepEqual(patterns.slice(2), ["4???", "4???"]);
});

test("what has been answered is not asked again", () => {
  const first = drawing();
  recognition.read(first);
  answer("1729");
  recognition.stop();
  assert.equal(recognition.resume(first), true);
  assert.equal(asked(), 1);
});

test("a drawing that was never asked about has nothing to resume", () => {
  assert.equal(recognition.resume(drawing()), false);
  recognition.read(drawing());
  assert.equal(recognition.resume(drawing()), false);
  assert.equal(asked(), 1);
});

test("a reading is of its own drawing, until another one is asked about", () => {
  const [first, second] = [drawing(), drawing()];
  recognition.read(first);
  assert.equal(recognition.isOf(first), false);
  answer("1");
  assert.deepEqual([recognition.isOf(first), recognition.isOf(second)], [true, false]);
  recognition.hold(0, "7");
  assert.equal(recognition.isOf(first), true);
  recognition.read(second);
  assert.deepEqual([recognition.isOf(first), recognition.isOf(second)], [false, false]);
});

test("what was said of a drawing goes with it and comes back with it", () => {
  const [first, second] = [drawing(), drawing()];
  recognition.read(first);
  answer("1729", "4729");
  recognition.hold(0, "7");
  answer("7729");
  recognition.read(second);
  answer("17299");
  assert.equal(recognition.saidOf(second), null);
  recognition.forget();
  recognition.read(first);
  assert.deepEqual(patterns, [undefined, "7???", undefined, "7???"]);
});

test("what was read of a drawing comes back with it, and is not asked again", () => {
  const [first, second] = [drawing(), drawing()];
  recognition.read(first);
  answer("1729", "4729");
  recognition.choose(1);
  recognition.read(second);
  answer("17299");
  assert.equal(recognition.resume(first), true);
  assert.deepEqual([recognition.reading.text, recognition.isOf(first)], ["4729", true]);
  assert.equal(recognition.resume(second), true);
  assert.deepEqual([recognition.reading.text, recognition.isOf(second)], ["17299", true]);
  assert.equal(asked(), 2);
});

test("what does not fit a drawing whose number is known gives that number back", () => {
  const [first, second] = [drawing(), drawing()];
  recognition.read(first);
  answer("1729");
  recognition.hold(0, "4");
  answer("4729");
  recognition.hold(0, "44");
  recognition.read(second);
  answer("17299");
  recognition.read(first);
  assert.equal(patterns.at(-1), "44???");
  answer();
  assert.deepEqual([recognition.reading.text, recognition.saidOf(first)], ["4729", "4???"]);
  assert.equal(recognition.isOf(first), true);
  assert.equal(asked(), 5);
});

test("what was read of a drawing does not come back where something else has been said of it since", () => {
  const first = drawing();
  recognition.read(first);
  answer("1729");
  recognition.hold(0, "4");
  recognition.read(drawing());
  assert.equal(recognition.resume(first), false);
});

test("a correction after another number of digits has failed to come is of the digits that are shown", () => {
  recognition.read(drawing());
  answer("1729");
  recognition.hold(0, "4");
  answer("4729");
  recognition.hold(3, "");
  recognition.hold(1, "8");
  assert.deepEqual(patterns.slice(2), ["4??", "48??"]);
});

test("where the ink does not divide as was said, the number stays", () => {
  let unfit = 0;
  recognition.addEventListener("unfit", () => { unfit += 1; });
  const first = drawing();
  recognition.read(first);
  answer("1729");
  const { reading } = recognition;
  recognition.hold(3, "");
  assert.deepEqual(patterns, [undefined, "???"]);
  answer();
  assert.equal(unfit, 1);
  assert.equal(recognition.reading, reading);
  assert.equal(recognition.saidOf(first), null);
  assert.equal(recognition.isOf(first), true);
});

test("a drawing that has no number yet is read without what does not fit it", () => {
  const first = drawing();
  recognition.say(first, "???");
  recognition.read(first);
  answer();
  assert.equal(recognition.reading, null);
  assert.deepEqual(patterns, ["???", undefined]);
  answer("1729");
  assert.deepEqual([recognition.reading.text, recognition.saidOf(first)], ["1729", null]);
});

test("a drawing in which nothing is found is not read again", () => {
  const first = drawing();
  recognition.read(first);
  answer();
  assert.equal(recognition.reading.text, "");
  assert.equal(recognition.resume(first), true);
  assert.equal(asked(), 1);
});

test("what a person has said of the number is the digits held, or all of a reading that was chosen", () => {
  const first = drawing();
  recognition.say(first, "?7??");
  recognition.read(first);
  answer("1729", "4729");
  assert.equal(recognition.pattern, "?7??");
  recognition.choose(1);
  assert.equal(recognition.pattern, "4729");
  recognition.choose(0);
  assert.equal(recognition.pattern, "?7??");
});

test("a number that is too long to be said is not corrected, and read again without a choice", () => {
  const first = drawing();
  let long = 0;
  recognition.addEventListener("long", () => { long += 1; });
  recognition.read(first);
  answer("1".repeat(41), "7".repeat(41));
  recognition.hold(0, "7");
  assert.equal(long, 1);
  recognition.choose(1);
  assert.equal(recognition.saidOf(first), null);
  recognition.read(first);
  assert.deepEqual(patterns, [undefined, undefined]);
  assert.equal(recognition.reading.text, "7".repeat(41));
});

test("that something else has been said is told, and nothing else is", () => {
  let told = 0;
  recognition.addEventListener("said", () => { told += 1; });
  const first = drawing();
  recognition.read(first);
  answer("1729", "4729");
  recognition.stop();
  assert.equal(told, 0);
  recognition.hold(0, "4");
  assert.equal(told, 1);
  answer("4729");
  assert.equal(told, 1);
  recognition.say(first, "4???");
  assert.equal(told, 1);
});
