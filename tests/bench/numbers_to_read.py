"""Numbers to read: the project's own ink as strokes, as the canvas after each stroke, and as one picture."""

import base64
import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from canvas import Canvas, encoded, transparent
from handwriting import Written, number

NUMBERS = 20  # different ones of a kind
CANVAS = Canvas(pen=6.0, ratio=1.0)


def written(digits: int, count: int = NUMBERS) -> list[Written]:
    """Numbers of so many digits, the same on every run."""
    rng = np.random.default_rng(digits)
    return [number("".join(map(str, rng.integers(0, 10, digits))), rng) for _ in range(count)]


def strokes_body(strokes: Sequence[NDArray[np.float64]]) -> bytes:
    return json.dumps({"strokes": [np.round(stroke, 1).tolist() for stroke in strokes]}).encode()


def images_body(strokes: Sequence[NDArray[np.float64]]) -> bytes:
    return json.dumps({"images": [_png(coverage) for coverage in CANVAS.snapshots(strokes)]}).encode()


def image_body(strokes: Sequence[NDArray[np.float64]]) -> bytes:
    return json.dumps({"image": _png(CANVAS.coverage(strokes))}).encode()


def _png(coverage: NDArray[np.float64]) -> str:
    return base64.b64encode(encoded(transparent(coverage))).decode()


def of_strokes(strokes: int) -> Written:
    """A number of exactly so many strokes."""
    rng = np.random.default_rng(strokes)
    one = number("".join(map(str, rng.integers(0, 10, strokes))), rng)  # every digit has a stroke at least
    return Written(one.text, one.strokes[:strokes], (), ())


KINDS = {
    "1 digit": [strokes_body(one.strokes) for one in written(1)],
    "5 digits": [strokes_body(one.strokes) for one in written(5)],
    "12 digits": [strokes_body(one.strokes) for one in written(12)],
    "5 digits, canvas after each stroke": [images_body(one.strokes) for one in written(5)],
    "5 digits, one picture": [image_body(one.strokes) for one in written(5)],
}
