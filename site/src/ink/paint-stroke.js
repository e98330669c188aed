/** Ink of no digit: dots and gaps, in thirds of the pen's width. */
const DASH = [2, 7];

/**
 * Paint one stroke.
 *
 * @param {Int16Array | undefined} owners the digit that each point belongs to, where that is known
 * @param {(owner: number | undefined) => {color: string, dashed: boolean}} look how ink of a digit is shown
 */
export function paintStroke(context, stroke, view, owners, look) {
  context.save();
  context.lineCap = context.lineJoin = "round";
  context.translate(view.dx, view.dy);
  context.scale(view.scale, view.scale);
  for (const { begin, end, owner } of runs(stroke.points.length, owners)) {
    const { color, dashed } = look(owner);
    context.strokeStyle = color;
    context.setLineDash(dashed ? DASH.map((part) => (part * stroke.width) / 3) : []);
    // From the point before, so that no gap shows where one digit's ink runs into the next one's.
    const piece = stroke.points.slice(Math.max(0, begin - 1), end + 1);
    if (dashed || isEven(piece)) line(context, piece, stroke.width);
    else ribbon(context, piece, stroke.width);
  }
  context.restore();
}

/** Stretches of points of one owner; one stretch of all points where nothing is known yet. */
export function* runs(count, owners) {
  for (let begin = 0; begin < count;) {
    let end = begin;
    while (end + 1 < count && owners?.[end + 1] === owners?.[begin]) end += 1;
    yield { begin, end, owner: owners?.[begin] };
    begin = end + 1;
  }
}

const isEven = (points) => points.every(({ pressure }) => pressure === points[0].pressure);

/** A pen without pressure (0.5) draws its own width. */
const nib = (width, pressure) => width * (0.5 + pressure);

/** A curve through the middles of the pieces between points, which has no corners where the hand made none. */
function line(context, points, width) {
  const [first, last] = [points[0], points.at(-1)];
  context.lineWidth = nib(width, first.pressure);
  context.beginPath();
  context.moveTo(first.x, first.y);
  for (let index = 1; index < points.length - 1; index += 1) {
    const [here, next] = [points[index], points[index + 1]];
    context.quadraticCurveTo(here.x, here.y, (here.x + next.x) / 2, (here.y + next.y) / 2);
  }
  // A line without any length would not be painted: a dot has a little.
  context.lineTo(last.x, points.length > 1 ? last.y : last.y + 0.01);
  context.stroke();
}

/** The same curve, as wide at each place as the pen was pressed there. */
function ribbon(context, points, width) {
  let begin = points[0];
  for (let index = 1; index < points.length; index += 1) {
    const here = points[index];
    const next = points[index + 1] ?? here;
    const end = { x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 };
    context.lineWidth = nib(width, here.pressure);
    context.beginPath();
    context.moveTo(begin.x, begin.y);
    context.quadraticCurveTo(here.x, here.y, end.x, end.y);
    context.stroke();
    begin = end;
  }
}
