"""Runs of lines x0, y0, x1, y1, as of strokes, and paths of points, measured."""

import numpy as np
from numpy.typing import NDArray


def extents(lines: NDArray[np.float64], start: NDArray[np.intp]) -> tuple[NDArray, NDArray]:
    """Lower and upper corner of each run of lines that begins at `start` -> (P, 2) each."""
    begin, end = np.ascontiguousarray(lines.T).reshape(2, 2, -1)  # x and y are rows, for long inner loops
    low = np.minimum.reduceat(np.minimum(begin, end), start, axis=1)
    return low.T, np.maximum.reduceat(np.maximum(begin, end), start, axis=1).T


def line_lengths(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each line by itself -> (L,)."""
    return np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])


def lengths(lines: NDArray[np.float64], start: NDArray[np.intp]) -> NDArray[np.float64]:
    """Way along each run of lines that begins at `start` -> (P,)."""
    return np.add.reduceat(line_lengths(lines), start)


def lengths_between(
    lines: NDArray[np.float64], begin: NDArray[np.intp], end: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Way along lines[begin:end] of each pair, which may share lines -> (P,)."""
    way = np.zeros(len(lines) + 1)
    line_lengths(lines).cumsum(out=way[1:])
    return way[end] - way[begin]


def path_length(path: NDArray[np.float64]) -> float:
    """Way along a path (n, 2)."""
    return float(np.hypot(*np.diff(path, axis=0).T).sum())


def steps(points: NDArray[np.float64], first: NDArray[np.intp]) -> NDArray[np.float64]:
    """From each point (P, 2) to the next of its stroke, which begins at `first`; from its last one 0 -> (P,)."""
    step = np.zeros(len(points))
    np.hypot(*(points[1:] - points[:-1]).T, out=step[:-1])
    step[first[1:] - 1] = 0.0
    return step


def arc_lengths(x: NDArray, y: NDArray) -> NDArray[np.float64]:
    """Way along a path up to each of its points, (n,) -> (n,)."""
    arc = np.zeros(len(x))
    np.cumsum(np.hypot(x[1:] - x[:-1], y[1:] - y[:-1]), out=arc[1:])
    return arc


def along(path: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """The first point of a path (n, 2) that is so far along it, or its last."""
    arc = np.cumsum(np.hypot(*np.diff(path, axis=0).T))
    return path[min(int(arc.searchsorted(reach)) + 1, len(path) - 1)]
