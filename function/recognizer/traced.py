"""Ink of a picture, found as pixels -> Ink, as if it had been sent as strokes: its center lines."""

import math

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .errors import InkError
from .ink import Ink
from .limits import MAX_POINTS
from .marks import marks
from .pictures.crossings import close_crossings
from .pictures.measures import MAX_RIM, Box, box_of, pen_width, rim_length
from .pictures.recovery import in_order_of_writing
from .pictures.skeleton import Skeleton, coarsen, trace
from .runs import boxed
from .specks import specks

SMALL = 96  # pixels: lower ink is enlarged before it is thinned, for steps finer than its pixels
MAX_ENLARGEMENT = 4
FINE_PEN = 20  # pixels: wider pens' ink is reduced by a whole number towards this before it is thinned
POINTS_ACROSS = 48  # points of a center line as long as the ink is high; the model's box has 20 pixels


class Frame(msgspec.Struct, frozen=True):
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


def frame_of(mask: NDArray[np.bool_], pixel: float) -> Frame:
    """Bounding box of ink (H, W) with a margin of a pixel, and how far it is to be enlarged; `pixel` as of `Frame`."""
    rows, columns = box_of(mask)
    top, left = max(rows.start - 1, 0), max(columns.start - 1, 0)
    height, width = rows.stop + 1 - top, columns.stop + 1 - left
    enlarged = int(np.clip(SMALL // max(height, width // 8), 1, MAX_ENLARGEMENT))
    return Frame((slice(top, top + height), slice(left, left + width)), enlarged, pixel)


def workable(labels: NDArray) -> tuple[NDArray, int]:
    """Labels or a mask, (H, W), in every n-th row and column, and n: as fine as the pen asks for, as coarse as the time
    allows.
    """
    step = max(1, int(pen_width(labels) / FINE_PEN), math.ceil(math.sqrt(rim_length(labels) / MAX_RIM)))
    return np.ascontiguousarray(labels[step // 2 :: step, step // 2 :: step]), step


def center_lines(labels: NDArray[np.int32], *, crossing: bool) -> Skeleton:
    """Center lines of labeled ink of shape (H, W), in its pixels; `crossing` closes gaps under older ink."""
    skeleton = trace(labels)
    if crossing:
        skeleton = close_crossings(skeleton, labels, pen_width(labels))
    return coarsen(skeleton, max(1, round(min(labels.shape) / POINTS_ACROSS)))


def as_ink(kind: str, skeleton: Skeleton, frame: Frame, step: int, pointer: str) -> Ink:
    """Ink as the recognizer wants it: sorted by stroke, from 0, with a join for each lone point.

    Parameters
    ----------
    kind : {"images", "image"}
    skeleton : Skeleton
        In pixels of every `step`-th row and column of the frame.
    frame : Frame
    step : int
    pointer : str
        JSON pointer of the picture, or of the pictures, in the request, for errors.

    Returns
    -------
    Ink
        In pixels of the picture as sent.

    Raises
    ------
    InkError
        413 for ink of too many points.
    """
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


def no_ink(kind: str) -> Ink:
    """Of blank paper."""
    return Ink(np.zeros((0, 2)), np.zeros(0, np.intp), np.zeros((0, 2), np.intp), kind)
