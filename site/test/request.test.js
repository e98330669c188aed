import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { curlCommand, descriptionOf, requestFor } from "../src/reading/request.js";

const DRAWING = { strokes: [{ width: 20, points: [{ x: 1.25, y: 2, t: 3, pressure: 0.7 }] }], picture: null };

test("strokes are sent as points and times, whatever the pen's width", () => {
  assert.deepEqual(requestFor(DRAWING), { strokes: [[[1.25, 2, 3]]], hints: { alternatives: 3 }, include: ["rasters"] });
  assert.deepEqual(requestFor(DRAWING, "1?").hints, { alternatives: 3, pattern: "1?" });
});

test("a picture is sent as it is", () => {
  const picture = { url: "data:image/png;base64,AA==", width: 1, height: 1 };
  const { image, strokes } = requestFor({ strokes: [], picture });
  assert.deepEqual([image, strokes], [picture.url, undefined]);
});

test("the description stands below the function's own path", () => {
  for (const [url, description] of [
    ["https://f.example.org", "https://f.example.org/openapi.json"],
    ["https://f.example.org/", "https://f.example.org/openapi.json"],
    ["https://f.example.org/v1/?a=1", "https://f.example.org/v1/openapi.json?a=1"],
  ]) assert.equal(descriptionOf(url), description);
});

test("the curl command survives a shell, also with quotes in it and longer than an argument may be", () => {
  const body = { image: "x".repeat(300_000), note: "it's $HOME `date` \\ \"" };
  const command = curlCommand("http://localhost:8080/it's?a=$HOME", body);
  const shown = execFileSync("sh", { input: `curl() { printf '%s\\n' "$2"; cat; }\n${command}`, encoding: "utf8" });
  const [address, ...sent] = shown.split("\n");
  assert.equal(address, "http://localhost:8080/it's?a=$HOME");
  assert.deepEqual(JSON.parse(sent.join("\n")), body);
});
