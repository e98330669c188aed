"""Digits that were scribbled out: a stroke goes to and fro over them, as who writes with a pen takes them back."""

import numpy as np
from numpy.typing import NDArray

from .lines import arc_lengths, steps
from .runs import Boxed

LONG = 2.5  # times the diagonal of its box, at least: the way of a scribble
MIDDLE = 0.2  # of how far it reaches, to either side of its middle: what it runs through in each pass
PASSES = 5  # at least; an 8 that is gone over once more has four
OVER = 0.6  # of an earlier stroke's width, at least, is in the scribble's columns
BESIDE = 0.25  # of the scribble's height, at most: how far above or below it such a stroke is, as the cap of a 5
CENTERED = 0.25  # of the scribble's width, at most: how far its middle is from what it is over
HIGH = 0.5  # of the scribble's height, at least: what it is over
REACH = 0.3  # of the height of what it is over, at least: how far it goes to and fro, and twice how far aside
ASIDE = 0.035  # of its diagonal, on average, at least: who goes over a digit again stays on its line
SAMPLES = 32  # points along a stroke, to tell how far aside it is
MOST = 12  # strokes that go to and fro: each costs time, and where there are more it is no number


def scribbled_out(drawn: Boxed) -> list[int]:
    """The strokes, by number, that are scribbles over earlier ones, and these; none if that is all ink."""
    points, _, first, end, low, high = drawn
    if len(first) < 2:
        return []
    long = np.add.reduceat(steps(points, first), first) > LONG * np.hypot(*(high - low).T)
    scribbles: list[int] = []
    out: set[int] = set()
    tried = 0
    for k in long.nonzero()[0].tolist():
        under = [s for s in _under(k, drawn) if s not in scribbles]
        if under and tried < MOST and _covers(k, _to_and_fro(points[first[k] : end[k]]), under, drawn):
            tried += 1
            if _is_aside(k, under, drawn):
                scribbles.append(k)
                out |= {k, *under}
    return drawn.numbers(sorted(out)) if len(out) < len(first) else []


def _to_and_fro(path: NDArray[np.float64]) -> float:
    """How far a path (n, 2) reaches the way it mostly goes, or twice how far aside if less; 0 if it seldom turns."""
    moves = np.diff(path, axis=0)
    aside, place = np.linalg.eigh(moves.T @ moves)[1].T @ path.T
    reach = np.ptp(place)
    away = place - (place.min() + place.max()) / 2
    passes = np.count_nonzero(np.diff(np.sign(away[np.abs(away) > MIDDLE * reach])))
    return float(min(reach, 2 * np.ptp(aside))) if passes >= PASSES else 0.0


def _under(k: int, drawn: Boxed) -> list[int]:
    """Rows of the strokes before the k-th that are mostly in its columns, and level with it."""
    low, high = drawn.low[:k], drawn.high[:k]
    left, top, right, bottom = *drawn.low[k], *drawn.high[k]
    beside = BESIDE * (bottom - top)
    across = np.minimum(high[:, 0], right) - np.maximum(low[:, 0], left)
    level = (low[:, 1] <= bottom + beside) & (high[:, 1] >= top - beside)
    return (level & (across >= OVER * (high[:, 0] - low[:, 0]))).nonzero()[0].tolist()


def _covers(k: int, reach: float, under: list[int], drawn: Boxed) -> bool:
    """Whether the k-th stroke, which reaches so far to and fro, is over the middle of others that are about as high.

    A slash that shakes goes to and fro, too, but not far, and one that is drawn again and again hardly aside.
    """
    low, high = drawn.low[under].min(axis=0), drawn.high[under].max(axis=0)
    width, height = drawn.high[k] - drawn.low[k]
    middle = (drawn.low[k, 0] + drawn.high[k, 0]) / 2
    away = max(low[0] - middle, middle - high[0])
    over = high[1] - low[1]
    return bool(away <= CENTERED * width and over >= HIGH * height and 0 < reach >= REACH * over)


def _is_aside(k: int, under: list[int], drawn: Boxed) -> bool:
    """Whether the k-th stroke does not keep to the lines of others."""
    path, *others = [_sampled(drawn.points[drawn.first[s] : drawn.end[s]]) for s in (k, *under)]
    away = np.hypot(*(path[:, None] - np.concatenate(others)).transpose(2, 0, 1)).min(axis=1)
    return bool(away.mean() > ASIDE * np.hypot(*(drawn.high[k] - drawn.low[k])))


def _sampled(path: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points at equal distances along a path (n, 2)."""
    arc = arc_lengths(*path.T)
    at = np.linspace(0.0, arc[-1], SAMPLES)
    return np.column_stack([np.interp(at, arc, path[:, axis]) for axis in (0, 1)])
