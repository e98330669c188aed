"""Rings, frames and boxes around digits in pictures, where digits that touch them are one piece of ink with them.

A ring is what is seen of ink from outside, as deep as its line is thick. Within the outline of digits, alone or
touching one another, there is little else; within a ring there is a number.
"""

import math

import numpy as np
from numpy.typing import NDArray

from ..components import ink_components, piece_extents
from ..marks import is_bar
from .measures import Box, box_of, is_frayed, size_of_box
from .morphology import grown
from .rules import without_dividers

ALIKE = 0.5  # of the paper in the largest ring, at least: boxes in a row, of which some hold a 1 or nothing
PAPER = 0.25  # of the box around all ink, at least, is paper that ink encloses
MOST = 16  # boxes: where there are more it is a pattern
SQUARE = 0.85  # of the box around it, upright or askew, at least: a frame, which may have dividers
WRITTEN = 0.4  # of a ring's ink, at least, is what is within: of the outline of digits that do not overlap up to 0.33
FILLED_IN = 0.1  # of a frame's ink, the same: its dividers count
HIGH = 0.3  # of the ring's height, at least, is what is within: an 8 may be a box with a bar
REST = 0.25  # of that, at least, is a digit: lower pieces are rests of the ring
FORM = 0.9  # of the sides of the box around all ink, at least: what is there from the first picture on
MARGIN = 2  # pixels of paper around all ink


def without_rings(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take out a ring or a frame around a number, or boxes around its digits.

    Parameters
    ----------
    ink : ndarray of shape (H, W), dtype bool
        Of a whole picture.

    Returns
    -------
    ndarray of shape (H, W), dtype bool
        The same where there is none, or nothing within that may be a number.
    """
    if not ink.any() or is_frayed(ink):
        return ink
    box = box_of(ink)
    part = np.pad(ink[box], MARGIN)
    plain, found = part.copy(), False
    for at, area in _enclosed(part):
        own, is_frame = part[at] & area, _is_frame(area)
        within = _within(own, area, is_frame)
        plain[at][area] = within[area]
        found |= _may_be_number(own, within, area, is_frame)
    if not found:
        return ink
    whole = ink.copy()
    whole[box] = plain[MARGIN:-MARGIN, MARGIN:-MARGIN]
    return whole


def on_form(labels: NDArray[np.int32]) -> tuple[NDArray[np.int32], bool]:
    """Give boxes that are there before anything is written, in the first of many pictures, a label of their own.

    Parameters
    ----------
    labels : ndarray of shape (H, W), dtype int32
        As `births` gives them.

    Returns
    -------
    labels : ndarray of shape (H, W), dtype int32
        Of boxes 1, and all others by one more; the same where there are none.
    found : bool
    """
    ink = labels > 0
    first = labels == 1
    if not first.any() or any(own < FORM * whole for own, whole in zip(_size(first), _size(ink))):
        return labels, False
    printed = first & ~without_rings(ink)
    if not printed.any():
        return labels, False
    return np.where(printed, 1, labels + ink), True


def _size(mask: NDArray[np.bool_]) -> tuple[int, int]:
    rows, columns = box_of(mask)
    return rows.stop - rows.start, columns.stop - columns.start


def _enclosed(ink: NDArray[np.bool_]) -> list[tuple[Box, NDArray[np.bool_]]]:
    """The areas that enclose the most paper, with the ink around and within it: box, and where in it."""
    paper, _ = ink_components(~grown(ink, 1))  # grown, so that thin lines have no gaps
    held = ~grown(paper == paper[0, 0], 1)
    if np.count_nonzero(held & ~ink) < PAPER * ink.size:
        return []
    areas, _ = ink_components(held)
    size = np.bincount(areas[held & ~ink])
    large = np.flatnonzero(size > ALIKE * size.max())
    if len(large) > MOST:
        return []
    return [(box, areas[box] == k) for k, box in ((k, box_of(areas == k)) for k in large)]


def _within(ink: NDArray[np.bool_], area: NDArray[np.bool_], is_frame: bool) -> NDArray[np.bool_]:
    """Ink of shape (H, W) that is not the outline of the area that it encloses, nor a divider of a frame."""
    deep = _thickness(ink) + 1
    within = ink & ~grown(np.pad(~area, deep, constant_values=True), deep)[deep:-deep, deep:-deep]
    if is_frame:
        within &= without_dividers(ink, area)
    pieces, count = ink_components(within)
    (low, _), (high, _) = piece_extents(pieces, count)
    return (high - low > REST * (high.max() - low.min()))[pieces] & within


def _is_frame(area: NDArray[np.bool_]) -> bool:
    """Whether an area fills a box, upright or askew."""
    return np.count_nonzero(area) > SQUARE * size_of_box(area)


def _thickness(ink: NDArray[np.bool_]) -> int:
    """Pixels of the line that is seen from the four sides: the median."""
    seen = []
    for turns in range(4):
        rows = np.rot90(np.pad(ink, 1), turns)
        first = rows.argmax(axis=1)
        behind = ~rows & (np.arange(rows.shape[1]) > first[:, None])
        seen.append((behind.argmax(axis=1) - first)[rows.any(axis=1)])
    return math.ceil(np.median(np.concatenate(seen)))


def _may_be_number(
    ink: NDArray[np.bool_], within: NDArray[np.bool_], area: NDArray[np.bool_], is_frame: bool
) -> bool:
    """Whether there is more within the outline of an area, all of shape (H, W), than within a digit's."""
    places = np.argwhere(within)
    least = FILLED_IN if is_frame else WRITTEN
    if len(places) < least * (np.count_nonzero(ink) - len(places)) or len(places) < 2:
        return False
    if np.ptp(places[:, 0]) < HIGH * len(area):
        return False
    return area.shape[1] > area.shape[0] or not is_bar(places)
