"""One picture of a number, a drawing, a scan or a photo -> Ink: a stroke for each connected piece, from the left."""

import numpy as np
from numpy.typing import NDArray

from .ink import Ink
from .pictures.baseline import without_baseline
from .pictures.border import without_border
from .pictures.dots import without_dots
from .pictures.edges import without_edges
from .pictures.faint import darkened, faint_ink
from .pictures.gaps import without_gaps
from .pictures.gray import read_gray
from .pictures.labels import pieces_from_the_left
from .pictures.paper import even_out, find_levels, is_even
from .pictures.rings import without_rings
from .pictures.rules import without_rules
from .pictures.shadows import in_shadow, narrow_ink
from .pictures.sheet import on_its_sheet
from .pictures.table import without_table
from .traced import as_ink, center_lines, frame_of, no_ink, workable

POINTER = "/image"  # JSON pointer of the picture in a request
Inked = tuple[NDArray[np.uint8], int]  # darkness (H, W), 0 paper to 255, and its threshold: ink is darker


def ink_from_picture(picture: bytes) -> Ink:
    """One picture of a number: a drawing, a scan or a photo.

    Parameters
    ----------
    picture : bytes
        PNG, JPEG or WebP file.

    Returns
    -------
    Ink
        A stroke for each connected piece of ink, from left to right.

    Raises
    ------
    InkError
        422 for a file that cannot be read, 413 for too many pixels or for ink of too many points.
    """
    plane = read_gray(picture, POINTER)
    found = _written(plane.gray)
    if found is None and plane.colorless:  # a yellow marker is as light as paper
        plane = read_gray(picture, POINTER, band="darkest")
        found = _written(plane.gray)
    if found is None:
        return no_ink("image")
    darkness, threshold = found
    frame = frame_of(darkness > threshold, plane.pixel)
    ink, step = workable(frame.cut(darkness) > threshold)
    labels = pieces_from_the_left(without_gaps(ink))
    return as_ink("image", center_lines(labels, crossing=False), frame, step, POINTER)


def _written(gray: NDArray[np.uint8]) -> Inked | None:
    """As `_darkness`, without what is in a picture besides handwriting."""
    found = _darkness(gray)
    if found is None:
        return None
    darkness, threshold = found
    darkness = without_border(darkness, threshold)
    mask = without_rings(without_edges(without_dots(without_baseline(without_rules(darkness, threshold)))))
    return (np.where(mask, darkness, 0), threshold) if mask.any() else None


def _darkness(gray: NDArray[np.uint8]) -> Inked | None:
    """Darkness of ink, be the light even or not, on a gray (H, W); None when there is no ink."""
    levels = find_levels(gray)
    if levels:
        sheet, shaded = on_its_sheet(gray, levels), in_shadow(gray, levels)
        if shaded and (shaded.crossed or sheet is gray):
            return shaded.darkness, shaded.threshold
        if sheet is not gray:
            gray, levels = sheet, find_levels(sheet)
    if levels and is_even(gray, levels):
        darkness = levels.darkness[gray]
        return darkened(darkness, faint_ink(darkness, levels.threshold)), levels.threshold
    # no levels are found, either, of faint ink on paper that is as dark as it elsewhere
    return _unevenly_lit(without_table(gray, levels) if levels else gray)


def _unevenly_lit(gray: NDArray[np.uint8]) -> Inked | None:
    """The same where the light changes, smoothly or in steps."""
    found = even_out(gray)
    if found and found.steps:
        return narrow_ink(gray)
    return found and (found.darkness, found.threshold)
