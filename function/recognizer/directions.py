"""Hypotheses -> direction maps: where the pen went which way, which a raster does not show.

A 6 that stays open and a 4, a 1 with a flag and a 7 may look the same and are written another way round. The ink is
placed as for the raster; each line's length is shared out among the two nearest of eight directions and the four
nearest of 8 x 8 cells (8-directional features, Bai and Huo 2005). The order of the strokes does not matter.
"""

import numpy as np
from numpy.typing import NDArray

from .rasterize import SIDE, Framed, frames, samples

CELLS = 8  # along x and along y
DIRECTIONS = 8  # the first to the right, then clockwise on paper
CELL = SIDE / CELLS  # pixels of the raster
STEP = CELL / 2  # pixels, at most, between two samples of a line
NEXT_CELLS = np.array([0, 1, CELLS, CELLS + 1])  # of the four nearest, from the upper left one
FULL = 5.4  # cells: length of ink in one cell and direction that is 255


def direction_maps(lines: NDArray[np.float64], spans: NDArray[np.intp], *, min_side: float = 0.0) -> NDArray[np.uint8]:
    """Map every hypothesis.

    Parameters
    ----------
    lines, spans, min_side
        As for `rasterize`; each line runs as the pen did.

    Returns
    -------
    ndarray of shape (N, 8, 8, 8), dtype uint8
        Axes: hypothesis, cell from the top, cell from the left, direction. The square root of the length of ink, as
        lengths vary more where there is much.
    """
    count = int(spans[-1, 0]) + 1 if len(spans) else 0
    maps = np.empty((count, CELLS, CELLS, DIRECTIONS), np.uint8)
    for own, framed in frames(lines, spans, min_side):
        maps[own] = map_directions(framed)
    return maps


def map_directions(framed: Framed) -> NDArray[np.uint8]:
    """The maps (N, 8, 8, 8) of hypotheses that are framed already, otherwise as `direction_maps`."""
    number = np.maximum(np.ceil(framed.length / STEP).astype(np.intp), 1)
    turn = np.arctan2(framed.delta[1], framed.delta[0]) * (DIRECTIONS / (2 * np.pi)) + DIRECTIONS
    direction = turn.astype(np.intp)
    turn -= direction
    direction = np.stack([direction, direction + 1]) % DIRECTIONS  # (2, T)
    ink = np.stack([1 - turn, turn]) * (framed.length / (number * CELL))

    line, xy = samples(framed, number)  # (K,), (2, K)
    xy /= CELL
    xy -= 0.5
    np.clip(xy, 0, CELLS - 1.001, out=xy)
    cell = xy.astype(np.intp)
    xy -= cell
    corner = ((framed.owner * CELLS).take(line) + cell[1]) * CELLS + cell[0]
    place = (corner + NEXT_CELLS[:, None]) * DIRECTIONS + direction.take(line, axis=1)[:, None]  # (2, 4, K)
    across, down = np.stack([1 - xy, xy], axis=1)  # (2, K) each: of the cell itself, of the next
    share = (down[:, None] * across).reshape(4, -1) * ink.take(line, axis=1)[:, None]
    length = np.bincount(place.reshape(-1), share.reshape(-1), framed.count * CELLS * CELLS * DIRECTIONS)
    maps = np.minimum(np.sqrt(length * (255**2 / FULL)) + 0.5, 255.0).astype(np.uint8)
    return maps.reshape(framed.count, CELLS, CELLS, DIRECTIONS)
