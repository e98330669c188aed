"""Lattice -> the n most probable texts.

What is wanted is a text's probability and not its best path's: the same text may be cut out of the ink in several
ways. So each node keeps a beam of texts, each with the summed scores of all its paths so far.
"""

from math import exp, inf

import msgspec
import numpy as np
from numpy.typing import NDArray

from .lattice import UNKNOWN, Edge, Lattice, backward, forward, log_add
from .segmentation import Hypotheses

LABELS = 4  # of a hypothesis that are followed, at least
PREFIXES = 4  # kept at each node beyond the number of texts that are wanted
IMPROBABLE = -12.0  # ln of an edge's posterior below which it is left out
MAX_EDGES = 2000  # not improbable ones; 12 scribbles have 1000. Of more only the best label of each is followed


class Reading(msgspec.Struct, frozen=True):
    """One text: ln of its summed scores, and its best path as (hypothesis, digit)."""

    text: str
    total: float
    path: tuple[tuple[int, int], ...]


def n_best(
    lattice: Lattice, labels: NDArray[np.float64], count: int
) -> tuple[list[Reading], float, dict[int, float]]:
    """The most probable texts.

    Parameters
    ----------
    lattice : Lattice
    labels : ndarray of shape (N, 10)
        ln P(digit | one digit) of each hypothesis.
    count : int
        How many are wanted.

    Returns
    -------
    readings : list of Reading, best first
        Up to `PREFIXES` more than asked for: `from_left_to_right` makes one of some.
    everything : float
        ln of the summed scores of all paths and labels.
    posterior : dict of hypothesis to float
        Probability that a hypothesis is one digit of the number.
    """
    if not lattice.final:
        return [], -inf, {}
    ahead, behind = forward(lattice), backward(lattice)
    everything = behind[0]
    probable: list[list[Edge]] = []
    posterior: dict[int, float] = {}
    for edges, after in zip(lattice.incoming, behind):
        kept = []
        for edge in edges:
            begin, hypothesis, score, _ = edge
            share = ahead[begin] + score + after - everything
            if share >= IMPROBABLE:
                kept.append(edge)
                if hypothesis >= 0:
                    posterior[hypothesis] = posterior.get(hypothesis, 0.0) + exp(min(share, 0.0))
        probable.append(kept)
    few = sum(map(len, probable)) <= MAX_EDGES
    follow = _Labels(labels, max(LABELS, count) if few else 1)
    beams = _beams(probable, follow, count + (PREFIXES if few else 1))
    texts: dict[str, list] = {}
    for node in lattice.final:
        for text, entry in beams[node].items():
            if text:  # all ink may be left unread, but that is no number
                _merge(texts, text, *entry)
    found = _best(texts, count + PREFIXES)
    return [Reading(text, total, _path(steps)) for text, (total, _, steps) in found], everything, posterior


class _Labels:
    """Digits to follow of each hypothesis, best first: the letter, the digit and its ln P.

    Skipped ink has no letter. What is known is scored already.
    """

    def __init__(self, labels: NDArray[np.float64], count: int) -> None:
        self._scores = labels.tolist()
        self._top = (-labels).argsort(axis=1)[:, :count].tolist()

    def of(self, hypothesis: int, known: int) -> list[tuple[str, int, float]]:
        if hypothesis < 0:
            return [("", -1, 0.0)]
        if known != UNKNOWN:
            return [(str(known), known, 0.0)]
        scores = self._scores[hypothesis]
        return [(str(digit), digit, scores[digit]) for digit in self._top[hypothesis]]


def _beams(incoming: list[list[Edge]], follow: _Labels, width: int) -> list[dict[str, list]]:
    """At each node the most probable texts so far, best first, each as [total, best, steps of its best path].

    Steps are linked from the last to the first, (steps before, (hypothesis, digit)), so that prefixes share theirs.
    """
    beams: list[dict[str, list]] = [{"": [0.0, 0.0, None]}]
    for edges in incoming[1:]:
        beam: dict[str, list] = {}
        for begin, hypothesis, score, known in edges:
            prefixes = list(beams[begin].items())
            for worse, (letter, digit, label_score) in enumerate(follow.of(hypothesis, known), 1):
                step = score + label_score
                last = (hypothesis, digit)
                # On the only way here, the first labels of the first prefixes are better than a later one's.
                for text, (total, best, steps) in prefixes if len(edges) > 1 else prefixes[: width // worse]:
                    longer = text + letter
                    if longer in beam:
                        _merge(beam, longer, total + step, best + step, (steps, last) if letter else steps)
                    else:
                        beam[longer] = [total + step, best + step, (steps, last) if letter else steps]
        beams.append(dict(_best(beam, width)) if len(beam) > 1 else beam)
    return beams


def _best(texts: dict[str, list], count: int) -> list[tuple[str, list]]:
    """The first `count` by their totals, best first."""
    least = sorted([entry[0] for entry in texts.values()])[-count:][:1]
    kept = [item for item in texts.items() if item[1][0] >= least[0]]
    return sorted(kept, key=lambda item: -item[1][0])[:count]


def _path(steps: tuple | None) -> tuple[tuple[int, int], ...]:
    """Linked steps, from the first to the last."""
    path = []
    while steps:
        steps, step = steps
        path.append(step)
    return tuple(reversed(path))


def _merge(beam: dict[str, list], text: str, total: float, best: float, path: tuple | None) -> None:
    """Another way to write a text: totals are added, the better path stays."""
    entry = beam.get(text)
    if entry is None:
        beam[text] = [total, best, path]
        return
    entry[0] = log_add(entry[0], total)
    if best > entry[1]:
        entry[1:] = best, path


def middles(hypotheses: Hypotheses) -> list[float]:
    """Middle of each hypothesis along x, by which digits are put in order."""
    return ((hypotheses.boxes[:, 0] + hypotheses.boxes[:, 2]) / 2).tolist()


def from_left_to_right(readings: list[Reading], middle: list[float]) -> list[Reading]:
    """Readings with their digits in order of place.

    A path follows the leftmost unread piece, and where digits overlap that may be the bar of the
    second. Texts that become the same are one reading.
    """
    texts: dict[str, list] = {}
    for reading in readings:
        path = tuple(sorted(reading.path, key=lambda step: middle[step[0]]))
        text = "".join(str(digit) for _, digit in path)
        _merge(texts, text, reading.total, reading.total, path)
    ordered = sorted(texts.items(), key=lambda item: -item[1][0])
    return [Reading(text, total, path) for text, (total, _, path) in ordered]
