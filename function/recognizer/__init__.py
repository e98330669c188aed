"""Online recognition of handwritten numbers: over-segment, draw, classify, search, calibrate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import classifier
from .confidence import Calibration, calibrate
from .ink import Request, ink_from_strokes
from .lattice import Prediction, Weights, search
from .rasterize import rasterize
from .segmentation import MIN_SIDE, Hypotheses, segment

CLASSIFIER, CARD = classifier.load()
WEIGHTS = Weights.from_json(CARD["lattice"])
CALIBRATION = Calibration.from_json(CARD["calibration"])
MODEL_VERSION: str = CARD["version"]


@dataclass(frozen=True)
class Answer:
    """What was read.

    Attributes
    ----------
    predictions : tuple of Prediction
        Best first; empty when there is no ink.
    level : {"strong", "intermediate", "poor"}
    hypotheses : Hypotheses
    rasters : ndarray of shape (N, 28, 28), dtype uint8
        What the net saw of each hypothesis, 0 paper to 255 ink.
    """

    predictions: tuple[Prediction, ...]
    level: str
    hypotheses: Hypotheses
    rasters: NDArray[np.uint8]


def recognize(request: Request) -> Answer:
    """Read a number.

    Parameters
    ----------
    request : Request

    Returns
    -------
    Answer
    """
    hypotheses = segment(request.ink)
    rasters = rasterize(hypotheses.lines, hypotheses.spans, min_side=MIN_SIDE)
    scores = CLASSIFIER.log_probabilities(rasters)
    readings = search(hypotheses, scores, WEIGHTS, request.alternatives, request.pattern)
    predictions, level = calibrate(readings, hypotheses, WEIGHTS.features, CALIBRATION)
    return Answer(predictions, level, hypotheses, rasters)


def warm_up() -> None:
    """Read a small number once, so that the first request does not pay for what is made only once."""
    recognize(Request(ink_from_strokes([[(0, 0), (0, 9)], [(6, 0), (6, 9)]])))
