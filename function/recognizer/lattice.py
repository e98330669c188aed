"""Scored hypotheses -> the n best numbers, with their posterior probabilities.

The lattice is a graph whose nodes are sets of pieces of ink already read and whose edges are
hypotheses. From each node only hypotheses with the leftmost unread piece go out, so that each way
to divide the ink into digits is one path. A path's score is a log-linear model,

    sum over its digits of  ln P(digit | raster) + w ln P(some digit | raster) + theta . geometry

(Wang, Yin and Liu 2012, path evaluation; the weights are trained as in a semi-Markov conditional
random field, Sarawagi and Cohen 2004). Scores are summed over all paths and labels (the forward
algorithm), so that a number's posterior counts every way to read it against every other number.
"""

from dataclasses import dataclass
from functools import cache, reduce
from math import exp, inf, log, log1p
from operator import or_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .geometry import membership
from .segmentation import FEATURES, Hypotheses

NOT_DIGIT = 10
MAX_NODES = 24  # with the same leftmost unread piece; the best are kept
LABELS = 4  # of a hypothesis that are followed for the n best texts
PREFIXES = 4  # kept at each node beyond the number of texts that are wanted
IMPROBABLE = -12.0  # ln of an edge's posterior below which it is left out of the n best texts
SAME_INK = 0.9  # shared, of the longer of two hypotheses: with a little more or less of a link it is the same digit
UNLIKELY = 1e-3  # posterior below which a hypothesis adds nothing to the same digit's
MAX_EDGES = 4000  # more that are not improbable are no number: then only the best label of each is followed


@dataclass(frozen=True)
class Weights:
    """Of the log-linear model.

    Attributes
    ----------
    digitness : float
        Of ln P(some digit | raster).
    features : ndarray of shape (F,), dtype float64
        Of `segmentation.FEATURES`.
    """

    digitness: float
    features: NDArray[np.float64]

    @staticmethod
    def from_json(weights: dict) -> "Weights":
        return Weights(weights["digitness"], np.array([weights["features"][name] for name in FEATURES]))


@dataclass(frozen=True)
class Digit:
    """One digit of a reading: row of its hypothesis, posterior, and what the net said of its raster."""

    grapheme: str
    hypothesis: int
    confidence: float
    probabilities: NDArray[np.float64]  # (10,) given that it is a digit
    not_digit: float


@dataclass(frozen=True)
class Prediction:
    """A number with its probability and its digits."""

    text: str
    confidence: float
    digits: tuple[Digit, ...]


class Edge(NamedTuple):
    """From a node to the one that it is listed at; hypothesis -1 - k skips the ink of the k-th skip."""

    begin: int
    hypothesis: int
    score: float


@dataclass(frozen=True)
class Lattice:
    """Nodes in topological order; node 0 is the begin.

    Attributes
    ----------
    incoming : list of list of Edge
        Of each node.
    final : list of int
        Nodes at which all ink is read (and, with a pattern, all its digits).
    depth : list of int
        Number of digits read at each node; only with a pattern, else 0.
    """

    incoming: list[list[Edge]]
    final: list[int]
    depth: list[int]


def path_scores(
    hypotheses: Hypotheses, log_probabilities: NDArray[np.float64], weights: Weights
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Scores of hypotheses without their label -> (N,), of labels -> (N, 10), of skips -> (K,)."""
    is_digit = np.logaddexp.reduce(log_probabilities[:, :NOT_DIGIT], axis=1)  # ln P(some digit), (N,)
    labels = log_probabilities[:, :NOT_DIGIT] - is_digit[:, None]
    scores = weights.digitness * is_digit + hypotheses.features @ weights.features
    return scores, labels, hypotheses.skip_features @ weights.features


def build(
    hypotheses: Hypotheses, scores: NDArray, skips: NDArray, pattern: str | None = None, labels: NDArray | None = None
) -> Lattice:
    """The graph of all ways to divide the ink.

    Parameters
    ----------
    hypotheses : Hypotheses
    scores : ndarray of shape (N,)
        See `path_scores`.
    skips : ndarray of shape (K,)
    pattern : str, optional
        Digits and ``?``; decides the number of digits.
    labels : ndarray of shape (N, 10), optional
        ln P(digit), for the digits that the pattern fixes.
    """
    leaving = _by_leftmost_piece(hypotheses, scores.tolist(), skips.tolist())
    full = (1 << hypotheses.pieces) - 1
    length = len(pattern) if pattern is not None else inf
    fixed = None if pattern is None or labels is None else [int(c) if c != "?" else -1 for c in pattern]
    waiting: list[dict[tuple[int, int], list]] = [{} for _ in range(hypotheses.pieces + 1)]
    waiting[0][0, 0] = [0.0, []]
    incoming: list[list[Edge]] = []
    depths: list[int] = []
    final: list[int] = []
    for piece, found in enumerate(waiting):
        kept = sorted(found.items(), key=lambda item: -item[1][0])[:MAX_NODES]
        for (mask, depth), (best, edges) in kept:
            node = len(incoming)
            incoming.append(edges)
            depths.append(depth)
            if mask == full:
                if pattern is None or depth == length:
                    final.append(node)
                continue
            for group, hypothesis, score in leaving[piece]:
                if group & mask:
                    continue
                after = depth if pattern is None or hypothesis < 0 else depth + 1
                if after > length:
                    continue
                if fixed and hypothesis >= 0 and fixed[depth] >= 0:
                    score += labels[hypothesis, fixed[depth]]
                union = mask | group
                unread = ~union & full
                target = (unread & -unread).bit_length() - 1 if unread else hypotheses.pieces
                entry = waiting[target].setdefault((union, after), [-inf, []])
                entry[0] = max(entry[0], best + score)
                entry[1].append(Edge(node, hypothesis, score))
    return Lattice(incoming, final, depths)


def _by_leftmost_piece(
    hypotheses: Hypotheses, scores: list[float], skips: list[float]
) -> list[list[tuple[int, int, float]]]:
    """For each piece the (mask, hypothesis, score) in which it is the leftmost."""
    leaving: list[list[tuple[int, int, float]]] = [[] for _ in range(hypotheses.pieces)]
    for h, (mask, score) in enumerate(zip(hypotheses.members, scores)):
        leaving[(mask & -mask).bit_length() - 1].append((mask, h, score))
    for k, (mask, score) in enumerate(zip(hypotheses.skips, skips)):
        leaving[(mask & -mask).bit_length() - 1].append((mask, -1 - k, score))
    return leaving


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
        total.append(log_sum([total[begin] + score for begin, _, score in edges]))
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
        for begin, _, score in lattice.incoming[node]:
            onward[begin].append(here + score)
    return total


@dataclass(frozen=True)
class Reading:
    """One text: ln of its summed scores, and its best path as (hypothesis, digit)."""

    text: str
    total: float
    path: tuple[tuple[int, int], ...]


def n_best(
    lattice: Lattice, labels: NDArray[np.float64], count: int, pattern: str | None = None
) -> tuple[list[Reading], float, dict[int, float]]:
    """The most probable texts.

    Returns
    -------
    readings : list of Reading, best first
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
            begin, hypothesis, score = edge
            share = ahead[begin] + score + after - everything
            if share >= IMPROBABLE:
                kept.append(edge)
                if hypothesis >= 0:
                    posterior[hypothesis] = posterior.get(hypothesis, 0.0) + exp(min(share, 0.0))
        probable.append(kept)
    few = sum(map(len, probable)) <= MAX_EDGES
    follow = _Labels(labels, LABELS if few else 1, pattern)
    beams = _beams(probable, lattice.depth, follow, count + (PREFIXES if few else 0))
    texts: dict[str, list] = {}
    for node in lattice.final:
        for text, entry in beams[node].items():
            _merge(texts, text, *entry)
    readings = [Reading(text, total, _path(steps)) for text, (total, _, steps) in _best(texts, count) if text]
    return readings, everything, posterior


class _Labels:
    """Digits to follow of each hypothesis, best first: the letter, the digit and its ln P.

    Skipped ink has no letter. What the pattern fixes is scored already.
    """

    def __init__(self, labels: NDArray[np.float64], count: int, pattern: str | None) -> None:
        top = np.argsort(-labels, axis=1)[:, :count]
        self._scores = np.take_along_axis(labels, top, axis=1).tolist()
        self._top = top.tolist()
        self._pattern = pattern

    def of(self, hypothesis: int, depth: int) -> list[tuple[str, int, float]]:
        if hypothesis < 0:
            return [("", -1, 0.0)]
        if self._pattern is None or self._pattern[depth] == "?":
            return [(str(digit), digit, score) for digit, score in zip(self._top[hypothesis], self._scores[hypothesis])]
        return [(self._pattern[depth], int(self._pattern[depth]), 0.0)]


def _beams(incoming: list[list[Edge]], depth: list[int], follow: _Labels, width: int) -> list[dict[str, list]]:
    """At each node the most probable texts so far, best first, each as [total, best, steps of its best path].

    Steps are linked from the last to the first, (steps before, (hypothesis, digit)), so that prefixes share theirs.
    """
    beams: list[dict[str, list]] = [{"": [0.0, 0.0, None]}]
    for edges in incoming[1:]:
        beam: dict[str, list] = {}
        for begin, hypothesis, score in edges:
            prefixes = list(beams[begin].items())
            for worse, (letter, digit, label_score) in enumerate(follow.of(hypothesis, depth[begin]), 1):
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


def search(
    hypotheses: Hypotheses,
    log_probabilities: NDArray[np.float64],
    weights: Weights,
    alternatives: int = 3,
    pattern: str | None = None,
) -> tuple[Prediction, ...]:
    """The best reading and up to `alternatives` further ones, with posteriors as confidences.

    Parameters
    ----------
    hypotheses : Hypotheses
    log_probabilities : ndarray of shape (N, 11)
    weights : Weights
    alternatives : int
    pattern : str, optional
        Digits and ``?``.

    Returns
    -------
    tuple of Prediction, best first; empty without ink, or when no path has the pattern's length
    """
    if not len(hypotheses):
        return ()
    scores, labels, skips = path_scores(hypotheses, log_probabilities, weights)
    lattice = build(hypotheses, scores, skips, pattern, labels)
    readings, everything, posterior = n_best(lattice, labels, alternatives + 1, pattern)
    if pattern is None or not pattern.strip("?"):  # digits that the pattern fixes were fixed in the order of the path
        readings = from_left_to_right(readings, middles(hypotheses))
    given, not_digit = np.exp(labels), np.exp(log_probabilities[:, NOT_DIGIT])
    read = {hypothesis for reading in readings for hypothesis, _ in reading.path}
    sure = digit_posteriors(hypotheses, posterior, given, read)

    @cache  # readings share most of their digits
    def digit(hypothesis: int, label: int) -> Digit:
        confidence = min(float(sure[hypothesis][label]), 1.0)
        return Digit(str(label), hypothesis, confidence, given[hypothesis], float(not_digit[hypothesis]))

    return tuple(
        Prediction(r.text, min(exp(r.total - everything), 1.0), tuple(digit(h, c) for h, c in r.path))
        for r in readings
    )


def digit_posteriors(
    hypotheses: Hypotheses, posterior: dict[int, float], given: NDArray[np.float64], read: set[int]
) -> dict[int, NDArray[np.float64]]:
    """Probabilities that a hypothesis' ink, a little more of it or a little less, is each digit.

    A joined digit may be cut off here or a little further on. Whoever asks how sure the digit is does not mean the cut,
    so the posteriors of hypotheses with nearly the same ink are added; no path has two of them.

    Parameters
    ----------
    hypotheses : Hypotheses
    posterior : dict of hypothesis to float
        As of `n_best`.
    given : ndarray of shape (N, 10)
        P(digit | one digit).
    read : set of int
        The hypotheses that are asked about.

    Returns
    -------
    dict of hypothesis to ndarray of shape (10,)
    """
    likely = {h for h, p in posterior.items() if p >= UNLIKELY}
    masks = [hypotheses.members[h] for h in likely]
    if reduce(or_, masks, 0).bit_count() == sum(mask.bit_count() for mask in masks):  # none shares ink with another
        return {h: posterior.get(h, 0.0) * given[h] for h in read}
    rows = sorted(read | likely)
    table = membership([hypotheses.members[h] for h in rows], hypotheses.pieces).table
    shared = (table * hypotheses.ink) @ table.T.astype(float)  # (K, K)
    own = shared.diagonal()
    same = shared >= SAME_INK * np.maximum(own[:, None], own)
    share = np.array([posterior.get(h, 0.0) for h in rows])
    return dict(zip(rows, same @ (share[:, None] * given[rows])))


def log_odds(probability: float) -> float:
    """ln(p / (1 - p)), kept finite."""
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return log(clipped / (1 - clipped))
