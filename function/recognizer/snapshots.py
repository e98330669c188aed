"""Pictures -> Ink: the canvas after each stroke, or one picture of a number.

Ink is reduced to its center line, as if it had been sent as strokes. Stroke k of a sequence is the ink that is
new in picture k. What counts is the ink of the last picture: each of its pixels belongs to the picture since
which it has been there without a break. So ink that was undone in between is gone, and a picture that adds
nothing, or only takes away, is a stroke without points. Stroke k of a single picture is its k-th connected
piece from the left.
"""

import math
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import chain

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .errors import InkError
from .ink import Ink
from .limits import MAX_PIXELS, MAX_POINTS
from .marks import marks
from .pictures.baseline import without_baseline
from .pictures.border import without_border
from .pictures.crossings import close_crossings
from .pictures.dots import off_dots, without_dots
from .pictures.edges import without_edges
from .pictures.faint import darkened, faint_ink
from .pictures.files import picture_size
from .pictures.gaps import without_gaps
from .pictures.gray import Plane, read_gray
from .pictures.labels import births, pieces_from_the_left, without_slivers
from .pictures.measures import MAX_RIM, Box, box_of, pen_width, rim_length
from .pictures.paper import even_out, find_levels, is_even
from .pictures.recovery import in_order_of_writing
from .pictures.rings import on_form, without_rings
from .pictures.ruled import across, find_bands
from .pictures.rules import find_rules, without_rules
from .pictures.shadows import in_shadow, narrow_ink
from .pictures.sheet import on_its_sheet
from .pictures.skeleton import Skeleton, coarsen, trace
from .pictures.table import without_table
from .runs import boxed
from .specks import specks

SMALL = 96  # pixels: lower ink is enlarged before it is thinned, for steps finer than its pixels
MAX_ENLARGEMENT = 4
FINE_PEN = 20  # pixels: wider pens' ink is reduced by a whole number towards this before it is thinned
POINTS_ACROSS = 48  # points of a center line as long as the ink is high; the model's box has 20 pixels
POINTER = "/image"  # JSON pointer of the one picture in a request


class _Frame(msgspec.Struct, frozen=True):
    """The part of a picture that holds ink, and the scale at which it is worked on.

    Attributes
    ----------
    box : tuple of slice
        Rows and columns of the plane.
    enlarged : int
        Whole number by which the part is enlarged.
    pixel : float
        Side of a plane's pixel, in the pixels of the picture as sent.
    """

    box: Box
    enlarged: int
    pixel: float

    def cut(self, plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Part of a plane of the whole picture, at the scale of work."""
        return self.enlarge(plane[self.box])

    def enlarge(self, part: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """That part, at the scale of work."""
        if self.enlarged == 1:
            return part
        size = (part.shape[1] * self.enlarged, part.shape[0] * self.enlarged)
        return np.asarray(Image.fromarray(part).resize(size, Image.Resampling.BICUBIC))

    def restore(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points of shape (P, 2) from the scale of work to the pixels of the picture as sent."""
        corner = np.array([self.box[1].start, self.box[0].start])
        return (points / self.enlarged + corner) * self.pixel


def ink_from_snapshots(pictures: Sequence[bytes], pointer: str = "/images") -> Ink:
    """The whole canvas after each stroke, in order.

    Parameters
    ----------
    pictures : sequence of bytes
        PNG, JPEG or WebP files of one size; ink of one kind, dark or light, on even or transparent paper.
    pointer : str
        JSON pointer of the list in the request, for errors.

    Returns
    -------
    Ink
        Stroke k holds what picture k added.

    Raises
    ------
    InkError
        422 for a file that cannot be read or is of another size than the first, 413 for too many pixels or for ink of
        too many points.
    """
    if not pictures:
        return _no_ink("images")
    pointers = [f"{pointer}/{number}" for number in range(len(pictures))]
    _check_sizes([picture_size(data, at) for data, at in zip(pictures, pointers, strict=True)], pointer)
    last = read_gray(pictures[-1], pointers[-1])
    earlier = (  # the latest first; one at a time is decoded
        _gray_like(last, data, at) for data, at in zip(pictures[-2::-1], pointers[-2::-1], strict=True)
    )
    levels = find_levels(last.gray)
    if levels is None:
        return _no_ink_after(earlier)
    darkness = levels.darkness[last.gray]
    faint = faint_ink(darkness, levels.threshold)
    darkness = without_border(darkened(darkness, faint), levels.threshold)
    rules, mask = find_rules(darkness, levels.threshold)
    if not mask.any():
        return _no_ink_after(earlier)
    frame = _frame(mask, last.pixel)
    bands = find_bands(rules, mask.shape, frame.box)
    plain = np.where((darkness > levels.threshold) & ~mask, 0, darkness)[frame.box]
    fainter = None if faint is None else faint[frame.box]
    older = (across(darkened(levels.darkness[gray[frame.box]], fainter), bands) for gray in earlier)
    labels = births((frame.enlarge(part) for part in chain([plain], older)), levels.threshold, len(pictures))
    labels = np.where((labels == 1) & ~without_edges(labels > 0), 0, labels)  # there before anything is written
    labels, printed = on_form(off_dots(labels))
    labels, step = _workable(labels)
    skeleton = _trace(without_slivers(labels), crossing=True)
    return _ink("images", skeleton.later(1) if printed else skeleton, frame, step, pointer)


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
        return _no_ink("image")
    darkness, threshold = found
    frame = _frame(darkness > threshold, plane.pixel)
    ink, step = _workable(frame.cut(darkness) > threshold)
    labels = pieces_from_the_left(without_gaps(ink))
    return _ink("image", _trace(labels, crossing=False), frame, step, POINTER)


def _check_sizes(sizes: list[tuple[tuple[int, int], int]], pointer: str) -> None:
    """All pictures must be of one size, or it cannot be said what is new, and not too large together."""
    (first, _), *_ = sizes
    total = 0
    for number, (size, times) in enumerate(sizes):
        if size != first:
            expected, found = ("{} x {}".format(*of) for of in (first, size))
            detail = f"expected a picture of {expected} pixels like the first, found {found}"
            raise InkError(422, detail, f"{pointer}/{number}")
        total += size[0] * size[1] * times
    if total > MAX_PIXELS:
        twice = any(times > 1 for _, times in sizes)
        counted = "; those of interlaced or 16 bit PNG and those of WebP count twice" if twice else ""
        expected = f"expected at most {MAX_PIXELS} pixels in all pictures together{counted}"
        raise InkError(413, f"{expected}, found {total}", pointer)


def _gray_like(last: Plane, picture: bytes, pointer: str) -> NDArray[np.uint8]:
    """Gray of an earlier picture, shape (H, W) as the last one's."""
    gray = read_gray(picture, pointer, last.paper, last.band).gray
    if gray.shape != last.gray.shape:
        raise InkError(422, "expected a picture that stands as the last one does, found one that is turned", pointer)
    return gray


def _written(gray: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int] | None:
    """As `_darkness`, without what is in a picture besides handwriting."""
    found = _darkness(gray)
    if found is None:
        return None
    darkness, threshold = found
    darkness = without_border(darkness, threshold)
    mask = without_rings(without_edges(without_dots(without_baseline(without_rules(darkness, threshold)))))
    return (np.where(mask, darkness, 0), threshold) if mask.any() else None


def _darkness(gray: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int] | None:
    """Darkness of ink of shape (H, W) and its threshold, be the light even or not; None when there is no ink."""
    levels = find_levels(gray)
    plain = on_its_sheet(gray, levels) if levels else gray
    shaded = levels and in_shadow(gray, levels)
    if shaded and (shaded.crossed or plain is gray):
        return shaded.darkness, shaded.threshold
    if plain is not gray:
        gray, levels = plain, find_levels(plain)
    # no levels are found, either, of faint ink on paper that is as dark as it elsewhere
    if not levels or not is_even(gray, levels):
        plain = without_table(gray, levels) if levels else gray
        found = even_out(plain)
        if found and found.steps:
            return narrow_ink(plain)
        return found and (found.darkness, found.threshold)
    darkness = levels.darkness[gray]
    return darkened(darkness, faint_ink(darkness, levels.threshold)), levels.threshold


def _frame(mask: NDArray[np.bool_], pixel: float) -> _Frame:
    """Bounding box of the ink with a margin of a pixel, and how far it is to be enlarged."""
    rows, columns = box_of(mask)
    top, left = max(rows.start - 1, 0), max(columns.start - 1, 0)
    height, width = rows.stop + 1 - top, columns.stop + 1 - left
    enlarged = int(np.clip(SMALL // max(height, width // 8), 1, MAX_ENLARGEMENT))
    return _Frame((slice(top, top + height), slice(left, left + width)), enlarged, pixel)


def _workable(labels: NDArray) -> tuple[NDArray, int]:
    """Labels or a mask, (H, W), in every n-th row and column, and n: as fine as the pen asks for, as coarse as the time
    allows.
    """
    step = max(1, int(pen_width(labels) / FINE_PEN), math.ceil(math.sqrt(rim_length(labels) / MAX_RIM)))
    return np.ascontiguousarray(labels[step // 2 :: step, step // 2 :: step]), step


def _trace(labels: NDArray[np.int32], *, crossing: bool) -> Skeleton:
    """Center lines of labeled ink of shape (H, W), in its pixels; `crossing` closes gaps under older ink."""
    skeleton = trace(labels)
    if crossing:
        skeleton = close_crossings(skeleton, labels, pen_width(labels))
    return coarsen(skeleton, max(1, round(min(labels.shape) / POINTS_ACROSS)))


def _ink(kind: str, skeleton: Skeleton, frame: _Frame, step: int, pointer: str) -> Ink:
    """Ink as the recognizer wants it: sorted by stroke, from 0, with a join for each lone point."""
    order = np.argsort(skeleton.label, kind="stable")
    place = np.empty(len(order), np.intp)
    place[order] = np.arange(len(order))
    lone = np.flatnonzero(skeleton.degree() == 0)
    joins = place[np.concatenate((skeleton.joins, np.column_stack((lone, lone))))]
    if len(order) > MAX_POINTS:
        detail = f"expected a number, found ink whose center line has {len(order)} points, of at most {MAX_POINTS}"
        raise InkError(413, detail, pointer)
    points, stroke = skeleton.points[order], skeleton.label[order] - 1
    joins = joins[np.argsort(stroke[joins[:, 0]], kind="stable")]
    drawn = boxed(points, stroke)
    small = specks(drawn)
    if around := marks(drawn, small, joins, pieces=kind == "image"):
        drawn = drawn.without(around)
        small = specks(drawn)
    joins = joins[~np.isin(stroke[joins[:, 0]], [*around, *small])]
    if kind == "images":  # in one picture strokes that cross are one piece of ink, and digits may be
        joins = in_order_of_writing(points, joins, stroke)
    radius = skeleton.radius[order] * step / frame.enlarged * frame.pixel
    corners = frame.restore(drawn.boxes(small).reshape(-1, 2) * step)
    return Ink(frame.restore(points * step), stroke, joins, kind, radius, specks=corners.reshape(-1, 4))


def _no_ink_after(earlier: Iterable[NDArray[np.uint8]]) -> Ink:
    """No ink in the last picture; the earlier ones are decoded for their errors."""
    deque(earlier, maxlen=0)
    return _no_ink("images")


def _no_ink(kind: str) -> Ink:
    return Ink(np.zeros((0, 2)), np.zeros(0, np.intp), np.zeros((0, 2), np.intp), kind)
