"""Dots in rows and columns, as of a notebook or an app's canvas: taken out of the ink, or given to what covers them."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..components import ink_components, piece_extents
from .measures import is_frayed, pen_width
from .morphology import grown

FEWEST = 12  # dots with neighbors in both directions, at least
ALIKE = 1.5  # times the sides of the median dot, at most, are those of all, and of what strokes left of one
SMALL = 0.4  # of the way to the next dot, at most, is a dot's larger side
OFF = 0.15  # of that way, at most: how far a dot lies from where its neighbor says
MOST_DOTS = 4_000  # of a picture: pairs of them are looked at


def dots(ink: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Where there are dots of a grid, level or askew.

    Parameters
    ----------
    ink : ndarray of shape (H, W), dtype bool
        Of a whole picture.

    Returns
    -------
    ndarray of shape (H, W), dtype bool, or None
        None where there is no grid.
    """
    if is_frayed(ink):
        return None
    pieces, count = ink_components(ink)
    return _dots(pieces, count)


def _dots(pieces: NDArray[np.int32], count: int) -> NDArray[np.bool_] | None:
    """The same of ink whose pieces are known, as of `ink_components`."""
    if not FEWEST < count <= MOST_DOTS:
        return None
    low, high = (corner[:, 1:] for corner in piece_extents(pieces, count))
    side = (high - low).max(axis=0) + 1
    dot = int(np.median(side))
    alike = side <= max(ALIKE * dot, dot + 1)
    middle = ((low + high) / 2).T[alike]
    if np.count_nonzero(_in_grid(middle, dot)) < max(FEWEST, count / 3):
        return None
    return np.concatenate(([False], alike))[pieces]


def _in_grid(middle: NDArray[np.float64], dot: int) -> NDArray[np.bool_]:
    """Which dots, at (N, 2) of row and column, have a neighbor to one side and one above or below -> (N,)."""
    some = middle[:: max(len(middle) // 100, 1)]
    away = middle[None] - some[:, None]  # (n, N, 2)
    distance = np.hypot(*np.moveaxis(away, -1, 0))
    distance[distance < 1] = np.inf
    step = float(np.median(distance.min(axis=1)))
    if dot > SMALL * step:
        return np.zeros(len(middle), bool)
    near = away[distance < (1 + OFF) * step]
    right = near[near[:, 1] > np.abs(near[:, 0])]
    below = near[near[:, 0] > np.abs(near[:, 1])]
    if not len(right) or not len(below):
        return np.zeros(len(middle), bool)
    one, other = (_neighbored(middle, np.median(near, axis=0), OFF * step) for near in (right, below))
    return one & other


def _neighbored(middle: NDArray[np.float64], step: NDArray[np.float64], off: float) -> NDArray[np.bool_]:
    """Which have another one a step further, forth or back."""
    found = np.zeros(len(middle), bool)
    order = middle[:, 1].argsort(kind="stable")
    ranked = middle[order]
    for sign in (1, -1):
        wanted = middle + sign * step
        begin = ranked[:, 1].searchsorted(wanted[:, 1] - off)
        end = ranked[:, 1].searchsorted(wanted[:, 1] + off, "right")
        places = zip(begin, end, wanted[:, 0], strict=True)
        found |= [bool((np.abs(ranked[a:b, 0] - row) <= off).any()) for a, b, row in places]
    return found


def without_dots(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ink of one picture, shape (H, W), without the dots of a grid."""
    printed = dots(ink)
    return ink if printed is None or not (ink & ~printed).any() else ink & ~printed


def _specks(pieces: NDArray[np.int32], count: int, pen: float) -> NDArray[np.bool_]:
    """Pieces no larger than the pen, beside larger ones."""
    low, high = piece_extents(pieces, count)
    side = (high - low).max(axis=0) + 1
    small = side <= pen
    small[0] = False
    return small[pieces] if count > np.count_nonzero(small) else np.zeros(pieces.shape, bool)


def off_dots(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Labels of shape (H, W), as of `births`: dots that were there from the first picture on go to what covers them.

    Where nothing does, those of a grid are paper, and others are of the first stroke: of a grid that is too faint to
    be ink, what is covered is all that is seen.
    """
    first = labels == 1
    pieces, count = ink_components(first)
    if count < 2 or is_frayed(first):
        return labels
    printed = _dots(pieces, count)
    in_grid = printed is not None
    if not in_grid:
        printed = _specks(pieces, count, pen_width(labels))
    if not printed.any():
        return labels
    dot_at = np.where(printed, pieces, 0)
    around = np.pad(dot_at, 1)
    given = np.full(count + 1, 0 if in_grid else 1, np.int32)
    rest = np.where(printed, 0, labels)
    row, column = np.nonzero(grown(printed, 1) & (rest > 0))
    for down, right in product(range(3), repeat=2):
        np.maximum.at(given, around[row + down, column + right], rest[row, column])
    return np.where(printed, given[dot_at], labels)
