"""Online recognition of handwritten numbers: over-segment, draw, classify, search, calibrate."""

from functools import cache, partial

import msgspec
import numpy as np
from numpy.typing import NDArray

from .classifier import Classifier, load
from .confidence import Calibration, calibrate
from .ink import Request, ink_from_strokes
from .lattice import Weights
from .looks import look
from .predictions import Prediction, search
from .segmentation import Hypotheses


class Model(msgspec.Struct, frozen=True):
    """The net and what was fitted to it, as model.json has it."""

    version: str
    classifier: Classifier
    weights: Weights
    calibration: Calibration


@cache
def model() -> Model:
    """The model that lies beside the function, loaded once."""
    classifier, card = load()
    weights, calibration = Weights.from_json(card["lattice"]), Calibration.from_json(card["calibration"])
    return Model(card["version"], classifier, weights, calibration)


class Answer(msgspec.Struct, frozen=True):
    """What was read.

    Attributes
    ----------
    predictions : tuple of Prediction
        Best first; empty when there is no ink.
    level : {"strong", "intermediate", "poor"}
    hypotheses : Hypotheses
    rasters : ndarray of shape (N, 28, 28), dtype uint8
        Each hypothesis as it is drawn for the net, 0 paper to 255 ink.
    log_probabilities : ndarray of shape (N, 11), dtype float64
        What was made of it: the digits 0 to 9, and not one digit.
    """

    predictions: tuple[Prediction, ...]
    level: str
    hypotheses: Hypotheses
    rasters: NDArray[np.uint8]
    log_probabilities: NDArray[np.float64]


def recognize(request: Request) -> Answer:
    """Read a number.

    `look` takes what may be one digit, whole strokes first and parts of the doubtful ones second, draws it and asks
    the net; `search` finds the ways to divide all ink that are most likely; `calibrate` says how far to trust the best.
    Where none has as many digits as the pattern, every stroke is doubted.

    Parameters
    ----------
    request : Request

    Returns
    -------
    Answer
    """
    net, weights = model().classifier, model().weights
    classify = partial(net.log_probabilities, recovered=request.ink.kind != "strokes")
    for cut_all in (False, True):
        hypotheses, rasters, scores = look(request.ink, classify, cut_all)
        readings = search(hypotheses, scores, weights, request.alternatives, request.pattern)
        if readings or request.pattern is None or not hypotheses.wide:
            break
    predictions, level = calibrate(readings, hypotheses, model().calibration)
    return Answer(predictions, level, hypotheses, rasters, scores)


def warm_up() -> None:
    """Read a small number once, so that the first request does not pay for what is made only once."""
    recognize(Request(ink_from_strokes([[(0, 0), (0, 9)], [(6, 0), (6, 9)]])))
