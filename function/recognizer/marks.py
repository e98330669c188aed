"""Marks on a number, by which people say what counts, and which are no digits: rings, frames, underlines."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .runs import Boxed
from .sides import as_one, sides

RINGS = 16  # one around the other, at most: who goes around a number again and again draws a few; each costs time
INSIDE = 0.3  # of a ring's height, at least: how high the ink in it is
TALLEST = 0.6  # of that, at least: its tallest stroke; unlike the eyes and the mouth of a face
THIN = 0.2  # of its length, at most: a bar, which alone or in parts is the slash of a zero; a long row is as thin
VIEWS = 32  # points of the ink in a ring, from which it is seen
NEARLY_ALL = 0.7  # of these, at least, see it all around: it may cut digits at its ends
OPEN = 90.0  # degrees, at most, that they do not see of it: it need not be closed
CORE = 0.15  # of the box of what is in a ring, from each side: an ellipse that touches all four is not further in
THROUGH = 0.2  # of a ring's line, at most, is further in: more is a scribble over it
LONGER = 1.18  # times the way around it, at most, is all of a ring's ink in one picture, or digits are joined to it
FLAT = 0.2  # height of an underline over its width, at most
LINE_WIDTH = 0.8  # of the width of all that it underlines, at least
BELOW = 0.05  # of the height of that, at least: how far below it an underline is
TALL = 0.5  # of that height, and of its own width, at least: a tall stroke
TWO = 0.9  # of that height: with one tall stroke the least width of two digits

DIRECTIONS = np.stack([turn(np.arange(32) * np.pi / 32) for turn in (np.cos, np.sin)])  # unit vectors, (2, 32)


def marks(drawn: Boxed, specks: list[int], joins: NDArray[np.intp] | None = None, pieces: bool = False) -> list[int]:
    """The strokes that are marks, by number.

    Parameters
    ----------
    drawn : Boxed
    specks : list of int
        The strokes that are taps or commas, by number: a tap beside a ring is not in it.
    joins : ndarray of shape (J, 2), dtype intp, optional
        Pairs of points between which there is ink; without them each point is joined to the next one of its stroke.
    pieces : bool
        Whether the strokes are connected pieces of one picture, in which digits that touch a ring are one with it.
    """
    found: list[int] = []
    inside = drawn.without(specks)
    while len(found) < RINGS and (around := _around(inside, drawn, joins, pieces)):
        found += around
        inside = inside.without(around)
    return found + underlines(inside)


def _around(inside: Boxed, drawn: Boxed, joins: NDArray[np.intp] | None, pieces: bool) -> list[int]:
    """The strokes, by number, that are a ring or a frame around all others of those inside the rings before."""
    for numbers in _candidates(inside):
        if joins is None:
            joins = np.column_stack([np.arange(len(drawn.points) - 1), np.arange(1, len(drawn.points))])
        begin, end = drawn.stroke[joins].T
        ring = drawn.points[joins[(begin == end) & np.isin(begin, numbers)]]
        others = inside.without(numbers)
        if (
            goes_around(ring, others.points)
            and _through(ring, others) <= THROUGH
            and not (pieces and _length(ring) > LONGER * _way_around(ring))
        ):
            return numbers
    return []


def _candidates(drawn: Boxed) -> Iterator[list[int]]:
    """Strokes, by number, whose box holds the middles of all others, which look like a number."""
    if (number := outermost(drawn)) is not None:
        yield [number]
    if (numbers := sides(drawn)) and outermost(as_one(drawn, numbers)) is not None:
        yield numbers


def outermost(drawn: Boxed) -> int | None:
    """The stroke, by number, whose box holds the middles of all others, if these look like a number."""
    low, high = drawn.low, drawn.high
    if len(low) < 2:
        return None
    size = high - low
    k = int(size.prod(axis=1).argmax())
    others = np.arange(len(low)) != k
    middle = (low + high)[others] / 2
    if (middle <= low[k]).any() or (middle >= high[k]).any():
        return None
    number = int(drawn.stroke[drawn.first[k]])
    height = high[others, 1].max() - low[others, 1].min()
    written = (
        height > INSIDE * size[k, 1]
        and size[others, 1].max() > TALLEST * height
        and ((len(low) > 2 and size[k, 0] > size[k, 1]) or not is_bar(drawn.points[drawn.stroke != number]))
    )
    return number if written else None


def is_bar(points: NDArray[np.float64]) -> bool:
    """Whether points (n, 2) lie along a straight line."""
    along, across = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    return bool(across < THIN * along)


def goes_around(ring: NDArray[np.float64], inside: NDArray[np.float64]) -> bool:
    """Whether lines (J, 2, 2), each from point to point, lie around points (n, 2)."""
    views = inside[np.linspace(0, len(inside) - 1, VIEWS).astype(np.intp)]
    gaps = np.array([_widest_gap(ring - view) for view in views])  # all at once they would take 130 MB
    return bool((gaps < np.radians(OPEN)).mean() > NEARLY_ALL)


def _widest_gap(lines: NDArray[np.float64]) -> float:
    """The widest angle, seen from 0, 0, without any of lines (J, 2, 2)."""
    begin, end = np.arctan2(lines[..., 1], lines[..., 0]).T
    turn = (end - begin + np.pi) % (2 * np.pi) - np.pi
    low = np.where(turn < 0, end, begin)
    order = low.argsort()
    high = (low + np.abs(turn))[order]
    reached = np.maximum.accumulate(np.append(high.max() - 2 * np.pi, high[:-1]))
    return float((low[order] - reached).max())


def _through(ring: NDArray[np.float64], inside: Boxed) -> float:
    """Share of lines (J, 2, 2) that is in the core of the box of all strokes."""
    low, high = inside.low.min(axis=0), inside.high.max(axis=0)
    middle = ring.mean(axis=1)
    within = (np.abs(middle - (low + high) / 2) < (0.5 - CORE) * (high - low)).all(axis=1)
    return _length(ring[within]) / max(_length(ring), 1e-300)


def _length(lines: NDArray[np.float64]) -> float:
    """Of lines (J, 2, 2) together."""
    return float(np.hypot(*(lines[:, 1] - lines[:, 0]).T).sum())


def _way_around(lines: NDArray[np.float64]) -> float:
    """Around the convex hull of lines (J, 2, 2): pi times its mean width over all directions (Cauchy)."""
    return float(np.pi * np.ptp(lines.reshape(-1, 2) @ DIRECTIONS, axis=0).mean())


def underlines(drawn: Boxed) -> list[int]:
    """The strokes, by number, that lie below all others and along the most of them.

    A line under what may be a 1 may be its foot.
    """
    low, high = drawn.low, drawn.high
    top, bottom = low[:, 1].tolist(), high[:, 1].tolist()
    upper = sorted(range(len(low)), key=top.__getitem__)
    found = []
    while len(upper) > 1:
        k = upper.pop()  # the lowest
        if top[k] <= max(bottom[s] for s in upper) or not _underlines(low[k], high[k], low[upper], high[upper]):
            break
        found.append(k)
    return drawn.numbers(found)


def _underlines(low: NDArray, high: NDArray, others_low: NDArray, others_high: NDArray) -> bool:
    """Whether a stroke's box (2,), (2,) underlines others' (S, 2), (S, 2)."""
    width, height = high - low
    others_width, others_height = others_high.max(axis=0) - others_low.min(axis=0)
    apart = low[1] - others_high[:, 1].max()
    widths, heights = (others_high - others_low).T
    tall = np.count_nonzero(heights > TALL * np.maximum(others_height, widths))
    return bool(
        height < FLAT * width
        and width > LINE_WIDTH * others_width
        and apart > BELOW * others_height
        and (tall > 1 or (tall == 1 and others_width > TWO * others_height))
    )
