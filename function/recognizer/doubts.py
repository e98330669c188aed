"""What makes a number doubtful though its digits look well: one is struck out, or too small and too high, or a point, a
comma or a dash stands between two, or a point before them.
"""

from itertools import accumulate

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
FOOT = 0.3  # of the height of the digits beside it, at most: how far a point or a comma is from their foot
HEAD = 0.3  # of that height, at most: how far a cap is from their head
BEFORE = 0.5  # of the first digit's height, at most: how far before it a decimal point is
RAISED = 0.45  # of the height of the lower digit beside it, at most: an apostrophe or the sign of degrees is no digit


def doubted(best: Prediction, hypotheses: Hypotheses) -> bool:
    """Whether a digit of a reading is struck out, which a 7 may seem, or raised, or beside a point or a comma."""
    rows = [digit.hypothesis for digit in best.digits]
    specks = np.concatenate([hypotheses.specks, hypotheses.boxes[_dots(rows, hypotheses)]])
    if divided(hypotheses.boxes[rows], specks) or raised(hypotheses.boxes[rows]):
        return True
    lines, spans = hypotheses.centers
    several = [digit.hypothesis for digit in best.digits
               if digit.grapheme != "7" and hypotheses.members[digit.hypothesis].bit_count() > 1]
    return any(
        struck_out([lines[begin:end] for begin, end in spans[spans[:, 0] == row, 1:].tolist()]) for row in several
    )


def _dots(digits: list[int], hypotheses: Hypotheses) -> list[int]:
    """Small strokes, by row, that were not read, or were read in a digit but are beside all of it that is not small."""
    small = (hypotheses.features[:, DOT] > 0) & (hypotheses.features[:, CUTS] == 0)
    if not small.any():
        return []
    single = {mask: row for row, mask in enumerate(hypotheses.members) if mask.bit_count() == 1}
    read = [hypotheses.members[row] for row in digits]
    found = []
    for dot, row in single.items():
        own = next((mask for mask in read if mask & dot), 0)  # the digit that it was read in
        if not small[row] or own == dot:
            continue
        others = [other for mask, other in single.items() if mask & own and not small[other]]
        left, right = hypotheses.boxes[others, 0].min(initial=np.inf), hypotheses.boxes[others, 2].max(initial=-np.inf)
        if hypotheses.boxes[row, 2] < left or hypotheses.boxes[row, 0] > right:
            found.append(row)
    return found


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


def _is_straight(lines: NDArray[np.float64]) -> bool:
    """Of a stroke's lines (L, 4)."""
    way = lengths(lines, np.zeros(1, np.intp))[0]
    return bool(np.hypot(*(lines[-1, 2:] - lines[0, :2])) > STRAIGHT * way)


def divided(digits: NDArray[np.float64], specks: NDArray[np.float64]) -> bool:
    """Whether one of the specks is a sign of the number: a point, a comma, a colon or a dash.

    It lies between two digits, below their heads, where the cap of a 5 may be; or at the foot of the first one. Points
    and commas between groups of three are none.

    Boxes, (D, 4) from left to right and (K, 4), in the sender's units.
    """
    middle = (digits[:, 0] + digits[:, 2]) / 2
    for left, top, right, bottom in specks.tolist():
        before = int((middle < (left + right) / 2).sum())
        behind = len(digits) - before
        beside = digits[max(before - 1, 0) : before + 1]
        head, foot = beside[:, 1].mean(), beside[:, 3].mean()
        height = foot - head
        at_foot = foot - FOOT * height < bottom and top < foot + FOOT * height
        if not before:
            divides = at_foot and beside[0, 0] - right < BEFORE * height
        elif at_foot:
            divides = behind % GROUP > 0
        else:
            divides = behind > 0 and head + HEAD * height < bottom < foot
        if divides:
            return True
    return False


def raised(digits: NDArray[np.float64]) -> bool:
    """Whether a digit is much smaller than those beside it, and above their middles: (D, 4) from left to right."""
    if len(digits) < 2:
        return False
    height = digits[:, 3] - digits[:, 1]
    middle = (digits[:, 1] + digits[:, 3]) / 2
    beside = np.pad([height, middle], ((0, 0), (1, 1)), constant_values=np.inf)
    lower, higher = np.minimum(beside[:, :-2], beside[:, 2:])
    return bool(((height < RAISED * lower) & (digits[:, 3] < higher)).any())
