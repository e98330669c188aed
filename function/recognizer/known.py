"""A lattice of the numbers that have the digits a pattern knows.

A pattern's places count from left to right, and a path goes by the leftmost unread piece: a 5 whose cap reaches over
the 1 before it comes first on its path, and second in the number. So at every step after which a digit may follow that
lies further to the left the path forks: either none does, or the next one does and the two change places.
"""

from collections.abc import Iterator
from functools import cache
from math import inf
from typing import NamedTuple

from numpy.typing import NDArray

from .lattice import MAX_NODES, UNKNOWN, Edge, Lattice, by_leftmost_piece
from .segmentation import Hypotheses


class _Before(NamedTuple):
    """The digit before, where the next one may lie to its left; and whether it does."""

    hypothesis: int
    swapped: bool


class _Step(NamedTuple):
    """A digit's place in the number; how many are placed after it; what the next one must know."""

    place: int
    depth: int
    before: _Before | None


def build_known(
    hypotheses: Hypotheses, scores: NDArray, skips: NDArray, pattern: str, labels: NDArray, middle: list[float]
) -> Lattice:
    """The graph of all ways to divide the ink into a number that fits a pattern.

    Parameters
    ----------
    hypotheses : Hypotheses
    scores : ndarray of shape (N,)
        See `path_scores`.
    skips : ndarray of shape (K,)
    pattern : str
        Digits and ``?``.
    labels : ndarray of shape (N, 10)
        ln P(digit | one digit).
    middle : list of float, length N
        Of each hypothesis, by which digits are put in order.
    """
    leaving = by_leftmost_piece(hypotheses, scores.tolist(), skips.tolist())
    leftmost = [min((middle[h] for _, h, _ in edges if h >= 0), default=inf) for edges in [*leaving, []]]
    known = [UNKNOWN if c == "?" else int(c) for c in pattern]
    full = (1 << hypotheses.pieces) - 1

    @cache
    def may_change_places(hypothesis: int, read: int, target: int) -> bool:
        return leftmost[target] < middle[hypothesis] and any(
            h >= 0 and not group & read and middle[h] < middle[hypothesis] for group, h, _ in leaving[target]
        )

    def steps(hypothesis: int, depth: int, before: _Before | None, read: int, target: int) -> Iterator[_Step]:
        left = hypothesis >= 0 and before is not None and middle[hypothesis] < middle[before.hypothesis]
        if hypothesis < 0:
            yield _Step(depth, depth, before)
        elif before is not None and before.swapped:
            if left:
                yield _Step(depth, depth + 2, None)
        elif not left:
            forks = depth + 1 < len(known) and may_change_places(hypothesis, read, target)
            yield _Step(depth, depth + 1, _Before(hypothesis, False) if forks else None)
            if forks:
                yield _Step(depth + 1, depth, _Before(hypothesis, True))

    waiting: list[dict[tuple, list]] = [{} for _ in range(hypotheses.pieces + 1)]
    waiting[0][0, 0, None] = [0.0, []]
    incoming: list[list[Edge]] = []
    final: list[int] = []
    for piece, found in enumerate(waiting):
        kept = sorted(found.items(), key=lambda item: -item[1][0])[:MAX_NODES]
        for (mask, depth, before), (best, edges) in kept:
            node = len(incoming)
            incoming.append(edges)
            if mask == full:
                if depth == len(known):
                    final.append(node)
                continue
            for group, hypothesis, score in leaving[piece]:
                if group & mask:
                    continue
                read = mask | group
                unread = ~read & full
                target = (unread & -unread).bit_length() - 1 if unread else hypotheses.pieces
                for step in steps(hypothesis, depth, before, read, target):
                    waits = step.before is not None and step.before.swapped  # for the place before it
                    if not 0 <= len(known) - step.depth - waits <= unread.bit_count():
                        continue  # a digit needs a piece
                    digit = known[step.place] if hypothesis >= 0 else UNKNOWN
                    whole = score + labels[hypothesis, digit] if digit != UNKNOWN else score
                    entry = waiting[target].setdefault((read, step.depth, step.before), [-inf, []])
                    entry[0] = max(entry[0], best + whole)
                    entry[1].append(Edge(node, hypothesis, whole, digit))
    return Lattice(incoming, final)


def fits(text: str, pattern: str) -> bool:
    """Whether a text has the pattern's length and its digits."""
    return len(text) == len(pattern) and all(known in ("?", letter) for letter, known in zip(text, pattern))
