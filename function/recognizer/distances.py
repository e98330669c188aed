"""How far each hypothesis is from the ink beside it, and its pieces from one another, by points on them.

Lengths are in units of the number's height; y points down.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .members import Members
from .strokes import Pieces

SAMPLES = 16  # of a piece, for its distance to others
REACH = 5  # pieces to the left and to the right whose distance is taken
BENT = 1.5  # way of a stroke over its chord: straighter ones may be two ones, side by side,
SIDE_BY_SIDE = 4.0  # so their distance counts so many times
FAR = 0.6  # distances from here on are not told apart
PAIRS = 512  # of pieces whose distance is taken at once: bounds the memory
_SHARES = np.linspace(0, 1, SAMPLES)


def points_on(pieces: Pieces) -> NDArray[np.float64]:
    """Middles of SAMPLES of each piece's lines, evenly chosen -> (2, P, SAMPLES)."""
    row = pieces.begin[:, None] + (pieces.end - pieces.begin - 1)[:, None] * _SHARES
    lines = pieces.lines.take(row.round().astype(np.intp).reshape(-1), axis=0).T.reshape(2, 2, len(row), SAMPLES)
    return (lines[0] + lines[1]) / 2


def distances(
    pieces: Pieces, members: Members, points: NDArray[np.float64]
) -> tuple[NDArray[np.float64], ...]:
    """Largest distance of a part from the others; smallest distance of ink outside, and of a stroke outside that
    goes the same way -> (N,) each.
    """
    near = _near(pieces, points).take(members.piece, axis=1)  # (2, M, 2 REACH + 1)
    table = np.zeros((len(members.start), len(pieces.begin) + 2 * REACH), bool)
    table[:, REACH:-REACH] = members.table
    column = members.piece[:, None] + np.arange(2 * REACH + 1)
    inside = table[members.which[:, None], column]  # (M, 2 REACH + 1)
    inner = np.where(inside, near[0], np.inf).min(axis=1)
    inner[inner == np.inf] = 0.0
    outer = np.where(inside, np.inf, near).min(axis=2)  # (2, M)
    return np.maximum.reduceat(inner, members.start), *np.minimum.reduceat(outer, members.start, axis=1)


@lru_cache(32)
def _pairs(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pieces up to REACH places apart -> (Q,) each, the left one and the right one."""
    place = np.arange(count)[:, None]
    other = place + np.arange(1, REACH + 1)
    inside = other < count
    return place.repeat(REACH, axis=1)[inside], other[inside]


def _near(pieces: Pieces, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of each piece from those up to REACH places to its left and right, the smallest, and the mean along
    their way, more of two that are not both bent -> (2, P, 2 REACH + 1).

    What lies further than FAR apart along x or y is only told to be at least so far, and to go another way.
    """
    count = len(pieces.begin)
    one, two = _pairs(count)
    boxes = pieces.boxes.T
    left, right = boxes.take(one, axis=1), boxes.take(two, axis=1)  # (4, Q)
    distances = least, along = np.full((2, len(one)), np.inf)
    np.maximum(left[:2] - right[2:], right[:2] - left[2:]).max(axis=0, out=least)
    close = (least < FAR).nonzero()[0]
    bent = _bent(points)
    for begin in range(0, len(close), PAIRS):
        pairs = close[begin : begin + PAIRS]
        first, second = one[pairs], two[pairs]
        away = points.take(first, axis=1)[..., None] - points.take(second, axis=1)[:, :, None]  # (2, Q, 16, 16)
        away *= away
        squares = away[0] + away[1]
        nearest = np.sqrt([squares.min(axis=2), squares.min(axis=1)])  # (2, Q, 16)
        least[pairs] = nearest[0].min(axis=1)
        mean = (nearest.sum(axis=2) / SAMPLES).max(axis=0)
        along[pairs] = np.where(bent[first] & bent[second], mean, SIDE_BY_SIDE * mean)
    place = REACH + two - one
    tables = np.full((2, count, 2 * REACH + 1), np.inf)
    tables[:, one, place] = tables[:, two, 2 * REACH - place] = distances
    return tables


def _bent(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Pieces, as points on them (2, P, n), whose way is much longer than their chord -> (P,)."""
    way = np.hypot(*(points[:, :, 1:] - points[:, :, :-1])).sum(axis=1)
    return way > BENT * np.hypot(*(points[:, :, -1] - points[:, :, 0]))
