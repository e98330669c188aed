"""Links between digits in a picture: ink of the pen's way from one to the next, which belongs to neither.

In a picture there is no order of time. But a link is a nearly straight run along one of the pen's ways (`ways`), from
one turning point or fork to another (`cuts`), and nothing else holds together what lies left and right of it.

Lengths are in units of the number's height.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .components import graph_components
from .cuts import MIN_HEIGHT, OVERLAP, link_ends
from .ways import ways

LEAST = 0.1  # along x, of a link
MAX_LINKS = 40  # of a component; 6 joined digits have up to 33; where there are more it is not taken apart by them


class Bridge(NamedTuple):
    """A link among the n lines of a connected component.

    Attributes
    ----------
    run, left, right : ndarray of shape (n,), dtype bool
        The link's lines, those on its left, and those on its right: all others.
    before, behind : int
        A line on its left that it touches, and one on its right.
    """

    run: NDArray[np.bool_]
    left: NDArray[np.bool_]
    right: NDArray[np.bool_]
    before: int
    behind: int


def bridges(ends: NDArray[np.intp], lines: NDArray[np.float64]) -> list[Bridge]:
    """Runs of lines that may be links.

    Parameters
    ----------
    ends : ndarray of shape (n, 2), dtype intp
        Pairs of points that the center lines of one component run between, numbered from 0.
    lines : ndarray of shape (n, 4), dtype float64
        The same as x0, y0, x1, y1.

    Returns
    -------
    list of Bridge
        None where there are more than `MAX_LINKS`.
    """
    place = np.zeros((int(ends.max()) + 1, 2))
    place[ends.reshape(-1)] = lines.reshape(-1, 2)
    found = list(_bridges(ends, place))
    return found if len(found) <= MAX_LINKS else []


def _bridges(ends: NDArray[np.intp], place: NDArray[np.float64]) -> Iterator[Bridge]:
    for way in ways(ends, place):
        path = place[way.points]
        for begin, end in link_ends(path, way.forks):
            if path[end, 0] - path[begin, 0] >= LEAST:
                run = np.zeros(len(ends), bool)
                run[way.lines[begin:end]] = True
                bridge = _bridge(run, way.points[begin], way.points[end], ends, place)
                if bridge:
                    yield bridge


def _bridge(
    run: NDArray[np.bool_], first: int, last: int, ends: NDArray[np.intp], place: NDArray[np.float64]
) -> Bridge | None:
    """A run of lines between two points, if without it there are two parts, one left and one right, that are tall."""
    part = graph_components(len(place), ends[~run])
    of_line = part[ends[:, 0]]
    left, right = (~run & (of_line == part[point]) for point in (first, last))
    before, behind = ((side & (ends == at).any(axis=1)).nonzero()[0] for side, at in ((left, first), (right, last)))
    if part[first] == part[last] or not len(before) or not len(behind) or not (run | left | right).all():
        return None
    (x0, y0), (x1, y1) = (place[ends[side]].reshape(-1, 2).T for side in (left, right))
    if x0.max() - x1.min() > OVERLAP or min(np.ptp(y0), np.ptp(y1)) < MIN_HEIGHT:
        return None
    return Bridge(run, left, right, int(before[0]), int(behind[0]))
