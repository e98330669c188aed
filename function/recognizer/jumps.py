"""Where a pen jumped: it was lifted, or was not seen, and the device drew on as if it had not been.

A pen goes about as fast as it went, so a step many times as long as those before and behind it is no ink, unless it
leads straight on: then points are missing.
"""

import numpy as np
from numpy.typing import NDArray

from .runs import ends, runs

LEAST_POINTS = 12  # of a stroke, to tell how far its pen goes at once
LEAST_WITHIN = 20  # steps of one that has a jump within it: simplified ink has long stems between loops of few points
MOST = 0.9  # of the number's steps: none of them is longer than the usual one
FAR = 5.0  # times the usual step: how long a jump is
SUDDEN = 3.0  # times the steps before and behind it, at least
AHEAD = 0.8  # cosine, at least, of the angle to the steps before and behind it where points are missing


def jumps(points: NDArray[np.float64], stroke: NDArray[np.intp]) -> NDArray[np.bool_]:
    """The points that the pen jumped to from the one before: (P, 2), (P,) of strokes, not decreasing -> (P,)."""
    jumped = np.zeros(len(points), bool)
    steps = np.zeros((len(points), 2))  # to each point from the one before
    np.subtract(points[1:], points[:-1], out=steps[1:])
    steps[runs(stroke)] = 0.0
    length = np.hypot(steps[:, 0], steps[:, 1])
    moved = length.nonzero()[0]  # a pen that rests does not go
    if len(moved) < LEAST_POINTS:
        return jumped
    steps, length, own = steps[moved], length[moved], stroke[moved]
    place = int(MOST * (len(moved) - 1))
    far = length > FAR * np.partition(length, place)[place]
    if far.any():
        goes_on = (own[1:] == own[:-1])[:, None]
        before, behind = np.zeros((2, *steps.shape))
        before[1:], behind[:-1] = steps[:-1] * goes_on, steps[1:] * goes_on
        within = before.any(axis=1) & behind.any(axis=1)
        first = runs(own)
        count = ends(first, len(own)) - first
        far &= count.repeat(count) >= np.where(within, LEAST_WITHIN, LEAST_POINTS - 1)
        far &= length >= SUDDEN * np.maximum(np.hypot(*before.T), np.hypot(*behind.T))
        far &= ~(_ahead(before, steps) & _ahead(steps, behind))
        jumped[moved[far]] = True
    return jumped


def _ahead(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether steps (n, 2) go about the same way -> (n,); also where one of them is none."""
    return (one * two).sum(axis=1) >= AHEAD * np.hypot(*one.T) * np.hypot(*two.T)
