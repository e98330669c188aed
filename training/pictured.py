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
from recognizer.rasterize import SIDE, rasterize
from recognizer.segmentation import MIN_SIDE, segment
from recognizer.snapshots import ink_from_picture
from render import canvases, encode, png, random_look
from samples import Sample
from styles import restyle

PHOTOS = 0.25  # of the pictures of ink, on plain paper; the others are drawings of a screen
LARGEST = 150.0  # pixels, of a digit's height: larger ones only take longer
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
    return _read(((_file(s, rng, varied), int(s.label)) for s in chosen), count)


def _file(sample: Sample, rng: Generator, varied: bool) -> bytes:
    strokes = to_unit(sample.strokes)
    if varied:
        strokes = warp(restyle(sample.label, strokes, rng), rng)
    look = random_look(strokes, 1.0, rng)
    smaller = min(LARGEST / look.scale, 1.0)
    look = replace(look, scale=look.scale * smaller, pen=look.pen * smaller)
    *_, canvas = canvases(strokes, look)
    if rng.random() < PHOTOS:
        return photograph(canvas, look.scale, rng, papers=PAPERS[:1])
    return encode(canvas, look)


def images(pixels: NDArray[np.uint8], labels: NDArray[np.int64], count: int, rng: Generator) -> Rasters:
    """MNIST's images (N, 28, 28), some enlarged, light on dark or dark on light, sent as files."""
    chosen = rng.choice(len(pixels), count, replace=count > len(pixels))
    return _read(((_enlarged(pixels[k], rng), int(labels[k])) for k in chosen), count)


def _enlarged(image: NDArray[np.uint8], rng: Generator) -> bytes:
    side = SIDE * int(rng.integers(ENLARGED[0], ENLARGED[1] + 1))
    drawn = Image.fromarray(image if rng.random() < LIGHT else 255 - image)
    return png(drawn.resize((side, side), Image.Resampling.BICUBIC))


def _read(files: Iterable[tuple[bytes, int]], count: int) -> Rasters:
    """All ink of each file as one digit; files in which no ink is found are left out."""
    rasters, labels = np.empty((count, SIDE, SIDE), np.uint8), np.empty(count, np.int64)
    found = 0
    for file, label in files:
        ink = ink_from_picture(file)
        if len(ink.joins):
            rasters[found], labels[found] = _whole(ink), label
            found += 1
    return Rasters(rasters[:found], labels[:found])


def _whole(ink: Ink) -> NDArray[np.uint8]:
    """All ink as one hypothesis -> (28, 28)."""
    lines = segment(ink, cut=()).lines
    return rasterize(lines, np.array([[0, 0, len(lines)]]), min_side=MIN_SIDE)[0]
