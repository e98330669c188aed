"""Ink without what shook: a finger on glass, a mouse that moves in steps, whole pixels of small digits.

Each point is put where the pen was on average over a short way around it, so that steps do not lengthen the way. What
is steady already stays as it is: corners tell where digits are joined.
"""

import numpy as np
from numpy.typing import NDArray

from .runs import ends

REACH = 0.06  # of the number's height, along the way to either side, or up to the stroke's end
JAGGED = 1.12  # times the way of the same ink steadied: a way from which on it was not meant
LEAST = 1e-3  # shorter is not averaged over: the difference of two sums would be rounding


def steadied(lines: NDArray[np.float64], first: NDArray[np.intp]) -> NDArray[np.float64]:
    """The same lines, if they are jagged with their inner points moved; ends of strokes stay.

    Parameters
    ----------
    lines : ndarray of shape (L, 4), dtype float64
        x0, y0, x1, y1 in units of the number's height, as the pen went.
    first : ndarray of shape (S,), dtype intp
        First line of each stroke.

    Returns
    -------
    ndarray of shape (L, 4), dtype float64
    """
    begin, end = lines.T.copy().reshape(2, 2, -1)  # (2, L) each
    delta = end - begin
    length = np.hypot(*delta)
    way = np.zeros(len(lines) + 1)
    length.cumsum(out=way[1:])
    last = ends(first, len(lines))
    count = last - first
    at = way[:-1]  # of each line's begin
    reach = np.minimum(np.minimum(at - way[first].repeat(count), way[last].repeat(count) - at), REACH)
    moved = (reach > LEAST).nonzero()[0]  # no stroke's first line
    if not len(moved):
        return lines
    total = np.zeros((2, len(way)))
    ((begin + delta / 2) * length).cumsum(axis=1, out=total[:, 1:])
    reach, at = reach[moved], at[moved]
    edges = np.concatenate([at - reach, at + reach])
    line = np.minimum(way.searchsorted(edges, "right"), len(lines)) - 1
    into = edges - way[line]
    half = into / (2 * np.maximum(length[line], 1e-12))
    sums = total.take(line, axis=1) + into * (begin.take(line, axis=1) + delta.take(line, axis=1) * half)
    place = (sums[:, len(at) :] - sums[:, : len(at)]) / (2 * reach)
    begin[:, moved] = end[:, moved - 1] = place
    needed = np.hypot(*(end - begin)).sum()
    return np.concatenate([begin, end]).T if way[-1] > JAGGED * needed else lines
