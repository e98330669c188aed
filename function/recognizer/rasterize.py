"""Hypotheses -> rasters in the MNIST frame, the whole batch at once.

A hypothesis is a set of straight lines. Its larger side is scaled to 20 pixels with the aspect
kept, and its center of mass is put in the middle of 28 x 28 (LeCun et al. 1998, section III.A).
The lines are sampled at less than a pixel, the samples are splatted with bilinear weights, and the
density so gained is blurred, multiplied and cut off at full ink: a round pen with soft edges.
Everything is a handful of NumPy calls over all lines of all hypotheses; only where there are so many
that memory would grow are they drawn in batches.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .runs import ends, runs

SIDE = 28  # pixels, the raster's side
BOX = 20.0  # pixels, the ink's larger side
STEP = 0.7  # pixels between two samples; more than 1 would leave beads
GAIN = 2.8  # with the blur: half ink at 1.15 pixels from the middle of a line, as MNIST's pens
DOT = 1.0  # pixels: a shorter span is inked as if it were this long, so that a dot is seen
MAX_SAMPLES = 1200  # of one hypothesis: 40 times the box; beyond it samples only lie less dense
BATCH = 50_000  # samples and lines at once, about: 5 MB, 40 hypotheses of few lines; larger batches leave the cache
_PAD = 4  # pixels on each side of the work canvas: ink far from the center of mass is cut off there
_CANVAS = SIDE + 2 * _PAD
_AROUND = np.array([[0], [1], [_CANVAS], [_CANVAS + 1]])  # the four pixels that a sample is spread onto, row by row


def rasterize(
    lines: NDArray[np.float64],
    spans: NDArray[np.intp],
    *,
    min_side: float = 0.0,
    gain: float | NDArray[np.float32] = GAIN,
) -> NDArray[np.uint8]:
    """Draw every hypothesis.

    Parameters
    ----------
    lines : ndarray of shape (L, 4), dtype float64
        Straight ink runs ``x0, y0, x1, y1``, x right, y down, any unit. A dot has both ends equal.
    spans : ndarray of shape (S, 3), dtype intp
        Rows ``hypothesis, begin, end``: the hypothesis is drawn with ``lines[begin:end]``, which is
        not empty. Sorted by hypothesis; every hypothesis from 0 to N - 1 has a row.
    min_side : float, unit of `lines`
        Ink smaller than this is not blown up to fill the box: a dot stays a dot.
    gain : float or ndarray of shape (N,)
        Pen pressure; the width of the drawn line grows with it.

    Returns
    -------
    ndarray of shape (N, 28, 28), dtype uint8, 0 paper to 255 ink
        Axis 1 is y (down), axis 2 is x; the middle is the center of pixel (14, 14).
    """
    count = int(spans[-1, 0]) + 1 if len(spans) else 0
    rasters = np.empty((count, SIDE, SIDE), np.uint8)
    gains = np.broadcast_to(np.asarray(gain, np.float32), count)
    for own, framed in frames(lines, spans, min_side):
        rasters[own] = draw(framed, gains[own])
    return rasters


def draw(framed: "Framed", gain: float | NDArray[np.float32] = GAIN) -> NDArray[np.uint8]:
    """The rasters (N, 28, 28) of hypotheses that are framed already, otherwise as `rasterize`."""
    return _pen(_splat(framed), np.asarray(gain, np.float32).reshape(-1, 1, 1))


class Framed(NamedTuple):
    """The lines of all hypotheses of a batch, one after the other, each hypothesis in a frame of its own.

    Pixels of the raster, whose corner is 0, 0; x and y are rows, for long inner loops.
    """

    begin: NDArray[np.float64]  # (2, T)
    delta: NDArray[np.float64]  # (2, T) from begin to end
    length: NDArray[np.float64]  # (T,)
    weight: NDArray[np.float64]  # (T,) the length, or what a dot is inked as
    owner: NDArray[np.intp]  # (T,) the hypothesis
    first: NDArray[np.intp]  # (N,) first line of each hypothesis
    total: NDArray[np.float64]  # (N,) sum of the weights
    count: int  # N


def frames(
    lines: NDArray[np.float64], spans: NDArray[np.intp], min_side: float
) -> Iterator[tuple[slice, Framed]]:
    """All hypotheses, framed in batches, and which ones are in each; parameters as of `rasterize`."""
    if not len(spans):
        return
    first = runs(spans[:, 0])
    cost = MAX_SAMPLES + np.add.reduceat(spans[:, 2] - spans[:, 1], first)  # (N,)
    begins = runs(cost.cumsum() // BATCH).tolist()
    for begin, end in zip(begins, [*begins[1:], len(first)], strict=True):
        own = spans[first[begin] : first[end] if end < len(first) else len(spans)]
        yield slice(begin, end), _frame(lines, own - np.array([begin, 0, 0]), min_side)


def _frame(lines: NDArray[np.float64], spans: NDArray[np.intp], min_side: float) -> Framed:
    """Scale each hypothesis to the box and put its center of mass in the middle."""
    counts = spans[:, 2] - spans[:, 1]
    span_start = counts.cumsum() - counts
    rows = (spans[:, 1] - span_start).repeat(counts)
    rows += np.arange(len(rows))
    start = span_start[runs(spans[:, 0])]  # (N,) first row of each hypothesis
    owner = np.arange(len(start)).repeat(ends(start, len(rows)) - start)  # (T,)
    begin, end = np.ascontiguousarray(lines.take(rows, axis=0).T).reshape(2, 2, -1)  # (2, T) each

    low = np.minimum.reduceat(np.minimum(begin, end), start, axis=1)  # (2, N)
    extent = np.maximum.reduceat(np.maximum(begin, end), start, axis=1) - low
    side = np.maximum(extent.max(axis=0), min_side)
    scale = BOX / np.where(side > 0, side, 1.0)
    own_scale = scale.take(owner)
    delta = (end - begin) * own_scale
    begin = (begin - low.take(owner, axis=1)) * own_scale
    length = np.hypot(delta[0], delta[1])
    missing = np.maximum(DOT - np.add.reduceat(length, span_start), 0.0) / counts
    weight = length + missing.repeat(counts)

    total = np.add.reduceat(weight, start)
    mass = np.add.reduceat((begin + delta / 2) * weight, start, axis=1) / total
    begin += (SIDE / 2 - mass).take(owner, axis=1)
    return Framed(begin, delta, length, weight, owner, start, total, len(start))


def samples(
    framed: Framed, number: NDArray[np.intp], shift: float = 0.0
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Points at equal distances along each line.

    Parameters
    ----------
    framed : Framed
    number : ndarray of shape (T,), dtype intp
        How many on each line.
    shift : float
        Pixels, to the right and down.

    Returns
    -------
    line : ndarray of shape (K,), dtype intp
        Of each point.
    xy : ndarray of shape (2, K), dtype float64
    """
    line = np.arange(len(number)).repeat(number)
    offset = number.cumsum() - number
    position = (np.arange(len(line)) - offset.take(line) + 0.5) / number.take(line)
    xy = framed.delta.take(line, axis=1)
    xy *= position
    xy += (framed.begin + shift).take(line, axis=1)
    return line, xy


def _splat(framed: Framed) -> NDArray[np.float32]:
    """Spread samples along each line onto the four pixels around them: density on the work canvas -> (N, 36, 36)."""
    step = np.maximum(STEP, framed.total / MAX_SAMPLES)
    number = np.ceil(framed.length / step.take(framed.owner)).astype(np.intp)
    np.maximum(number, framed.weight > 0, out=number)
    line, xy = samples(framed, number, _PAD)
    number = np.maximum(number, 1)
    xy.clip(0, _CANVAS - 1.001, out=xy)
    cell = xy.astype(np.intp)
    xy -= cell
    right = xy[0] * (ink := (framed.weight / number).take(line))
    left = ink - right
    lower_left, lower_right = left * xy[1], right * xy[1]
    corner = (framed.owner * (_CANVAS * _CANVAS)).take(line) + (cell[1] * _CANVAS + cell[0])
    pixel = corner + _AROUND  # (4, K)
    share = np.concatenate([left - lower_left, right - lower_right, lower_left, lower_right])
    density = np.bincount(pixel.reshape(-1), share, framed.count * _CANVAS * _CANVAS)
    return density.reshape(framed.count, _CANVAS, _CANVAS).astype(np.float32)


def _pen(density: NDArray[np.float32], gain: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Blur by 1 2 1 in both directions, multiply by gains (N or 1, 1, 1), cut off -> (N, 28, 28) uint8."""
    inner = slice(_PAD, -_PAD)
    rows = density[:, _PAD - 1 : -_PAD - 1] + density[:, _PAD + 1 : 1 - _PAD]
    rows += 2 * density[:, inner]
    ink = rows[:, :, _PAD - 1 : -_PAD - 1] + rows[:, :, _PAD + 1 : 1 - _PAD]
    ink += 2 * rows[:, :, inner]
    ink *= np.float32(255 / 16) * gain
    np.minimum(ink, 255.0, out=ink)
    ink += 0.5
    return ink.astype(np.uint8)
