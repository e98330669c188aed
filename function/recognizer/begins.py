"""Where a pen set out, brought to where most hands do.

A ring has no beginning of its own, and a bar no direction; but the net of trajectories has seen few zeros that were
begun at their foot, and few bars that were drawn upwards.
"""

import numpy as np
from numpy.typing import NDArray

from .lines import along, line_lengths
from .strokes import Pieces

TALL = 0.35  # of the number's height, at least: a lower stroke is no digit
LOW = 0.2  # of its own height, at least: how far below its top a stroke begins
CLOSED = 0.3  # of the larger side of a ring's box, at most: from its end to its begin
AROUND = 2.0  # times that side, at least: its way
WIDE = 0.25  # of its height, at least: what is slimmer is a bar that was drawn twice
TOP = 0.3  # of its width: the pen's direction before and behind its top is taken over so much
STRAIGHT = 0.95  # of a bar's way, at least: from its begin to its end
STEEP = 0.9  # of its height, at least: how far it rises


def as_most_begin(
    pieces: Pieces, lines: NDArray[np.float64], begin: NDArray[np.intp], end: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Lines as most hands draw them: rings from their top, bars downwards; strokes that are cut stay as they are.

    Parameters
    ----------
    pieces : Pieces
    lines : ndarray of shape (L, 4), dtype float64
        Of the pieces, in units of the number's height, as the pen went.
    begin, end : ndarray of shape (P,), dtype intp
        First line of each piece, and one behind its last.

    Returns
    -------
    ndarray of shape (L, 4), dtype float64
        The same lines; those of some pieces in another order, or turned round.
    """
    size = pieces.boxes[:, 2:] - pieces.boxes[:, :2]
    height = size[:, 1]
    low = (lines[begin, 1] - pieces.boxes[:, 1] >= LOW * height) & (height >= TALL)
    if not low.any():
        return lines
    whole = {atoms[0] for atoms in pieces.strokes if len(atoms) == 1}
    drawn = lines.copy()
    for p in low.nonzero()[0].tolist():
        if p in whole:
            own = slice(begin[p], end[p])
            drawn[own] = _as_most(lines[own], *size[p].tolist())
    return drawn


def _as_most(stroke: NDArray[np.float64], width: float, height: float) -> NDArray[np.float64]:
    """A stroke's lines (n, 4), which begins low."""
    side, way = max(width, height), line_lengths(stroke).sum()
    ahead = stroke[-1, 2:] - stroke[0, :2]
    apart = np.hypot(*ahead)
    if apart <= CLOSED * side and way >= AROUND * side and width >= WIDE * height:
        return _from_the_top(stroke, TOP * width)
    if apart >= STRAIGHT * way and -ahead[1] >= STEEP * height and width < height:
        return np.roll(stroke[::-1], 2, axis=1)
    return stroke


def _from_the_top(ring: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """A ring from its top on, if that is round: the top of a 1 that runs on around its foot is a corner."""
    rolled = np.roll(ring, -ring[:, 1].argmin(), axis=0)
    points = rolled[:, :2]
    top = points[0]
    out, came = along(points, reach) - top, top - along(np.concatenate([points[:1], points[:0:-1]]), reach)
    return rolled if out @ came > 0 else ring
