"""Lattice -> the most probable texts that have the digits a pattern knows.

A pattern's places count from left to right, and a path goes by the leftmost unread piece: where digits overlap these
differ. So the best ways to divide the ink are found first, the digits of each put in order, and then compared with the
pattern.
"""

from collections.abc import Iterator
from heapq import merge, nlargest
from itertools import islice
from math import inf
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from .lattice import Lattice, backward, log_sum
from .n_best import IMPROBABLE, PREFIXES, Reading, add, path_of

WAYS = 32  # to divide the ink, that are compared with the pattern
MISPLACED = 1  # places by which a digit may be out of order on its path and still be hoped to fit

Way = tuple[float, float, tuple | None]  # what it may come to; what it has without labels; linked steps


def n_best_known(
    lattice: Lattice, labels: NDArray[np.float64], count: int, pattern: str, middle: list[float]
) -> tuple[list[Reading], float, dict[int, float]]:
    """The most probable texts that fit a pattern.

    Parameters
    ----------
    lattice : Lattice
        Of paths with as many digits as the pattern.
    labels : ndarray of shape (N, 10)
        ln P(digit | one digit).
    count : int
    pattern : str
        Digits and ``?``.
    middle : list of float, length N
        Of each hypothesis, by which digits are put in order.

    Returns
    -------
    readings, everything, posterior
        As of `n_best`, of what fits the pattern.
    """
    ways = [_fitted(way, labels, pattern, middle) for way in _best_ways(lattice, _hopes(labels, pattern))]
    everything = log_sum([total for total, _ in ways])
    ways = [(total, path) for total, path in ways if total - everything >= IMPROBABLE]
    texts: dict[str, list] = {}
    posterior: dict[int, float] = {}
    for total, path in ways:
        for text, score in _texts(path, labels, pattern, count + PREFIXES):
            whole = total + score
            add(texts, text, whole, whole, tuple(zip(path, map(int, text))))
        for hypothesis in path:
            posterior[hypothesis] = posterior.get(hypothesis, 0.0) + float(np.exp(total - everything))
    best = nlargest(count, texts.items(), key=lambda item: item[1][0])
    return [Reading(text, total, path) for text, (total, _, path) in best], everything, posterior


def _hopes(labels: NDArray[np.float64], pattern: str) -> NDArray[np.float64]:
    """The most that a label can add to each hypothesis at each step of a path -> (N, places)."""
    places = np.stack([np.zeros(len(labels)) if c == "?" else labels[:, int(c)] for c in pattern], axis=1)
    near = [places[:, max(k - MISPLACED, 0) : k + MISPLACED + 1].max(axis=1) for k in range(len(pattern))]
    return np.stack(near, axis=1)


def _best_ways(lattice: Lattice, hopes: NDArray[np.float64]) -> list[Way]:
    """To divide the ink, the most hopeful first."""
    hoped = hopes.tolist()
    best: list[list[Way]] = [[(0.0, 0.0, None)]]

    def longer(begin: int, hypothesis: int, score: float) -> Iterator[Way]:
        hope = score + hoped[hypothesis][lattice.depth[begin]] if hypothesis >= 0 else score
        for total, plain, steps in best[begin]:
            yield total + hope, plain + score, (steps, hypothesis) if hypothesis >= 0 else steps

    for edges, after in zip(lattice.incoming[1:], backward(lattice)[1:]):
        best.append(_most([longer(*edge) for edge in edges]) if after > -inf else [])
    return _most([iter(best[node]) for node in lattice.final])


def _most(ways: list[Iterator[Way]]) -> list[Way]:
    """The best of several lists, each best first."""
    return list(islice(merge(*ways, key=itemgetter(0), reverse=True), WAYS))


def _fitted(
    way: Way, labels: NDArray[np.float64], pattern: str, middle: list[float]
) -> tuple[float, tuple[int, ...]]:
    """A way's score with the labels that the pattern knows, and its hypotheses from left to right."""
    _, plain, steps = way
    path = tuple(sorted(path_of(steps), key=middle.__getitem__))
    return plain + sum(labels[h, int(c)] for h, c in zip(path, pattern) if c != "?"), path


def _texts(
    path: tuple[int, ...], labels: NDArray[np.float64], pattern: str, count: int
) -> list[tuple[str, float]]:
    """The most probable texts of one way, each with ln P of the digits that the pattern does not know."""
    texts = [("", 0.0)]
    for hypothesis, known in zip(path, pattern):
        if known == "?":
            choices = [(str(digit), score) for digit, score in enumerate(labels[hypothesis].tolist())]
        else:
            choices = [(known, 0.0)]
        longer = ((text + letter, total + score) for text, total in texts for letter, score in choices)
        texts = nlargest(count, longer, key=itemgetter(1))
    return texts
