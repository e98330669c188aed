import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";

import { decode, encode, isInkLink, isPattern } from "../src/ink/link.js";

const STROKES = [
  { width: 6, points: [{ x: -10.25, y: 0, t: 0, pressure: 0.5 }, { x: 200.5, y: 99.75, t: 16, pressure: 1 }] },
  { width: 24, points: [{ x: 3, y: 4, t: 5_000_000, pressure: 0 }] },
];
/** One stroke of one point, as bytes of a link. */
const ONE_DOT = [1, 6, 1, 0, 0, 0, 0];
const fragment = (bytes) => `#ink1=${deflateRawSync(Uint8Array.from(bytes)).toString("base64url")}`;

test("a drawing comes back from its link to a quarter of a pixel", async () => {
  const { strokes: back, pattern } = await decode(await encode(STROKES));
  assert.equal(pattern, null);
  assert.deepEqual(back.map(({ width, points }) => [width, points.length]), [[6, 2], [24, 1]]);
  back.flatMap(({ points }) => points).forEach((point, index) => {
    const sent = STROKES.flatMap(({ points }) => points)[index];
    assert.ok(Math.abs(point.x - sent.x) <= 0.125 && Math.abs(point.y - sent.y) <= 0.125);
    assert.ok(Math.abs(point.pressure - sent.pressure) <= 1 / 500);
    assert.equal(point.t, sent.t);
  });
});

test("what is known of the number comes back with the drawing", async () => {
  for (const known of ["4?7", "0123456789?"]) {
    const { strokes, pattern } = await decode(await encode(STROKES, known));
    assert.deepEqual([strokes.length, pattern], [2, known]);
  }
});

test("what is no pattern is told from one", () => {
  for (const good of ["7", "4?7", "?".repeat(40)]) assert.equal(isPattern(good), true, good);
  for (const bad of ["", "4x7", "٤", "?".repeat(41), 407, null, ["4"], { 9: true }]) assert.equal(isPattern(bad), false);
});

test("a link that was escaped on its way is one still", async () => {
  for (const sign of ["%3D", "%3d"]) {
    const escaped = (await encode(STROKES, "4?7")).replace("=", sign);
    assert.equal(isInkLink(escaped), true);
    assert.deepEqual(await decode(escaped), await decode(await encode(STROKES, "4?7")));
  }
});

test("a link with the end of the sentence that it stood in is one still", async () => {
  const link = await encode(STROKES, "4?7");
  for (const end of [".", ")", "%20and"]) assert.deepEqual(await decode(link + end), await decode(link), end);
});

test("links of before patterns were in them are taken still", async () => {
  const { strokes, pattern } = await decode("#ink1=Y2JjkmAMnMa7modhHttfVgaFB2sesTQw_WP8ywwA");
  assert.deepEqual([strokes.map(({ width, points }) => [width, points.length]), pattern], [[[6, 2], [24, 1]], null]);
});

test("a link holds only what an address may hold, and takes few bytes a point", async () => {
  const points = Array.from({ length: 500 }, (_, t) => ({ x: 100 + 50 * Math.sin(t / 20), y: t, t: 8 * t, pressure: 0.5 }));
  const link = await encode([{ width: 6, points }]);
  assert.match(link, /^#ink1=[\w-]+$/);
  assert.ok(link.length < 2 * points.length, `${link.length} characters`);
});

test("only our own fragments are taken for drawings", () => {
  assert.equal(isInkLink("#ink1=abc"), true);
  assert.equal(isInkLink("#digits"), false);
  assert.equal(isInkLink(""), false);
});

test("a link to a number that is too long to be said has its ink alone", async () => {
  const { strokes, pattern } = await decode(await encode(STROKES, "1".repeat(41)));
  assert.deepEqual([strokes.length, pattern], [2, null]);
});

const cutOff = async () => (await encode(STROKES)).slice(0, -6);

for (const [name, bad] of Object.entries({
  "no base64": "#ink1=@@@",
  "nothing at all": "#ink1=",
  "no deflated bytes": "#ink1=AAAABBBB",
  "no strokes": fragment([0]),
  "fewer points than it says": fragment([1, 6, 5, 1, 2, 3]),
  "more strokes than are taken": fragment([0xff, 0x7f]),
  "more points than are taken": fragment([1, 6, 0xff, 0xff, 0xff, 0x7f]),
  "a width that no pen has": fragment([1, 0xff, 0x7f, 1, 0, 0, 0, 0]),
  "fewer digits than it says": fragment([...ONE_DOT, 2, 1]),
  "no digit where it says so": fragment([...ONE_DOT, 1, 12]),
  "more digits than are taken": fragment([...ONE_DOT, 41, ...new Array(41).fill(1)]),
  "a number without end": fragment([...ONE_DOT, ...new Array(160).fill(0x80), 0]),
  "a point at no place": fragment([1, 6, 1, ...new Array(150).fill(0xff), 0x7f, 0, 0, 0]),
  "a point too far away": fragment([1, 6, 1, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0]),
  "more pressure than there is": fragment([1, 6, 1, 0, 0, 0, 0xff, 0x7f]),
  "bytes without end": fragment(new Array(2_000_000).fill(0)),
})) {
  test(`a fragment with ${name} is refused`, () => assert.rejects(decode(bad), RangeError));
}

test("a link that was cut off is refused", async () => {
  await assert.rejects(decode(await cutOff()), RangeError);
});
