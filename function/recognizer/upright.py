"""Ink set upright: its line level, its strokes upright, its digits as wide as most people's.

Whoever writes on a phone's glass, where there is no line, climbs or falls; hands lean; some write wide, and tablets may
have pixels that are not square. Rules about gaps and widths, and the nets, know such ink less well. So slope, slant and
proportions of the whole number are estimated and taken away first (Guerfali and Plamondon 1993, "Normalizing and
restoring on-line handwriting"). A little ink says little of a hand: the less there is, the more an estimate is drawn
towards what is usual.

Lengths are in units of the number's height; y points down.
"""

import numpy as np
from numpy.typing import NDArray

from .ink import Ink
from .runs import runs
from .strokes import normalize

TALL = 0.5  # strokes at least this high tell where the line runs, and how wide digits are
USUAL_SLANT = -0.13  # x per y: the median of hands leans a little to the right
STEEP = 1.0  # least y per x of what tells the slant
LEVEL_PRIOR, SLANT_PRIOR, WIDTH_PRIOR = 6.0, 1.5, 1.0  # what counts as usual beforehand: squares, heights, strokes
MOST_SLOPE, MOST_SLANT = 0.4, 0.5
USUAL_WIDTHS = (0.55, 0.7)  # of a digit, in its own heights: the median stroke of half of the people is within
A_DIGIT = (0.25, 1.5)  # width in its own heights of a stroke that counts as one
CURVED = 1.15  # least length by diagonal of such a stroke: a leaning 1 is no narrow digit
MOST_STRETCH = 2.5


def set_upright(ink: Ink) -> tuple[NDArray[np.float64], float]:
    """Take slope, slant and unusual proportions away.

    The slant of strokes is that of what was drawn downwards: links to the next digit go up, and lean more. Of pictures,
    whose lines have no direction, it is that of all steep lines.

    Parameters
    ----------
    ink : Ink
        Not empty.

    Returns
    -------
    lines : ndarray of shape (L, 4), dtype float64
        x0, y0, x1, y1 of each of the ink's joins.
    height : float
        The unit, in the sender's units.
    """
    lines, height = normalize(ink)
    first = runs(ink.stroke[ink.joins[:, 0]])
    x, y = lines[:, ::2], lines[:, 1::2]
    y = y - _slope(x, y, first) * x
    x = x - (_slant(x, y, directed=ink.kind == "strokes") - USUAL_SLANT) * y
    x = x / _stretch(x, y, first)
    return np.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1]], axis=1), height


def _slope(x: NDArray[np.float64], y: NDArray[np.float64], first: NDArray[np.intp]) -> float:
    """y per x of the line through the middles of tall strokes (ridge regression)."""
    (left, right), (top, bottom) = _extent(x, first), _extent(y, first)
    tall = bottom - top > TALL
    if np.count_nonzero(tall) < 2:
        return 0.0
    across, down = (left + right)[tall] / 2, (top + bottom)[tall] / 2
    across -= across.mean()
    slope = across @ (down - down.mean()) / (across @ across + LEVEL_PRIOR)
    return float(min(max(slope, -MOST_SLOPE), MOST_SLOPE))


def _slant(x: NDArray[np.float64], y: NDArray[np.float64], directed: bool) -> float:
    """x per y of steep lines, each weighted by its height."""
    across, down = x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]
    steep = np.abs(across) < np.abs(down) / STEEP
    if directed:
        steep &= down > 0
    else:
        across, down = np.where(down < 0, -across, across), np.abs(down)
    slant = (across @ steep + SLANT_PRIOR * USUAL_SLANT) / (down @ steep + SLANT_PRIOR)
    return float(min(max(slant, USUAL_SLANT - MOST_SLANT), USUAL_SLANT + MOST_SLANT))


def _stretch(x: NDArray[np.float64], y: NDArray[np.float64], first: NDArray[np.intp]) -> float:
    """How much wider than usual digits are, 1 where they are not."""
    (left, right), (top, bottom) = _extent(x, first), _extent(y, first)
    width, height = right - left, bottom - top
    way = np.add.reduceat(np.hypot(x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]), first)
    tall = (height > TALL) & (way > CURVED * np.hypot(width, height))
    widths = width[tall] / height[tall]
    widths = np.sort(widths[(widths > A_DIGIT[0]) & (widths < A_DIGIT[1])])
    if not len(widths):
        return 1.0
    count = len(widths)
    median = (widths[(count - 1) // 2] + widths[count // 2]) / 2
    unusual = median / min(max(median, USUAL_WIDTHS[0]), USUAL_WIDTHS[1])
    return float(min(max(unusual, 1 / MOST_STRETCH), MOST_STRETCH) ** (count / (count + WIDTH_PRIOR)))


def _extent(values: NDArray[np.float64], first: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least and greatest of each stroke, (L, 2) -> (S,) each."""
    return np.minimum.reduceat(values.min(axis=1), first), np.maximum.reduceat(values.max(axis=1), first)
