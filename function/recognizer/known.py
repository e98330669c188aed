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

from .lattice import UNKNOWN, Lattice, Step, by_leftmost_piece, paths
from .segmentation import Hypotheses


class _Before(NamedTuple):
    """The digit before, where the next one may lie to its left; and whether it does."""

    hypothesis: int
    swapped: bool


class _State(NamedTuple):
    """How many places are read, and what the next digit must know."""

    depth: int
    before: _Before | None = None


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

    @cache
    def may_change_places(hypothesis: int, read: int, target: int) -> bool:
        return leftmost[target] < middle[hypothesis] and any(
            h >= 0 and not group & read and middle[h] < middle[hypothesis] for group, h, _ in leaving[target]
        )

    def places(hypothesis: int, state: _State, read: int, target: int) -> Iterator[tuple[int, _State]]:
        """Of a digit, and what is remembered of the path behind it."""
        depth, before = state
        left = before is not None and middle[hypothesis] < middle[before.hypothesis]
        if before is not None and before.swapped:
            if left:
                yield depth, _State(depth + 2)
        elif not left:
            forks = depth + 1 < len(known) and may_change_places(hypothesis, read, target)
            yield depth, _State(depth + 1, _Before(hypothesis, False) if forks else None)
            if forks:
                yield depth + 1, _State(depth, _Before(hypothesis, True))

    def steps(state: _State, hypothesis: int, read: int, target: int, unread: int) -> Iterator[Step]:
        if hypothesis < 0:
            if fits_in(state, unread):
                yield Step(state)
            return
        for place, after in places(hypothesis, state, read, target):
            if fits_in(after, unread):
                digit = known[place]
                yield Step(after) if digit == UNKNOWN else Step(after, labels[hypothesis, digit], digit)

    def fits_in(state: _State, unread: int) -> bool:
        """Whether the digits that are missing may be in so many pieces: each needs one."""
        waits = state.before is not None and state.before.swapped  # for the place before it
        return 0 <= len(known) - state.depth - waits <= unread

    return paths(leaving, _State(0), steps, _State(len(known)))


def fits(text: str, pattern: str) -> bool:
    """Whether a text has the pattern's length and its digits."""
    return len(text) == len(pattern) and all(known in ("?", letter) for letter, known in zip(text, pattern))
