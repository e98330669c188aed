"""Scored hypotheses -> a graph of all ways to divide the ink.

Nodes are sets of pieces of ink already read, edges are hypotheses. From each node only hypotheses with the
leftmost unread piece go out, so that each way to divide the ink into digits is one path. Of two digits of a picture
that have a piece in common one reads it, and the other one goes on without it. A path's score is a log-linear model,

    sum over its digits of  ln P(digit | ink) + w ln P(some digit | ink) + theta . geometry

(Wang, Yin and Liu 2012, path evaluation; the weights are trained as in a semi-Markov conditional
random field, Sarawagi and Cohen 2004). Scores are summed over all paths (the forward algorithm).
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import reduce
from itertools import combinations
from math import comb, exp, inf, log, log1p
from operator import or_
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from .classifier import NOT_DIGIT
from .segmentation import FEATURES, Hypotheses

UNKNOWN = -1  # digit
SHARED = -1.0  # score of a piece of ink that is another digit's, too
MAX_SHARED = 4000  # edges with a piece that is another's, too; bounds time: beyond it none has two, or none any
MAX_NODES = 24  # with the same leftmost unread piece; the best are kept


class Weights(msgspec.Struct, frozen=True):
    """Of the log-linear model.

    Attributes
    ----------
    digitness : float
        Of ln P(some digit | ink).
    features : ndarray of shape (F,), dtype float64
        Of `segmentation.FEATURES`.
    """

    digitness: float
    features: NDArray[np.float64]

    @staticmethod
    def from_json(weights: dict) -> "Weights":
        return Weights(weights["digitness"], np.array([weights["features"][name] for name in FEATURES]))


class Edge(NamedTuple):
    """From a node to the one that it is listed at; hypothesis -1 - k skips the ink of the k-th skip.

    Where the digit is known, its ln P is in the score.
    """

    begin: int
    hypothesis: int
    score: float
    digit: int = UNKNOWN


class Step(NamedTuple):
    """What is remembered of a path behind a hypothesis, and the digit that it must be, with its ln P."""

    after: Hashable
    score: float = 0.0
    digit: int = UNKNOWN


class Lattice(msgspec.Struct, frozen=True):
    """Nodes in topological order; node 0 is the begin.

    Attributes
    ----------
    incoming : list of list of Edge
        Of each node.
    final : list of int
        Nodes at which all ink is read, with as many digits as are wanted.
    """

    incoming: list[list[Edge]]
    final: list[int]


def path_scores(
    hypotheses: Hypotheses, log_probabilities: NDArray[np.float64], weights: Weights
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Scores of hypotheses without their label -> (N,), of labels -> (N, 10), of skips -> (K,)."""
    is_digit = np.logaddexp.reduce(log_probabilities[:, :NOT_DIGIT], axis=1)  # ln P(some digit), (N,)
    labels = log_probabilities[:, :NOT_DIGIT] - is_digit[:, None]
    scores = weights.digitness * is_digit + hypotheses.features @ weights.features
    return scores, labels, hypotheses.skip_features @ weights.features


def build(hypotheses: Hypotheses, scores: NDArray, skips: NDArray, length: int | None = None) -> Lattice:
    """The graph of all ways to divide the ink.

    Parameters
    ----------
    hypotheses : Hypotheses
    scores : ndarray of shape (N,)
        See `path_scores`.
    skips : ndarray of shape (K,)
    length : int, optional
        Number of digits; any when not given.
    """
    leaving = by_leftmost_piece(hypotheses, scores.tolist(), skips.tolist())
    if length is None:
        anything = [Step(0)]
        return paths(leaving, 0, lambda *_: anything, 0)

    def steps(digits: int, hypothesis: int, read: int, target: int, unread: int) -> list[Step]:
        after = digits + (hypothesis >= 0)
        return [Step(after)] if 0 <= length - after <= unread else []  # a digit needs a piece

    return paths(leaving, 0, steps, length)


def paths(
    leaving: list[list[tuple[int, int, float]]],
    start: Hashable,
    steps: Callable[[Any, int, int, int, int], Iterable[Step]],
    goal: Hashable,
) -> Lattice:
    """The graph of all ways from a state in which no ink is read to one in which all is.

    Parameters
    ----------
    leaving : list of list of (mask, hypothesis, score)
        As of `by_leftmost_piece`.
    start, goal : hashable
        What is remembered of a path besides the ink that is read: at its begin, and at its end.
    steps : callable
        What is remembered, hypothesis, mask of the ink read with it, leftmost piece that is unread then, number of
        pieces that are -> what the path may go on with.
    """
    count = len(leaving)
    full = (1 << count) - 1
    waiting: list[dict[tuple[int, Hashable], list]] = [{} for _ in range(count + 1)]
    waiting[0][0, start] = [0.0, []]
    incoming: list[list[Edge]] = []
    final: list[int] = []
    for piece, found in enumerate(waiting):
        kept = sorted(found.items(), key=lambda item: -item[1][0])[:MAX_NODES]
        for (mask, state), (best, edges) in kept:
            node = len(incoming)
            incoming.append(edges)
            if mask == full:
                if state == goal:
                    final.append(node)
                continue
            for group, hypothesis, score in leaving[piece]:
                if group & mask:
                    continue
                read = mask | group
                unread = ~read & full
                target = (unread & -unread).bit_length() - 1 if unread else count
                for after, more, digit in steps(state, hypothesis, read, target, unread.bit_count()):
                    entry = waiting[target].setdefault((read, after), [-inf, []])
                    entry[0] = max(entry[0], best + score + more)
                    entry[1].append(Edge(node, hypothesis, score + more, digit))
    return Lattice(incoming, final)


def by_leftmost_piece(
    hypotheses: Hypotheses, scores: list[float], skips: list[float]
) -> list[list[tuple[int, int, float]]]:
    """For each piece the (mask, hypothesis, score) in which it is the leftmost.

    A digit's ink that another one has, too, is in the mask of one of the two alone.
    """
    leaving: list[list[tuple[int, int, float]]] = [[] for _ in range(hypotheses.pieces)]
    for h, (mask, score) in enumerate(zip(hypotheses.members, scores)):
        leaving[(mask & -mask).bit_length() - 1].append((mask, h, score))
    for h, others in _shared(hypotheses):
        own = hypotheses.members[h] & ~others
        if own:
            leaving[(own & -own).bit_length() - 1].append((own, h, scores[h] + SHARED * others.bit_count()))
    for k, (mask, score) in enumerate(zip(hypotheses.skips, skips)):
        leaving[(mask & -mask).bit_length() - 1].append((mask, -1 - k, score))
    return leaving


def _shared(hypotheses: Hypotheses) -> Iterator[tuple[int, int]]:
    """Hypotheses, and masks of what of each may be another digit's, too."""
    pieces = [1 << p for p in range(hypotheses.pieces) if hypotheses.shared >> p & 1]
    own = [[piece for piece in pieces if mask & piece] for mask in hypotheses.members] if pieces else []
    edges = 0
    for count in (1, 2):
        edges += sum(comb(len(shared), count) for shared in own)
        if edges <= MAX_SHARED:
            yield from ((h, reduce(or_, some)) for h, shared in enumerate(own) for some in combinations(shared, count))


def log_add(a: float, b: float) -> float:
    """ln(e^a + e^b)."""
    if a < b:
        a, b = b, a
    return a if b == -inf else a + log1p(exp(b - a))


def log_sum(scores: list[float]) -> float:
    """ln of the sum of e^score."""
    if len(scores) < 2:
        return scores[0] if scores else -inf
    most = max(scores)
    return most + log(sum([exp(score - most) for score in scores]))


def forward(lattice: Lattice) -> list[float]:
    """ln of the summed scores of all paths from the begin to each node."""
    total = [0.0]
    for edges in lattice.incoming[1:]:
        total.append(log_sum([total[begin] + score for begin, _, score, _ in edges]))
    return total


def backward(lattice: Lattice) -> list[float]:
    """ln of the summed scores of all paths from each node to the end."""
    total = [-inf] * len(lattice.incoming)
    onward: list[list[float]] = [[] for _ in lattice.incoming]
    for node in lattice.final:
        onward[node].append(0.0)
    for node in range(len(total) - 1, -1, -1):
        total[node] = here = log_sum(onward[node])
        if here == -inf:
            continue
        for begin, _, score, _ in lattice.incoming[node]:
            onward[begin].append(here + score)
    return total
