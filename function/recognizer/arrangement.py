"""How the digits of a number stand, by their boxes alone: in what ways those of one never do.

Boxes are rows x0, y0, x1, y1 in the sender's units, y down.
"""

from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

GROUP = 3  # digits between two commas
FOOT = 0.3  # of the height of the digits beside it, at most: how far a point or a comma is from their foot
HEAD = 0.3  # of that height, at most: how far a cap is from their head
SERIF = 0.15  # of that height, at most: how far below their head that of a 7 begins, which may be a stroke of its own
DASH = 0.25  # of that height, at least: how long a dash is; a shorter one may be a tap, or the foot of a 2
LEVEL = 3.0  # times its own height, at least
BEFORE = 0.5  # of the first digit's height, at most: how far before it a decimal point is
DOTTED = 0.15  # of the number's height, at most: how far aside of a digit's middle its dot is, and beyond the others
DOTTED_ALONE = 0.75  # of the digit's height, at most: how far beyond it where there is no other
RAISED = 0.45  # of the height of the lower digit beside it, at most: an apostrophe or the sign of degrees is no digit
TOWERS = 1.9  # times the highest digit that is no 1, at least: a bar, not a 1; in 777 real numbers ones are up to 1.75
PAST = 0.03  # of the height of the higher digit beside it, at least: how far a slash goes past both above and below
COLUMN = 0.2  # of the wider of two digits, at most: how far their middles are apart; the bar of a dollar sign is no 1
LINE = 0.55  # of the height of the highest other digit, at least: a part of one, above or below the rest, that is one
MIDDLE = 0.2  # of a digit's height, at least: how far a line that strikes it out is from top and foot


def divided(digits: NDArray[np.float64], specks: NDArray[np.float64]) -> bool:
    """Whether one of the specks is a sign of the number: a point, a comma, a colon or a dash.

    It lies between two digits, below their heads, where the cap of a 5 or the serif of a 7 may be; or at the foot of
    the first one. Points and commas between groups of three are none; a dash is one wherever it lies below the heads.

    Boxes are (D, 4) from left to right, and (K, 4).
    """
    middle = (digits[:, 0] + digits[:, 2]) / 2
    for left, top, right, bottom in specks.tolist():
        before = int((middle < (left + right) / 2).sum())
        behind = len(digits) - before
        beside = digits[max(before - 1, 0) : before + 1]
        head, foot = beside[:, 1].mean(), beside[:, 3].mean()
        height = foot - head
        below_head = head + HEAD * height < bottom and head + SERIF * height < top
        if below_head and right - left > max(DASH * height, LEVEL * (bottom - top)):
            return True
        at_foot = foot - FOOT * height < bottom and top < foot + FOOT * height
        if not before:
            divides = at_foot and beside[0, 0] - right < BEFORE * height
        elif at_foot:
            divides = behind % GROUP > 0
        else:
            divides = behind > 0 and below_head and bottom < foot
        if divides:
            return True
    return False


def dotted(digits: NDArray[np.float64], specks: NDArray[np.float64]) -> bool:
    """Whether a speck is above or below a digit, and no further than others reach: of an i, of an exclamation mark.

    Boxes are (D, 4) and (K, 4).
    """
    if not len(specks):
        return False
    left, top, right, bottom = specks.T[..., None]  # (K, 1) each
    middle, head, foot = (digits[:, 0] + digits[:, 2]) / 2, digits[:, 1], digits[:, 3]
    height = foot.max() - head.min()
    further = (DOTTED if len(digits) > 1 else DOTTED_ALONE) * height
    above = (bottom < head) & (top > head.min() - further)  # (K, D)
    below = (top > foot) & (bottom < foot.max() + further)
    return bool(((above | below) & (np.abs((left + right) / 2 - middle) < DOTTED * height)).any())


def raised(digits: NDArray[np.float64]) -> bool:
    """Whether a digit is much smaller than those beside it, and above their middles: (D, 4) from left to right."""
    if len(digits) < 2:
        return False
    head, foot = digits[:, 1].tolist(), digits[:, 3].tolist()
    height = [inf, *[below - above for above, below in zip(head, foot)], inf]
    middle = [inf, *[(above + below) / 2 for above, below in zip(head, foot)], inf]
    return any(
        own < RAISED * min(height[k], height[k + 2]) and below < min(middle[k], middle[k + 2])
        for k, (own, below) in enumerate(zip(height[1:-1], foot))
    )


def towers(text: str, digits: NDArray[np.float64]) -> bool:
    """Whether a 1 is far higher than all digits that are none: (D, 4), each a letter of the text."""
    if "1" not in text:
        return False
    height = (digits[:, 3] - digits[:, 1]).tolist()
    ones = [own for letter, own in zip(text, height) if letter == "1"]
    others = [own for letter, own in zip(text, height) if letter != "1"]
    return bool(others) and max(ones) > TOWERS * max(others)


def between_past(text: str, digits: NDArray[np.float64]) -> list[int]:
    """The ones between two digits that go past both above and below: (D, 4), each a letter of the text."""
    found = []
    for k in range(1, len(text) - 1):
        if text[k] == "1":
            beside = digits[[k - 1, k + 1]]
            past = PAST * (beside[:, 3] - beside[:, 1]).max()
            if digits[k, 1] < beside[:, 1].min() - past and digits[k, 3] > beside[:, 3].max() + past:
                found.append(k)
    return found


def in_one_column(digits: NDArray[np.float64]) -> bool:
    """Whether the middles of two neighbors are nearly above one another: (D, 4) from left to right."""
    return any(
        (left + right) / 2 - (before + behind) / 2 < COLUMN * max(right - left, behind - before)
        for (before, _, behind, _), (left, _, right, _) in pairwise(digits.tolist())
    )


def in_two_lines(digits: NDArray[np.float64]) -> bool:
    """Whether a digit stands below or above both of those beside it: (D, 4) from left to right."""
    head, foot = digits[:, 1].tolist(), digits[:, 3].tolist()
    return any(
        head[k] > max(foot[k - 1], foot[k + 1]) or foot[k] < min(head[k - 1], head[k + 1])
        for k in range(1, len(head) - 1)
    )


def are_two(pieces: NDArray[np.float64], other: float) -> bool:
    """Whether some of a digit's pieces, (K, 4), stand above all others, either about as high as another digit is."""
    pieces = pieces[pieces[:, 1].argsort(kind="stable")]
    foot = np.maximum.accumulate(pieces[:, 3])[:-1]  # of the upper ones
    parted = foot < pieces[1:, 1]
    upper, lower = foot - pieces[:1, 1], pieces[:, 3].max(initial=-np.inf) - pieces[1:, 1]
    return bool((parted & (upper > LINE * other) & (lower > LINE * other)).any())


def crossed(digits: NDArray[np.float64], lines: NDArray[np.float64]) -> bool:
    """Whether one of the lines, boxes (K, 4), runs through the middle of a digit, (D, 4)."""
    if not len(lines):
        return False
    left, top, right, foot = lines.T[..., None]  # (K, 1) each
    middle, head, height = (digits[:, 0] + digits[:, 2]) / 2, digits[:, 1], digits[:, 3] - digits[:, 1]
    down = (top + foot) / 2 - head  # (K, D)
    through = (left < middle) & (middle < right) & (MIDDLE * height < down) & (down < (1 - MIDDLE) * height)
    return bool(through.any())
