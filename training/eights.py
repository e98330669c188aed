"""Ways to write an 8: of two rings, of two sides, and square, as a display shows it."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augment import arc_lengths

Stroke = NDArray[np.float64]  # (n, 2)

RINGS, SIDES, SQUARE = 0.05, 0.02, 0.05  # how often
OFF = 0.02  # of the height, standard deviation: how far a stroke is from where it should be
WIDTH = (0.35, 0.85)  # of a square 8, over its height
WAIST = (0.4, 0.6)  # of the height, from its top
REACH = 0.04  # of the height, standard deviation: how far its bar ends from its sides
ROUND = 0.2  # of its sides, at most, what is cut off at each of their ends
WALKS = (  # around a square 8 without lifting the pen, by its corners: top, waist and foot; left and right
    "wl tl tr wr wl fl fr wr",
    "wr tr tl wl wr fr fl wl",
    "wl tl tr wr wl fl fr wr wl",
    "tr tl wl wr fr fl wl wr tr",
    "tl tr wr wl fl fr wr wl tl",
    "wl wr tr tl wl fl fr wr",
    "tl tr fr fl tl wl wr",
)
OUTLINES = (  # of one, or of two strokes
    "tl tr fr fl tl",
    "tl fl fr tr tl",
    "tr tl fl fr tr",
    "fl tl tr fr fl",
    "tl fl fr;tl tr fr",
    "tl fl;tl tr fr fl",
)
WALKED = 0.35  # how often


def eight(strokes: list[Stroke], rng: Generator) -> list[Stroke]:
    """An 8, scaled to height 1, as some hands have it; mostly as it is."""
    chance = rng.random()
    if chance < SQUARE:
        return square(rng, "8")
    if chance > SQUARE + RINGS + SIDES or len(strokes) > 1 or (crossing := _crossing(strokes[0])) is None:
        return strokes
    first, last = crossing
    rings = [strokes[0][first : last + 1], np.vstack([strokes[0][last:], strokes[0][: first + 1]])]
    rings.sort(key=lambda ring: ring[:, 1].mean())
    return _of_rings(rings, rng) if chance < SQUARE + RINGS else _of_sides(rings, rng)


def _of_rings(rings: Sequence[Stroke], rng: Generator) -> list[Stroke]:
    """Mostly the upper one first, each drawn either way round."""
    rings = [(ring if rng.random() < 0.5 else ring[::-1]) + rng.normal(0, OFF, 2) for ring in rings]
    return rings if rng.random() < 0.8 else rings[::-1]


def _of_sides(rings: Sequence[Stroke], rng: Generator) -> list[Stroke]:
    """A left side and a right one, each of the upper ring and of the lower one, mostly drawn down."""
    upper, lower = (sides(ring) for ring in rings)
    both = [np.vstack(parts) + rng.normal(0, OFF, 2) for parts in zip(upper, lower)]
    both = [side if rng.random() < 0.9 else side[::-1] for side in both]
    return both if rng.random() < 0.7 else both[::-1]


def sides(ring: Stroke) -> list[Stroke]:
    """The left side and the right side of a closed curve, each from its top down."""
    top, foot = sorted((ring[:, 1].argmin(), ring[:, 1].argmax()))
    one, other = ring[top : foot + 1], np.vstack([ring[foot:], ring[: top + 1]])
    halves = [half if half[0, 1] < half[-1, 1] else half[::-1] for half in (one, other)]
    return sorted(halves, key=lambda half: half[:, 0].mean())


def square(rng: Generator, label: str) -> list[Stroke]:
    """A box, a 0, and with a bar across it, or all in one stroke, an 8."""
    waist, right = rng.uniform(*WAIST), rng.uniform(*WIDTH)
    at = {row + column: np.array([x, y]) for row, y in (("t", 0.0), ("w", waist), ("f", 1.0))
          for column, x in (("l", 0.0), ("r", right))}  # fmt: skip
    cut = rng.uniform(0, ROUND) * (rng.random() < 0.5)

    def drawn(walk: str) -> Stroke:
        return _along(np.array([at[corner] + rng.normal(0, OFF, 2) for corner in walk.split()]), cut)

    if label == "8" and rng.random() < WALKED:
        return [drawn(WALKS[rng.integers(len(WALKS))])]
    outline = [drawn(walk) for walk in OUTLINES[rng.integers(len(OUTLINES))].split(";")]
    if label == "0":
        return outline
    bar = _along(np.array([at["wl"], at["wr"]]) + rng.normal(0, REACH, (2, 2)), 0)
    bar = bar if rng.random() < 0.85 else bar[::-1]
    return [*outline, bar] if rng.random() < 0.85 else [bar, *outline]


def _along(corners: Stroke, cut: float) -> Stroke:
    """Lines from corner to corner; of each that share of its length is cut off where it meets another."""
    begin, end = corners[:-1].copy(), corners[1:].copy()
    way = end - begin
    begin[1:] += cut * way[1:]
    end[:-1] -= cut * way[:-1]
    t = np.linspace(0, 1, 8)[:, None]
    return np.concatenate([a + t * (b - a) for a, b in zip(begin, end)])


def _crossing(stroke: Stroke) -> tuple[int, int] | None:
    """Where an 8 crosses itself: the two points nearest to one another, half its way apart, in the middle."""
    if len(stroke) < 8:
        return None
    arc = arc_lengths(stroke) / max(arc_lengths(stroke)[-1], 1e-9)
    height = (stroke[:, 1] - stroke[:, 1].min()) / max(np.ptp(stroke[:, 1]), 1e-9)
    apart = arc - arc[:, None]
    inside = (height > 0.25) & (height < 0.75)
    distance = np.hypot(*(stroke[:, None] - stroke).T)
    distance[~((apart > 0.3) & (apart < 0.7) & inside & inside[:, None])] = np.inf
    if distance.min() > 0.1:
        return None
    first, last = np.unravel_index(distance.argmin(), distance.shape)
    return int(first), int(last)
