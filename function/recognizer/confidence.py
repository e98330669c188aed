"""From posteriors to honest probabilities.

The lattice's posterior compares a number with other numbers; it cannot say that the ink is no
number at all. A logistic regression over what the best path looks like does (Platt 1999), fitted on
numbers and junk of writers that were not trained on.
"""

from math import exp, log

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from .doubts import doubted
from .predictions import Prediction
from .segmentation import FEATURES, Hypotheses

EVIDENCE = (
    "bias", "posterior", "least_digit", "mean_digit", "unread", "cuts",
    "cut_ones",  # ones cut out of a stroke: a zigzag is made of them
    "written_over",  # 1 where two neighbors are in one place: a digit was corrected, and both are read; or see `doubts`
)  # fmt: skip
SAME_PLACE = 0.5  # of the larger box of two digits, shared
CUTS = FEATURES.index("cuts")
FLOOR = -8.0  # of logarithms
MOST = 4.0  # log-odds of the posterior: a lattice that is surer than 98 % is right no more often


class Calibration(msgspec.Struct, frozen=True):
    """Weights of `EVIDENCE`, and the least confidence of the two upper levels."""

    weights: NDArray[np.float64]
    strong: float
    intermediate: float

    @staticmethod
    def from_json(calibration: dict) -> "Calibration":
        weights = np.array([calibration["confidence"][name] for name in EVIDENCE])
        return Calibration(weights, calibration["levels"]["strong"], calibration["levels"]["intermediate"])


def evidence(best: Prediction, hypotheses: Hypotheses) -> NDArray[np.float64]:
    """What speaks for the best reading -> (8,), see `EVIDENCE`.

    Parameters
    ----------
    best : Prediction
        Its confidence is the lattice's posterior.
    hypotheses : Hypotheses
    """
    rows = [digit.hypothesis for digit in best.digits]
    digitness = [max(log(max(1 - digit.not_digit, 1e-9)), FLOOR) for digit in best.digits]
    cuts = hypotheses.features[rows, CUTS].tolist()
    cut_ones = sum(digit.grapheme == "1" and own > 0 for digit, own in zip(best.digits, cuts))
    covered = 0
    for row in rows:
        covered |= hypotheses.members[row]
    unread = 1 - covered.bit_count() / hypotheses.pieces
    return np.array([
        1.0, min(log_odds(best.confidence), MOST), min(digitness), sum(digitness) / len(rows),
        unread, sum(cuts), cut_ones,
        written_over(hypotheses.boxes[rows]) or doubted(best, hypotheses),
    ])


def written_over(boxes: NDArray[np.float64]) -> bool:
    """Whether two neighbors are in one place: (N, 4), from left to right."""
    low, high = boxes[:, :2], boxes[:, 2:]
    shared = (np.minimum(high[1:], high[:-1]) - np.maximum(low[1:], low[:-1])).clip(0).prod(axis=1)
    area = (high - low).prod(axis=1)
    larger = np.maximum(area[1:], area[:-1])
    return bool(((shared >= SAME_PLACE * larger) & (shared > 0)).any())


def calibrate(
    predictions: tuple[Prediction, ...], hypotheses: Hypotheses, calibration: Calibration
) -> tuple[tuple[Prediction, ...], str]:
    """Predictions with honest confidences, and the level of the best."""
    if not predictions:
        return (), "poor"
    odds = float(evidence(predictions[0], hypotheses) @ calibration.weights)
    confidence = 1 / (1 + exp(-max(min(odds, 30.0), -30.0)))
    posterior = predictions[0].confidence
    factor = min(confidence / max(posterior, 1e-9), (1 - confidence) / max(1 - posterior, 1e-9))
    own = {(digit.hypothesis, digit.grapheme) for digit in predictions[0].digits}
    digits = {(digit.hypothesis, digit.grapheme): digit for reading in predictions for digit in reading.digits}
    for key, digit in digits.items():  # once each: readings share most of their digits
        digits[key] = replace(digit, confidence=of_digit(digit.confidence, posterior, confidence, key in own))
    confidences = [confidence, *(reading.confidence * factor for reading in predictions[1:])]
    weighed = tuple(
        Prediction(reading.text, value, tuple([digits[digit.hypothesis, digit.grapheme] for digit in reading.digits]))
        for reading, value in zip(predictions, confidences, strict=True)
    )
    return weighed, level(confidence, calibration)


def of_digit(digit: float, posterior: float, confidence: float, of_best: bool) -> float:
    """A digit's posterior, now that the best reading's is `confidence` and not `posterior`.

    How likely it is where the best reading is right, and how likely where that is wrong, stays as it was; the two are
    weighed anew (the law of total probability). A digit of the best reading is less likely than that only where the
    same text is read with other cuts; another digit has nothing of it but what it must have, if it is that likely.
    """
    both = min(digit, posterior) if of_best else max(digit + posterior - 1, 0.0)  # it and the best reading are right
    alone = min((digit - both) / max(1 - posterior, 1e-9), 1.0)
    return confidence * both / max(posterior, 1e-9) + (1 - confidence) * alone


def level(confidence: float, calibration: Calibration) -> str:
    """`strong` can be used unseen, `intermediate` has the truth likely among the alternatives, `poor` is unreliable."""
    if confidence >= calibration.strong:
        return "strong"
    return "intermediate" if confidence >= calibration.intermediate else "poor"


def log_odds(probability: float) -> float:
    """ln(p / (1 - p)), kept finite."""
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return log(clipped / (1 - clipped))
