"""Strokes that are no part of a digit: a level line that strikes it out, a slash."""

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from .arrangement import MIDDLE
from .lines import extents, lengths

EVEN = 0.1  # of its width, at most: how far the middle of a line that strikes out is from the middle of its box
STRAIGHT = 0.9  # chord over way of a slash, at least
LEVEL = 0.35  # height over width, at most, of a line that strikes out
OUT = 0.05  # of the digit's height, at least: how far it sticks out on either side; a 7's bar may do so, too
LEANS = 0.2  # to the right over up, at least, of a slash


def strikes(strokes: list[NDArray[np.float64]]) -> int:
    """How often a digit's strokes, lines (L, 4) each, run level through all of it that is not level."""
    start = np.array([0, *accumulate(map(len, strokes[:-1]))])
    boxes = np.concatenate(extents(np.concatenate(strokes), start), axis=1)  # (S, 4)
    left, top, right, foot = boxes.T
    level = foot - top <= LEVEL * (right - left)
    if level.all() or not level.any():
        return 0
    lefts, tops, rights, feet = boxes[~level].T
    head, height = tops.min(), feet.max() - tops.min()
    through = level & (left < lefts.min() - OUT * height) & (right > rights.max() + OUT * height)
    through &= np.abs((top + foot) / 2 - head - height / 2) < (0.5 - MIDDLE) * height
    return sum(_ways(strokes[k], left[k], right[k]) for k in through.nonzero()[0].tolist())


def _ways(lines: NDArray[np.float64], left: float, right: float) -> int:
    """How often lines (L, 4) run from left to right, or back; 0 where more of them is on one side than on the other."""
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    middle = (lines[:, 0] + lines[:, 2]) @ length / (2 * length.sum())
    even = abs(middle - (left + right) / 2) < EVEN * (right - left)
    return round(length.sum() / (right - left)) if even else 0


def is_slash(strokes: list[NDArray[np.float64]]) -> bool:
    """Whether a digit's strokes, lines (L, 4) each, are one straight line that leans to the right."""
    if len(strokes) != 1:
        return False
    right, down = strokes[0][-1, 2:] - strokes[0][0, :2]
    way = lengths(strokes[0], np.zeros(1, np.intp))[0]
    return bool(np.hypot(right, down) > STRAIGHT * way and -right * np.sign(down) > LEANS * abs(down))
