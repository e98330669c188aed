"""Fit the lattice's weights and the calibration, on writers that the net was not trained on."""

import copyreg
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from parallel import in_processes
from recognizer.classifier import NOT_DIGIT, Net
from recognizer.ink import ink_from_strokes
from recognizer.lattice import Lattice, Weights, build, path_scores
from recognizer.looks import Classify, look
from recognizer.n_best import middles
from recognizer.segmentation import FEATURES, Hypotheses

PART = 500  # numbers, that one process segments and classifies at a time
MAX_PATHS = 400  # of a lattice, the best by the weights at hand
PRIOR = 0.002  # pull towards the weights set by hand

copyreg.pickle(Net, lambda net: (Net, (net.model,)))  # another process makes interpreters of its own

START = {  # signs and sizes by hand; what is fitted departs from here
    "digit": 0.0,
    "gap": -6.0,
    "apart": -2.0,
    "overlap": -4.0,
    "stacked": -2.0,
    "retraced": -4.0,
    "continued": -4.0,
    "touched": -0.3,
    "short": -1.0,
    "shorter": -2.0,
    "wide": -1.0,
    "wider": -1.0,
    "tall": -1.0,
    "off_line": -1.0,
    "parts": 0.0,
    "interrupted": -0.3,
    "cuts": -1.5,
    "sharpness": 1.0,
    "unlinked": -1.0,
    "held_link": -1.0,
    "dot": -5.0,
    "part": -2.0,
    "skipped_link": -1.0,
    "skipped_link_length": -0.5,
    "skipped_ink": -4.0,
}

Bounds = tuple[float | None, float | None]  # least and most; None where there is none

# Of the confidence's evidence: what speaks for a reading never counts against it, nor the other way round.
SIGNS: dict[str, Bounds] = {
    "bias": (None, None),
    "posterior": (0, None),
    "least_digit": (0, None),
    "mean_digit": (0, None),
    "unread": (None, 0),
    "cuts": (None, 0),
    "cut_ones": (None, 0),
    "written_over": (None, 0),
}


@dataclass(frozen=True)
class Case:
    """A number whose ink was segmented and classified."""

    text: str
    hypotheses: Hypotheses
    log_probabilities: NDArray[np.float64]


def start() -> Weights:
    return Weights(1.0, np.array([START[name] for name in FEATURES]))


def case(text: str, strokes: Sequence[NDArray], classify: Classify) -> Case:
    """Segment, draw and classify as the function does; `classify` gives log-probabilities."""
    hypotheses, _, log_probabilities = look(ink_from_strokes(strokes), classify)
    return Case(text, hypotheses, log_probabilities)


def cases(inks: Sequence[tuple[str, Sequence[NDArray]]], classify: Classify) -> list[Case]:
    """The same of many numbers."""
    parts = [inks[k : k + PART] for k in range(0, len(inks), PART)]
    return [one for own in in_processes([(_cases, part, classify) for part in parts]) for one in own]


def _cases(inks: Sequence[tuple[str, Sequence[NDArray]]], classify: Classify) -> list[Case]:
    return [case(text, strokes, classify) for text, strokes in inks]


def best_paths(lattice: Lattice) -> list[tuple[int, ...]]:
    """The paths of highest score, each as its edges: hypotheses, or -1 - k for skipped ink."""
    best: list[list[tuple[float, tuple[int, ...]]]] = [[] for _ in lattice.incoming]
    best[0] = [(0.0, ())]
    for node, edges in enumerate(lattice.incoming[1:], 1):
        found = [
            (score + edge.score, (*path, edge.hypothesis)) for edge in edges for score, path in best[edge.begin]
        ]
        best[node] = sorted(found, reverse=True)[:MAX_PATHS]
    found = sorted((scored for node in lattice.final for scored in best[node]), reverse=True)
    return [path for _, path in found[:MAX_PATHS]]


@dataclass(frozen=True)
class _Rows:
    """Paths of one number: summed features (P, 1 + F); ln P of the true labels (P,), -inf where the length is wrong."""

    features: NDArray[np.float64]
    text: NDArray[np.float64]


def _rows(case: Case, weights: Weights) -> _Rows:
    scores, labels, skips = path_scores(case.hypotheses, case.log_probabilities, weights)
    is_digit = np.logaddexp.reduce(case.log_probabilities[:, :NOT_DIGIT], axis=1)
    own = np.hstack([is_digit[:, None], case.hypotheses.features])
    skipped = np.hstack([np.zeros((len(skips), 1)), case.hypotheses.skip_features])
    middle = middles(case.hypotheses)
    features, text = [], []
    for path in best_paths(build(case.hypotheses, scores, skips)):
        digits = sorted((h for h in path if h >= 0), key=lambda h: middle[h])
        left_out = [-1 - h for h in path if h < 0]
        features.append(own[digits].sum(axis=0) + skipped[left_out].sum(axis=0))
        right = len(digits) == len(case.text)
        text.append(labels[digits, list(map(int, case.text))].sum() if right else -np.inf)
    return _Rows(np.array(features).reshape(-1, own.shape[1]), np.array(text))


def _loss(theta: NDArray, rows: Sequence[_Rows], center: NDArray) -> tuple[float, NDArray]:
    """-ln P(text), mean over the numbers, with its gradient."""
    total, gradient = 0.0, np.zeros_like(theta)
    for row in rows:
        score = row.features @ theta
        everything = np.logaddexp.reduce(score)
        right = np.logaddexp.reduce(score + row.text)
        total += everything - right
        gradient += np.exp(score - everything) @ row.features - np.exp(score + row.text - right) @ row.features
    away = theta - center
    return total / len(rows) + PRIOR / 2 * away @ away, gradient / len(rows) + PRIOR * away


def fit_weights(cases: Sequence[Case], rounds: int = 2) -> Weights:
    """Maximum likelihood of the texts, the way to divide the ink being summed over.

    Numbers of which no listed path has the right length are left out of a round.
    """
    weights = start()
    if not cases:
        print("no numbers of validation writers: the lattice keeps the weights set by hand")
        return weights
    center = np.concatenate([[weights.digitness], weights.features])
    for _ in range(rounds):
        rows = [r for r in (_rows(case, weights) for case in cases) if np.isfinite(r.text).any()]
        theta = np.concatenate([[weights.digitness], weights.features])
        found = minimize(_loss, theta, (rows, center), jac=True, method="L-BFGS-B", options={"maxiter": 80})
        before = _loss(theta, rows, center)[0]
        print(f"lattice: {len(rows)} of {len(cases)} numbers, -ln P {before:.4f} -> {found.fun:.4f}")
        weights = Weights(float(found.x[0]), found.x[1:])
    return weights


def fit_temperature(logits: NDArray, labels: NDArray) -> float:
    """The temperature of least cross entropy of the labels of digits (Guo et al. 2017)."""
    digits = labels != NOT_DIGIT
    logits, labels = logits[digits, :NOT_DIGIT], labels[digits]
    found = minimize(lambda v: _cross_entropy(logits / np.exp(v[0]), labels), [0.0], method="Nelder-Mead").x
    return float(np.exp(found[0]))


def _cross_entropy(scores: NDArray, labels: NDArray) -> float:
    return float((np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(labels)), labels]).mean())


def fit_digitness(odds: NDArray, labels: NDArray) -> tuple[float, float]:
    """Slope and intercept of the log-odds of being a digit (Platt 1999), over those of one net or of both."""
    features = np.stack([odds, np.ones(len(odds))], axis=1)
    slope, intercept = fit_confidence(features, (labels != NOT_DIGIT).astype(float), np.ones(len(labels)))
    return float(slope), float(intercept)


def fit_confidence(
    evidence: NDArray, right: NDArray, weight: NDArray, bounds: Sequence[Bounds] | None = None
) -> NDArray[np.float64]:
    """Logistic regression -> weights of the evidence, within bounds if any; a little ridge keeps them finite."""

    def loss(v: NDArray) -> tuple[float, NDArray]:
        odds = evidence @ v
        gradient = evidence.T @ (weight * (1 / (1 + np.exp(-odds)) - right)) / weight.sum()
        value = (weight * (np.logaddexp(0, odds) - right * odds)).sum() / weight.sum()
        return float(value + 1e-4 * v @ v), gradient + 2e-4 * v

    return minimize(loss, np.zeros(evidence.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x


def fit_levels(
    confidence: NDArray, right: NDArray, weight: NDArray, precision: float = 0.995
) -> tuple[float, float]:
    """Least confidence of `strong`, from which on `precision` of the answers are right, and of `intermediate`.

    An `intermediate` answer is right more often than not; there the alternatives are worth a look.
    """
    order = np.argsort(-confidence)
    share = np.cumsum((right * weight)[order]) / np.cumsum(weight[order])
    good = np.flatnonzero(share >= precision)
    strong = float(confidence[order][good[-1]]) if len(good) else 1.0
    return min(max(strong, 0.6), 0.999), 0.5
