"""Strokes that were sent again, by a page that keeps each one twice, or all so far at each lift or each move.

Others send it in pieces of which each begins with the last few points of the one before. Nobody draws through the very
same points twice.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .runs import ends, runs

AGAIN = np.arange(2, 17)  # points, as many as are looked at, with which a piece begins once more


def sent_again(points: NDArray[np.float64], sent: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Points of strokes that are the same as an earlier one, or as the beginning of another: (P, 2), (P,) -> (P,)."""
    again = np.zeros(len(points), bool)
    first = runs(sent)
    if len(set(map(tuple, points[first].tolist()))) == len(first):  # no two begin at the same point
        return again
    spans = zip(first.tolist(), ends(first, len(sent)).tolist())
    # What begins like a way follows it where ways are in order; of equal ones the last, which nothing follows, is kept.
    ways = sorted((points[begin:end].tobytes(), -begin, end) for begin, end in spans)
    for (way, begin, end), (following, _, _) in pairwise(ways):
        if following.startswith(way):
            again[-begin:end] = True
    return again


def begun_again(points: NDArray[np.float64], sent: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Points with which a stroke ends and the next begins, two or more, there but for the last: (P, 2), (P,) -> (P,).

    A stroke that is all of the beginning of the next was sent again.
    """
    again = np.zeros(len(points), bool)
    first = runs(sent)
    begin = first[1:]
    across = points[:, 0]
    same = across.take(begin[:, None] - AGAIN, mode="clip") == across[begin, None]
    if not same.any():
        return again
    for row, column in np.argwhere(same).tolist():
        at, count = begin[row], AGAIN[column]
        if at - count > first[row] and np.array_equal(points[at : at + count], points[at - count : at]):
            again[at : at + count - 1] = sent[at + count - 1] == sent[at]
    return again
