"""Labelled hypotheses: which of the function's own hypotheses of a known number are digits."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recognizer.ink import ink_from_strokes
from recognizer.segmentation import Hypotheses, segment

NOT_DIGIT = 10  # the eleventh class
UNCLEAR = -1  # neither: a digit with more or less of the link to its neighbor
EXACT, NEAR = 0.3, 0.6  # of the height: ends of a cut this near to the true ones are right, unclear
MOST_LINK = 0.6  # of the height: with more of a link a digit is wrong: a 5 with its way back up is an 8

Segments = Sequence[Sequence[tuple[int, int, int]]]  # for each digit its (stroke, first, last point)


def segment_labelled(
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
    height = _height(strokes, digits)
    arcs = [_arc(stroke) / height for stroke in strokes]
    labels = np.full(len(hypotheses), NOT_DIGIT)
    for h in range(len(hypotheses)):
        runs = hypotheses.drawing_segments(h)
        error, digit = min((_error(runs, truth, arcs), d) for d, truth in enumerate(digits))
        if error <= EXACT:
            labels[h] = int(text[digit])
        elif error <= NEAR or _reaches_into_link(runs, digits[digit], arcs):
            labels[h] = UNCLEAR
    return hypotheses, labels


def _height(strokes: Sequence[NDArray], digits: Segments) -> float:
    """Median height of the digits, at least a little."""
    heights = [np.ptp(np.concatenate([strokes[s][a : b + 1, 1] for s, a, b in digit])) for digit in digits]
    return max(float(np.median(heights)), 1e-6)


def _arc(stroke: NDArray) -> NDArray[np.float64]:
    """Length of the way to each point."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke[:, :2], axis=0).T))])


def _error(runs: Sequence[tuple], truth: Sequence[tuple], arcs: list[NDArray]) -> float:
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
