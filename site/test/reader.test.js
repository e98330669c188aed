import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Reader } from "../src/reading/reader.js";

const ANSWER = { text: "1", predictions: [{ text: "1" }] };
let asked;

/** A fetch whose answers the test gives when it wants to. */
beforeEach(() => {
  asked = [];
  mock.method(globalThis, "fetch", (url, { body, signal }) => new Promise((resolve, reject) => {
    asked.push({
      url,
      body: body && JSON.parse(body),
      signal,
      answer: (content, status = 200) => resolve(new Response(JSON.stringify(content), { status })),
      fail: reject,
    });
  }));
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

function phases(reader) {
  const seen = [];
  reader.addEventListener("change", () => seen.push(reader.phase + (reader.slow ? ", slow" : "")));
  return seen;
}

const settled = () => new Promise((resolve) => { setImmediate(resolve); });

test("an answer is told", async () => {
  const reader = new Reader("http://f/");
  const seen = phases(reader);
  reader.read({ strokes: [] });
  asked[0].answer(ANSWER);
  await settled();
  assert.deepEqual(seen, ["waiting", "answered"]);
  assert.deepEqual(reader.answer, ANSWER);
  assert.deepEqual(asked[0].body, { strokes: [] });
});

test("a newer request cancels the older one, whose late answer is never told", async () => {
  const reader = new Reader("http://f/");
  reader.read("older");
  reader.read("newer");
  assert.equal(asked[0].signal.aborted, true);
  asked[1].answer({ ...ANSWER, text: "newer" });
  await settled();
  asked[0].answer({ ...ANSWER, text: "older" });
  await settled();
  assert.equal(reader.answer.text, "newer");
});

test("the older request's failure does not disturb the newer one", async () => {
  const reader = new Reader("http://f/");
  reader.read("older");
  reader.read("newer");
  asked[0].fail(new DOMException("aborted", "AbortError"));
  await settled();
  assert.equal(reader.phase, "waiting");
});

test("canceling forgets the request", async () => {
  const reader = new Reader("http://f/");
  reader.read("a");
  reader.cancel();
  asked[0].answer(ANSWER);
  await settled();
  assert.equal(reader.phase, "idle");
});

test("a slow function is said to be waking up, and given up at last", async () => {
  const reader = new Reader("http://f/", { slowAfter: 100, giveUpAfter: 1000 });
  const seen = phases(reader);
  reader.read("a");
  mock.timers.tick(100);
  mock.timers.tick(900);
  await settled();
  assert.deepEqual(seen, ["waiting", "waiting, slow", "failed"]);
  assert.equal(reader.failure.kind, "timeout");
  assert.equal(asked[0].signal.aborted, true);
});

test("a picture that takes minutes on a slow line is not given up on its way", () => {
  const reader = new Reader("http://f/", { giveUpAfter: 1000 });
  reader.read({ image: "x".repeat(500_000) });
  mock.timers.tick(100_000);
  assert.equal(reader.phase, "waiting");
  mock.timers.tick(2000);
  assert.equal(reader.phase, "failed");
});

test("a function that has answered lately is not said to be waking up", async () => {
  const reader = new Reader("http://f/", { slowAfter: 100 });
  reader.read("a");
  asked[0].answer(ANSWER);
  await settled();
  reader.read("b");
  mock.timers.tick(100);
  assert.deepEqual([reader.phase, reader.slow], ["waiting", false]);
  mock.timers.tick(10 * 60_000);
  reader.read("c");
  mock.timers.tick(100);
  assert.equal(reader.slow, true);
});

test("a function that has answered what woke it is not said to be waking up", async () => {
  const reader = new Reader("http://f/", { slowAfter: 100 });
  reader.wake();
  reader.read("a picture");
  mock.timers.tick(100);
  assert.deepEqual([reader.phase, reader.slow], ["waiting", true]);
  asked[0].answer({});
  await settled();
  assert.deepEqual([reader.phase, reader.slow], ["waiting", false]);
  reader.read("another picture");
  mock.timers.tick(100);
  assert.deepEqual([reader.phase, reader.slow], ["waiting", false]);
});

test("a function that answers what wakes it with an error is not awake", async () => {
  const reader = new Reader("http://f/", { slowAfter: 100 });
  reader.wake();
  asked[0].answer({}, 503);
  await settled();
  reader.read("a");
  mock.timers.tick(100);
  assert.equal(reader.slow, true);
});

test("a function is woken again some minutes after it was woken or has answered, and not before", async () => {
  const reader = new Reader("http://f/");
  const calls = () => fetch.mock.callCount();
  reader.wake();
  reader.wake();
  assert.equal(calls(), 1);
  mock.timers.tick(4 * 60_000);
  reader.read("a");
  asked.at(-1).answer(ANSWER);
  await settled();
  mock.timers.tick(4 * 60_000);
  reader.wake();
  assert.equal(calls(), 2);
  mock.timers.tick(2 * 60_000);
  reader.wake();
  assert.equal(calls(), 3);
});

test("a function that could not be woken is woken again", async () => {
  const reader = new Reader("http://f/");
  reader.wake();
  asked[0].fail(new TypeError("offline"));
  await settled();
  reader.wake();
  assert.equal(fetch.mock.callCount(), 2);
});

test("a problem document is handed on with its status", async () => {
  const reader = new Reader("http://f/");
  reader.read("a");
  asked[0].answer({ title: "Too large", detail: "at most 8 MiB" }, 413);
  await settled();
  assert.deepEqual(reader.failure, { kind: "problem", problem: { title: "Too large", detail: "at most 8 MiB", status: 413 } });
});

test("answers that are no answers are told apart", async () => {
  const reader = new Reader("http://f/");
  reader.read("a");
  asked[0].answer("<html>", 502);
  await settled();
  assert.equal(reader.failure.kind, "problem");
  reader.read("a");
  asked[1].answer({ hello: 1 });
  await settled();
  assert.equal(reader.failure.kind, "garbled");
  reader.read("a");
  asked[2].fail(new TypeError("no network"));
  await settled();
  assert.equal(reader.failure.kind, "unreachable");
});

test("an answer without the probabilities of its digits cannot be understood", async () => {
  const reader = new Reader("http://f/");
  reader.read("a");
  asked[0].answer({ predictions: [{ text: "1", confidence: 0.9, segmentationResult: [{ grapheme: "1" }] }] });
  await settled();
  assert.equal(reader.failure.kind, "garbled");
});

test("what may be lost is asked once more if it is, and no more than once", async () => {
  const reader = new Reader("http://f/", { giveUpAfter: 1000 });
  reader.read("a");
  reader.insist();
  assert.equal(asked.length, 1);
  mock.timers.tick(1000);
  assert.deepEqual([reader.phase, asked.length], ["waiting", 2]);
  reader.insist();
  asked[1].fail(new TypeError("lost"));
  await settled();
  assert.deepEqual([reader.phase, asked.length], ["waiting", 3]);
  asked[2].fail(new TypeError("no network"));
  await settled();
  assert.deepEqual([reader.phase, reader.failure.kind, asked.length], ["failed", "unreachable", 3]);
});

test("an answer that is cut off on its way is no answer", async () => {
  const reader = new Reader("http://f/");
  const lost = new ReadableStream({ pull: (controller) => controller.error(new TypeError("network error")) });
  fetch.mock.mockImplementation(async () => new Response(lost));
  await reader.read("a");
  assert.deepEqual([reader.phase, reader.failure.kind], ["failed", "unreachable"]);
});

test("a retry asks the same again", async () => {
  const reader = new Reader("http://f/");
  reader.read({ strokes: [[[1, 2]]] });
  asked[0].fail(new TypeError());
  await settled();
  reader.retry();
  asked[1].answer(ANSWER);
  await settled();
  assert.deepEqual(asked[1].body, asked[0].body);
  assert.equal(reader.phase, "answered");
});
