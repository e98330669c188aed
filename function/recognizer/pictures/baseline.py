"""A line that a number stands on, as forms have, which ends before the picture's edges do: taken out of one picture.

It sticks out of the number on both sides, where nothing else is; two ends tell all of a straight line.
"""

import numpy as np
from numpy.typing import NDArray

from .hough import Lines, chunk_middles, seen_along
from .measures import box_of, is_frayed
from .rules import erased

OUT = 0.04  # of the height of all ink, and 3 pixels, at least: so far it sticks out on either side
THIN = 0.1  # of that height, and 4 pixels, at most, is its thickness, and how far the outermost columns of ink reach
STEEP = 0.1  # 6 degrees off level, at most
WHOLE = 0.95  # of its length, at least, is there
LOW = 0.65  # of the height of all ink: it is lower in its middle
LONG = 1.2  # times the height of what it leaves, at least; under a single digit it may be a foot


def without_baseline(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take out a line below a number, which may touch or cross it.

    Parameters
    ----------
    ink : ndarray of shape (H, W), dtype bool
        Of a whole picture.

    Returns
    -------
    ndarray of shape (H, W), dtype bool
        The same where there is none.
    """
    if not ink.any():
        return ink
    box = box_of(ink)
    part = ink[box]
    height, width = part.shape
    out, thin = max(3, round(OUT * height)), max(4, round(THIN * height))
    ends = [np.flatnonzero(side.any(axis=1)) for side in (part[:, :out], part[:, -out:])]
    if width < LONG * height or any(np.ptp(rows) >= thin for rows in ends) or is_frayed(part):
        return ink
    first, last = (float(rows.mean()) for rows in ends)
    thick = 1 + min(float(np.ptp(rows)) for rows in ends)
    line = np.interp(chunk_middles(width), [out / 2, width - out / 2], [first, last])
    if abs(last - first) > STEEP * width or (first + last) / 2 < LOW * height:
        return ink
    if seen_along(part, line, 1 + thick / 2).mean() < WHOLE:
        return ink
    plain = erased(part, Lines([line], thick))
    if not plain.any():
        return ink
    rest = box_of(plain)
    tall = rest[0].stop - rest[0].start
    if min(rest[1].start, width - rest[1].stop) < out or width < LONG * tall or tall < LOW * height:
        return ink
    whole = ink.copy()
    whole[box] = plain
    return whole
