"""What makes a number doubtful though its digits look well: one is struck out, or the whole number is, one is too small
and too high, or a 1 far too high, two are in one column, one is in another line, a point, a comma, a dash or a slash
stands between two, or a point before them.
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
CUTS, DOT, SKIPPED = (FEATURES.index(name) for name in ("cuts", "dot", "skipped_ink"))
GROUP = 3  # digits between two commas
FOOT = 0.3  # of the height of the digits beside it, at most: how far a point or a comma is from their foot
HEAD = 0.3  # of that height, at most: how far a cap is from their head
BEFORE = 0.5  # of the first digit's height, at most: how far before it a decimal point is
RAISED = 0.45  # of the height of the lower digit beside it, at most: an apostrophe or the sign of degrees is no digit
TOWERS = 1.9  # times the highest digit that is no 1, at least: a bar, not a 1; in 777 real numbers ones are up to 1.75
LINE = 0.7  # of the height of the highest other digit, at least: a part of one, above or below the rest, that is one
COLUMN = 0.2  # of the wider of two digits, at most: how far their middles are apart; the bar of a dollar sign is no 1

LEANS = 0.2  # to the right over up, at least, of a slash
PAST = 0.03  # of the height of the higher digit beside it, at least: how far it goes past both above and below


def doubted(best: Prediction, hypotheses: Hypotheses) -> bool:
    """Whether a digit of a reading is struck out, which a 7 may seem, or the number, or digits stand as none do."""
    rows = [digit.hypothesis for digit in best.digits]
    digits, unread = hypotheses.boxes[rows], _unread(rows, hypotheses)
    specks = np.concatenate([hypotheses.specks, hypotheses.boxes[_dots(rows, hypotheses)]])
    if divided(digits, specks) or raised(digits) or towers(best.text, digits) or in_one_column(digits):
        return True
    if in_two_lines(digits) or _of_two_parts(rows, digits, hypotheses):
        return True
    if unread and crossed(digits, hypotheses.boxes[unread]):
        return True
    several = [digit.hypothesis for digit in best.digits
               if digit.grapheme != "7" and hypotheses.members[digit.hypothesis].bit_count() > 1]
    slashes = [rows[k] for k in between_past(best.text, digits)]
    if any(is_slash(_strokes(row, hypotheses)) for row in slashes):
        return True
    return any(struck_out(_strokes(row, hypotheses)) for row in several)


def _strokes(digit: int, hypotheses: Hypotheses) -> list[NDArray[np.float64]]:
    """Lines (L, 4) of each of a digit's strokes."""
    lines, spans = hypotheses.centers
    return [lines[begin:end] for begin, end in spans[spans[:, 0] == digit, 1:].tolist()]


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


def _of_two_parts(rows: list[int], digits: NDArray[np.float64], hypotheses: Hypotheses) -> bool:
    """Whether the highest digit is far higher than all others and two above one another."""
    height = (digits[:, 3] - digits[:, 1]).tolist()
    *_, other, highest = sorted(height) if len(height) > 1 else (0.0, 0.0)
    if highest <= 2 * LINE * other:
        return False
    own = hypotheses.members[rows[height.index(highest)]]
    pieces = [row for row, mask in enumerate(hypotheses.members) if mask & own == mask and mask.bit_count() == 1]
    return are_two(hypotheses.boxes[pieces], other)


def _unread(digits: list[int], hypotheses: Hypotheses) -> list[int]:
    """Strokes, by row, that were not read and are not small."""
    skips = [mask for mask, is_stroke in zip(hypotheses.skips, hypotheses.skip_features[:, SKIPPED]) if is_stroke]
    left = {mask for mask in skips if not any(mask & hypotheses.members[row] for row in digits)}
    return [row for row, mask in enumerate(hypotheses.members) if mask in left and not hypotheses.features[row, DOT]]


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


def is_slash(strokes: list[NDArray[np.float64]]) -> bool:
    """Whether a digit's strokes, lines (L, 4) each, are one straight line that leans to the right."""
    if len(strokes) != 1:
        return False
    right, down = strokes[0][-1, 2:] - strokes[0][0, :2]
    return bool(_is_straight(strokes[0]) and -right * np.sign(down) > LEANS * abs(down))


def in_one_column(digits: NDArray[np.float64]) -> bool:
    """Whether the middles of two neighbors are nearly above one another: (D, 4) from left to right."""
    middle, width = (digits[:, 0] + digits[:, 2]) / 2, digits[:, 2] - digits[:, 0]
    return bool((middle[1:] - middle[:-1] < COLUMN * np.maximum(width[1:], width[:-1])).any())


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
    left, top, right, foot = lines.T[..., None]  # (K, 1) each
    middle, head, height = (digits[:, 0] + digits[:, 2]) / 2, digits[:, 1], digits[:, 3] - digits[:, 1]
    down = (top + foot) / 2 - head  # (K, D)
    through = (left < middle) & (middle < right) & (MIDDLE * height < down) & (down < (1 - MIDDLE) * height)
    return bool(through.any())
