"""Frames in several strokes: two lines and two more, or two corners, along the sides of all ink."""

import numpy as np
from numpy.typing import NDArray

from .runs import Boxed, boxed

MOST = 4  # strokes of a frame
LONG = 0.8  # of the width, or of the height, of all ink, at least: each stroke of a frame, and all four sides
WANDER = 0.12  # of the shorter side of all ink, at most: how far a frame's line is from where its sides are
ALONG = [1, 0, 1, 0]  # axis of the left side, the top, the right side, the bottom


def sides(drawn: Boxed) -> list[int]:
    """The strokes, by number, that run along the sides of the box of all ink, if they may be a frame of something."""
    if len(drawn.low) < 3:
        return []
    left, right = drawn.low[:, 0].tolist(), drawn.high[:, 0].tolist()
    least = LONG * (max(right) - min(left))
    if sum(end - begin > least for begin, end in zip(left, right)) < 2:
        return []
    low, high = drawn.low.min(axis=0), drawn.high.max(axis=0)
    long = (drawn.high - drawn.low > LONG * (high - low)).any(axis=1)
    wander = WANDER * (high - low).min()
    near = np.concatenate([drawn.points - low, high - drawn.points], axis=1) < wander  # (P, 4)
    along = np.logical_and.reduceat(near.any(axis=1), drawn.first)
    found = drawn.numbers((along & long).nonzero()[0])
    if not 2 <= len(found) <= MOST or len(found) == len(long):
        return []
    own = np.isin(drawn.stroke, found)
    goes_on = own[1:] & (drawn.stroke[1:] == drawn.stroke[:-1])
    runs_along = near[1:] & near[:-1] & goes_on[:, None]  # (P - 1, 4)
    reach = (np.abs(np.diff(drawn.points, axis=0))[:, ALONG] * runs_along).sum(axis=0)
    return found if (reach > LONG * (high - low)[ALONG]).all() else []


def as_one(drawn: Boxed, numbers: list[int]) -> Boxed:
    """The same with strokes as one, whose number is lower than all others."""
    own = np.isin(drawn.stroke, numbers)
    stroke: NDArray[np.intp] = np.where(own, drawn.stroke[0] - 1, drawn.stroke)
    order = np.argsort(stroke, kind="stable")
    return boxed(drawn.points[order], stroke[order])
