"""What makes a number doubtful though its digits look well: one that is struck out, a point or a comma between two."""

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.35  # height over width, at most, of a line that strikes out
STRAIGHT = 0.9  # chord over way, at least
OUT = 0.05  # of the digit's height, at least: how far it sticks out on either side; a 7's bar may do so, too
MIDDLE = 0.2  # of that height, at least: how far it is from top and foot
GROUP = 3  # digits between two commas
FOOT = 0.3  # of the height of the digits beside it, at most: how far from their foot a point or a comma is


def struck_out(lines: NDArray[np.float64], strokes: list[tuple[int, int]]) -> bool:
    """Whether one of a digit's strokes, lines[begin:end] (L, 4) each, is a level line through all of it.

    Of strokes in units of the number's height.
    """
    boxes = [_box(lines[begin:end].reshape(-1, 2)) for begin, end in strokes]
    for k, (begin, end) in enumerate(strokes):
        left, top, right, bottom = boxes[k]
        if bottom - top > LEVEL * (right - left):
            continue
        low, high = _around(boxes[:k] + boxes[k + 1 :])
        own = lines[begin:end]
        away = (high[1] - low[1]) * np.array([OUT, MIDDLE])
        through = left < low[0] - away[0] and right > high[0] + away[0]
        inside = low[1] + away[1] < (top + bottom) / 2 < high[1] - away[1]
        way = np.hypot(*(own[:, 2:] - own[:, :2]).T).sum()
        if through and inside and np.hypot(*(own[-1, 2:] - own[0, :2])) > STRAIGHT * way:
            return True
    return False


def _box(points: NDArray[np.float64]) -> list[float]:
    return [*points.min(axis=0).tolist(), *points.max(axis=0).tolist()]


def _around(boxes: list[list[float]]) -> tuple[list[float], list[float]]:
    """Lower and upper corner of all of these."""
    left, top, right, bottom = zip(*boxes)
    return [min(left), min(top)], [max(right), max(bottom)]


def divided(digits: NDArray[np.float64], specks: NDArray[np.float64]) -> bool:
    """Whether one of the specks lies at the foot of two digits, and not before three: a point, a comma or a colon.

    Boxes, (D, 4) from left to right and (K, 4), in the sender's units.
    """
    middle = (digits[:, 0] + digits[:, 2]) / 2
    for left, top, right, bottom in specks.tolist():
        behind = int((middle > (left + right) / 2).sum())
        if behind in (0, len(digits)) or behind % GROUP == 0:
            continue
        beside = digits[len(digits) - behind - 1 : len(digits) - behind + 1]
        foot = float(beside[:, 3].mean())
        near = FOOT * (foot - float(beside[:, 1].mean()))
        if bottom > foot - near and top < foot + near:
            return True
    return False
