"""Strokes over older ink: only what is new is seen of them, so they are broken where they cross.

The pen was not lifted there; the two ends that look at each other through the older ink are joined, and an end
that stops at older ink is led on to that ink's center line, under which it began or ended.
"""

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from .skeleton import Skeleton

CROSSING = 4.0  # pen widths: longest gap that is bridged; a crossing at 15 degrees leaves as much
MEETING = 1.5  # pen widths: farthest center line that an end is led to; a flat end stops one before it
AHEAD = 0.5  # cosine of the widest angle between an end's direction and what it is joined to: 60 degrees
BACK = 1.5  # pen widths: the direction of an end is that from the middle of so much of its line
MAX_ENDS = 512  # more are no handwriting: such a picture is left as it is
MAX_PAIRS = 4_000_000  # of an end and a point of any line, likewise: 60 rules each way and a few strokes took 2 s
_SAMPLES = np.linspace(0.0, 1.0, 17)


def close_crossings(skeleton: Skeleton, labels: NDArray[np.int32], pen: float) -> Skeleton:
    """Join the ends of one stroke through older ink, and lead the others on to the line that they meet.

    Parameters
    ----------
    skeleton : Skeleton
        Center lines of new ink, a label each stroke, later ones higher.
    labels : ndarray of shape (H, W), dtype int32
        The ink that `skeleton` was made from; 0 is paper.
    pen : float
        Width of the pen, pixels.

    Returns
    -------
    Skeleton
        With joins over gaps, and points added where an end was led on; points are in no order.
    """
    for _ in range(2):  # a short piece between two crossings gets its second join in the second round
        ends = np.flatnonzero(skeleton.degree() <= 1)
        if not 0 < len(ends) <= MAX_ENDS or len(ends) * len(skeleton.points) > MAX_PAIRS:
            return skeleton
        pairs = _facing(skeleton, ends, labels, pen)
        skeleton = replace(skeleton, joins=np.concatenate((skeleton.joins, pairs)))
    return _meet(skeleton, np.flatnonzero(skeleton.degree() <= 1), labels, pen)


def _directions(skeleton: Skeleton, ends: NDArray[np.intp], pen: float) -> NDArray[np.float64]:
    """Unit vectors out of the line's ends, shape (E, 2); zero for a lone point."""
    out = np.zeros((len(ends), 2))
    for row, end in enumerate(ends):
        near = np.flatnonzero(_around(skeleton, end, max(BACK * pen, 4.0)) & (skeleton.label == skeleton.label[end]))
        out[row] = (skeleton.points[end] - skeleton.points[near]).mean(axis=0)
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


def _around(skeleton: Skeleton, point: np.intp, reach: float) -> NDArray[np.bool_]:
    """Which points lie in the square around one; each axis by itself, as a maximum of two took ten times as long."""
    x, y = skeleton.points.T
    return (np.abs(x - x[point]) <= reach) & (np.abs(y - y[point]) <= reach)


def _ahead(out: NDArray[np.float64], way: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether `way` lies ahead of directions `out`, both of shape (N, 2); a lone point looks everywhere."""
    cosine = (out * way).sum(axis=1) / np.maximum(np.linalg.norm(way, axis=1), 1e-9)
    return (cosine >= AHEAD) | (np.abs(out).max(axis=1) < 0.1)


def _inked(
    begin: NDArray[np.float64], end: NDArray[np.float64], labels: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Whether the straight ways of shape (N, 2) run over ink alone."""
    spots = (begin[:, None] + (end - begin)[:, None] * _SAMPLES[:, None]).astype(np.intp)  # (N, 17, 2)
    return (labels[spots[..., 1], spots[..., 0]] > 0).all(axis=1)


def _facing(
    skeleton: Skeleton, ends: NDArray[np.intp], labels: NDArray[np.int32], pen: float
) -> NDArray[np.intp]:
    """Pairs of ends of one label, each the other's nearest, that look at each other over ink, shape (N, 2)."""
    points, label = skeleton.points[ends], skeleton.label[ends]
    out = _directions(skeleton, ends, pen)
    distance = np.linalg.norm(points[:, None] - points[None], axis=-1)  # (E, E)
    near = (label[:, None] == label[None]) & (distance > 1.5) & (distance <= CROSSING * pen + 2)
    left, right = np.nonzero(near)
    way = points[right] - points[left]
    good = _ahead(out[left], way) & _ahead(out[right], -way) & _inked(points[left], points[right], labels)
    cost = np.full(distance.shape, np.inf)
    cost[left[good], right[good]] = distance[left[good], right[good]]
    best = cost.argmin(axis=1)
    rows = np.arange(len(ends))
    mutual = (best[best] == rows) & np.isfinite(cost[rows, best]) & (rows < best)
    return np.column_stack((ends[mutual], ends[best[mutual]]))


def _meet(skeleton: Skeleton, ends: NDArray[np.intp], labels: NDArray[np.int32], pen: float) -> Skeleton:
    """Lead ends on to the nearest center line of older ink ahead of them."""
    out = _directions(skeleton, ends, pen)
    goals = np.full(len(ends), -1)
    for row, end in enumerate(ends):
        near = np.flatnonzero(_around(skeleton, end, MEETING * pen + 1) & (skeleton.label < skeleton.label[end]))
        begin, goal = np.broadcast_to(skeleton.points[end], (len(near), 2)), skeleton.points[near]
        fit = _ahead(np.broadcast_to(out[row], begin.shape), goal - begin) & _inked(begin, goal, labels)
        if fit.any():
            near, goal = near[fit], goal[fit]
            goals[row] = near[np.linalg.norm(goal - skeleton.points[end], axis=1).argmin()]
    led = goals >= 0
    ends, goals = ends[led], goals[led]
    added = len(skeleton.points) + np.arange(len(ends))
    return Skeleton(
        np.concatenate((skeleton.points, skeleton.points[goals])),
        np.concatenate((skeleton.label, skeleton.label[ends])),
        np.concatenate((skeleton.joins, np.column_stack((ends, added)))),
        np.concatenate((skeleton.radius, skeleton.radius[ends])),
    )
