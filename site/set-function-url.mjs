// Writes the function's address into a page, before or after building:
//   node set-function-url.mjs https://read.example.org/ [dist/index.html]
import { readFile, realpath, writeFile } from "node:fs/promises";

/** The page with `address` as its function, in the setting and in what the content security policy lets it call. */
export function withFunctionUrl(page, address) {
  const { protocol, origin } = URL.canParse(address) ? new URL(address) : {};
  if (!/^https?:$/.test(protocol)) throw new TypeError(`expected an address with http: or https:, found ${address}`);
  const written = address.replaceAll("&", "&amp;").replaceAll('"', "%22").replaceAll("<", "%3C");
  return substitute(
    substitute(page, /(<meta name="function-url" content=")[^"]*/, written),
    /(connect-src )[^;"]*/, origin,
  );
}

function substitute(page, pattern, value) {
  if (!pattern.test(page)) throw new Error(`the page holds no ${pattern}`);
  return page.replace(pattern, (_, before) => before + value);
}

// Called as a script, maybe by a link.
if (process.argv[1] && (await realpath(process.argv[1])) === import.meta.filename) {
  const [address, file = "dist/index.html"] = process.argv.slice(2);
  try {
    await writeFile(file, withFunctionUrl(await readFile(file, "utf8"), address));
  } catch (error) {
    console.error(`set-function-url: ${error.message}`);
    process.exitCode = 1;
  }
}
