"""Runs of equal values in sorted arrays: where they begin and end; of the points of strokes also their boxes."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


def runs(values: NDArray[np.intp]) -> NDArray[np.intp]:
    """Where each run of equal values begins."""
    change = np.empty(len(values), bool)
    change[:1] = True
    np.not_equal(values[1:], values[:-1], out=change[1:])
    return change.nonzero()[0]


def ends(start: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """One behind the last of each run."""
    end = np.empty_like(start)
    end[:-1] = start[1:]
    end[-1:] = count
    return end


class Boxed(NamedTuple):
    """Points, and of each stroke where it begins and ends and its box: found once for all who ask; see `boxed`."""

    points: NDArray[np.float64]  # (P, 2)
    stroke: NDArray[np.intp]  # (P,) number of each point's stroke, not decreasing
    first: NDArray[np.intp]  # (S,) first point of each stroke
    end: NDArray[np.intp]  # (S,) one behind its last
    low: NDArray[np.float64]  # (S, 2) lower corner of its box
    high: NDArray[np.float64]  # (S, 2) upper corner

    def numbers(self, rows: Iterable[int]) -> list[int]:
        """Numbers of the strokes in these rows."""
        return [int(self.stroke[self.first[row]]) for row in rows]

    def boxes(self, numbers: Sequence[int]) -> NDArray[np.float64]:
        """Boxes x0, y0, x1, y1 of the strokes with these numbers -> (n, 4)."""
        rows = np.isin(self.stroke[self.first], numbers)
        return np.concatenate([self.low[rows], self.high[rows]], axis=1)

    def without(self, numbers: Sequence[int]) -> "Boxed":
        """The other strokes."""
        if not numbers:
            return self
        others = ~np.isin(self.stroke, numbers)
        return boxed(self.points[others], self.stroke[others])


def boxed(points: NDArray[np.float64], stroke: NDArray[np.intp]) -> Boxed:
    """Points (P, 2) of strokes (P,)."""
    first = runs(stroke)
    across = np.ascontiguousarray(points.T)  # x and y are rows, for long inner loops
    low, high = (of.reduceat(across, first, axis=1).T for of in (np.minimum, np.maximum))
    return Boxed(points, stroke, first, ends(first, len(stroke)), low, high)
