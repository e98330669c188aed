"""A sheet of paper on a table, a canvas on a page: what is around it is given its gray."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ..components import ink_components
from .measures import is_frayed, sides, size_of_box
from .paper import SPARSE, Levels

LEAST = 64  # pixels of a picture's smaller side: in a smaller one bold digits would be smoothed to sheets
SMOOTH = 2  # pixels to either side: what is around a sheet is seen without its grain
EDGE = 3  # pixels to either side of a sheet's edge that are soft, and of neither
SIDE = 0.25  # of the picture, each way, at least: smaller ones are not looked for, nor where there is less ink
LARGE = 0.5  # of the picture, each way, at least: a smaller one that reaches its edges may be what a shadow leaves
SQUARE = 0.9  # of the box around it, at least: a digit that a bold pen nearly filled has up to 0.88
SHARP = 0.5  # of the contrast, at least, from one side of its edge to the other: less is a change of the light
BLANK = 0.7  # of the sheet, at least: the rest is ink on it
TALL = 0.15  # of the sheet's height, at least: ink on it, not dust


def on_its_sheet(gray: NDArray[np.uint8], levels: Levels) -> NDArray[np.uint8]:
    """Give what is around a sheet the gray of the sheet, which passes for a large piece of ink with holes.

    Parameters
    ----------
    gray : ndarray of shape (H, W), dtype uint8
        0 black to 255 white.
    levels : Levels
        From `find_levels`.

    Returns
    -------
    ndarray of shape (H, W), dtype uint8
        `gray` itself where there is no such sheet, or nothing on it.
    """
    if min(gray.shape) < LEAST or not _may_hold_sheet(levels.inked(gray[::SPARSE, ::SPARSE])):
        return gray  # as of most pictures, before anything is smoothed or filled
    sheet = _filled(without_grain(gray, levels))
    paper = sheet & levels.inked(gray)
    if not _is_sheet(sheet) or not _is_written_on(sheet, paper):
        return gray
    near = np.asarray(Image.fromarray(np.uint8(255) * sheet).filter(ImageFilter.BoxBlur(EDGE)))
    inside, outside = near == 255, near == 0
    step = np.median(gray[sheet & ~inside]) - np.median(gray[~sheet & ~outside])
    if abs(step) < SHARP * levels.split.contrast:
        return gray
    return np.where(inside, gray, np.uint8(np.median(gray[paper])))


def _may_hold_sheet(ink: NDArray[np.bool_]) -> bool:
    """Whether there is as much ink in a picture (H, W) as on a sheet, of a small one nearly all around its middle."""
    share = ink.mean() / (BLANK * SQUARE)
    if not SIDE**2 <= share < LARGE**2:
        return bool(share >= LARGE**2)
    across, down = ink.sum(axis=1), ink.sum(axis=0)
    return bool(ink[across > across.max() / 2][:, down > down.max() / 2].mean() >= BLANK)


def without_grain(gray: NDArray[np.uint8], levels: Levels) -> NDArray[np.bool_]:
    """What is as dark as ink in a picture (H, W) that is smoothed -> (H, W)."""
    smooth = np.asarray(Image.fromarray(gray).filter(ImageFilter.BoxBlur(SMOOTH)))
    return levels.inked(smooth)


def _filled(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The largest piece of ink with all that it encloses, shape (H, W); none of what is too frayed for a sheet."""
    if is_frayed(ink):
        return np.zeros_like(ink)
    padded = np.pad(~ink, 1, constant_values=True)
    pieces, _ = ink_components(padded)
    enclosed, _ = ink_components((pieces != pieces[0, 0])[1:-1, 1:-1])
    size = np.bincount(enclosed.reshape(-1), minlength=2)
    return enclosed == 1 + size[1:].argmax()


def _is_sheet(area: NDArray[np.bool_]) -> bool:
    """Whether an area is large, not all of the picture, and fills a box, upright or askew."""
    rows, columns = area.any(axis=1), area.any(axis=0)
    reaches = any(side.any() for side in sides(area))
    if min(rows.mean(), columns.mean()) < (LARGE if reaches else SIDE) or area.all():
        return False
    return np.count_nonzero(area) >= SQUARE * size_of_box(area[rows])


def _is_written_on(sheet: NDArray[np.bool_], paper: NDArray[np.bool_]) -> bool:
    """Whether a sheet is blank for the most part, and what is not blank is tall enough for ink."""
    rows = sheet.any(axis=1)
    tall = (sheet & ~paper)[rows].any(axis=1).mean()
    return bool(np.count_nonzero(paper) > BLANK * np.count_nonzero(sheet) and tall >= TALL)
