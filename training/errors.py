"""Why a number was missed: another digit, another division of the ink, and which term of the score decided."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from readings import Reading, matches, runs
from recognizer import model
from recognizer.classifier import NOT_DIGIT
from recognizer.lattice import path_scores
from recognizer.segmentation import FEATURES, Hypotheses

MAX_WAYS = 200  # to choose among hypotheses that match the same digits: with or without a link


@dataclass(frozen=True)
class Cause:
    """Of one miss.

    Attributes
    ----------
    kind : str
        ``digit``: divided as written, but another digit; ``no hypothesis``: the true ink of some digit was not
        among the candidates; ``division``: it was, but another way to divide the ink won; ``outvoted``: the true
        path has the better score, but several paths read the other text; ``search``: it has, and was lost;
        ``unknown``: the true division is not known.
    detail : str
        ``1>7`` for digits; for a division the term of the score that spoke most against the true path.
    """

    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else self.kind


def explain(reading: Reading) -> Cause:
    """Why a case that was sent as strokes was missed."""
    case, answer = reading.case, reading.answer
    if reading.grouped:
        return Cause("digit", substitutions(case.text, reading.text))
    if not case.digits or answer is None or not answer.predictions or answer.predictions[0].digits == ():
        same = len(case.text) == len(reading.text)
        return Cause("unknown", substitutions(case.text, reading.text) if same else _length(reading))
    groups = [runs(case, answer, h) for h in range(len(answer.hypotheses))]
    match = matches(case, groups)
    missing = "".join(label for label, found in zip(case.text, match.any(axis=1), strict=True) if not found)
    if missing:
        return Cause("no hypothesis", f"for {missing}")
    return _lost(reading, [np.flatnonzero(row).tolist() for row in match])


def substitutions(truth: str, read: str) -> str:
    """Pairs of unlike digits at the same place."""
    return ", ".join(f"{a}>{b}" for a, b in zip(truth, read, strict=True) if a != b)


def _length(reading: Reading) -> str:
    return "too few digits" if len(reading.text) < len(reading.case.text) else "too many digits"


def _lost(reading: Reading, candidates: Sequence[Sequence[int]]) -> Cause:
    """The term of the score in which the winner was most ahead of the true division."""
    answer = reading.answer
    table = _Terms.of(answer.hypotheses, answer.log_probabilities)
    won = [(digit.hypothesis, int(digit.grapheme)) for digit in answer.predictions[0].digits]
    winner = table.path(won)
    true, best = None, -np.inf
    for _, way in zip(range(MAX_WAYS), product(*candidates), strict=False):
        terms = table.path([(h, int(c)) for h, c in zip(way, reading.case.text, strict=True)])
        if terms is not None and terms.sum() > best:
            true, best = terms, float(terms.sum())
    if true is None or winner is None:
        return Cause("no hypothesis", "for a path through all of the ink")
    if best > winner.sum():
        return Cause("outvoted" if reading.case.text in reading.alternatives else "search", _length_change(reading))
    ahead = winner - true
    return Cause("division", f"{_length_change(reading)} by {table.names[int(ahead.argmax())]}")


def _length_change(reading: Reading) -> str:
    change = len(reading.text) - len(reading.case.text)
    return "merged" if change < 0 else "split" if change > 0 else "shifted"


@dataclass(frozen=True)
class _Terms:
    """The terms of a path's score: label, digitness, and each feature."""

    hypotheses: Hypotheses
    labels: NDArray[np.float64]
    own: NDArray[np.float64]  # (N, 1 + F)
    skipped: NDArray[np.float64]  # (K, 1 + F)
    names: tuple[str, ...] = ("label", "not a digit", *FEATURES)

    @staticmethod
    def of(hypotheses: Hypotheses, log_probabilities: NDArray[np.float64]) -> "_Terms":
        weights = model().weights
        _, labels, _ = path_scores(hypotheses, log_probabilities, weights)
        is_digit = np.logaddexp.reduce(log_probabilities[:, :NOT_DIGIT], axis=1)
        own = np.column_stack([weights.digitness * is_digit, hypotheses.features * weights.features])
        zero = np.zeros((len(hypotheses.skips), 1))
        return _Terms(hypotheses, labels, own, np.hstack([zero, hypotheses.skip_features * weights.features]))

    def path(self, digits: Sequence[tuple[int, int]]) -> NDArray[np.float64] | None:
        """Terms of the path of (hypothesis, label), with skips for what it leaves; None when it is no path."""
        read = 0
        for h, _ in digits:
            if read & self.hypotheses.members[h]:
                return None
            read |= self.hypotheses.members[h]
        terms = np.concatenate([[sum(self.labels[h, c] for h, c in digits)], sum(self.own[h] for h, _ in digits)])
        for mask, skipped in zip(self.hypotheses.skips, self.skipped, strict=True):
            if not mask & read:
                read |= mask
                terms[1:] += skipped
        return terms if read == (1 << self.hypotheses.pieces) - 1 else None


def count_causes(misses: Sequence[Reading]) -> list[list]:
    """Causes with the number of misses that have them, [cause, count], the most frequent first.

    A miss with two wrong digits counts for both pairs.
    """
    causes = Counter(part for reading in misses for part in _parts(explain(reading)))
    return [list(pair) for pair in causes.most_common()]


def _parts(cause: Cause) -> set[str]:
    return {str(Cause(cause.kind, detail)) for detail in cause.detail.split(", ")}
