"""Hypotheses as other hands write them: strokes run the other way, come in another order, or are gone over."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from hypotheses import STRAIGHT
from recognizer.lines import lengths_between
from recognizer.runs import ends, runs
from styles import drawn_again

BACKWARDS = 0.15  # of the hypotheses: each stroke runs either way
SHUFFLED = 0.25  # of the hypotheses: strokes come in any order
GONE_OVER = 0.1  # of the hypotheses: a stroke is drawn once more, if it is bent
WHOLE, NEARLY, LEAST = 0.5, 0.85, 0.2  # how often nearly all of it; how much that is, and else at least, of its lines


def by_other_hands(
    lines: NDArray[np.float64], spans: NDArray[np.intp], rng: Generator
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Lines and spans, as `trajectories` takes them, of which some are varied; each span has lines of its own."""
    spans = whole_strokes(lines, spans)
    hypotheses = spans[-1, 0] + 1
    place = np.linspace(0, 1, len(spans))
    lines, spans, place = _with_strokes_gone_over(lines, spans, place, rng)
    owner, begin, end = spans.T
    turned = (rng.random(hypotheses) < BACKWARDS)[owner] & (rng.random(len(spans)) < 0.5)
    shuffled = (rng.random(hypotheses) < SHUFFLED)[owner]
    order = np.lexsort((np.where(shuffled, rng.random(len(spans)), place), owner))
    owner, begin, turned, counts = owner[order], begin[order], turned[order], (end - begin)[order]
    behind = np.cumsum(counts)
    back = np.repeat(turned, counts)
    along = np.arange(behind[-1]) - np.repeat(behind - counts, counts)
    along = np.where(back, np.repeat(counts, counts) - 1 - along, along)
    own = lines[np.repeat(begin, counts) + along]
    own[back] = np.roll(own[back], 2, axis=1)
    return own, np.column_stack([owner, behind - counts, behind])


def whole_strokes(lines: NDArray[np.float64], spans: NDArray[np.intp]) -> NDArray[np.intp]:
    """Spans of a hypothesis that follow one another, as one where the pen was not lifted between them."""
    before, behind = spans[:-1], spans[1:]
    goes_on = (before[:, 0] == behind[:, 0]) & (before[:, 2] == behind[:, 1])
    goes_on &= (lines[before[:, 2] - 1, 2:] == lines[behind[:, 1], :2]).all(axis=1)
    first, last = np.append(True, ~goes_on), np.append(~goes_on, True)
    return np.column_stack([spans[first, :2], spans[last, 2]])


def _with_strokes_gone_over(
    lines: NDArray[np.float64], spans: NDArray[np.intp], place: NDArray[np.float64], rng: Generator
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.float64]]:
    """The same, and behind them what is drawn once more, right after its stroke or after all others."""
    first = runs(spans[:, 0])
    last = ends(first, len(spans))
    chosen = (rng.random(len(first)) < GONE_OVER).nonzero()[0]
    rows = rng.integers(first[chosen], last[chosen])
    bent = ~straight(lines, spans[rows])
    chosen, rows = chosen[bent], rows[bent]
    added = [again(lines[begin:end], rng) for _, begin, end in spans[rows].tolist()]
    counts = np.array([len(own) for own in added], np.intp)
    end = len(lines) + np.cumsum(counts)
    after = np.where(rng.random(len(rows)) < 0.5, place[rows] + 1e-9, place[last[chosen] - 1] + 1e-9)
    return (
        np.concatenate([lines, *added]),
        np.concatenate([spans, np.column_stack([spans[rows, 0], end - counts, end])]),
        np.concatenate([place, after]),
    )


def straight(lines: NDArray[np.float64], spans: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Of each span, whether it is a bar: drawn once more it would look like two ones: (L, 4), (S, 3) -> (S,)."""
    _, begin, end = spans.T
    chord = np.hypot(*(lines[end - 1, 2:] - lines[begin, :2]).T)
    return chord >= STRAIGHT * lengths_between(lines, begin, end)


def again(lines: NDArray[np.float64], rng: Generator) -> NDArray[np.float64]:
    """A stroke drawn once more, or a part of it, nearly where it was: (n, 4) -> (m, 4)."""
    share = rng.uniform(NEARLY if rng.random() < WHOLE else LEAST, 1)
    count = max(round(len(lines) * share), 1)
    begin = rng.integers(len(lines) - count + 1)
    part = lines[begin : begin + count]
    points = drawn_again(np.concatenate([part[:, :2], part[-1:, 2:]]), rng)
    return np.concatenate([points[:-1], points[1:]], axis=1)
