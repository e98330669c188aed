"""What is dark at the edges of a scan or a photo: a strip along a side, round corners, a thumb."""

import numpy as np
from numpy.typing import NDArray

from ..components import ink_components
from .measures import is_frayed, sides

SOLID = 2.5  # times the pen's width, at least: how thick such a piece is; a 1 that runs along the edge has 2
COVERED = 0.95  # of a side, at least, along which one may be thinner
WRITTEN = 10.0  # times the pen's width, at least, is the height of all ink within, or it is dust
LEAST = 0.1  # of the picture's height, the same


def without_edges(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take out solid pieces at a picture's edges.

    Parameters
    ----------
    ink : ndarray of shape (H, W), dtype bool
        Of a whole picture.

    Returns
    -------
    ndarray of shape (H, W), dtype bool
        The same where a piece at an edge is no thicker than the pen, so that it may be a digit that was cut off, or
        where nothing is written within.
    """
    if not any(side.any() for side in sides(ink)) or is_frayed(ink):
        return ink
    pieces, count = ink_components(ink)
    along = along_a_side(pieces, count)
    within = along == 0
    within[0] = False
    rows = np.flatnonzero(within[pieces].any(axis=1))
    if not len(rows):
        return ink
    area, rim = np.bincount(pieces.reshape(-1), minlength=count + 1), _rim(pieces, count)
    thickness = area / np.maximum(rim, 1)  # half of it, of a line
    pen = area[within].sum() / rim[within].sum()
    solid = (thickness > SOLID * pen) | (along > COVERED)
    corners = pieces[[0, 0, -1, -1], [0, -1, 0, -1]]
    solid[corners] |= corners.all()
    if rows[-1] + 1 - rows[0] < max(LEAST * len(ink), 2 * WRITTEN * pen) or not (solid | within)[1:].all():
        return ink
    return within[pieces]


def along_a_side(pieces: NDArray[np.int32], count: int) -> NDArray[np.float64]:
    """The largest share of a side of the picture (H, W) that each of its pieces takes up, 0 paper -> (count + 1,)."""
    return np.stack([np.bincount(side, minlength=count + 1) / len(side) for side in sides(pieces)]).max(axis=0)


def _rim(pieces: NDArray[np.int32], count: int) -> NDArray[np.intp]:
    """Sides of pixels between each piece and paper, not counting the picture's own edge -> (count + 1,)."""
    down, right = pieces[1:] != pieces[:-1], pieces[:, 1:] != pieces[:, :-1]
    beside = np.concatenate([pieces[1:][down], pieces[:-1][down], pieces[:, 1:][right], pieces[:, :-1][right]])
    return np.bincount(beside, minlength=count + 1)
