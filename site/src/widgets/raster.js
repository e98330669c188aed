const SIDE = 28;

/** Paint the 28x28 bytes that the model was given (base64, 0 paper to 255 ink) in the colors of the page. */
export function paintRaster(canvas, base64) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  const bytes = atob(base64);
  for (let pixel = 0; pixel < SIDE * SIDE; pixel += 1) image.data[4 * pixel + 3] = bytes.charCodeAt(pixel);
  context.putImageData(image, 0, 0);
  // Where there is ink, it takes the color of the text.
  context.globalCompositeOperation = "source-in";
  context.fillStyle = getComputedStyle(canvas).color;
  context.fillRect(0, 0, SIDE, SIDE);
  context.globalCompositeOperation = "source-over";
}
