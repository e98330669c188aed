"""A table beside a sheet, along a side of a photo: it is given the gray of the paper next to it."""

from itertools import product

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..components import ink_components
from .edges import COVERED, along_a_side
from .measures import is_frayed
from .morphology import grown
from .paper import Levels
from .sheet import EDGE, SHARP, without_grain

MOST = 0.3  # of the picture, at most: more may be a shadow on the paper
LEAST = 0.03  # of the picture's smaller side, at least, is how deep it is on average: a 1 along the edge is less
FEW = 0.001  # of it: its pixels that are the farthest from its gray
BLANK = 0.5  # of the contrast, at most: how far these are; on paper in a hard shadow there may be ink
BLOCK = 16  # pixels: side of the blocks by which the paper's gray goes on


def without_table(gray: NDArray[np.uint8], levels: Levels) -> NDArray[np.uint8]:
    """Give a table the gray of the paper beside it: its edge is sharp, and light that is evened out would keep it.

    Parameters
    ----------
    gray : ndarray of shape (H, W), dtype uint8
        0 black to 255 white.
    levels : Levels
        From `find_levels`; most of the rim is paper.

    Returns
    -------
    ndarray of shape (H, W), dtype uint8
        `gray` itself where there is none.
    """
    table = _table(without_grain(gray, levels))
    if not LEAST * min(gray.shape) * max(gray.shape) < np.count_nonzero(table) < MOST * gray.size:
        return gray
    soft = grown(table, EDGE)
    outer = grown(soft, 2 * EDGE) & ~soft
    inner = table & ~grown(outer, 2 * EDGE)
    if not inner.any() or not outer.any():
        return gray
    darkness, contrast = levels.darkness[gray], levels.split.contrast
    middle, darkest = np.quantile(darkness[inner], [0.5, 1 - FEW])
    step = np.median(darkness[inner & grown(outer, 4 * EDGE)]) - np.median(darkness[outer])
    if step < SHARP * contrast or darkest - middle > BLANK * contrast:
        return gray
    return np.where(soft, _gone_on(gray, ~soft), gray)


def _table(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pieces of ink that run along a whole side."""
    if is_frayed(ink):
        return np.zeros_like(ink)
    pieces, count = ink_components(ink)
    along = along_a_side(pieces, count)
    along[0] = 0
    return (along > COVERED)[pieces]


def _gone_on(gray: NDArray[np.uint8], known: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Gray of shape (H, W) that goes on from where it is known, block by block."""
    height, width = gray.shape
    margins = ((0, -height % BLOCK), (0, -width % BLOCK))
    total, count = (_block_sums(np.pad(of, margins)) for of in (np.where(known, gray, 0), known))
    while (count == 0).any():
        empty = count == 0
        total, count = (np.where(empty, _around(of), of) for of in (total, count))
    blocks = Image.fromarray((total / count).astype(np.float32))
    whole = blocks.resize((blocks.width * BLOCK, blocks.height * BLOCK), Image.Resampling.BILINEAR)
    return np.asarray(whole)[:height, :width].clip(0, 255).astype(np.uint8)


def _block_sums(plane: NDArray) -> NDArray[np.float64]:
    rows, columns = (side // BLOCK for side in plane.shape)
    return plane.reshape(rows, BLOCK, columns, BLOCK).sum(axis=(1, 3), dtype=np.float64)


def _around(blocks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of each block and the eight around it."""
    rows, columns = blocks.shape
    padded = np.pad(blocks, 1)
    return sum(padded[down : down + rows, right : right + columns] for down, right in product(range(3), repeat=2))
