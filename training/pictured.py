"""Digits as the function sees them in pictures: drawn and encoded, then reduced to center lines by its own code.

A center line is not the pen's way: corners are rounded, loops that a thick pen nearly filled are closed, crossings are
drawn apart. What the net is to read of pictures it must have been shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from augment import to_unit, warp
from dataset import Rasters
from photo import PAPERS, photograph
from recognizer.ink import Ink
from recognizer.picture import ink_from_picture
from recognizer.rasterize import SIDE, rasterize
from recognizer.segmentation import MIN_SIDE, segment
from recognizer.snapshots import ink_from_snapshots
from recognizer.trajectories import CHANNELS, STEPS, trajectories
from render import Look, canvases, encode, pictures, png, random_look, with_marker
from samples import Sample
from styles import restyle

PHOTOS = 0.25  # of the pictures of ink, on plain paper; the others are drawings of a screen
LARGEST = 150.0  # pixels, of a digit's height: larger ones only take longer
MARKER = 0.3  # of the pictures of ink are drawn with a wide pen
SMALL, FEW, THINNEST = 0.1, (12.0, 45.0), 1.0  # of them are small; pixels, of a digit's height and of the pen
ENLARGED = (1, 4)  # sides of MNIST's images
LIGHT = 0.5  # of MNIST's images are sent as they are, light on dark


def digits(samples: Sequence[Sample], count: int, rng: Generator, *, varied: bool = True) -> Rasters:
    """Pen digits, drawn with any pen, sent as files; restyled and warped before, if varied.

    Parameters
    ----------
    samples : sequence of Sample, single digits
    count : int
        How many are drawn of them at random.
    rng : Generator
    varied : bool

    Returns
    -------
    Rasters, without trajectories
    """
    chosen = [samples[k] for k in rng.integers(len(samples), size=count)]
    return _read(((ink_from_picture(_file(s, rng, varied)), int(s.label)) for s in chosen), count)


def sequences(samples: Sequence[Sample], count: int, rng: Generator, *, varied: bool = True) -> Rasters:
    """The same sent as the canvas after each stroke: with trajectories, as far as the pen's way can be recovered."""
    chosen = [samples[k] for k in rng.integers(len(samples), size=count)]
    inks = (ink_from_snapshots(pictures(*_drawn(s, rng, varied))) for s in chosen)
    return _read(zip(inks, (int(s.label) for s in chosen)), count, followed=True)


def _file(sample: Sample, rng: Generator, varied: bool) -> bytes:
    strokes, look = _drawn(sample, rng, varied)
    *_, canvas = canvases(strokes, look)
    if rng.random() < PHOTOS:
        return photograph(canvas, look.scale, rng, papers=PAPERS[:1])
    return encode(canvas, look)


def _drawn(sample: Sample, rng: Generator, varied: bool) -> tuple[list[NDArray[np.float64]], Look]:
    """Strokes, and how they look on somebody's screen."""
    strokes = to_unit(sample.strokes)
    if varied:
        strokes = warp(restyle(sample.label, strokes, rng), rng)
    look = random_look(strokes, 1.0, rng)
    if varied and rng.random() < MARKER:
        look = with_marker(look, 1.0, rng)
    small = varied and rng.random() < SMALL
    smaller = min((rng.uniform(*FEW) if small else LARGEST) / look.scale, 1.0)
    thinnest = THINNEST if small else 0.0
    return strokes, replace(look, scale=look.scale * smaller, pen=max(look.pen * smaller, thinnest))


def images(pixels: NDArray[np.uint8], labels: NDArray[np.int64], count: int, rng: Generator) -> Rasters:
    """MNIST's images (N, 28, 28), some enlarged, light on dark or dark on light, sent as files."""
    chosen = rng.choice(len(pixels), count, replace=count > len(pixels))
    return _read(((ink_from_picture(_enlarged(pixels[k], rng)), int(labels[k])) for k in chosen), count)


def _enlarged(image: NDArray[np.uint8], rng: Generator) -> bytes:
    side = SIDE * int(rng.integers(ENLARGED[0], ENLARGED[1] + 1))
    drawn = Image.fromarray(image if rng.random() < LIGHT else 255 - image)
    return png(drawn.resize((side, side), Image.Resampling.BICUBIC))


def _read(inks: Iterable[tuple[Ink, int]], count: int, *, followed: bool = False) -> Rasters:
    """All ink of each picture as one digit, followed if asked for; pictures in which no ink is found are left out."""
    rasters, labels = np.empty((count, SIDE, SIDE), np.uint8), np.empty(count, np.int64)
    ways = np.empty((count, STEPS, CHANNELS), np.uint8)
    found = 0
    for ink, label in inks:
        if len(ink.joins):
            whole = segment(ink, cut=())
            rasters[found] = rasterize(whole.lines, _all(whole.lines), min_side=MIN_SIDE)[0]
            if followed:
                centers, _ = whole.centers
                ways[found] = trajectories(centers, _all(centers), min_side=MIN_SIDE)[0]
            labels[found] = label
            found += 1
    return Rasters(rasters[:found], labels[:found], ways=ways[:found] if followed else None)


def _all(lines: NDArray[np.float64]) -> NDArray[np.intp]:
    """All lines as one hypothesis."""
    return np.array([[0, 0, len(lines)]])
