"""Photos of a number on paper: ruled or not, unevenly lit, a little turned, blurred and noisy, as JPEG."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter

PAPERS = ("plain", "ruled", "squared")
RULE = (0.45, 1.3)  # distance of the lines, of a digit's height
RULE_DARKNESS = (0.1, 0.35)  # of the paper's gray
SHADE = 0.35  # of the light, lost from one side to the other at most
TURN = 2.0  # degrees, standard deviation
BLUR = (0.3, 1.2)  # pixels
NOISE = (1.0, 5.0)  # of 255 grays, standard deviation
QUALITY = (60, 92)


def photograph(
    coverage: NDArray[np.float64], height: float, rng: Generator, papers: Sequence[str] = PAPERS
) -> bytes:
    """JPEG of ink on a sheet of paper.

    Parameters
    ----------
    coverage : ndarray of shape (H, W), dtype float64, 0 paper to 1 ink
    height : float
        Of a digit, in pixels.
    rng : Generator
    papers : sequence of str
        Which of `PAPERS` it may be written on.

    Returns
    -------
    bytes
    """
    paper = np.pad(coverage, int(0.4 * height))
    sheet = (1 - _rules(paper.shape, height, papers[rng.integers(len(papers))], rng)) * rng.uniform(190, 245)
    sheet = sheet * (1 - paper) + paper * rng.uniform(20, 90)
    image = Image.fromarray(np.round(sheet).astype(np.uint8))
    edge = int(np.median(sheet))
    image = image.rotate(rng.normal(0, TURN), Image.Resampling.BICUBIC, fillcolor=edge)
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(*BLUR)))
    lit = np.asarray(image) * _light(paper.shape, rng) + rng.normal(0, rng.uniform(*NOISE), paper.shape)
    file = BytesIO()
    Image.fromarray(lit.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=int(rng.integers(*QUALITY)))
    return file.getvalue()


def _rules(shape: tuple[int, int], height: float, kind: str, rng: Generator) -> NDArray[np.float64]:
    """Darkness of the printed lines -> (H, W), 0 to 1."""
    distance, wide = height * rng.uniform(*RULE), max(1.0, height / 60)
    lines = np.zeros(shape)
    axes = {"plain": (), "ruled": (0,), "squared": (0, 1)}[kind]
    for axis in axes:
        place = (np.arange(shape[axis]) + rng.uniform(0, distance)) % distance < wide
        lines = np.maximum(lines, place[:, None] if axis == 0 else place[None, :])
    return lines * rng.uniform(*RULE_DARKNESS)


def _light(shape: tuple[int, int], rng: Generator) -> NDArray[np.float64]:
    """Light from one side -> (H, W), 1 where it is brightest."""
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    slope = (np.cos(angle) * x + np.sin(angle) * y) / 2.9 + 0.5
    return 1 - rng.uniform(0, SHADE) * slope
