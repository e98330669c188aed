"""Earlier pictures of a ruled sheet: on the lines that the last one showed only ink that goes on across is left.

The lines are not looked for again: that takes several times as long.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from .hough import Lines
from .measures import Box
from .morphology import of_adjacent
from .rules import Rules


class Band(msgspec.Struct, frozen=True):
    """Where lines of one direction are in a part of a picture.

    Attributes
    ----------
    on : ndarray of shape (H, W), dtype bool
        Where there may be ink of theirs; transposed for upright ones.
    least : int
        Pixels that ink which goes on across them has there, at least.
    """

    on: NDArray[np.bool_]
    least: int


class Bands(msgspec.Struct, frozen=True):
    """Where level and upright lines are in a part of a picture; None where there are none."""

    level: Band | None
    upright: Band | None


def find_bands(rules: Rules, shape: tuple[int, int], box: Box) -> Bands:
    """Where the lines of a picture of shape (H, W) are in its rows and columns `box`."""
    return Bands(_band(rules.level, shape, box), _band(rules.upright, shape[::-1], box[::-1]))


def _band(lines: Lines | None, shape: tuple[int, int], box: Box) -> Band | None:
    return Band(lines.band(shape)[box], lines.longest + 1) if lines else None


def across(darkness: NDArray[np.uint8], bands: Bands) -> NDArray[np.uint8]:
    """Darkness of shape (H, W) without what is on a line and does not go on across it."""
    if bands.level:
        darkness = np.where(bands.level.on, _opened(darkness, bands.level.least), darkness)
    if bands.upright:
        darkness = np.where(bands.upright.on, _opened(darkness.T, bands.upright.least), darkness.T).T
    return darkness


def _opened(darkness: NDArray[np.uint8], high: int) -> NDArray[np.uint8]:
    """Darkness of shape (H, W) opened by a column of `high` pixels (Serra 1982): lower ink is gone, other stays."""
    padded = np.pad(darkness, ((high - 1, high - 1), (0, 0)))
    return of_adjacent(np.maximum, of_adjacent(np.minimum, padded, high), high)
