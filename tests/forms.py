"""Numbers of digits at random, and strokes read: as they are, or in each form that they may be sent in."""

from __future__ import annotations

import numpy as np

from canvas import Canvas, encoded, on_paper, transparent
from handwriting import number
from recognizer import Answer, Request, recognize
from recognizer.ink import Ink, ink_from_strokes
from recognizer.picture import ink_from_picture
from recognizer.snapshots import ink_from_snapshots

FORMS = ("strokes", "images", "image")


def written(seed: int, length: int) -> tuple[str, list[np.ndarray]]:
    """A number of so many digits at random, and its strokes (n, 2) by a hand."""
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("0123456789"), length))
    return text, [stroke[:, :2] for stroke in number(text, rng).strokes]


def read(strokes: list[np.ndarray], **hints: object) -> Answer:
    """What is read of strokes (n, 2 or more), each as it is."""
    return read_ink(ink_from_strokes(strokes), **hints)


def read_ink(ink: Ink, **hints: object) -> Answer:
    """What is read of ink."""
    return recognize(Request(ink, **hints))


def read_of(strokes: list[np.ndarray], form: str) -> Answer:
    """What is read of strokes (n, 2 or more) in pixels, whose pictures are drawn with a pen of 5."""
    return read_ink(ink_of(strokes, form, Canvas(pen=5)))


def ink_of(strokes: list[np.ndarray], form: str, canvas: Canvas) -> Ink:
    """Ink of strokes (n, 2 or more), sent as they are or as pictures of a canvas."""
    if form == "strokes":
        return ink_from_strokes(strokes)
    if form == "images":
        return ink_from_snapshots([encoded(transparent(picture)) for picture in canvas.snapshots(strokes)])
    return ink_from_picture(encoded(on_paper(canvas.coverage(strokes))))
