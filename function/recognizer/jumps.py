"""Where a pen jumped: it was lifted, or was not seen, and the device drew on as if it had not been.

A pen goes about as fast as it went, so a step many times as long as those before and behind it is no ink, unless it
leads straight on: then points are missing. A point where another stroke ends, too, is what a device still had of that
stroke, and the step to it need not be as long.
"""

import numpy as np
from numpy.typing import NDArray

from .runs import ends, runs

LEAST_POINTS = 12  # of a stroke, to tell how far its pen goes at once
LEAST_WITHIN = 20  # steps of one that has a jump within it: simplified ink has long stems between loops of few points
MOST = 0.9  # of the number's steps: none of them is longer than the usual one
FAR = 5.0  # times the usual step: how long a jump is
SUDDEN = 3.0  # times the steps before and behind it, at least
STALE_FAR, STALE_SUDDEN = 2.5, 2.0  # the same, of a stroke's first or last step, where another stroke has that end, too
STALE_STEPS = 4  # of that stroke, at least
STEEP = 0.7  # x per y of a last step that goes down, at most: it may be the stem of a 9 or a 4
SIMPLIFIED = 0.97  # median cosine of the angle between steps, at most, where points between them were left out
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
    usual = np.partition(length, place)[place]
    if (length > STALE_FAR * usual).any():
        goes_on = (own[1:] == own[:-1])[:, None]
        before, behind = np.zeros((2, *steps.shape))
        before[1:], behind[:-1] = steps[:-1] * goes_on, steps[1:] * goes_on
        within = before.any(axis=1) & behind.any(axis=1)
        first = runs(own)
        count = ends(first, len(own)) - first
        count = count.repeat(count)
        beside = np.maximum(np.hypot(*before.T), np.hypot(*behind.T))
        far = (length > FAR * usual) & (length >= SUDDEN * beside)
        far &= count >= np.where(within, LEAST_WITHIN, LEAST_POINTS - 1)
        far &= ~(_ahead(before, steps) & _ahead(steps, behind))
        for k in (far & ~behind.any(axis=1)).nonzero()[0].tolist():
            far[k] = not _is_stem(steps[k - count[k] + 1 : k + 1])
        far |= (
            (length > STALE_FAR * usual) & (length >= STALE_SUDDEN * beside) & (count >= STALE_STEPS)
            & _stale(points, stroke)[moved]
        )
        jumped[moved[far]] = True
    return jumped


def _stale(points: NDArray[np.float64], stroke: NDArray[np.intp]) -> NDArray[np.bool_]:
    """First and last steps, by the points they lead to, of strokes that have that end in common with others -> (P,)."""
    first = runs(stroke)
    last = ends(first, len(stroke)) - 1
    _, place, count = np.unique(points[np.append(first, last)], axis=0, return_inverse=True, return_counts=True)
    closed = (points[first] == points[last]).all(axis=1)
    shared = count[place.reshape(-1)] - np.tile(closed, 2) > 1
    stale = np.zeros(len(points) + 1, bool)
    stale[first + 1] = shared[: len(first)]
    stale[last] |= shared[len(first) :]
    return stale[:-1]


def _is_stem(steps: NDArray[np.float64]) -> bool:
    """Whether the last one of a stroke's steps (n, 2) leads down from simplified ink, which turns at each point."""
    across, down = steps[-1]
    one, two = steps[:-2], steps[1:-1]
    cosine = (one * two).sum(axis=1) / (np.hypot(*one.T) * np.hypot(*two.T))
    return bool(abs(across) <= STEEP * down and np.median(cosine) <= SIMPLIFIED)


def _ahead(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether steps (n, 2) go about the same way -> (n,); also where one of them is none."""
    return (one * two).sum(axis=1) >= AHEAD * np.hypot(*one.T) * np.hypot(*two.T)
