"""Hypotheses -> the best readings, with their posterior probabilities and those of their digits."""

from functools import cache, reduce
from itertools import repeat
from math import exp
from operator import or_

import msgspec
import numpy as np
from numpy.typing import NDArray

from .classifier import NOT_DIGIT
from .known import build_known, fits
from .lattice import Weights, build, path_scores
from .limits import DEFAULT_ALTERNATIVES
from .members import membership
from .n_best import from_left_to_right, middles, n_best
from .segmentation import Hypotheses

SAME_INK = 0.8  # shared, of the longer of two hypotheses: with a little more or less of a link it is the same digit
ANY = 10  # of the digits: what the pattern knows need not be read
UNLIKELY = 1e-3  # posterior below which a hypothesis adds nothing to the same digit's


class Digit(msgspec.Struct, frozen=True):
    """One digit of a reading: row of its hypothesis, posterior, and what the nets said of its ink."""

    grapheme: str
    hypothesis: int
    confidence: float
    probabilities: NDArray[np.float64]  # (10,) given that it is a digit
    not_digit: float


class Prediction(msgspec.Struct, frozen=True):
    """A number with its probability and its digits."""

    text: str
    confidence: float
    digits: tuple[Digit, ...]


def search(
    hypotheses: Hypotheses,
    log_probabilities: NDArray[np.float64],
    weights: Weights,
    alternatives: int = DEFAULT_ALTERNATIVES,
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
    middle = middles(hypotheses)
    if pattern is None or not pattern.strip("?"):
        lattice = build(hypotheses, scores, skips, None if pattern is None else len(pattern))
    else:
        lattice = build_known(hypotheses, scores, skips, pattern, labels, middle)
    readings, everything, posterior = n_best(lattice, labels, alternatives + 1)
    readings = from_left_to_right(readings, middle)
    if pattern is not None:
        readings = [reading for reading in readings if fits(reading.text, pattern)]
    readings = readings[: alternatives + 1]
    given, not_digit = np.exp(labels), np.exp(log_probabilities[:, NOT_DIGIT])
    read = {hypothesis for reading in readings for hypothesis, _ in reading.path}
    sure = digit_posteriors(hypotheses, posterior, np.concatenate([given, np.ones((len(given), 1))], axis=1), read)
    known = [character != "?" for character in pattern] if pattern else repeat(False)

    @cache  # readings share most of their digits
    def digit(hypothesis: int, label: int, is_known: bool) -> Digit:
        confidence = min(float(sure[hypothesis][ANY if is_known else label]), 1.0)
        return Digit(str(label), hypothesis, confidence, given[hypothesis], float(not_digit[hypothesis]))

    return tuple(
        Prediction(
            reading.text,
            min(exp(reading.total - everything), 1.0),
            tuple([digit(*step, is_known) for step, is_known in zip(reading.path, known)]),
        )
        for reading in readings
    )


def digit_posteriors(
    hypotheses: Hypotheses, posterior: dict[int, float], given: NDArray[np.float64], read: set[int]
) -> dict[int, NDArray[np.float64]]:
    """Probabilities that a hypothesis' ink, a little more of it or a little less, is each digit, and that it is any.

    A joined digit may be cut off here or a little further on. Whoever asks how sure the digit is does not mean the cut,
    so the posteriors of hypotheses with nearly the same ink are added; no path has two of them.

    Parameters
    ----------
    hypotheses : Hypotheses
    posterior : dict of hypothesis to float
        As of `n_best`.
    given : ndarray of shape (N, 11)
        P(digit | one digit), and 1 for any digit.
    read : set of int
        The hypotheses that are asked about.

    Returns
    -------
    dict of hypothesis to ndarray of shape (11,)
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
