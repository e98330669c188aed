"""Runs of equal values in sorted arrays: where they begin and end, and the box of what is in them."""

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
    end[-1] = count
    return end


def extents(points: NDArray[np.float64], first: NDArray[np.intp]) -> tuple[NDArray, NDArray]:
    """Lower and upper corner of the points (P, 2) of each run that begins at `first` -> (S, 2) each."""
    across = np.ascontiguousarray(points.T)  # x and y are rows, for long inner loops
    return np.minimum.reduceat(across, first, axis=1).T, np.maximum.reduceat(across, first, axis=1).T
