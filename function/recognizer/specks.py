"""Small ink that is no digit's: taps of a palm or a finger beside the number, commas and dashes between its digits."""

from math import inf

import numpy as np
from numpy.typing import NDArray

from .lines import path_length
from .runs import Boxed

LEAST_POINTS = 8  # of the tallest stroke: what is made of a few corners is not somebody's hand
MOST = 12  # taps and commas: where there are more it is no number
TAP = 0.15  # of the tallest stroke's height: the larger side of a tap is less
AWAY = 0.15  # of that height, at least: along x or y from the box of every larger stroke
TALL = 0.5  # of that height, at least: what stands beside a comma
ABOVE = 0.3  # of the higher neighbor's height, at most: how far above its foot a comma begins
BELOW = 0.1  # of that height, at least: how far below it ends; at most, a dash
LONGEST = 0.5  # of that height, at most: a comma
BENT = 1.5  # times the diagonal of its box, at most: the way of a comma wider than a tap; a small digit bends more
DASH = (0.2, 1.0)  # of the tallest stroke's height: the length of a dash
LEVEL = 0.25  # of its length, at most: its height
FREE = 0.05  # of the tallest stroke's height, at least: along x from all other strokes to a dash
NEAR = 1.5  # of that height, at most: to the nearest
GOES_ON = (0.3, 0.1)  # of that height, along x and y, at most: from the end of the stroke before, to be a part of it
UNDER = 0.25  # of the height of the tall stroke beside it, at least: how far below its head a dash is, unlike a cap


def specks(drawn: Boxed) -> list[int]:
    """The strokes that are taps, commas or dashes, by number."""
    if len(drawn.first) < 2:
        return []
    low, high = drawn.low, drawn.high
    width, heights = (high - low).T
    tallest = int(heights.argmax())
    height = heights[tallest]
    if drawn.end[tallest] - drawn.first[tallest] < LEAST_POINTS:
        return []
    slim = (width < heights) & (heights < LONGEST * height)
    small = np.maximum(width, heights) < TAP * height
    flat = (heights < LEVEL * width) & (width > DASH[0] * height) & (width < DASH[1] * height)
    found = np.zeros(len(width), bool)
    if 0 < np.count_nonzero(small | slim) <= MOST:
        found |= small & _apart(low, high, small, AWAY * height)
        tall = heights > TALL * height
        for k in (slim & ~small).nonzero()[0].tolist():
            path = drawn.points[drawn.first[k] : drawn.end[k]]
            found[k] = (width[k] < TAP * height or _is_plain(path)) and _is_comma(k, low, high, tall)
    for k in flat.nonzero()[0].tolist():
        found[k] = _is_dash(k, drawn, height)
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
    higher = (high - low)[beside, 1].max()  # the lower may be the half of an 8 of two circles
    above, below = (foot - low[k, 1]) / higher, (high[k, 1] - foot) / higher
    return bool(above < ABOVE and below > BELOW and above + below < LONGEST)


def _is_plain(path: NDArray[np.float64]) -> bool:
    """Whether a path (n, 2) hardly bends; of a picture it goes row by row, to and fro where there is a loop."""
    return path_length(path) <= BENT * np.hypot(*np.ptp(path, axis=0))


def _is_dash(k: int, drawn: Boxed, height: float) -> bool:
    """Whether stroke k is alone in its columns, and level with the nearest tall stroke.

    What goes on where the stroke before ended is none: the pen skipped in the foot of a 2.
    """
    low, high = drawn.low, drawn.high
    left, right = low[:, 0].tolist(), high[:, 0].tolist()
    gap = [max(begin - right[k], left[k] - end) for begin, end in zip(left, right)]
    gap[k] = inf
    if not FREE * height < min(gap) < NEAR * height:
        return False
    begin = drawn.first[k]
    if k and (np.abs(drawn.points[begin] - drawn.points[begin - 1]) < np.array(GOES_ON) * height).all():
        return False
    tall = (high[:, 1] - low[:, 1] > TALL * height).nonzero()[0]
    beside = min(tall.tolist(), key=gap.__getitem__)
    head, foot = low[beside, 1], high[beside, 1]
    return bool(low[k, 1] > head + UNDER * (foot - head) and high[k, 1] < foot + BELOW * (foot - head))
