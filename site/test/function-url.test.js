import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { withFunctionUrl } from "../set-function-url.mjs";

const page = await readFile(new URL("../index.html", import.meta.url), "utf8");

test("the address stands in the setting, its origin in the policy, and both can be set again", () => {
  const first = withFunctionUrl(page, "https://read.example.org/v1?a=1&b=2");
  const second = withFunctionUrl(first, "http://localhost:9");
  assert.match(first, /name="function-url" content="https:\/\/read\.example\.org\/v1\?a=1&amp;b=2"/);
  assert.match(first, /connect-src https:\/\/read\.example\.org"/);
  assert.match(second, /name="function-url" content="http:\/\/localhost:9"/);
  assert.match(second, /connect-src http:\/\/localhost:9"/);
});

test("what is no web address is refused, and so is a page without the setting", () => {
  assert.throws(() => withFunctionUrl(page, "javascript:alert(1)"), TypeError);
  assert.throws(() => withFunctionUrl(page, "read.example.org"), TypeError);
  assert.throws(() => withFunctionUrl("<html>", "http://localhost:9"), /no/);
});

test("the policy allows no script but the page's own", () => {
  const policy = page.match(/Content-Security-Policy" content="([^"]*)"/)[1];
  assert.match(policy, /script-src 'self';/);
  assert.doesNotMatch(policy, /unsafe|\*/);
});

test("the file of a page is changed, also where the script is called by a link to its folder", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "inkdigits-"));
  t.after(() => rm(folder, { recursive: true }));
  const [link, file] = [join(folder, "site"), join(folder, "page.html")];
  await symlink(fileURLToPath(new URL("..", import.meta.url)), link);
  await writeFile(file, page);
  execFileSync(process.execPath, [join(link, "set-function-url.mjs"), "https://read.example.org/", file]);
  assert.equal(await readFile(file, "utf8"), withFunctionUrl(page, "https://read.example.org/"));
});

test("what is wrong with a call is told in one line", () => {
  const script = fileURLToPath(new URL("../set-function-url.mjs", import.meta.url));
  for (const [words, told] of [
    [["read.example.org", script], /^set-function-url: expected an address with http: or https:, found read\.example\.org\n$/],
    [["https://read.example.org/", join(script, "none.html")], /^set-function-url: .*none\.html'\n$/],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, [script, ...words], { encoding: "utf8" });
    assert.equal(status, 1);
    assert.match(stderr, told);
  }
});
