"""Ink of a picture, measured: the box around it, its rim, the pen's width."""

import numpy as np
from numpy.typing import NDArray

MAX_RIM = 60_000  # sides of pixels between ink and paper: 20 large digits have 30,000, more is noise or a pattern
TURNS = np.radians(np.arange(-15, 16, 3))  # a sheet or a frame may lie as much askew

Box = tuple[slice, slice]  # rows and columns


def box_of(mask: NDArray[np.bool_]) -> Box:
    """The box around a mask of shape (H, W) that is not empty."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def sides(picture: NDArray) -> tuple[NDArray, ...]:
    """The outermost rows and columns of a picture of shape (H, W)."""
    return picture[0], picture[-1], picture[:, 0], picture[:, -1]


def size_of_box(area: NDArray[np.bool_]) -> float:
    """Size of the smallest box around an area without empty rows, upright or askew."""
    row = np.arange(len(area))
    first, last = area.argmax(axis=1), area.shape[1] - area[:, ::-1].argmax(axis=1)
    x, y = np.concatenate((first, last)), np.concatenate((row, row))
    along = np.outer(np.cos(TURNS), x) + np.outer(np.sin(TURNS), y)
    across = np.outer(np.cos(TURNS), y) - np.outer(np.sin(TURNS), x)
    return float((np.ptp(along, axis=1) * np.ptp(across, axis=1)).min())


def rim_length(labels: NDArray[np.int32] | NDArray[np.bool_]) -> int:
    """Sides of pixels between one label and another, or paper; those on the picture's own edge are not counted."""
    return np.count_nonzero(labels[1:] != labels[:-1]) + np.count_nonzero(labels[:, 1:] != labels[:, :-1])


def is_frayed(ink: NDArray[np.bool_]) -> bool:
    """Whether ink of shape (H, W) has a longer rim than handwriting: to look at all its pieces would take long."""
    return rim_length(ink) > MAX_RIM


def pen_width(labels: NDArray[np.int32] | NDArray[np.bool_]) -> float:
    """Width of the pen in pixels: twice the ink's area by the length of its rim.

    A rim counted in pixel sides is 4/pi too long on average over all directions (Cauchy and Crofton).
    """
    mask = np.pad(labels > 0, 1)
    return 8 / np.pi * np.count_nonzero(mask) / max(rim_length(mask), 1)
