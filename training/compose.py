"""Numbers composed from single digits of one writer, with the spacings and habits of real ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augment import Strokes, to_unit, warp

# gap between neighboring boxes in units of the height
KINDS: dict[str, tuple[float, float]] = {
    "spaced": (0.12, 0.45),
    "tight": (-0.02, 0.12),
    "overlapping": (-0.22, -0.02),
    "wide": (0.45, 1.2),
    "added_last": (0.05, 0.35),
    "out_of_order": (0.05, 0.35),
    "joined": (-0.05, 0.25),
}


@dataclass(frozen=True)
class Number:
    """A number with its true segmentation.

    Attributes
    ----------
    text : str
    strokes : tuple of ndarray of shape (n, 2), dtype float64
        In the order of writing.
    digits : tuple of tuple of (stroke, first point, last point)
        The ink of each digit; the link of two joined digits belongs to none.
    writer : str
    """

    text: str
    strokes: tuple[NDArray[np.float64], ...]
    digits: tuple[tuple[tuple[int, int, int], ...], ...]
    writer: str = ""


def compose(
    labels: str,
    glyphs: Sequence[Strokes],
    kind: str,
    rng: Generator,
    *,
    strength: float = 1.0,
    writer: str = "",
) -> Number:
    """Set digits side by side.

    Parameters
    ----------
    labels : str
    glyphs : sequence of strokes, one for each label
    kind : str
        A key of `KINDS`.
    rng : Generator
    strength : float
        Of the warps; 0 for evaluation, where the ink stays as it was written.
    writer : str

    Returns
    -------
    Number, height about 1
    """
    slope, wobble, size = rng.normal(0, 0.04), rng.uniform(0, 0.06), rng.uniform(0, 0.08)
    right = 0.0
    placed: list[list[NDArray[np.float64]]] = []
    for glyph in glyphs:
        strokes = to_unit(warp(to_unit(glyph), rng, strength))
        scale = np.exp(rng.normal(0, size))
        low = np.vstack(strokes).min(axis=0)[0] * scale
        gap = rng.uniform(*KINDS[kind]) if placed else 0.0
        if kind in ("added_last", "out_of_order") and placed and rng.random() < 0.3:
            gap -= 0.1
        x = right + gap - low
        y = slope * x + rng.normal(0, wobble) + (1 - scale) * rng.uniform(0.3, 1.0)
        strokes = [s * scale + (x, y) for s in strokes]
        right = np.vstack(strokes).max(axis=0)[0]
        placed.append(strokes)
    return Number(labels, *_written(placed, kind, rng), writer=writer)


def _written(placed: list[list[NDArray]], kind: str, rng: Generator) -> tuple[tuple, tuple]:
    """The strokes in an order of writing, and the ink of each digit."""
    if kind == "joined":
        return _joined(placed, rng)
    order = [(d, k) for d, strokes in enumerate(placed) for k in range(len(strokes))]
    if kind == "out_of_order":
        digits = rng.permutation(len(placed)).tolist()
        order = [(d, k) for d in digits for k in range(len(placed[d]))]
    if kind == "added_last":
        order.sort(key=lambda item: item[1] > 0)  # stable: first strokes, then all the others
    index = {item: i for i, item in enumerate(order)}
    strokes = tuple(placed[d][k] for d, k in order)
    digits = tuple(
        tuple((index[d, k], 0, len(stroke) - 1) for k, stroke in enumerate(glyph))
        for d, glyph in enumerate(placed)
    )
    return strokes, digits


def _joined(placed: list[list[NDArray]], rng: Generator) -> tuple[tuple, tuple]:
    """At least one pair written on without lifting the pen: last stroke, link, first stroke."""
    pairs = np.flatnonzero(rng.random(len(placed) - 1) < 0.35) if len(placed) > 1 else np.array([])
    if not len(pairs) and len(placed) > 1:
        pairs = rng.integers(0, len(placed) - 1, 1)
    strokes: list[NDArray[np.float64]] = []
    digits: list[tuple[tuple[int, int, int], ...]] = []
    for d, glyph in enumerate(placed):
        segments = []
        for k, stroke in enumerate(glyph):
            if k == 0 and d - 1 in pairs:
                begin = len(strokes[-1]) + len(link := _link(strokes[-1][-1], stroke[0], rng))
                strokes[-1] = np.vstack([strokes[-1], link, stroke])
            else:
                begin = 0
                strokes.append(stroke)
            segments.append((len(strokes) - 1, begin, begin + len(stroke) - 1))
        digits.append(tuple(segments))
    return tuple(strokes), tuple(digits)


def _link(begin: NDArray, end: NDArray, rng: Generator) -> NDArray[np.float64]:
    """A slightly bent way from one digit to the next, without its ends."""
    t = np.linspace(0, 1, 8)[1:-1, None]
    across = np.array([[begin[1] - end[1], end[0] - begin[0]]])
    return begin + (end - begin) * t + across * rng.normal(0, 0.06) * np.sin(np.pi * t)
