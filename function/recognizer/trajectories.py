"""Hypotheses -> trajectories: the pen's way from begin to end, which a raster does not show.

A 6 that stays open and a 4, a 1 with a flag and a 7 may look the same and are written another way round. The ink is
placed as for the raster. All its strokes, one after the other as they were written, are divided into parts of one
length, and each part is described by where it is and how far the pen came (Guyon et al. 1991, "Design of a neural
network character recognizer for a touch terminal"). What the pen does between two strokes has no length.
"""

import numpy as np
from numpy.typing import NDArray

from .rasterize import BOX, SIDE, Framed, frames
from .runs import ends

STEPS = 48  # of the whole way
CHANNELS = 6  # x and y of the part's middle, how far the pen came along x and y, whether it was lifted, all ink
FARTHEST = 1.5  # that the pen came, in lengths of a part: across a gap it may be any number
MOST_INK = 8 * BOX  # pixels: a way of this length, or a longer one, is 255
LIFTED = 1e-6  # pixels between the end of a line and the begin of the next
_PARTS = np.arange(STEPS + 1)
HALF = 0.5 + 1e-6  # to round: no way at all is half of 255, which errors of rounding must not decide about


def trajectories(lines: NDArray[np.float64], spans: NDArray[np.intp], *, min_side: float = 0.0) -> NDArray[np.uint8]:
    """Follow the pen through every hypothesis.

    Parameters
    ----------
    lines, spans, min_side
        As for `rasterize`; each line runs as the pen did, and the spans of a hypothesis are in the order of writing.

    Returns
    -------
    ndarray of shape (N, 48, 6), dtype uint8
        Axes: hypothesis, part of the way, channel. 0 to 255 are: 0 to 28 pixels of the raster for the place, -1.5 to
        1.5 lengths of a part for how far the pen came, no or yes, 0 to 160 pixels for all ink.
    """
    count = int(spans[-1, 0]) + 1 if len(spans) else 0
    ways = np.empty((count, STEPS, CHANNELS), np.uint8)
    for own, framed in frames(lines, spans, min_side):
        ways[own] = follow(framed)
    return ways


def follow(framed: Framed) -> NDArray[np.uint8]:
    """The trajectories (N, 48, 6) of hypotheses that are framed already, otherwise as `trajectories`."""
    first = framed.first
    last = ends(first, len(framed.weight)) - 1
    way = framed.weight.cumsum()
    step = framed.total / STEPS
    at = (way[first] - framed.weight[first])[:, None] + step[:, None] * _PARTS
    line = way.searchsorted(at).clip(first[:, None], last[:, None])  # (N, 49)
    left = (way.take(line) - at) / np.maximum(framed.weight, LIFTED).take(line)  # of the line, behind the point
    xy = framed.begin.take(line, axis=1) + framed.delta.take(line, axis=1) * (1 - left).clip(0, 1)  # (2, N, 49)

    gap = np.abs(framed.begin[:, 1:] - framed.begin[:, :-1] - framed.delta[:, :-1]).max(axis=0) > LIFTED
    strokes = np.zeros(len(way), np.intp)  # before each line
    gap.cumsum(out=strokes[1:])
    stroke = strokes.take(line)
    ways = np.empty((CHANNELS, framed.count, STEPS))
    ways[:2] = (xy[:, :, 1:] + xy[:, :, :-1]) / (2 * SIDE)
    ways[2:4] = (xy[:, :, 1:] - xy[:, :, :-1]) / (2 * FARTHEST * step[:, None]) + 0.5
    ways[4] = stroke[:, 1:] > stroke[:, :-1]
    ways[5] = (framed.total / MOST_INK)[:, None]
    ways.clip(0, 1, out=ways)
    ways *= 255
    ways += HALF
    return ways.transpose(1, 2, 0).astype(np.uint8)
