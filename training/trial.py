"""Numbers read with a net that is still in the making: the lattice with weights set by hand, no calibration."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

from compose import Number
from fit_lattice import case, start
from hypotheses import NOT_DIGIT
from recognizer.predictions import search

NEVER = -30.0  # ln P of "not one digit" from a net that does not know the class


def numbers_right(
    numbers: Iterable[Number], logits: Callable[[NDArray[np.uint8]], NDArray], rejects: bool
) -> NDArray[np.bool_]:
    """Which numbers are read without an error.

    Parameters
    ----------
    numbers : iterable of Number
    logits : function
        Rasters (N, 28, 28) -> logits (N, 11).
    rejects : bool
        Whether the net was taught the eleventh class.
    """

    def classify(rasters: NDArray[np.uint8], _: NDArray[np.uint8] | None) -> NDArray[np.float64]:
        if rejects:
            return log_softmax(logits(rasters).astype(np.float64), axis=1)
        digits = log_softmax(logits(rasters)[:, :NOT_DIGIT].astype(np.float64), axis=1)
        return np.pad(digits, ((0, 0), (0, 1)), constant_values=NEVER)

    right = []
    for number in numbers:
        one = case(number.text, number.strokes, classify)
        readings = search(one.hypotheses, one.log_probabilities, start(), 0)
        right.append(bool(readings) and readings[0].text == number.text)
    return np.array(right)
