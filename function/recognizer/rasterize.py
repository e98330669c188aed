"""Hypotheses -> rasters in the MNIST frame, the whole batch at once.

A hypothesis is a set of straight lines. Its larger side is scaled to 20 pixels with the aspect
kept, and its centre of mass is put in the middle of 28 x 28 (LeCun et al. 1998, section III.A).
The lines are sampled at less than a pixel, the samples are splatted with bilinear weights, and the
density so gained is blurred, multiplied and cut off at full ink: a round pen with soft edges.
Everything is a handful of NumPy calls over all lines of all hypotheses; there is no loop.
"""

import numpy as np
from numpy.typing import NDArray

SIDE = 28  # pixels, the raster's side
BOX = 20.0  # pixels, the ink's larger side
STEP = 0.7  # pixels between two samples; more than 1 would leave beads
GAIN = 2.8  # with the blur: half ink at 1.15 pixels from the middle of a line, as MNIST's pens
DOT = 1.0  # pixels: a shorter span is inked as if it were this long, so that a dot is seen
MAX_SAMPLES = 1200  # of one hypothesis: 40 times the box; beyond it samples only lie less dense
_PAD = 4  # pixels on each side of the work canvas: ink far from the centre of mass is cut off there
_CANVAS = SIDE + 2 * _PAD


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
        Axis 1 is y (down), axis 2 is x; the middle is the centre of pixel (14, 14).
    """
    if not len(spans):
        return np.zeros((0, SIDE, SIDE), np.uint8)
    counts = spans[:, 2] - spans[:, 1]
    span_start = np.cumsum(counts) - counts
    rows = np.arange(counts.sum()) + np.repeat(spans[:, 1] - span_start, counts)
    first_span = np.flatnonzero(np.diff(spans[:, 0], prepend=-1))
    start = span_start[first_span]  # (N,) first row of each hypothesis
    size = np.diff(start, append=len(rows))
    begin, end = lines[rows, :2], lines[rows, 2:]  # (T, 2) each

    low = np.minimum.reduceat(np.minimum(begin, end), start)  # (N, 2)
    extent = np.maximum.reduceat(np.maximum(begin, end), start) - low
    side = np.maximum(extent.max(axis=1), min_side)
    scale = BOX / np.where(side > 0, side, 1.0)
    delta = (end - begin) * np.repeat(scale, size)[:, None]
    begin = (begin - np.repeat(low, size, axis=0)) * np.repeat(scale, size)[:, None]
    length = np.hypot(delta[:, 0], delta[:, 1])  # (T,) pixels
    missing = np.maximum(DOT - np.add.reduceat(length, span_start), 0.0) / counts
    weight = length + np.repeat(missing, counts)

    total = np.add.reduceat(weight, start)  # (N,)
    mass = np.add.reduceat((begin + delta / 2) * weight[:, None], start) / total[:, None]
    begin += np.repeat(SIDE / 2 + _PAD - mass, size, axis=0)

    step = np.maximum(STEP, total / MAX_SAMPLES)
    number = np.ceil(length / np.repeat(step, size)).astype(np.intp)
    np.maximum(number, weight > 0, out=number)
    density = _splat(begin, delta, weight, number, np.repeat(np.arange(len(start)), size), len(start))
    return _pen(density, gain)


def _splat(
    begin: NDArray, delta: NDArray, weight: NDArray, number: NDArray, owner: NDArray, batch: int
) -> NDArray[np.float32]:
    """Spread `number` samples along each line onto the four pixels around them -> (N, 36, 36)."""
    line = np.repeat(np.arange(len(number)), number)  # (K,)
    offset = np.cumsum(number) - number
    position = (np.arange(len(line)) - offset[line] + 0.5) / number[line]
    xy = (begin[line] + delta[line] * position[:, None]).clip(0, _CANVAS - 1.001)  # (K, 2)
    cell = xy.astype(np.intp)
    fraction = xy - cell
    right = fraction[:, 0] * (ink := (weight / np.maximum(number, 1))[line])
    left = ink - right
    below = fraction[:, 1]
    pixel = owner[line] * (_CANVAS * _CANVAS) + cell[:, 1] * _CANVAS + cell[:, 0]
    size = batch * _CANVAS * _CANVAS
    lower_left, lower_right = left * below, right * below
    density = np.bincount(pixel, left - lower_left, size)
    density[1:] += np.bincount(pixel, right - lower_right, size)[:-1]
    density[_CANVAS:] += np.bincount(pixel, lower_left, size)[:-_CANVAS]
    density[_CANVAS + 1 :] += np.bincount(pixel, lower_right, size)[: -_CANVAS - 1]
    return density.reshape(batch, _CANVAS, _CANVAS).astype(np.float32)


def _pen(density: NDArray[np.float32], gain: float | NDArray[np.float32]) -> NDArray[np.uint8]:
    """Blur by 1 2 1 in both directions, multiply, cut off -> (N, 28, 28) uint8."""
    inner = slice(_PAD, -_PAD)
    rows = density[:, _PAD - 1 : -_PAD - 1] + density[:, _PAD + 1 : 1 - _PAD]
    rows += 2 * density[:, inner]
    ink = rows[:, :, _PAD - 1 : -_PAD - 1] + rows[:, :, _PAD + 1 : 1 - _PAD]
    ink += 2 * rows[:, :, inner]
    ink *= np.float32(255 / 16) * np.asarray(gain, np.float32).reshape(-1, 1, 1)
    np.minimum(ink, 255.0, out=ink)
    ink += 0.5
    return ink.astype(np.uint8)
