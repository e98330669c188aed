"""Ink of pictures -> labels: which picture each pixel of it came with, or which connected piece it is of."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..components import ink_components, piece_extents
from ..limits import MAX_STROKES
from .measures import pen_width

FAINT = 0.6  # of the threshold: what was this dark in an earlier picture was ink already, as its edges flicker
SPECK = 0.2  # of the pen's width squared: smaller pieces are noise; a dot of the pen has 0.79
SLIVER = 0.3  # of the pen's width: thinner new ink beside older ink is the flicker of its edge
NOTABLE = 0.25  # of the longest piece: pieces shorter than this do not tell the pen's width


def births(planes: Iterator[NDArray[np.uint8]], threshold: int, count: int) -> NDArray[np.int32]:
    """Picture since which each pixel has been ink without a break.

    Parameters
    ----------
    planes : iterator of ndarray of shape (H, W), dtype uint8
        Darkness of each picture, the last first: none need be kept.
    threshold : int
        Ink is darker than this in the last picture; in earlier ones `FAINT` of it is enough.
    count : int
        Number of pictures.

    Returns
    -------
    ndarray of shape (H, W), dtype int32
        0 for what is paper in the last picture, else the number of the picture, from 1.
    """
    alive = next(planes) > threshold
    born = np.zeros(alive.shape, np.int32)
    for number, darkness in zip(range(count, 1, -1), planes, strict=True):
        was = darkness > FAINT * threshold
        born[alive & ~was] = number
        alive &= was
    born[alive] = 1
    return born


def without_slivers(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Labels of shape (H, W) with the flicker along older ink's edges given to that ink.

    A sliver is a piece that touches older ink and is thinner than `SLIVER` pen widths or smaller than `SPECK`.
    """
    pieces, count = ink_components(labels)
    padded, numbered = np.pad(labels, 1), np.pad(pieces, 1).reshape(-1)
    flat, stride = padded.reshape(-1), padded.shape[1]
    inked = np.flatnonzero(flat)
    number = numbered[inked]
    beside = flat[inked + np.array([-1, 1, -stride, stride])[:, None]]  # (4, N)
    area = np.bincount(number, minlength=count + 1)
    rim = np.bincount(number, (beside != flat[inked]).sum(axis=0), minlength=count + 1)
    older = np.where((beside > 0) & (beside < flat[inked]), beside, 0).max(axis=0)
    touches = np.bincount(number, older > 0, minlength=count + 1) > 0
    pen = pen_width(labels)
    thin = (2 * area < SLIVER * pen * rim) | (area < SPECK * pen**2)
    sliver = (thin & touches)[number]
    given = np.zeros(count + 1, np.int32)
    np.maximum.at(given, number, older)
    flat[inked[sliver]] = given[number[sliver]]
    return padded[1:-1, 1:-1].copy()


def pieces_from_the_left(ink: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Connected pieces of ink of shape (H, W), numbered from the left from 1; specks are left out."""
    pieces, count = ink_components(ink)
    area = np.bincount(pieces[pieces > 0], minlength=count + 1)
    low, high = piece_extents(pieces, count)
    extent = (high - low).max(axis=0)
    notable = extent >= NOTABLE * extent.max()
    pen = pen_width(np.where(notable[pieces], pieces, 0))
    kept = np.flatnonzero(area >= max(1.0, SPECK * pen**2))
    kept = kept[np.argsort(-area[kept], kind="stable")[:MAX_STROKES]]
    kept = kept[np.argsort(low[1, kept] + high[1, kept], kind="stable")]
    renumbered = np.zeros(count + 1, np.int32)
    renumbered[kept] = np.arange(1, len(kept) + 1)
    return renumbered[pieces]
