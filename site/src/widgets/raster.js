const SIDE = 28;

/** Paint the 28x28 bytes that the model was given (base64, 0 paper to 255 ink) in the colors of the page. */
export function paintRaster(canvas, base64) {
  const style = getComputedStyle(canvas);
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  const ink = rgb(context, style.color);
  const bytes = atob(base64);
  for (let pixel = 0; pixel < SIDE * SIDE; pixel += 1) {
    image.data.set([...ink, bytes.charCodeAt(pixel)], 4 * pixel);
  }
  context.putImageData(image, 0, 0);
}

function rgb(context, color) {
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data.slice(0, 3);
}
