"""Stray points: from elsewhere, as a touch screen sends one now and then, between points that are near one another."""

import numpy as np
from numpy.typing import NDArray

from .lines import steps
from .runs import ends, runs

LEAST_POINTS = 8  # of a stroke, to tell what is unlike its other steps
FAR = 4.0  # times the stroke's median step: how far away a stray point is
FAR_OF_WAY = 0.04  # of the stroke's way, at least
BEYOND = 1.5  # times its longest other step, at least: simplified ink has long stems, which the pen goes up and down
ASIDE = 0.6  # of the way to a stray point, at most: how far the points before and behind it are apart


def stray_points(points: NDArray[np.float64], stroke: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Points far from those before and behind them, which are near one another: (P, 2), (P,) -> (P,)."""
    stray = np.zeros(len(points), bool)
    if len(points) < LEAST_POINTS:
        return stray
    first = runs(stroke)
    count = ends(first, len(points)) - first
    step = steps(points, first)
    away = np.minimum(step[:-1], step[1:])  # of the second point and those behind it; 0 at the ends of a stroke
    least = np.where(count < LEAST_POINTS, np.inf, FAR_OF_WAY * np.add.reduceat(step, first))
    far = (away > least.repeat(count)[1:]).nonzero()[0]
    if not len(far):
        return stray
    far = far[np.hypot(*(points[far + 2] - points[far]).T) < ASIDE * away[far]]
    others = step.copy()
    others[far] = others[far + 1] = 0.0
    for p in far.tolist():
        s = first.searchsorted(p, "right") - 1
        own = slice(first[s], first[s] + count[s] - 1)
        moved = step[own][step[own] > 0]
        stray[p + 1] = away[p] > max(FAR * np.median(moved), BEYOND * others[own].max())
    return stray
