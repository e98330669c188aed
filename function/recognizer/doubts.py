"""What makes a number doubtful though its digits look well: one is struck out, or the whole number is, one is too small
and too high, or a 1 far too high, two are in one column, one is in another line or has a dot, a point, a comma, a dash
or a slash stands between two, or a point before them.
"""

import numpy as np
from numpy.typing import NDArray

from .arrangement import (
    LINE,
    are_two,
    between_past,
    crossed,
    divided,
    dotted,
    in_one_column,
    in_two_lines,
    raised,
    towers,
)
from .predictions import Prediction
from .segmentation import FEATURES, Hypotheses
from .strikes import is_slash, strikes

CUTS, DOT, SKIPPED = (FEATURES.index(name) for name in ("cuts", "dot", "skipped_ink"))


def doubted(best: Prediction, hypotheses: Hypotheses) -> bool:
    """Whether a digit of a reading is struck out (a 7 may have a bar), or the number, or digits stand as none do."""
    rows = [digit.hypothesis for digit in best.digits]
    digits = hypotheses.boxes[rows]
    several = [digit for digit in best.digits if hypotheses.members[digit.hypothesis].bit_count() > 1]
    return (
        raised(digits)
        or in_one_column(digits)
        or in_two_lines(digits)
        or towers(best.text, digits)
        or divided(digits, np.concatenate([hypotheses.specks, hypotheses.boxes[_dots(rows, hypotheses)]]))
        or dotted(digits, hypotheses.specks)
        or crossed(digits, hypotheses.boxes[_unread(rows, hypotheses)])
        or _of_two_parts(rows, digits, hypotheses)
        or any(is_slash(_strokes(rows[k], hypotheses)) for k in between_past(best.text, digits))
        or any(strikes(_strokes(digit.hypothesis, hypotheses)) > (digit.grapheme == "7") for digit in several)
    )


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
