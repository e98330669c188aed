"""The pen's way along a center line, which a picture does not show (Doermann and Rosenfeld 1995).

A pen most likely sets out from an end, the upper or the left one; where lines meet it goes straight on, and where
nothing is left to go along it is lifted. Of the strokes of our training writers 90 % begin where this says.
"""

import math
from heapq import heapify, heappop, heappush
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..runs import ends, runs

RIGHTWARDS = 0.55  # how much further to the right the beginning may be, for each unit that it is higher
AHEAD = 5  # points, that tell in which direction a line goes on

Neighbors = dict[int, dict[int, None]]  # of each point, those that no pen has come from or gone to; in a fixed order


def in_order_of_writing(
    points: NDArray[np.float64], joins: NDArray[np.intp], stroke: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Sort and turn joins as a pen would have drawn them.

    Parameters
    ----------
    points : ndarray of shape (P, 2), dtype float64
        x right, y down.
    joins : ndarray of shape (J, 2), dtype intp
        Of neighboring points, sorted by stroke; a lone point is joined to itself.
    stroke : ndarray of shape (P,), dtype intp

    Returns
    -------
    ndarray of shape (J, 2), dtype intp
        The same joins, sorted by stroke; (a, b) was drawn from a to b.
    """
    if not len(joins):
        return joins
    places = points.tolist()
    first = runs(stroke[joins[:, 0]])
    ways = []
    for begin, end in zip(first.tolist(), ends(first, len(joins)).tolist()):
        ways += _way(places, joins[begin:end].tolist())
    return np.array(ways, np.intp)


def _way(places: list[list[float]], joins: list[list[int]]) -> list[tuple[int, int]]:
    """The joins of one stroke, or of one connected piece of ink."""
    left: Neighbors = {}
    for a, b in joins:
        left.setdefault(a, {})[b] = None
        left.setdefault(b, {})[a] = None

    def set_out(point: int) -> tuple[float, int]:
        return places[point][1] + RIGHTWARDS * places[point][0], point

    tips = [set_out(point) for point, near in left.items() if len(near) == 1]
    heapify(tips)
    way: list[tuple[int, int]] = []
    for top in sorted(left, key=lambda point: places[point][1]):  # where what has no end begins
        while tips or left[top]:
            _, start = heappop(tips) if tips else set_out(top)
            gone = _go(places, left, start)
            for point in {point for step in gone for point in step}:
                if len(left[point]) == 1:
                    heappush(tips, set_out(point))
            way += gone
    return way


def _go(places: list[list[float]], left: Neighbors, start: int) -> list[tuple[int, int]]:
    """From a point on until nothing is left to go along; takes from `left` what it goes along."""
    trail = [start]
    while near := left[trail[-1]]:
        here = trail[-1]
        behind = trail[max(len(trail) - 1 - AHEAD, 0)]
        step = next(iter(near)) if len(near) == 1 else _straight_on(places, left, behind, here)
        del left[here][step]
        left[step].pop(here, None)  # of a lone point nothing is left
        trail.append(step)
    return list(pairwise(trail))


def _straight_on(places: list[list[float]], left: Neighbors, behind: int, here: int) -> int:
    """The neighbor through which the way bends least; at the beginning the one that leads to the left."""
    x, y = places[here]
    along, down = (x - places[behind][0], y - places[behind][1]) if behind != here else (-1.0, 0.0)

    def straightness(step: int) -> float:
        far = _ahead(left, here, step)
        right, below = places[far][0] - x, places[far][1] - y
        return (along * right + down * below) / (math.hypot(right, below) or 1.0)

    return max(left[here], key=straightness)


def _ahead(left: Neighbors, here: int, step: int) -> int:
    """A few points on, or the next fork."""
    for _ in range(AHEAD - 1):
        beyond = [p for p in left[step] if p != here]
        if len(beyond) != 1:
            break
        here, step = step, beyond[0]
    return step
