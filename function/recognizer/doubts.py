"""What makes a number doubtful though its digits look well: one that is struck out, a point or a comma between two."""

import numpy as np
from numpy.typing import NDArray

from .predictions import Prediction
from .segmentation import FEATURES, Hypotheses
from .strokes import extents, lengths

LEVEL = 0.35  # height over width, at most, of a line that strikes out
STRAIGHT = 0.9  # chord over way, at least
OUT = 0.05  # of the digit's height, at least: how far it sticks out on either side; a 7's bar may do so, too
MIDDLE = 0.2  # of that height, at least: how far it is from top and foot
CUTS, DOT = FEATURES.index("cuts"), FEATURES.index("dot")
GROUP = 3  # digits between two commas
FOOT = 0.3  # of the height of the digits beside it, at most: how far from their foot a point or a comma is


def doubted(best: Prediction, hypotheses: Hypotheses) -> bool:
    """Whether a digit of a reading is struck out, which a 7 may seem, or a point or a comma stands between two."""
    rows = [digit.hypothesis for digit in best.digits]
    specks = np.concatenate([hypotheses.specks, hypotheses.boxes[_dots(rows, hypotheses)]])
    if divided(hypotheses.boxes[rows], specks):
        return True
    lines, spans = hypotheses.centers
    several = [digit.hypothesis for digit in best.digits
               if digit.grapheme != "7" and hypotheses.members[digit.hypothesis].bit_count() > 1]
    return any(
        struck_out([lines[begin:end] for begin, end in spans[spans[:, 0] == row, 1:].tolist()]) for row in several
    )


def _dots(digits: list[int], hypotheses: Hypotheses) -> list[int]:
    """Small strokes, by row, that were not read, or were read as a part of a digit but are beside all else of it."""
    small = (hypotheses.features[:, DOT] > 0) & (hypotheses.features[:, CUTS] == 0)
    if not small.any():
        return []
    single = {mask: row for row, mask in enumerate(hypotheses.members) if mask.bit_count() == 1}
    dots = [(mask, row) for mask, row in single.items() if small[row]]
    read = [hypotheses.members[row] for row in digits]
    found = []
    for dot, row in dots:
        others = [other for own in read if own & dot for mask, other in single.items() if mask & own and mask != dot]
        if others:
            left, right = hypotheses.boxes[others, 0].min(), hypotheses.boxes[others, 2].max()
            beside = hypotheses.boxes[row, 2] < left or hypotheses.boxes[row, 0] > right
        else:
            beside = dot not in read
        if beside:
            found.append(row)
    return found


def struck_out(strokes: list[NDArray[np.float64]]) -> bool:
    """Whether one of a digit's strokes, lines (L, 4) each, is a level line through all of it."""
    lines, start = np.concatenate(strokes), np.cumsum([0, *map(len, strokes[:-1])])
    low, high = extents(lines, start)
    way = lengths(lines, start)
    for k, own in enumerate(strokes):
        others = np.arange(len(strokes)) != k
        if (high - low)[k, 1] > LEVEL * (high - low)[k, 0] or not others.any():
            continue
        (left, top), (right, foot) = low[others].min(axis=0), high[others].max(axis=0)
        through = low[k, 0] < left - OUT * (foot - top) and high[k, 0] > right + OUT * (foot - top)
        inside = top + MIDDLE * (foot - top) < (low + high)[k, 1] / 2 < foot - MIDDLE * (foot - top)
        if through and inside and np.hypot(*(own[-1, 2:] - own[0, :2])) > STRAIGHT * way[k]:
            return True
    return False


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
