"""Ink of a picture as thick as it is: what a thick pen filled is not to be seen in the center line.

A loop that a thick pen nearly filled is a hook or a fork by its center line. So where ink is wider than the pen of the
rasterizer, the center line is drawn several times, side by side, with round ends. A thick pen fills the openings of
fours and sixes, too; so there is a second, slimmer drawing, and the net says what it sees in either.
"""

import numpy as np
from numpy.typing import NDArray

from .rasterize import BOX

PEN = 1.15 / BOX  # of the digit's height: half the width of the rasterizer's pen
SPACING = 1.2 / BOX  # between two lines
SLIMMER = 3.0  # by this times the radius: the digit with its ink is higher than its center line, and loops stay open
SLIM = 7.0  # the same, in the second drawing

Drawing = tuple[NDArray[np.float64], NDArray[np.intp]]  # lines (L, 4) and spans (S, 3) of them, as of `rasterize`


def thickened(centers: Drawing, radius: NDArray[np.float64], slimmer: float = SLIMMER) -> Drawing:
    """Center lines and spans of them, drawn as thick as told; parameters as of `thicken`."""
    lines, spans = centers
    thick, first = thicken(lines, radius, slimmer)
    return thick, np.column_stack([spans[:, 0], first[spans[:, 1:]]])


def thicken(
    lines: NDArray[np.float64], radius: NDArray[np.float64], slimmer: float = SLIMMER
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Repeat lines side by side.

    Parameters
    ----------
    lines : ndarray of shape (L, 4), dtype float64
        Center lines x0, y0, x1, y1 in units of the number's height.
    radius : ndarray of shape (L,), dtype float64
        Half the ink's width along each.
    slimmer : float
        See `SLIMMER`.

    Returns
    -------
    thick : ndarray of shape (T, 4), dtype float64
        The repetitions of the first line, of the second, and so on; `lines` itself where none is repeated.
    first : ndarray of shape (L + 1,), dtype intp
        Where those of each line begin, and T.
    """
    spread = np.maximum(radius / (1 + slimmer * radius) - PEN, 0.0)
    if not spread.any():
        return lines, np.arange(len(lines) + 1)  # the same ones: they need not be framed twice
    aside = np.ceil(spread / SPACING).astype(np.intp)
    first = np.append(0, np.cumsum(2 * aside + 1))
    line = np.repeat(np.arange(len(lines)), 2 * aside + 1)
    step = np.arange(first[-1]) - first[line] - aside[line]  # from -aside to aside
    shift = step * (spread / np.maximum(aside, 1))[line]
    longer = np.sqrt(np.maximum(spread[line] ** 2 - shift**2, 0.0))
    way = lines[:, 2:] - lines[:, :2]
    length = np.hypot(way[:, 0], way[:, 1])
    way = np.where(length[:, None] > 0, way / np.maximum(length, 1e-12)[:, None], [1.0, 0.0])[line]
    beside = way[:, ::-1] * [-1, 1] * shift[:, None]
    beyond = way * longer[:, None]
    return lines[line] + np.hstack([beside - beyond, beside + beyond]), first
