"""Write on the page as a hand does: real pointer events of a mouse, a finger or a pen."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from playwright.sync_api import CDPSession, Locator, Page

from handwriting import number
from see import see_number

Ink = Sequence[np.ndarray]

#: Every how manyeth point of the made ink is a pointer event: a mouse on a busy machine is no denser.
EVERY = 3
#: The same where nobody reads what is written.
SKETCHY = 10


def written(text: str, seed: int = 5) -> Ink:
    """Legible ink of a number, well spaced: arrays of shape (n, 3), x, y in pixels, t in milliseconds."""
    return number(text, np.random.default_rng(seed), warp=0.4, gap=(0.3, 0.5)).strokes


def segments(text: str, seed: int = 5) -> tuple[tuple[int, ...], ...]:
    """Which strokes of `written` are which digit."""
    return number(text, np.random.default_rng(seed), warp=0.4, gap=(0.3, 0.5)).segments


def placed(page: Page, ink: Ink, room: float = 40.0, every: int = EVERY) -> list[np.ndarray]:
    """Ink moved and scaled into the canvas, as (n, 2) pixels of the window."""
    box = canvas(page).bounding_box()
    assert box is not None
    return within(box, ink, room, every)


def within(box: Mapping[str, float], ink: Ink, room: float = 40.0, every: int = EVERY) -> list[np.ndarray]:
    """Ink moved and scaled into a box of the window, which has x, y, width and height."""
    points = np.concatenate(ink)[:, :2]
    low, size = points.min(0), np.ptp(points, axis=0)
    canvas_size = np.array([box["width"], box["height"]])
    scale = ((canvas_size - 2 * room) / size).min()
    corner = np.array([box["x"], box["y"]]) + (canvas_size - scale * size) / 2
    return [corner + scale * (stroke[_sampled(len(stroke), every), :2] - low) for stroke in ink]


def _sampled(count: int, every: int) -> np.ndarray:
    return np.unique(np.r_[0:count:every, count - 1])


def canvas(page: Page) -> Locator:
    """The canvas that is written on."""
    return page.locator("#ink")


def with_mouse(page: Page, strokes: Sequence[np.ndarray]) -> None:
    """Draw strokes of window pixels with the mouse."""
    for first, *others in strokes:
        page.mouse.move(*first)
        page.mouse.down()
        for point in others:
            page.mouse.move(*point)
        page.mouse.up()


def with_finger(page: Page, strokes: Sequence[np.ndarray], end: str = "touchEnd") -> None:
    """Draw strokes of window pixels with a finger; each ends with a touch event of that kind."""
    session = page.context.new_cdp_session(page)
    for first, *others in strokes:
        touch(session, "touchStart", first)
        for point in others:
            touch(session, "touchMove", point)
        touch(session, end)


def touch(session: CDPSession, kind: str, *points: np.ndarray, at: float | None = None) -> None:
    """One touch event with a finger at each of the points, in seconds of `time.time()` if it matters when."""
    fingers = [{"x": float(x), "y": float(y), "id": index} for index, (x, y) in enumerate(points)]
    when = {} if at is None else {"timestamp": at}
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers, **when})


def with_pen(page: Page, strokes: Sequence[np.ndarray], force: float = 0.7) -> None:
    """Draw strokes of window pixels with a pen that is pressed with `force`, 0 to 1."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, point: np.ndarray, buttons: int) -> None:
        x, y = map(float, point)
        event = {"type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": 1}
        session.send("Input.dispatchMouseEvent", {**event, "pointerType": "pen", "force": force})

    for stroke in strokes:
        send("mousePressed", stroke[0], 1)
        for point in stroke[1:]:
            send("mouseMoved", point, 1)
        send("mouseReleased", stroke[-1], 0)


def write(page: Page, text: str, seed: int = 5) -> None:
    """Write a number with the mouse."""
    with_mouse(page, placed(page, written(text, seed)))


def scrawl(page: Page, text: str) -> None:
    """Write a number with the mouse, quickly, for a function that is told what to answer."""
    with_mouse(page, placed(page, written(text), every=SKETCHY))


def dash(page: Page, at: float = 0.5) -> None:
    """One short upright stroke, `at` a share of the canvas' width."""
    box = canvas(page).bounding_box()
    assert box is not None
    x, y = box["x"] + at * box["width"], box["y"] + box["height"] / 4
    with_mouse(page, [np.array([[x, y], [x, y + 30], [x, y + 60]])])


def correct(page: Page, digit: str, grapheme: str) -> None:
    """Tap a digit, such as "Digit 1: 4", and what it is instead."""
    page.get_by_role("button", name=digit).click()
    choices = page.get_by_role("group", name=f"Correct {digit.partition(':')[0].lower()}")
    choices.get_by_role("button", name=re.compile(f"^{grapheme} ")).click()


def write_and_correct(page: Page) -> None:
    """Write 407, which is read, and make its 4 a 9."""
    write(page, "407")
    see_number(page, "407")
    correct(page, "Digit 1: 4", "9")
    see_number(page, "907")
