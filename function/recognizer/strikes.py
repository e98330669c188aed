"""Straight strokes that are no part of a digit: one that strikes it out, a slash."""

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from .arrangement import MIDDLE
from .strokes import extents, lengths

STRAIGHT = 0.9  # chord over way, at least
LEVEL = 0.35  # height over width, at most, of a line that strikes out
OUT = 0.05  # of the digit's height, at least: how far it sticks out on either side; a 7's bar may do so, too
LEANS = 0.2  # to the right over up, at least, of a slash


def struck_out(strokes: list[NDArray[np.float64]]) -> bool:
    """Whether one of a digit's strokes, lines (L, 4) each, is a level line through all of it."""
    start = np.array([0, *accumulate(map(len, strokes[:-1]))])
    boxes = np.concatenate(extents(np.concatenate(strokes), start), axis=1).tolist()
    for k, (left, top, right, foot) in enumerate(boxes):
        others = boxes[:k] + boxes[k + 1 :]
        if foot - top > LEVEL * (right - left) or not others:
            continue
        lefts, tops, rights, feet = zip(*others)
        height = max(feet) - min(tops)
        through = left < min(lefts) - OUT * height and right > max(rights) + OUT * height
        inside = min(tops) + MIDDLE * height < (top + foot) / 2 < max(feet) - MIDDLE * height
        if through and inside and _is_straight(strokes[k]):
            return True
    return False


def is_slash(strokes: list[NDArray[np.float64]]) -> bool:
    """Whether a digit's strokes, lines (L, 4) each, are one straight line that leans to the right."""
    if len(strokes) != 1:
        return False
    right, down = strokes[0][-1, 2:] - strokes[0][0, :2]
    return bool(_is_straight(strokes[0]) and -right * np.sign(down) > LEANS * abs(down))


def _is_straight(lines: NDArray[np.float64]) -> bool:
    """Of a stroke's lines (L, 4)."""
    way = lengths(lines, np.zeros(1, np.intp))[0]
    return bool(np.hypot(*(lines[-1, 2:] - lines[0, :2])) > STRAIGHT * way)
