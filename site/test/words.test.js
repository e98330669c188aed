import assert from "node:assert/strict";
import { test } from "node:test";

import { announcement, canRetry, confidenceWord, failureWords, figuresWords, percent, remark } from "../src/reading/words.js";

test("percentages never claim certainty", () => {
  const said = [0, 0.001, 0.004999, 0.005, 0.25, 0.934, 0.99, 0.9949, 0.9989, 0.9995, 1].map(percent);
  assert.deepEqual(said, ["< 1%", "< 1%", "< 1%", "1%", "25%", "93%", "99%", "99.4%", "99.8%", "> 99.9%", "> 99.9%"]);
});

test("each level of confidence has its word, and an unknown one is not trusted", () => {
  assert.deepEqual(["strong", "intermediate", "poor", "new"].map(confidenceWord), ["Sure", "Likely", "Unsure", "Unsure"]);
});

test("a problem's own reason is told in plain words, and something is told without one", () => {
  const problem = { status: 422, title: "Unprocessable Content", detail: "expected a number, found none" };
  assert.deepEqual(failureWords({ kind: "problem", problem }), {
    title: "The reader cannot take this drawing", detail: "The reader expected a number, found none.",
  });
  assert.match(failureWords({ kind: "problem", problem: { ...problem, status: 500 } }).title, /error \(500\)/);
  assert.match(failureWords({ kind: "problem", problem: { status: 502, title: null, detail: null } }).title, /502/);
  for (const detail of [[{ msg: "busy" }], { code: 7 }, 7]) {
    assert.match(failureWords({ kind: "problem", problem: { status: 503, detail } }).detail, /Try again/);
    assert.match(failureWords({ kind: "problem", problem: { status: 422, detail } }).detail, /refused it/);
  }
  for (const kind of ["offline", "unreachable", "timeout", "garbled"]) assert.ok(failureWords({ kind }).title);
});

test("a reader that has too much to do is busy, which is no error", () => {
  const words = failureWords({ kind: "problem", problem: { status: 429, title: null, detail: null } });
  assert.deepEqual(words, { title: "The reader is busy", detail: "Your drawing is kept. Try again in a moment." });
});

test("an address without a reader, or one that is shut, is not blamed on the drawing", () => {
  for (const [status, title] of [[401, /not let .* in/], [403, /not let/], [404, /No reader/], [405, /No reader/]]) {
    const words = failureWords({ kind: "problem", problem: { status, detail: "Not Found" } });
    assert.match(words.title, title);
    assert.equal(words.detail, `The address that this page asks answered with ${status}. Your drawing is kept.`);
  }
});

test("what is over a limit is told in plain words, and is not worth another try", () => {
  const problem = { status: 413, title: "Content Too Large", detail: "expected at most 256 strokes, found 260" };
  assert.deepEqual(failureWords({ kind: "problem", problem }), {
    title: "Too much ink to read at once", detail: "The reader expected at most 256 strokes, found 260.",
  });
  assert.equal(canRetry({ kind: "problem", problem }), false);
  assert.equal(canRetry({ kind: "problem", problem: { ...problem, status: 500 } }), true);
  assert.equal(canRetry({ kind: "offline" }), true);
});

test("what is refused is worth another try only where it is refused for now", () => {
  const worth = (status) => canRetry({ kind: "problem", problem: { status } });
  assert.deepEqual([400, 404, 415, 422].filter(worth), []);
  assert.deepEqual([408, 429, 502, 503].filter(worth), [408, 429, 502, 503]);
});

test("a digit's two figures are told apart, where it has two", () => {
  const digit = { grapheme: "4", confidence: 0.93, held: false };
  assert.equal(figuresWords(digit), "By its ink alone; within the number, 4 has 93%.");
  assert.equal(figuresWords({ ...digit, held: true }), "By its ink alone.");
});

test("what is announced holds the number digit by digit, the confidence and what is no digit", () => {
  const reading = { text: "407", word: "Sure", confidence: 0.93, doubtful: [], loose: false };
  assert.equal(announcement(reading), "4 0 7. Sure, 93%.");
  assert.match(announcement({ ...reading, doubtful: [1] }), /Digit 2 may not be a digit/);
  assert.match(announcement({ ...reading, loose: true }), /belongs to no digit/);
  assert.equal(announcement({ ...reading, text: "" }), "No digit was found.");
  assert.equal(remark(reading), null);
  assert.match(remark({ doubtful: [0, 2], loose: false }), /Digits 1, 3 may not be digits/);
  // A picture's ink is not dashed, only its box.
  for (const doubtful of [[1], [0, 2]]) assert.doesNotMatch(remark({ doubtful, loose: false }), /ink/);
});
