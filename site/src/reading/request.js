// What is sent to the function, and the same as a command for a terminal.

/** Further readings asked for. */
const ALTERNATIVES = 3;

/**
 * The body of a request that reads a drawing.
 *
 * @param {import("../ink/drawing.js").Drawing} drawing
 * @param {string?} pattern one character a digit, `?` for any: what is known of the number already
 */
export function requestFor({ strokes, picture }, pattern = null) {
  const ink = () => strokes.map(({ points }) => points.map(({ x, y, t }) => [x, y, t]));
  return {
    ...(picture ? { image: picture.url } : { strokes: ink() }),
    hints: { alternatives: ALTERNATIVES, ...(pattern && { pattern }) },
    include: ["rasters"],
  };
}

/** Where the function describes how it is asked (OpenAPI). */
export function descriptionOf(url) {
  const address = new URL(url);
  address.pathname = address.pathname.replace(/\/*$/, "/openapi.json");
  return address.href;
}

/** A curl command that sends the body. On its standard input, because one argument may not be longer than 128 KiB. */
export function curlCommand(url, body) {
  return [
    `curl -s ${shellQuoted(url)} -H 'Content-Type: application/json' --data-binary @- <<'JSON'`,
    JSON.stringify(body),
    "JSON",
    "",
  ].join("\n");
}

const shellQuoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
