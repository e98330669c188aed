"""A border around the number, as of a form or of a canvas on a screen: taken out of the ink."""

import numpy as np
from numpy.typing import NDArray

from ..components import ink_components
from .measures import box_of, is_frayed

RIM = 0.04  # of the smaller side of all ink: a border's sides lie within so much of its edges
COVERED = 0.9  # of each side: no digit runs straight along all four
WITHIN = 0.95  # of the border's pixels lie in the rim: what has more is ink that touches it
LEAST = 0.2  # of the border's height: what is inside is ink, not dust


def without_border(darkness: NDArray[np.uint8], threshold: int) -> NDArray[np.uint8]:
    """Take out a level rectangle around all ink.

    Parameters
    ----------
    darkness : ndarray of shape (H, W), dtype uint8
        Of a whole picture.
    threshold : int
        Ink is darker than this.

    Returns
    -------
    ndarray of shape (H, W), dtype uint8
        The same where there is no border, or nothing inside of it.
    """
    mask = darkness > threshold
    if not mask.any():
        return darkness
    box = box_of(mask)
    ink = mask[box]
    rim = max(2, round(RIM * min(ink.shape)))
    sides = ink[:rim].any(axis=0), ink[-rim:].any(axis=0), ink[:, :rim].any(axis=1), ink[:, -rim:].any(axis=1)
    if min(float(side.mean()) for side in sides) < COVERED or is_frayed(ink):
        return darkness
    pieces, count = ink_components(ink)
    size = np.bincount(pieces.reshape(-1), minlength=count + 1)
    in_rim = size - np.bincount(pieces[rim:-rim, rim:-rim].reshape(-1), minlength=count + 1)
    largest = 1 + int(in_rim[1:].argmax())
    border = pieces == largest
    tall = np.count_nonzero((ink & ~border).any(axis=1))
    if in_rim[largest] < WITHIN * size[largest] or tall < LEAST * len(ink):
        return darkness
    plain = darkness.copy()
    plain[box][border] = 0
    return plain
