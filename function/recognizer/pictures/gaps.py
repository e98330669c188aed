"""Lines with gaps, of chalk, a dry pen, a spray or a printer: the ink of one picture made whole before it is traced."""

import math

import numpy as np
from numpy.typing import NDArray

from ..components import ink_components, piece_extents
from .measures import is_frayed
from .morphology import grown

CRUMB = 0.25  # of the height of all ink: pieces whose larger side is less are crumbs, or a cap of a five
BROKEN = 0.06  # of the ink, at least, is crumbs where lines have gaps: of others it is up to 0.05
WHOLE = 0.04  # of the ink, at most, is crumbs when its gaps are closed: what stays apart is dust
FEW = 3  # crumbs, at most, may be dust beside whole lines
MANY = 2000  # crumbs, at most: a spray can's number has 1,200, more are noise, and closing them takes long
FARTHEST = 0.06  # of the height of all ink, at most: half of a gap
FARTHER = 1.5  # times as far as before, until gaps are closed


def without_gaps(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Close the gaps of ink that is broken, as far as they are narrow.

    Parameters
    ----------
    ink : ndarray of shape (H, W), dtype bool
        One pixel of paper around it, at least.

    Returns
    -------
    ndarray of shape (H, W), dtype bool
        The same where there are few gaps, or where none of the ways to close them leaves few.
    """
    if not ink.any() or is_frayed(ink):
        return ink
    share, count = _crumbs(ink)
    if share < BROKEN or not FEW < count <= MANY:
        return ink
    reach, farthest = 1, FARTHEST * np.ptp(np.flatnonzero(ink.any(axis=1)))
    while reach <= farthest:
        closed = _closed(ink, reach)
        if _crumbs(closed)[0] < WHOLE:
            return closed
        reach = math.ceil(FARTHER * reach)
    return ink


def _crumbs(ink: NDArray[np.bool_]) -> tuple[float, int]:
    """Share of the ink, of shape (H, W), that is in crumbs, and their number."""
    pieces, count = ink_components(ink)
    low, high = piece_extents(pieces, count)
    small = (high - low).max(axis=0) < CRUMB * (high[0].max() - low[0].min())
    return float(small[pieces[ink]].mean()), np.count_nonzero(small[1:])


def _closed(ink: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """Ink of shape (H, W) closed by a square of `reach` pixels to either side (Serra 1982): wider gaps stay."""
    return ~grown(~grown(ink, reach), reach)
