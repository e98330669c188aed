"""Labeled hypotheses: which of the function's own hypotheses of a known number are digits."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from augment import arc_lengths
from recognizer.classifier import NOT_DIGIT
from recognizer.ink import ink_from_strokes
from recognizer.segmentation import Hypotheses, segment

UNCLEAR = -1  # neither: a digit with more or less of the link to its neighbor
EXACT, NEAR = 0.3, 0.6  # of the height: ends of a cut this near to the true ones are right, unclear
MOST_LINK = 0.6  # of the height: with more of a link a digit is wrong: a 5 with its way back up is an 8
STRAIGHT = 0.9  # chord over arc of a bar
STEEP = 0.8  # its y over its x
LEAST_BAR = 0.3  # of the height

Segments = Sequence[Sequence[tuple[int, int, int]]]  # for each digit its (stroke, first, last point)


def segment_labeled(
    text: str, strokes: Sequence[NDArray], digits: Segments
) -> tuple[Hypotheses, NDArray[np.int64]]:
    """Hypotheses of a number, and the class of each.

    Parameters
    ----------
    text : str
    strokes : sequence of ndarray of shape (n, 2)
    digits : the true ink of each digit

    Returns
    -------
    hypotheses : Hypotheses
    labels : ndarray of shape (N,), dtype int64
        0 to 9, `NOT_DIGIT` or `UNCLEAR`.
    """
    hypotheses = segment(ink_from_strokes(strokes))
    height = height_of(strokes, digits)
    arcs = [arc_lengths(stroke) / height for stroke in strokes]
    labels = np.full(len(hypotheses), NOT_DIGIT)
    for h in range(len(hypotheses)):
        runs = hypotheses.drawing_segments(h)
        error, digit = nearest_digit(runs, digits, arcs)
        if error <= EXACT:
            labels[h] = int(text[digit])
        elif error <= NEAR or _reaches_into_link(runs, digits[digit], arcs):
            labels[h] = UNCLEAR
    return hypotheses, labels


def nearest_digit(runs: Sequence[tuple], digits: Segments, arcs: Sequence[NDArray]) -> tuple[float, int]:
    """How far ink is from that of the digit nearest to it, along the pen's way, and which digit that is."""
    return min((_error(runs, truth, arcs), d) for d, truth in enumerate(digits))


def fragments(
    text: str, strokes: Sequence[NDArray], digits: Segments, hypotheses: Hypotheses, labels: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Of wrong hypotheses that are part of one digit: that digit, and the part.

    Parameters
    ----------
    text, strokes, digits
        As for `segment_labeled`.
    hypotheses, labels
        What it gave.

    Returns
    -------
    whole : ndarray of shape (N,), dtype int64
        The digit's class; the hypothesis' own label where it is not part of one digit.
    share : ndarray of shape (N,), dtype float64
        Of the digit's ink, by length; 0 where it is not part of one digit.
    """
    whole, share = labels.copy(), np.zeros(len(labels))
    slack = EXACT * height_of(strokes, digits)
    arcs = [arc_lengths(stroke) for stroke in strokes]
    for h in np.flatnonzero(labels == NOT_DIGIT):
        runs = hypotheses.drawing_segments(h)
        for d, digit in enumerate(digits):
            if all(any(_within(run, true, arcs, slack) for true in digit) for run in runs):
                length = sum(arcs[s][b] - arcs[s][a] for s, a, b in digit)
                part = sum(arcs[s][b] - arcs[s][a] for s, a, b in runs) / max(float(length), 1e-9)
                whole[h], share[h] = int(text[d]), min(part, 1.0)
    return whole, share


def _within(run: tuple[int, int, int], true: tuple[int, int, int], arcs: list[NDArray], slack: float) -> bool:
    """Whether a run lies in a digit's run, but for a little."""
    s, a, b = run
    return s == true[0] and bool(arcs[s][a] >= arcs[s][true[1]] - slack and arcs[s][b] <= arcs[s][true[2]] + slack)


def is_upright_bar(runs: Sequence[tuple[int, int, int]], strokes: Sequence[NDArray], height: float) -> bool:
    """Whether ink is a 1 by its shape, such as the stem of a 4: only its place can tell."""
    if len(runs) != 1:
        return False
    s, a, b = runs[0]
    way = strokes[s][a : b + 1, :2]
    length = np.hypot(*np.diff(way, axis=0).T).sum()
    x, y = np.abs(way[-1] - way[0])
    return bool(length >= LEAST_BAR * height and np.hypot(x, y) >= STRAIGHT * length and y >= STEEP * x)


def height_of(strokes: Sequence[NDArray], digits: Segments) -> float:
    """Median height of the digits, at least a little."""
    heights = [np.ptp(np.concatenate([strokes[s][a : b + 1, 1] for s, a, b in digit])) for digit in digits]
    return max(float(np.median(heights)), 1e-6)


def _error(runs: Sequence[tuple], truth: Sequence[tuple], arcs: Sequence[NDArray]) -> float:
    """Largest distance, along the ink, of an end of a run from the true end; infinite for other strokes."""
    runs, truth = sorted(runs), sorted(truth)
    if [run[0] for run in runs] != [run[0] for run in truth]:
        return np.inf
    return max(
        float(abs(arcs[s][a] - arcs[s][b])) for run, true in zip(runs, truth) for s, a, b in _ends(run, true)
    )


def _ends(run: tuple[int, int, int], true: tuple[int, int, int]) -> list[tuple[int, int, int]]:
    return [(run[0], run[1], true[1]), (run[0], run[2], true[2])]


def _reaches_into_link(runs: Sequence[tuple], truth: Sequence[tuple], arcs: list[NDArray]) -> bool:
    """The digit with a longer part of a link, but nothing missing."""
    runs, truth = sorted(runs), sorted(truth)
    if [run[0] for run in runs] != [run[0] for run in truth]:
        return False
    return all(
        arcs[s][begin] <= arcs[s][true_begin] + EXACT and arcs[s][end] >= arcs[s][true_end] - EXACT
        for (s, begin, end), (_, true_begin, true_end) in zip(runs, truth)
        if (begin, end) != (true_begin, true_end)
    ) and all(_excess(run, true, arcs) < MOST_LINK for run, true in zip(runs, truth))


def _excess(run: tuple[int, int, int], true: tuple[int, int, int], arcs: list[NDArray]) -> float:
    arc = arcs[run[0]]
    return float(max(arc[true[1]] - arc[run[1]], 0) + max(arc[run[2]] - arc[true[2]], 0))
