"""Strokes drawn as a browser's canvas draws them, and encoded: the pictures that the tests send.

The pen is round, with round joins and ends; drawn four times as large and averaged down, so that edges are soft.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

OVERSAMPLING = 4


@dataclass(frozen=True)
class Canvas:
    """How strokes become pictures.

    Attributes
    ----------
    pen : float
        Width in the strokes' units.
    ratio : float
        Pixels of the picture to a unit: a device's pixel ratio, or any other scale.
    margin : float
        Units of paper around the ink.
    size : (int, int), optional
        Width and height in pixels; by default what holds the strokes and the margin.
    """

    pen: float = 6.0
    ratio: float = 1.0
    margin: float = 20.0
    size: tuple[int, int] | None = None

    def size_for(self, strokes: Sequence[np.ndarray]) -> tuple[int, int]:
        """Width and height in pixels of the picture of these strokes."""
        if self.size is not None:
            return self.size
        points = np.concatenate([np.asarray(stroke, float)[:, :2] for stroke in strokes])
        width, height = np.ceil((points.max(axis=0) + self.margin) * self.ratio).astype(int)
        return int(width), int(height)

    def coverage(self, strokes: Sequence[np.ndarray], size: tuple[int, int] | None = None) -> np.ndarray:
        """How much of each pixel is inked.

        Parameters
        ----------
        strokes : sequence of ndarray of shape (n, 2 or more)
            x right, y down; (0, 0) is the upper left corner of the picture.
        size : (int, int), optional
            Width and height in pixels, if not those of `size_for`.

        Returns
        -------
        ndarray of shape (H, W), dtype float64, 0 paper to 1 ink
        """
        width, height = size or self.size_for(strokes)
        image = Image.new("L", (width * OVERSAMPLING, height * OVERSAMPLING))
        draw = ImageDraw.Draw(image)
        scale = self.ratio * OVERSAMPLING
        radius = self.pen * scale / 2
        for stroke in strokes:
            path = [(x * scale, y * scale) for x, y in np.asarray(stroke, float)[:, :2]]
            if len(path) > 1:
                draw.line(path, fill=255, width=max(1, round(2 * radius)))
            for x, y in path:
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        return np.asarray(image.resize((width, height), Image.Resampling.BOX)) / 255

    def snapshots(self, strokes: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Coverage of the whole canvas after each stroke."""
        size = self.size_for(strokes)
        drawn, pictures = np.zeros(size[::-1]), []
        for stroke in strokes:
            one = self.coverage([stroke], size)
            drawn = drawn + one * (1 - drawn)  # as "source over" composes
            pictures.append(drawn)
        return pictures


def transparent(coverage: np.ndarray, ink: int = 0) -> Image.Image:
    """Ink of one gray on nothing, as `canvas.toDataURL()` gives it."""
    alpha = Image.fromarray(np.round(255 * coverage).astype(np.uint8))
    gray = Image.new("L", alpha.size, ink)
    return Image.merge("RGBA", (gray, gray, gray, alpha))


def on_paper(coverage: np.ndarray, ink: float = 0, paper: float | np.ndarray = 255) -> Image.Image:
    """Ink of one gray on paper of one gray, or of a gray for each pixel."""
    gray = paper + (ink - paper) * coverage
    return Image.fromarray(np.clip(np.round(gray), 0, 255).astype(np.uint8))


def encoded(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """File of a picture."""
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()
