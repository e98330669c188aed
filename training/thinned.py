"""MNIST's images thinned to strokes: hands that no pen trace has, for the net of trajectories.

The function's own code takes a center line apart into strokes; which way a pen went along them is a guess. Others
publish MNIST like that, in whole pixels (de Jong 2016, "The MNIST digits stroke sequence data set").
"""

from collections.abc import Iterable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from augment import to_unit, warp
from dataset import NOTHING, Rasters, draw_and_follow
from recognizer.runs import ends, runs
from recognizer.snapshots import ink_from_snapshots
from render import png

WHOLE = 0.5  # of the images have their points at whole pixels
SOME = 500  # at once


def strokes_of(image: NDArray[np.uint8], *, whole: bool) -> list[NDArray[np.float64]]:
    """Strokes (n, 2) of an image (H, W), light on dark, in its pixels, rounded if whole; none if there is no ink."""
    ink = ink_from_snapshots([png(Image.fromarray(image))])
    lifted = np.append(True, ink.joins[1:, 0] != ink.joins[:-1, 1])[: len(ink.joins)]
    begin = runs(lifted.cumsum())
    ways = [
        ink.points[np.append(ink.joins[first:last, 0], ink.joins[last - 1, 1])]
        for first, last in zip(begin, ends(begin, len(ink.joins)))
    ]
    return [way.round() for way in ways] if whole else ways


def images(pixels: NDArray[np.uint8], labels: NDArray[np.int64], count: int, rng: Generator) -> Rasters:
    """So many of the images (N, 28, 28) as strokes, warped, with trajectories; those without ink are left out."""
    chosen = rng.choice(len(pixels), count, replace=count > len(pixels))
    return Rasters.join(
        [NOTHING, *(_drawn(pixels[k], labels[k], rng) for k in np.split(chosen, range(SOME, count, SOME)))]
    )


def _drawn(pixels: Iterable[NDArray[np.uint8]], labels: NDArray[np.int64], rng: Generator) -> Rasters:
    glyphs = [strokes_of(image, whole=rng.random() < WHOLE) for image in pixels]
    inked = [k for k, glyph in enumerate(glyphs) if glyph]
    if not inked:
        return NOTHING
    rasters, ways = draw_and_follow([warp(to_unit(glyphs[k]), rng) for k in inked], rng)
    return Rasters(rasters, labels[inked], ways=ways)
