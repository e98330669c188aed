"""Strokes as pictures of a canvas: many pens, screens, colors and files, as people's devices would send them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from math import ceil, floor

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

HEIGHTS = (45.0, 200.0)  # of a digit, in units of the page; evenly by the logarithm
MAX_WIDTH = 1400.0  # of a canvas, in units of the page: longer numbers are written smaller
PENS = (0.03, 0.1)  # of a digit's height
PEN_PIXELS = (2.0, 24.0)
MARKERS = (0.1, 0.25)  # of a digit's height: wide pens
RATIOS = (1.0, 1.5, 2.0, 3.0)  # pixels to a unit of the page
MAX_PIXELS = 1_000_000  # of one picture; a higher ratio is lowered
MARGIN = 0.3  # of a digit's height: paper around the number, when its size on the page is chosen
CLEAR = 0.3, 4  # pens and pixels: paper beyond a pen's width around the lines that are drawn
SUPERSAMPLING = 4
SHARES = {"light on dark": 0.2, "JPEG": 0.25, "transparent": 0.3}
QUALITY = (55, 92)  # of JPEG


@dataclass(frozen=True)
class Look:
    """How a number is drawn.

    Attributes
    ----------
    scale : float
        Pixels to a unit of the strokes.
    pen : float
        Width in pixels.
    ink, paper : int
        Gray, 0 black to 255 white.
    transparent : bool
        Paper is transparent, as `canvas.toDataURL()` gives it.
    quality : int
        Of a JPEG; 0 for a PNG.
    """

    scale: float
    pen: float
    ink: int = 0
    paper: int = 255
    transparent: bool = False
    quality: int = 0


def random_look(strokes: Sequence[NDArray], height: float, rng: Generator) -> Look:
    """A look for a number whose digits are about `height` units of the strokes high."""
    width, tall = np.ptp(np.vstack(strokes), axis=0) / height + 2 * MARGIN
    page = min(np.exp(rng.uniform(*np.log(HEIGHTS))), MAX_WIDTH / width)
    pixels = min(page * rng.choice(RATIOS), np.sqrt(MAX_PIXELS / (width * tall)))
    pen = float(np.clip(pixels * rng.uniform(*PENS), *PEN_PIXELS))
    kind = rng.random(len(SHARES)) < list(SHARES.values())
    light, jpeg, transparent = (bool(value) for value in kind)
    ink, paper = int(rng.integers(0, 90)), int(rng.integers(215, 256))
    ink, paper = (paper, ink) if light else (ink, paper)
    quality = int(rng.integers(*QUALITY)) if jpeg else 0
    return Look(pixels / height, pen, ink, paper, transparent and not light and not jpeg, quality)


def with_marker(look: Look, height: float, rng: Generator) -> Look:
    """The same, drawn with a wide pen; `height` of a digit is in units of the strokes."""
    return replace(look, pen=look.scale * height * rng.uniform(*MARKERS))


def pictures(strokes: Sequence[NDArray], look: Look) -> list[bytes]:
    """Files of the whole canvas after each stroke; the last one is the picture of the number."""
    return [encode(drawn, look) for drawn in canvases(strokes, look)]


def canvases(strokes: Sequence[NDArray], look: Look) -> Iterator[NDArray[np.float64]]:
    """Coverage (H, W) of the whole canvas after each stroke, 0 paper to 1 ink; one array, drawn on."""
    low = np.vstack(strokes).min(axis=0)
    margin = look.pen + CLEAR[1] + CLEAR[0] * look.pen
    paths = [(stroke - low) * look.scale + margin for stroke in strokes]
    width, height = (ceil(side + margin) for side in np.vstack(paths).max(axis=0))
    drawn = np.zeros((height, width))
    for path in paths:
        _ink(drawn, path, look.pen)
        yield drawn


def _ink(drawn: NDArray[np.float64], path: NDArray, pen: float) -> None:
    """Put a stroke over what is drawn, in place: coverage (H, W), 0 paper to 1 ink; round pen, soft edges."""
    left, top = (max(floor(v - pen), 0) for v in path.min(axis=0))
    right, bottom = (min(ceil(v + pen) + 1, side) for v, side in zip(path.max(axis=0), drawn.shape[::-1], strict=True))
    size = (right - left, bottom - top)
    image = Image.new("L", (size[0] * SUPERSAMPLING, size[1] * SUPERSAMPLING))
    draw = ImageDraw.Draw(image)
    points = ((path - (left, top)) * SUPERSAMPLING).tolist()
    radius = pen * SUPERSAMPLING / 2
    if len(points) > 1:
        draw.line([tuple(point) for point in points], fill=255, width=round(2 * radius))
    for x, y in points:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    new = np.asarray(image.resize(size, Image.Resampling.BOX)) / 255
    drawn[top:bottom, left:right] += new * (1 - drawn[top:bottom, left:right])  # as "source over" composes


def encode(coverage: NDArray[np.float64], look: Look) -> bytes:
    """File of a canvas' coverage (H, W), 0 paper to 1 ink."""
    if look.transparent:
        alpha = Image.fromarray(np.round(255 * coverage).astype(np.uint8))
        gray = Image.new("L", alpha.size, look.ink)
        return png(Image.merge("LA", (gray, alpha)))
    gray = np.round(look.paper + (look.ink - look.paper) * coverage).astype(np.uint8)
    image = Image.fromarray(gray)
    if not look.quality:
        return png(image)
    file = BytesIO()
    image.save(file, "JPEG", quality=look.quality)
    return file.getvalue()


def png(image: Image.Image) -> bytes:
    """A PNG, quickly packed."""
    file = BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()
