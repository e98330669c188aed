"""Hypotheses as other hands would have written them: strokes run the other way, or come in another order."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

BACKWARDS = 0.15  # of the hypotheses: each stroke runs either way
SHUFFLED = 0.25  # of the hypotheses: strokes come in any order


def by_other_hands(
    lines: NDArray[np.float64], spans: NDArray[np.intp], rng: Generator
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Lines and spans, as `trajectories` takes them, of which some have been turned round or put in another order.

    The ink is the same, but each span has lines of its own.
    """
    spans = whole_strokes(lines, spans)
    owner, begin, end = spans.T
    hypotheses = spans[-1, 0] + 1
    turned = (rng.random(hypotheses) < BACKWARDS)[owner] & (rng.random(len(spans)) < 0.5)
    shuffled = (rng.random(hypotheses) < SHUFFLED)[owner]
    place = np.where(shuffled, rng.random(len(spans)), np.linspace(0, 1, len(spans)))
    order = np.lexsort((place, owner))
    owner, begin, turned, counts = owner[order], begin[order], turned[order], (end - begin)[order]
    behind = np.cumsum(counts)
    back = np.repeat(turned, counts)
    place = np.arange(behind[-1]) - np.repeat(behind - counts, counts)
    place = np.where(back, np.repeat(counts, counts) - 1 - place, place)
    own = lines[np.repeat(begin, counts) + place]
    own[back] = np.roll(own[back], 2, axis=1)
    return own, np.column_stack([owner, behind - counts, behind])


def whole_strokes(lines: NDArray[np.float64], spans: NDArray[np.intp]) -> NDArray[np.intp]:
    """Spans of a hypothesis that follow one another, as one where the pen was not lifted between them."""
    before, behind = spans[:-1], spans[1:]
    goes_on = (before[:, 0] == behind[:, 0]) & (before[:, 2] == behind[:, 1])
    goes_on &= (lines[before[:, 2] - 1, 2:] == lines[behind[:, 1], :2]).all(axis=1)
    first, last = np.append(True, ~goes_on), np.append(~goes_on, True)
    return np.column_stack([spans[first, :2], spans[last, 2]])
