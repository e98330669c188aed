import assert from "node:assert/strict";
import { test } from "node:test";

import { isAnswer, marksOf, readingOf, withPlace } from "../src/reading/answer.js";

const BOX = { x: 0, y: 0, width: 10, height: 20 };
const segment = (grapheme, drawingSegments, notDigit = 0.01, confidence = 0.9) =>
  ({ grapheme, confidence, probabilities: new Array(10).fill(0.1), notDigit, boundingBox: BOX, drawingSegments });
const part = (strokeIndex, beginPointIndex, endPointIndex) => ({ strokeIndex, beginPointIndex, endPointIndex });
const stroke = (count) => ({ width: 6, points: new Array(count).fill({ x: 0, y: 0, t: 0, pressure: 0.5 }) });
const answer = (...predictions) => ({
  confidenceLevel: "strong",
  predictions: predictions.map((segments, index) => ({
    text: segments.map(({ grapheme }) => grapheme).join(""), confidence: 0.9 - index / 2, segmentationResult: segments,
  })),
});

test("each point of a stroke is its digit's, also where one stroke is two digits", () => {
  const strokes = [stroke(6), stroke(2)];
  const { owners, loose } = readingOf(answer([segment("4", [part(0, 0, 2), part(1, 0, 1)]), segment("7", [part(0, 3, 5)])]), { strokes });
  assert.deepEqual([...owners.get(strokes[0])], [0, 0, 0, 1, 1, 1]);
  assert.deepEqual([...owners.get(strokes[1])], [0, 0]);
  assert.equal(loose, false);
});

test("a stroke of no digit is loose ink", () => {
  const strokes = [stroke(3), stroke(2)];
  const { owners, loose } = readingOf(answer([segment("1", [part(0, 0, 2)])]), { strokes });
  assert.deepEqual([...owners.get(strokes[1])], [-1, -1]);
  assert.equal(loose, true);
});

test("a digit of a poor reading that is likely none is doubted, unless a person has set it", () => {
  const question = { strokes: [stroke(2)] };
  const poor = { ...answer([segment("1", [part(0, 0, 1)], 0.8)]), confidenceLevel: "poor" };
  assert.deepEqual(readingOf(poor, question).doubtful, [0]);
  const held = readingOf(poor, { ...question, pattern: "1" });
  assert.deepEqual(held.doubtful, []);
  assert.equal(held.digits[0].held, true);
});

test("no digit of a better reading is doubted, nor one of a reading that a person chose", () => {
  const plainOne = () => [segment("1", [part(0, 0, 1)], 0.8)];
  for (const [confidenceLevel, chosen] of [["intermediate", 0], ["strong", 0], ["poor", 1]]) {
    const both = { ...answer(plainOne(), plainOne()), confidenceLevel };
    assert.deepEqual(readingOf(both, { strokes: [stroke(2)], chosen }).doubtful, []);
  }
});

test("another reading is shown as the person's choice, with the rest to choose from", () => {
  const both = answer([segment("1", [])], [segment("7", [])]);
  assert.deepEqual(readingOf(both, { strokes: [] }).others, [{ index: 1, text: "7", confidence: 0.4 }]);
  const { text, word, others } = readingOf(both, { strokes: [], chosen: 1 });
  assert.deepEqual([text, word, others[0].text], ["7", "Your choice", "1"]);
});

test("a plain one among digits is not doubted", () => {
  const poor = { ...answer([segment("1", [part(0, 0, 1)], 0.9, 0.97)]), confidenceLevel: "poor" };
  assert.deepEqual(readingOf(poor, { strokes: [stroke(2)] }).doubtful, []);
});

test("what another reader of handwriting answers is told from an answer", () => {
  const { probabilities, ...bare } = segment("7", []);
  assert.ok([{ predictions: [] }, answer([segment("1", [])])].every(isAnswer));
  const others = [null, {}, { predictions: {} }, { predictions: [null] }, answer([segment("1", []), bare])];
  assert.deepEqual(others.filter(isAnswer), []);
});

test("an answer without predictions is a reading without digits", () => {
  const { text, digits, loose } = readingOf({ confidenceLevel: "poor", predictions: [] }, { strokes: [stroke(3)] });
  assert.deepEqual([text, digits, loose], ["", [], true]);
});

test("marks have boxes only while they hold", () => {
  const reading = readingOf(answer([segment("1", []), segment("2", [])]), { strokes: [] });
  assert.deepEqual(marksOf(reading, { boxes: true, chosen: 1 }).digits.map(({ box, chosen }) => [box, chosen]), [[BOX, false], [BOX, true]]);
  assert.equal(marksOf(reading, { boxes: false, chosen: null }).digits[0].box, null);
});

test("a pattern gains and loses digits", () => {
  assert.equal(withPlace(null, 3, 1, "4"), "?4?");
  assert.equal(withPlace("?4?", 3, 0, "7"), "74?");
  assert.equal(withPlace("?4?", 3, 1, "?"), null);
});

test("a pattern has one place fewer or more, which are known also where no digit is", () => {
  assert.equal(withPlace("?4?", 3, 0, ""), "4?");
  assert.equal(withPlace("?4?", 3, 1, "4?"), "?4??");
  assert.equal(withPlace(null, 2, 1, ""), "?");
  assert.equal(withPlace(null, 2, 1, "??"), "???");
});
