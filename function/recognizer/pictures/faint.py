"""Fainter ink beside darker ink, as of a second pen or of a hand that pressed less: no less written for that.

One threshold parts a picture into two, and the fainter digits may fall to the paper: what is left is a number with
digits missing. They are told from guides and shadows by their height, their thickness, and by holding no darker ink;
where there is anything else of their size, none is taken for ink.
"""

import numpy as np
from numpy.typing import NDArray

from ..components import ink_components, piece_extents
from .measures import is_frayed, pen_width
from .morphology import grown

SHARE = 0.4  # of the threshold, at least: 0.2 of the contrast
GRAIN, PLAIN = 3, 0.9  # of paper and what is fainter yet, this share is at most so dark: in a photo a shadow may be ink
SOFT = 0.5  # pen widths, and 2 pixels: the edges of darker ink
TALL = 0.5, 1.5  # times the height of the tallest darker piece, at least and at most: one of the fainter pieces
WIDE = 1.5  # times that height, at most, each of them
THICK = 0.5, 2.0  # times the pen's width, at least and at most, each of them: rules are thinner, shadows thicker
HELD = 0.5  # of its own pixels, at most, is darker ink in the box around it: more is a guide
MOST = 40  # pieces: more are a pattern


def faint_ink(darkness: NDArray[np.uint8], threshold: int) -> NDArray[np.bool_] | None:
    """Where there is ink that is fainter than the threshold.

    Parameters
    ----------
    darkness : ndarray of shape (H, W), dtype uint8
        Of a whole picture.
    threshold : int
        Ink is darker than this.

    Returns
    -------
    ndarray of shape (H, W), dtype bool, or None
        None where there is none, and in photos.
    """
    dark, ink = darkness > threshold, darkness > SHARE * threshold
    if np.count_nonzero(darkness <= GRAIN) < PLAIN * np.count_nonzero(~ink):
        return None
    pen = pen_width(dark)
    soft = max(2, round(SOFT * pen))
    faint = ink & ~grown(dark, soft)
    if np.count_nonzero(faint) < pen**2 or is_frayed(ink):
        return None
    pieces, count = ink_components(faint)
    if count > MOST:
        return None
    low, high = piece_extents(pieces, count)
    tall, wide = high - low + 1
    most = _tallest(dark)
    area = np.bincount(pieces.reshape(-1), minlength=count + 1)
    written = (tall <= TALL[1] * most) & (wide <= WIDE * most)
    for k in range(1, count + 1):
        box = slice(low[0, k], high[0, k] + 1), slice(low[1, k], high[1, k] + 1)
        written[k] &= THICK[0] * pen <= pen_width(pieces[box] == k) <= THICK[1] * pen
        written[k] &= np.count_nonzero(dark[box]) <= HELD * area[k]
    notable = np.maximum(tall, wide) >= TALL[0] * most
    notable[0] = written[0] = False
    if not (tall[notable] >= TALL[0] * most).any() or not written[notable].all():
        return None
    return ink & grown(written[pieces], soft)


def darkened(darkness: NDArray[np.uint8], faint: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
    """Darkness of shape (H, W) where faint ink is as dark as the threshold asks for."""
    if faint is None:
        return darkness
    return np.where(faint, np.minimum(darkness / SHARE + 1, 255), darkness).astype(np.uint8)


def _tallest(ink: NDArray[np.bool_]) -> int:
    pieces, count = ink_components(ink)
    low, high = piece_extents(pieces, count)
    return int((high - low)[0, 1:].max(initial=0)) + 1
