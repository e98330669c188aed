// Wires the page: what is drawn goes to the reader, what is read goes to the page. Every part stands in its own module.

import examples from "./examples.json";
import { InkCanvas } from "./ink/canvas.js";
import { bounds, fitting, transformed } from "./ink/geometry.js";
import { decode, encode, isInkLink, KNOWS_LINKS, MOST_DIGITS } from "./ink/link.js";
import { readPicture } from "./ink/picture.js";
import { Sketch } from "./ink/sketch.js";
import { marksOf } from "./reading/answer.js";
import { Reader } from "./reading/reader.js";
import { Recognition } from "./reading/recognition.js";
import { curlCommand, descriptionOf } from "./reading/request.js";
import { announcement, canRetry, CLEARED, OPENING, WAITING, WAKING } from "./reading/words.js";
import { keep, kept } from "./storage.js";
import { showExamples } from "./widgets/examples.js";
import { acceptPictures } from "./widgets/pictures.js";
import { ReadingView } from "./widgets/reading.js";
import { showShare } from "./widgets/share.js";
import { themeSwitch } from "./widgets/theme.js";
import { disable, hide, historyTools, penTool } from "./widgets/tools.js";
import { Trouble } from "./widgets/trouble.js";
import { showWaiting } from "./widgets/waiting.js";

/** From the pen's rest to the reading, in ms: shorter reads half a 4, longer keeps people waiting. */
const REST = 600;

const byId = (id) => document.getElementById(id);
/** What is said once more is another text: the same one would be no change, and no screen reader would tell it. */
const announce = (said) => {
  const place = byId("announcer");
  place.textContent = place.textContent === said ? `${said}\u00a0` : said;
};

const reader = new Reader(document.querySelector('meta[name="function-url"]').content);
const recognition = new Recognition(reader);
const sketch = new Sketch(recognition);
const ink = new InkCanvas(byId("ink"));
const trouble = new Trouble(byId("trouble"), byId("predict"));
const view = new ReadingView(byId("reading"), byId("predict"), {
  choose: (index) => {
    trouble.hide();
    recognition.choose(index);
  },
  hold: (index, content) => {
    clearTimeout(resting);
    trouble.hide();
    recognition.hold(index, content);
  },
});
let resting = 0;
/** The file that is being opened, or null. A photograph takes seconds, and must not replace what has come since. */
let opening = null;

// Drawing

ink.addEventListener("begin", () => {
  keepInSight();
  clearTimeout(resting);
  recognition.stop();
  reader.wake();
  byId("paper-hint").hidden = true;
});
ink.addEventListener("stroke", () => sketch.become(ink.toData()));
ink.addEventListener("drop", () => {
  showInk();
  resting = setTimeout(resume, REST, 0);
});
sketch.addEventListener("change", showDrawing);
sketch.addEventListener("change", () => resume(REST));
historyTools({ undo: byId("undo"), redo: byId("redo"), clear: byId("clear") }, sketch, {
  finish: () => ink.finish(),
  escape: () => trouble.hide() || view.closeCorrection(),
  // What is known of it already has been told.
  stepped: () => recognition.isOf(sketch.drawing) || announce(sketch.isEmpty ? CLEARED : describe(sketch.drawing)),
});
penTool(byId("pen-width"), byId("pen-dot"), kept("pen"), (width) => {
  ink.penWidth = width;
  keep("pen", width);
});

/** What is in sight stays in its place: a page that becomes shorter would take the paper from under the hand. */
function keepInSight() {
  document.documentElement.style.setProperty("--in-sight", `${scrollY + innerHeight}px`);
}

function showDrawing() {
  showInk();
  byId("ink").setAttribute("aria-label", describe(sketch.drawing));
  disable(byId("predict"), sketch.isEmpty);
  trouble.hide();
  view.closeCorrection();
  view.show(recognition.reading, isOutdated());
}

function showInk() {
  if (ink.toData() !== sketch.drawing) ink.fromData(sketch.drawing);
  byId("paper-hint").hidden = !sketch.isEmpty;
  showMarks();
}

function describe({ strokes, picture }) {
  if (picture) return "Your picture";
  if (strokes.length === 0) return "Drawing area, empty";
  return `Your drawing, ${strokes.length} ${strokes.length === 1 ? "stroke" : "strokes"}`;
}

// Reading

const auto = byId("auto");
auto.checked = kept("auto") ?? auto.checked;
auto.addEventListener("change", () => {
  keep("auto", auto.checked);
  if (auto.checked) {
    if (recognition.drawing !== sketch.drawing) read();
    return;
  }
  clearTimeout(resting);
  // Nothing is about to take the place of an older drawing's number.
  if (isOutdated() && reader.phase !== "waiting") recognition.forget();
});
byId("predict").addEventListener("click", read);
recognition.addEventListener("change", showReading);
// Not with each reading: a long drawing's steps take 90 ms on a phone, also as the next stroke begins.
recognition.addEventListener("said", () => sketch.keep());
recognition.addEventListener("unfit", () =>
  trouble.showRemark("The ink does not divide so", "The number was left as it was."));
recognition.addEventListener("long", () =>
  trouble.showRemark("This number is too long to be corrected", `Numbers of up to ${MOST_DIGITS} digits can be.`));
view.addEventListener("change", showMarks);
// Requests are lost with their network, and in Safari with a page that nobody sees.
window.addEventListener("online", () => askAgain(reader.phase === "waiting"));
document.addEventListener("visibilitychange", () => document.hidden || askAgain(false));

/** @param {boolean} lost whether what is awaited is known not to come any more */
function askAgain(lost) {
  if (lost || (reader.phase === "failed" && canRetry(reader.failure))) reader.retry();
  // That a request is lost is told later than that the page is seen, and a network that is back may go once more.
  reader.insist();
}

/** Go on with the drawing that was asked about last, or read another one. */
function resume(pause) {
  clearTimeout(resting);
  if (!recognition.resume(sketch.drawing)) readAfter(pause);
}

function readAfter(pause) {
  if (sketch.isEmpty || !auto.checked) recognition.forget();
  else {
    recognition.stop();
    resting = setTimeout(read, pause);
  }
}

function read() {
  clearTimeout(resting);
  ink.showAll();
  if (!sketch.isEmpty) recognition.read(sketch.drawing);
}

let shown = null;

function showReading() {
  const { phase, failure } = reader;
  const { reading } = recognition;
  showAwaited();
  if (phase === "failed") trouble.showFailure(failure, () => reader.retry());
  else trouble.endFailure();
  view.show(reading, isOutdated());
  // What is said on the paper may be out of sight where a digit has been corrected.
  byId("reading").classList.toggle("awaited", phase === "waiting");
  if (phase !== "waiting") byId("without").classList.remove("unsettled");
  hide(copyNumber, !reading?.text, byId("predict"));
  // A picture is too long for a link.
  hide(copyLink, !KNOWS_LINKS || Boolean(recognition.drawing?.picture), byId("predict"));
  byId("model").textContent = recognition.model ? `Model ${recognition.model}` : "";
  // What has gone is not to be found in the page as if it were there.
  if (reading !== shown) announce(reading ? announcement(reading) : "");
  shown = reading;
  showMarks();
}

let awaited = null;

function showAwaited() {
  const before = awaited;
  const answer = reader.slow ? WAKING : WAITING;
  awaited = opening ? OPENING : reader.phase === "waiting" ? answer : null;
  showWaiting(byId("waiting"), awaited);
  // What takes long is told, and for no longer than it takes.
  if (awaited !== before && [before, awaited].some(takesLong)) announce(awaited ?? "");
}

const takesLong = (said) => said === OPENING || said === WAKING;

const isOutdated = () => recognition.reading !== null && !recognition.isOf(sketch.drawing);

/** The marks that are shown, and what they are of: the same ones need no painting as the next stroke begins. */
let marked = {};

function showMarks() {
  const { reading, drawing } = recognition;
  // The canvas' own drawing: it is another one as soon as ink is begun on a picture.
  const boxes = drawing === ink.toData();
  const chosen = view.correcting;
  if (marked.reading !== reading || marked.boxes !== boxes || marked.chosen !== chosen) {
    marked = { reading, boxes, chosen, marks: reading && marksOf(reading, { boxes, chosen }) };
  }
  ink.mark(marked.marks);
}

// Other ways in, and ways out

function open(drawing, pattern = null) {
  showPaper();
  ink.finish();
  recognition.say(drawing, pattern);
  sketch.become(drawing);
  read();
}

function showPaper() {
  byId("paper").scrollIntoView({ block: "nearest" });
}

showExamples(byId("examples"), examples, (strokes) => {
  const { width, height } = ink.size;
  const place = fitting(bounds(strokes), width, height, Math.min(width, height) * 0.15);
  open({ strokes: transformed(strokes, place), picture: null });
});

ink.addEventListener("begin", () => setOpening(null));
sketch.addEventListener("change", () => setOpening(null));

async function openPicture(file) {
  setOpening(file);
  showPaper();
  const picture = await readPicture(file).catch(() => null);
  if (opening !== file) return;
  setOpening(null);
  if (picture) open({ strokes: [], picture });
  else refusePicture();
}

function setOpening(file) {
  opening = file;
  showAwaited();
}

acceptPictures({
  fields: [byId("open-picture"), byId("take-photo")],
  page: document.body,
  open: openPicture,
  refuse: refusePicture,
});

function refusePicture() {
  trouble.showRemark(
    "This file cannot be read as a picture", "PNG, JPEG and WebP files can, unless they are damaged or too large.",
  );
}

/** @returns {Promise<boolean>} whether the address was a link to a drawing, which is open now */
async function openLink() {
  const { hash, pathname, search } = location;
  if (!isInkLink(hash)) return false;
  if (!KNOWS_LINKS) {
    // It stays in the address, which can be opened elsewhere.
    trouble.showRemark("This browser is too old for links to drawings", "A newer one can open it.");
    return false;
  }
  // Taken out of the address, so that a reload shows what has been drawn since.
  history.replaceState(null, "", pathname + search);
  const linked = await decode(hash).catch(() => null);
  if (linked) open({ strokes: linked.strokes, picture: null }, linked.pattern);
  else trouble.showRemark("This link holds no drawing", "Part of it may have been lost on its way.");
  return linked !== null;
}

const numberText = () => recognition.reading.text;
const link = async () =>
  location.href.replace(/#.*/, "") + await encode(recognition.drawing.strokes, recognition.pattern);
const functionUrl = new URL(reader.url, location.href).href;
const curl = () => curlCommand(functionUrl, recognition.request);
const [copyNumber, copyLink] = showShare(byId("share"), [
  { name: "number", iconName: "copy", text: numberText },
  { name: "link", iconName: "link", text: link },
  { name: "as curl", iconName: "terminal", text: curl },
], announce);

byId("api").href = descriptionOf(functionUrl);
window.addEventListener("hashchange", openLink);
themeSwitch(byId("theme"), repaint);
// Safari may have lost what was painted while nobody saw it, and does not say so.
document.addEventListener("visibilitychange", () => document.hidden || repaint());

function repaint() {
  ink.repaint();
  view.repaint();
}

showDrawing();
// What a link takes the place of need not be read.
openLink().then((opened) => opened || readAfter(0));
reader.wake();
document.documentElement.dataset.runs = "";
