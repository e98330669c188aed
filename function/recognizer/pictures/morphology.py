"""Masks and planes grown and shrunk along their axes (Serra 1982), by doubling: as quick for far as for near."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray


def grown(mask: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """What is at most so many pixels away from a mask of shape (H, W), along either axis."""
    for _ in range(2):
        mask = of_adjacent(np.logical_or, np.pad(mask, ((reach, reach), (0, 0))), 2 * reach + 1).T
    return mask


def holds_square(mask: NDArray[np.bool_], side: int) -> bool:
    """Whether a square of so many pixels fits into a mask of shape (H, W)."""
    if side > min(mask.shape):
        return False
    return bool(of_adjacent(np.logical_and, of_adjacent(np.logical_and, mask, side).T, side).any())


def of_adjacent(
    of: Callable[[NDArray[np.uint8], NDArray[np.uint8]], NDArray[np.uint8]], rows: NDArray[np.uint8], count: int
) -> NDArray[np.uint8]:
    """Least or greatest of each `count` adjacent rows, shape (H - count + 1, W), by doubling."""
    reached = 1
    while 2 * reached <= count:
        rows = of(rows[:-reached], rows[reached:])
        reached *= 2
    return of(rows[: reached - count], rows[count - reached :]) if reached < count else rows
