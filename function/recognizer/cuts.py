"""Where a stroke that runs through several digits may be cut.

Two digits written without lifting the pen are two digit-like runs with a link between them. The
ends of the link are turning points of the pen (corners, tops, bottoms) or the ends of a passage: a
run that leaves all ink before it to its left and all ink behind it to its right; or where the pen was
lifted, if two strokes were taken for one. A stroke is over-segmented at those that leave what lies
before mostly to the left of what lies behind; whether to use a cut is the lattice's decision, which is
told how sharply the pen turns there, and where a link may be. In a picture there is no order of time:
see `branches` and `links`.

Lengths are in units of the number's height.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from .lines import arc_lengths

STEP = 0.05  # of the arc between two looks at the direction
MAX_STEPS = 400  # of a stroke: on a longer way they are longer
REACH = 3  # steps: the direction before and behind a point is taken over 0.15
TURN = (1.0 - np.cos(np.deg2rad(32.0))) / 2  # a sharper turn is a corner
SPACING = 0.17  # of the arc between two cuts
OVERLAP = 0.35  # of what lies before a cut (or a link) with what lies behind it, along x
MAX_LINK = 2.2  # of the arc of a link between two digits: from the foot of a 5 to the cap of the next
STRAIGHT = 0.85  # chord over arc of a link
BACK = 0.2  # along x, at most: how far a link runs back to the left
MIN_HEIGHT = 0.35  # of the ink on a side of a cut
PASSAGE = 0.1  # along x, of a passage worth cutting in its middle
SLACK = 0.01  # along x, of what lies before a passage with what lies behind it: it may tremble
MAX_CUTS = 32  # a stroke; the sharpest turns are kept


class Cuts(NamedTuple):
    """Of a stroke, in the order of writing.

    Attributes
    ----------
    points : ndarray of shape (k,), dtype intp
        Indices of points, ascending, without the first and the last point.
    link : ndarray of shape (k, k), dtype bool
        Whether the run from cut i to cut j > i may be a link that belongs to neither digit.
    sharpness : ndarray of shape (k,), dtype float64
        Of the pen's turn there: 0 straight on, 0.5 at a right angle, 1 back.
    """

    points: NDArray[np.intp]
    link: NDArray[np.bool_]
    sharpness: NDArray[np.float64]

    @property
    def unlinked(self) -> NDArray[np.bool_]:
        """Where no link begins, and where none ends -> (k, 2)."""
        return ~np.stack([self.link.any(axis=1), self.link.any(axis=0)], axis=1)


def turning_points(path: NDArray[np.float64], alone: bool, lifted: Sequence[int] = ()) -> Cuts:
    """Where a stroke may be cut.

    Parameters
    ----------
    path : ndarray of shape (n, 2), dtype float64
        The stroke's points, y down.
    alone : bool
        No other stroke lies above or below: then the ink on either side of a cut is a whole digit, and
        not only the bar of a 7 or the cap of a 5.
    lifted : sequence of int
        Points to which the pen came from the air: there, more than anywhere else, two digits may be joined.

    Returns
    -------
    Cuts
    """
    arc, at, course = _sampled(path)
    tall = np.minimum(course.height_before, course.height_behind) >= (MIN_HEIGHT if alone else 0.0)
    places = tall.nonzero()[0]
    if not len(places) or course.before[places[0]] - course.behind[places[-1]] > OVERLAP:
        return Cuts(np.zeros(0, np.intp), np.zeros((0, 0), bool), np.zeros(0))  # no cut leaves left and right apart
    sharpness, corners = _corners(course)
    air = _nearest(at, arc[list(lifted)]) if lifted else np.zeros(0, np.intp)
    sharpness[air] = 1.0
    found = _spaced(np.concatenate([air, _passages(course)]), corners, _spacing(at))
    found = found[tall[found]]
    link = _links(found, course)
    apart = (course.before[found] - course.behind[found] <= OVERLAP) | link.any(axis=0) | link.any(axis=1)
    found, link = found[apart], link[apart][:, apart]
    point = _nearest(arc, at[found]).clip(1, len(path) - 2)
    keep = point > 0
    keep[1:] &= point[1:] > point[:-1]
    return Cuts(point[keep], link[keep][:, keep], sharpness[found[keep]])


def link_ends(path: NDArray[np.float64], forks: Sequence[int]) -> list[list[int]]:
    """Where a link may begin and end on a way through a picture's ink.

    Parameters
    ----------
    path : ndarray of shape (n, 2), dtype float64
        The way's points, from left to right, y down.
    forks : sequence of int
        Those of them where it meets other ink: a link may begin or end there without a turn.

    Returns
    -------
    list of [first point, last point]
    """
    arc, at, course = _sampled(path)
    met = _nearest(at, arc[forks]) if len(at) > 1 else np.zeros(0, np.intp)
    found = _spaced(np.concatenate([met, _passages(course)]), _corners(course)[1], _spacing(at))
    return _nearest(arc, at[found])[np.argwhere(_links(found, course))].tolist()


def _sampled(path: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], "_Course"]:
    """The arc up to each point, evenly spaced lengths of it, and the path there."""
    arc = arc_lengths(path[:, 0], path[:, 1])
    at = np.linspace(0.0, arc[-1], min(int(arc[-1] / STEP) + 1, MAX_STEPS))
    return arc, at, _course(np.interp(at, arc, path[:, 0]), np.interp(at, arc, path[:, 1]))


def _spacing(at: NDArray[np.float64]) -> int:
    """Samples between two cuts."""
    return max(int(SPACING * (len(at) - 1) / max(at[-1], 1e-9)), 1)


class _Course(msgspec.Struct, frozen=True):
    """An evenly sampled path, and what lies before and behind each of its n points: all of shape (n,)."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    before: NDArray[np.float64]  # the rightmost before
    behind: NDArray[np.float64]  # the leftmost behind
    height_before: NDArray[np.float64]
    height_behind: NDArray[np.float64]


def _course(x: NDArray, y: NDArray) -> _Course:
    way = np.array([x, y])
    back = way[:, ::-1]
    high, low = np.maximum.accumulate(way, axis=1), np.minimum.accumulate(way, axis=1)
    high_behind = np.maximum.accumulate(back, axis=1)[:, ::-1]
    low_behind = np.minimum.accumulate(back, axis=1)[:, ::-1]
    return _Course(x, y, high[0], low_behind[0], high[1] - low[1], high_behind[1] - low_behind[1])


def _nearest(arc: NDArray, at: NDArray) -> NDArray[np.intp]:
    """Indices of the points of a path that are nearest to lengths `at` of its arc."""
    after = arc.searchsorted(at).clip(1, len(arc) - 1)
    return after - (at - arc[after - 1] < arc[after] - at)


def _turns(x: NDArray, y: NDArray) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """How sharply an evenly sampled path turns at each of its points, 0 to 1, and which are tops or bottoms.

    Of points near both ends 0 and False.
    """
    sharpness, flat = np.zeros(len(x)), np.zeros(len(x), bool)
    if len(x) < 2 * REACH + 1:
        return sharpness, flat
    dx, dy = x[REACH:] - x[:-REACH], y[REACH:] - y[:-REACH]
    ax, ay, bx, by = dx[:-REACH], dy[:-REACH], dx[REACH:], dy[REACH:]
    cosine = (ax * bx + ay * by) / (np.hypot(ax, ay) * np.hypot(bx, by) + 1e-9)
    sharpness[REACH:-REACH] = (1.0 - cosine) / 2
    flat[REACH:-REACH] = (ay * by <= 0) & (np.abs(ay) + np.abs(by) > 0)
    return sharpness, flat


def _corners(course: _Course) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Sharpness at each sample, and those that are corners, tops or bottoms, the sharpest first."""
    sharpness, flat = _turns(course.x, course.y)
    corners = ((sharpness > TURN) | flat).nonzero()[0]
    return sharpness, corners[(-sharpness[corners]).argsort(kind="stable")]


def _passages(course: _Course) -> NDArray[np.intp]:
    """Begin, end and middle of each run that has all ink before to its left, all behind to its right."""
    free = np.zeros(len(course.x) + 2, bool)
    np.less(course.before - course.behind, SLACK, out=free[1:-1])
    edge = (free[1:] != free[:-1]).nonzero()[0]
    begin, end = edge[::2], edge[1::2] - 1
    long = course.x[end] - course.x[begin] > PASSAGE
    begin, end = begin[long], end[long]
    return np.concatenate([begin, end, (begin + end) // 2])


def _spaced(first: NDArray[np.intp], then: NDArray[np.intp], spacing: int) -> NDArray[np.intp]:
    """Candidates in the order of their worth, without those too near to better ones -> ascending."""
    chosen: list[int] = []
    near: set[int] = set()
    for k in np.concatenate([first, then]).tolist():
        if len(chosen) == MAX_CUTS:
            break
        if k not in near:
            chosen.append(k)
            near.update(range(k - spacing + 1, k + spacing))
    return np.sort(np.array(chosen, np.intp))


def _links(found: NDArray, course: _Course) -> NDArray[np.bool_]:
    """(k, k): straight enough, short enough, not running back to the left, and with left and right apart."""
    arc, x, y = arc_lengths(course.x, course.y)[found], course.x[found], course.y[found]
    length = arc - arc[:, None]
    run = x - x[:, None]
    chord = np.hypot(run, y - y[:, None])
    good = (length > 0) & (length <= MAX_LINK) & (chord >= STRAIGHT * length) & (run > -BACK)
    return good & (course.before[found][:, None] - course.behind[found] <= OVERLAP)
