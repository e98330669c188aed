"""Small ink that is no digit's: taps of a palm or a finger beside the number, commas between groups of digits."""

import numpy as np
from numpy.typing import NDArray

from .runs import Boxed

LEAST_POINTS = 8  # of the tallest stroke: what is made of a few corners is not somebody's hand
MOST = 12  # taps and commas: where there are more it is no number
TAP = 0.15  # of the tallest stroke's height: the larger side of a tap is less
AWAY = 0.15  # of that height, at least: along x or y from the box of every larger stroke
TALL = 0.5  # of that height, at least: what stands beside a comma
ABOVE = 0.3  # of the lower neighbor's height, at most: how far above its foot a comma begins
BELOW = 0.1  # of that height, at least: how far below it ends
LONGEST = 0.5  # of that height, at most: a comma


def specks(drawn: Boxed) -> list[int]:
    """The strokes that are taps or commas, by number."""
    if len(drawn.first) < 2:
        return []
    low, high = drawn.low, drawn.high
    width, heights = (high - low).T
    tallest = int(heights.argmax())
    height = heights[tallest]
    slim = (width < heights) & (heights < LONGEST * height)
    small = np.maximum(width, heights) < TAP * height
    if not 0 < np.count_nonzero(small | slim) <= MOST or drawn.end[tallest] - drawn.first[tallest] < LEAST_POINTS:
        return []
    found = small & _apart(low, high, small, AWAY * height)
    tall = heights > TALL * height
    for k in (slim & ~small).nonzero()[0].tolist():
        found[k] = _is_comma(k, low, high, tall)
    return drawn.numbers(found.nonzero()[0])


def _apart(low: NDArray, high: NDArray, small: NDArray[np.bool_], away: float) -> NDArray[np.bool_]:
    """Of each stroke, boxes (S, 2), (S, 2), whether it is so far from all that are not small -> (S,)."""
    gap = np.maximum(low[:, None] - high[~small], low[~small] - high[:, None]).max(axis=2)
    return gap.min(axis=1) > away


def _is_comma(k: int, low: NDArray, high: NDArray, tall: NDArray[np.bool_]) -> bool:
    """Whether stroke k hangs at the foot of the two tall strokes beside it, with no ink above or below its middle."""
    middle = (low[:, 0] + high[:, 0]) / 2
    left, right = (tall & (middle < middle[k])).nonzero()[0], (tall & (middle > middle[k])).nonzero()[0]
    if np.count_nonzero((low[:, 0] <= middle[k]) & (high[:, 0] >= middle[k])) > 1 or not len(left) or not len(right):
        return False
    beside = [left[middle[left].argmax()], right[middle[right].argmin()]]
    foot = np.interp(middle[k], middle[beside], high[beside, 1])
    lower = (high - low)[beside, 1].min()
    above, below = (foot - low[k, 1]) / lower, (high[k, 1] - foot) / lower
    return bool(above < ABOVE and below > BELOW and above + below < LONGEST)
