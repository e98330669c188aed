import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Pen } from "../src/ink/pen.js";

let element, seen;

beforeEach(() => {
  element = Object.assign(new EventTarget(), {
    getBoundingClientRect: () => ({ left: 100, top: 50 }),
    setPointerCapture() {},
  });
  seen = [];
  const pen = new Pen(element);
  for (const type of ["begin", "move", "end", "drop"]) {
    pen.addEventListener(type, ({ points }) => seen.push([type, ...points.map(({ x, y }) => [x, y])]));
  }
});

function pointer(type, clientX, clientY, more = {}) {
  const event = new Event(type, { cancelable: true });
  const { timeStamp = event.timeStamp, ...others } = more;
  Object.defineProperty(event, "timeStamp", { value: timeStamp });
  Object.assign(event, { pointerId: 1, pointerType: "mouse", button: 0, clientX, clientY, pressure: 0.5, ...others });
  element.dispatchEvent(event);
  return event;
}

const types = () => seen.map(([type]) => type);

test("points are measured from the element's corner", () => {
  pointer("pointerdown", 110, 60);
  pointer("pointermove", 115, 60);
  pointer("pointerup", 120, 60);
  assert.deepEqual(seen, [["begin", [10, 10]], ["move", [15, 10]], ["move", [20, 10]], ["end"]]);
});

test("coalesced points are all taken, those in one place once", () => {
  pointer("pointerdown", 110, 60);
  const between = [112, 112.2, 114].map((clientX) => ({ clientX, clientY: 60, timeStamp: 1, pressure: 0.5, pointerType: "mouse" }));
  pointer("pointermove", 114, 60, { getCoalescedEvents: () => between });
  assert.deepEqual(seen[1], ["move", [12, 10], [14, 10]]);
});

test("one pointer at a time", () => {
  pointer("pointerdown", 110, 60, { pointerType: "touch" });
  pointer("pointerdown", 300, 60, { pointerType: "touch", pointerId: 2 });
  pointer("pointermove", 310, 60, { pointerType: "touch", pointerId: 2 });
  pointer("pointerup", 310, 60, { pointerType: "touch", pointerId: 2 });
  assert.deepEqual(types(), ["begin"]);
});

for (const [what, way, later, expected] of [
  ["a thumb that rests is dropped, and the finger draws", 5, 1500, ["begin", "move", "drop", "begin", "move", "end"]],
  ["a finger that has drawn draws on", 50, 1500, ["begin", "move"]],
  ["a finger that has just come draws on", 5, 500, ["begin", "move"]],
]) {
  test(`of two touches, ${what}`, () => {
    const finger = { pointerType: "touch", pointerId: 2, isPrimary: false };
    pointer("pointerdown", 110, 60, { pointerType: "touch", isPrimary: true, timeStamp: 0 });
    pointer("pointermove", 110 + way, 60, { pointerType: "touch", isPrimary: true, timeStamp: 10 });
    pointer("pointerdown", 300, 60, { ...finger, timeStamp: later });
    pointer("pointermove", 310, 60, finger);
    pointer("pointerup", 310, 60, finger);
    assert.deepEqual(types(), expected);
  });
}

test("a touch whose end was never heard ends where the next first one begins", () => {
  pointer("pointerdown", 110, 60, { pointerType: "touch", pointerId: 2, isPrimary: true });
  pointer("pointerdown", 300, 60, { pointerType: "touch", pointerId: 3, isPrimary: true });
  pointer("pointermove", 310, 60, { pointerType: "touch", pointerId: 3, isPrimary: true });
  pointer("pointerup", 310, 60, { pointerType: "touch", pointerId: 3, isPrimary: true });
  assert.deepEqual(types(), ["begin", "end", "begin", "move", "end"]);
});

test("only the main button draws", () => {
  pointer("pointerdown", 110, 60, { button: 2 });
  pointer("pointermove", 120, 60, { button: 2 });
  assert.deepEqual(types(), []);
});

for (const [what, platform, expected] of [
  ["draws nothing on a Mac, where it opens the menu", "MacIntel", []],
  ["draws elsewhere, after Control and Z in haste", "Win32", ["begin", "move"]],
]) {
  test(`a click with Control ${what}`, (context) => {
    const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    Object.defineProperty(globalThis, "navigator", { value: { platform }, configurable: true });
    context.after(() => {
      if (before) Object.defineProperty(globalThis, "navigator", before);
      else delete globalThis.navigator;
    });
    pointer("pointerdown", 110, 60, { ctrlKey: true });
    pointer("pointermove", 120, 60, { ctrlKey: true });
    assert.deepEqual(types(), expected);
  });
}

test("a mouse that was let go of unheard draws no further", () => {
  pointer("pointerdown", 110, 60, { buttons: 1 });
  pointer("pointermove", 120, 60, { buttons: 1 });
  pointer("pointermove", 180, 60, { buttons: 0 });
  pointer("pointermove", 190, 60, { buttons: 0 });
  assert.deepEqual(types(), ["begin", "move", "end"]);
});

test("while a pen writes, touches are palms", () => {
  pointer("pointerdown", 110, 60, { pointerType: "pen" });
  pointer("pointerup", 120, 60, { pointerType: "pen" });
  pointer("pointerdown", 300, 60, { pointerType: "touch", pointerId: 2 });
  assert.deepEqual(types(), ["begin", "move", "end"]);
});

test("some seconds after the pen's last event, a finger draws", () => {
  pointer("pointerdown", 110, 60, { pointerType: "pen", timeStamp: 0 });
  pointer("pointerup", 120, 60, { pointerType: "pen", timeStamp: 1000 });
  pointer("pointerdown", 300, 60, { pointerType: "touch", pointerId: 2, timeStamp: 5900 });
  assert.deepEqual(types(), ["begin", "move", "end"]);
  pointer("pointerdown", 300, 60, { pointerType: "touch", pointerId: 3, timeStamp: 6100 });
  assert.deepEqual(types(), ["begin", "move", "end", "begin"]);
});

test("a palm that came before the pen is dropped, and the pen draws", () => {
  pointer("pointerdown", 300, 60, { pointerType: "touch", pointerId: 2 });
  pointer("pointerdown", 110, 60, { pointerType: "pen", pointerId: 3 });
  pointer("pointerup", 120, 60, { pointerType: "pen", pointerId: 3 });
  assert.deepEqual(types(), ["begin", "drop", "begin", "move", "end"]);
});

for (const type of ["pointercancel", "lostpointercapture"]) {
  test(`${type} ends the stroke and keeps its ink`, () => {
    pointer("pointerdown", 110, 60);
    pointer("pointermove", 130, 60);
    pointer(type, 130, 60);
    pointer("pointermove", 150, 60);
    assert.deepEqual(types(), ["begin", "move", "end"]);
  });
}

for (const [what, act, expected] of [
  ["a palm if a pen has come meanwhile", (take) => {
    hover(5);
    take();
  }, ["begin", "drop"]],
  ["a palm if a pen comes at once", (take, clock) => {
    take();
    clock.tick(100);
    hover(115);
  }, ["begin", "drop"]],
  ["a finger if no pen comes", (take, clock) => {
    take();
    clock.tick(200);
    hover(215);
  }, ["begin", "end"]],
  ["a finger if it draws on", (take) => {
    take();
    pointer("pointerdown", 300, 60, { pointerType: "touch", pointerId: 3, isPrimary: true });
  }, ["begin", "end", "begin"]],
]) {
  test(`a touch that the system takes away is ${what}`, (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    pointer("pointerdown", 110, 60, { pointerType: "touch", timeStamp: 0 });
    act(() => {
      pointer("pointercancel", 110, 60, { pointerType: "touch" });
      pointer("lostpointercapture", 110, 60, { pointerType: "touch" });
    }, context.mock.timers);
    assert.deepEqual(types(), expected);
  });
}

const hover = (timeStamp) => pointer("pointermove", 500, 500, { pointerType: "pen", pointerId: 2, timeStamp });

test("a pen's pressure is kept, and hardware without one has none", () => {
  const pressures = [];
  const pen = new Pen(element);
  pen.addEventListener("begin", ({ points }) => pressures.push(points[0].pressure));
  pointer("pointerdown", 110, 60, { pointerType: "pen", pressure: 0.8 });
  pointer("pointerup", 110, 60, { pointerType: "pen" });
  pointer("pointerdown", 110, 60, { pointerType: "mouse", pressure: 1 });
  assert.deepEqual(pressures, [0.8, 0.5]);
});

test("a pen that is lifted on its way has the pressure that it had", () => {
  const pressures = [];
  const pen = new Pen(element);
  for (const type of ["begin", "move"]) pen.addEventListener(type, ({ points }) => pressures.push(points[0].pressure));
  pointer("pointerdown", 110, 60, { pointerType: "pen", pressure: 0.1 });
  pointer("pointermove", 120, 60, { pointerType: "pen", pressure: 0.15 });
  pointer("pointerup", 130, 60, { pointerType: "pen", pressure: 0 });
  assert.deepEqual(pressures, [0.1, 0.15, 0.15]);
});

for (const [scale, later, expected] of [
  [3, 100, ["begin", "drop"]],
  [3, 400, ["begin"]],
  [1, 100, ["begin"]],
]) {
  test(`of two fingers ${later} ms apart, the page enlarged ${scale} times: ${expected}`, (context) => {
    globalThis.visualViewport = { scale };
    context.after(() => delete globalThis.visualViewport);
    pointer("pointerdown", 110, 60, { pointerType: "touch", pointerId: 2, timeStamp: 0 });
    pointer("pointerdown", 300, 60, { pointerType: "touch", pointerId: 3, timeStamp: later });
    assert.deepEqual(types(), expected);
  });
}

test("a page that is enlarged as it is loaded can be pinched, too", (context) => {
  globalThis.visualViewport = Object.assign(new EventTarget(), { scale: 3 });
  context.after(() => delete globalThis.visualViewport);
  element.style = {};
  new Pen(element);
  assert.equal(element.style.touchAction, "pinch-zoom");
  visualViewport.scale = 1;
  visualViewport.dispatchEvent(new Event("resize"));
  assert.equal(element.style.touchAction, "");
});

test("touches on the canvas are prevented, so that Scribble lets them be", () => {
  for (const type of ["touchstart", "touchmove"]) {
    const event = new Event(type, { cancelable: true });
    element.dispatchEvent(event);
    assert.equal(event.defaultPrevented, true);
  }
});
