/** A square of one gray, in pixels, and how far on average the one that comes back is from it, of 255. */
const SIDE = 16;
const GRAY = 136;
const FAINT = 16;

/**
 * Whether what comes back from a canvas is noise: so a browser keeps pages from telling it from others, as Tor Browser
 * does and Firefox with `privacy.resistFingerprinting`. Asked anew each time, because a person may allow it meanwhile.
 */
export function canvasesGiveNoise() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d");
  context.fillStyle = `rgb(${GRAY}, ${GRAY}, ${GRAY})`;
  context.fillRect(0, 0, SIDE, SIDE);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  const off = data.reduce((sum, value, at) => sum + Math.abs(value - (at % 4 === 3 ? 255 : GRAY)), 0);
  return off / data.length > FAINT;
}
