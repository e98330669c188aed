"""Strokes that were sent again, by a page that keeps each one twice, as it is or simplified, or all so far at each lift
or each move.

Others send it in pieces of which each begins with the last few points of the one before. Nobody draws through the very
same points twice.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .lines import path_length
from .runs import ends, runs

SIMPLIFIED = 0.9  # of a stroke's way, at least: that through some of its points
AGAIN = np.arange(2, 17)  # points, as many as are looked at, with which a piece begins once more


def sent_again(points: NDArray[np.float64], sent: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Points of strokes that are the same as an earlier one, or as the beginning of another, or as another without some
    of its points: (P, 2), (P,) -> (P,).
    """
    again = np.zeros(len(points), bool)
    first = runs(sent)
    if len(set(map(tuple, points[first].tolist()))) == len(first):  # no two begin at the same point
        return again
    spans = list(zip(first.tolist(), ends(first, len(sent)).tolist()))
    # What begins like a way follows it where ways are in order; of equal ones the last, which nothing follows, is kept.
    ways = sorted((points[begin:end].tobytes(), -begin, end) for begin, end in spans)
    for (way, begin, end), (following, _, _) in pairwise(ways):
        if following.startswith(way):
            again[-begin:end] = True
    for begin, end in _simplified(points, spans):
        again[begin:end] = True
    return again


def _simplified(points: NDArray[np.float64], spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Strokes, by their first point and one behind their last, that lead through some points of another from its first
    to its last, and hardly shorter.
    """
    alike: dict[tuple[float, ...], list[tuple[int, int]]] = {}
    for begin, end in spans:
        alike.setdefault((*points[begin].tolist(), *points[end - 1].tolist()), []).append((begin, end))
    for own in alike.values():
        if len(own) > 1:
            whole = max(own, key=lambda span: span[1] - span[0])
            way = points[slice(*whole)]
            among, least = set(map(tuple, way.tolist())), SIMPLIFIED * path_length(way)
            for span in own:
                part = points[slice(*span)]
                if span != whole and among.issuperset(map(tuple, part.tolist())) and path_length(part) >= least:
                    yield span


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
