"""Strokes read in each form that they may be sent in."""

from __future__ import annotations

import numpy as np

from canvas import Canvas, encoded, on_paper, transparent
from recognizer import Answer, Request, recognize
from recognizer.ink import ink_from_strokes
from recognizer.snapshots import ink_from_picture, ink_from_snapshots

FORMS = ("strokes", "images", "image")


def read_of(strokes: list[np.ndarray], form: str) -> Answer:
    """What is read of strokes (n, 2 or more) in pixels, whose pictures are drawn with a pen of 5."""
    canvas = Canvas(pen=5)
    if form == "strokes":
        ink = ink_from_strokes(strokes)
    elif form == "images":
        ink = ink_from_snapshots([encoded(transparent(picture)) for picture in canvas.snapshots(strokes)])
    else:
        ink = ink_from_picture(encoded(on_paper(canvas.coverage(strokes))))
    return recognize(Request(ink))
