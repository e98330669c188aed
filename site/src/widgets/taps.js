/** Between two quick taps, in ms and in CSS pixels at most. */
const QUICK = 350;
const NEAR = 40;

/**
 * Tells of each click on an element whether it follows so quickly that it was meant for what stood there until the one
 * before. Browsers count clicks; but in Safari on a phone or a tablet each tap is a first one.
 *
 * @param {EventTarget} element
 * @returns {(click: MouseEvent) => boolean}
 */
export function quickClicks(element) {
  let byTouch = false;
  let before = null;
  element.addEventListener("pointerdown", ({ pointerType }) => { byTouch = pointerType === "touch"; }, { capture: true });
  return (click) => {
    // A key's click is of count 0, and of no place.
    const tap = byTouch && click.detail > 0 ? click : null;
    const isQuick = click.detail > 1 || (tap && before && isNear(tap, before));
    before = tap;
    return Boolean(isQuick);
  };
}

const isNear = (one, other) =>
  one.timeStamp - other.timeStamp < QUICK
  && Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) < NEAR;
