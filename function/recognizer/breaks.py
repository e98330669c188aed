"""Where a stroke broke off and goes on in the next one: at the very point, or across a gap."""

import numpy as np
from numpy.typing import NDArray

from .jumps import STALE_SUDDEN
from .lines import along
from .runs import Boxed

TALLER = 2.0  # times its tallest stroke the number is at most: all may be broken
GAP = 0.12  # of the number's height, at most, where the pen was down
GAP_OF_BOTH = 0.16  # of the larger side of both parts' box, at most
NO_GAP = 0.25  # of the reach: a gap too short to have a direction
AHEAD = 0.75  # cosine, at least, of the angle at either end of the gap, or of both parts where there is none
BEND = 0.4  # the same, of both parts across the gap
REACH = 0.08  # of the number's height: the way that tells where a part goes


def broken(drawn: Boxed) -> list[int]:
    """The strokes, by number, that go on where the one before them ended."""
    points, _, first, end, low, high = drawn
    if len(first) < 2:
        return []
    last = end - 1
    top, bottom = low[:, 1], high[:, 1]
    height = min(float(bottom.max() - top.min()), TALLER * float((bottom - top).max()))
    both = (np.maximum(high[1:], high[:-1]) - np.minimum(low[1:], low[:-1])).max(axis=1)
    gap = np.hypot(*(points[first[1:]] - points[last[:-1]]).T)
    near = gap <= np.minimum(GAP * height, GAP_OF_BOTH * both)
    goes_on = [
        k + 1 for k in near.nonzero()[0].tolist()
        if _goes_on(points[first[k] : end[k]][::-1], points[first[k + 1] : end[k + 1]], REACH * height)
    ]
    return drawn.numbers(goes_on)


def _goes_on(before: NDArray[np.float64], behind: NDArray[np.float64], reach: float) -> bool:
    """Whether two ways, each from where they are near one another, make one line there.

    They do from a point in common, unless one steps far away from it: then a device still had it of the other.
    """
    gap = behind[0] - before[0]
    if not gap.any() and _sets_off(before) and _sets_off(behind):
        return True
    one, two = before[0] - along(before, reach), along(behind, reach) - behind[0]
    across = np.hypot(*gap) > NO_GAP * reach
    least, ways = (BEND, [(one, gap), (gap, two)]) if across else (AHEAD, [])
    return all(_cosine(*pair) >= AHEAD for pair in ways) and _cosine(one, two) >= least


def _sets_off(way: NDArray[np.float64]) -> bool:
    """Whether a way's first step is about as long as its next one, if it has two."""
    step = np.hypot(*np.diff(way, axis=0).T)
    moved = step[step > 0]
    return len(moved) < 2 or bool(moved[0] < STALE_SUDDEN * moved[1])


def _cosine(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    """Of the angle between two vectors; 0 where one is none."""
    return float(one @ two / ((np.hypot(*one) * np.hypot(*two)) or 1.0))
