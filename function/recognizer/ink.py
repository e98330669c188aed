"""Request to ink; all that can be wrong with what was sent is found here, and in the modules that it asks."""

import re
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from itertools import chain
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np
from msgspec import UNSET
from msgspec.structs import replace
from numpy.typing import ArrayLike, NDArray

from . import limits
from .body import Body, Hints, PointObject, StrokeObject, decode
from .errors import InkError
from .pictures.data_url import picture_bytes
from .repair import NO_BOXES, Whole, as_meant, in_the_air, in_time


class Ink(msgspec.Struct, frozen=True, eq=False):
    """Points of ink and the lines between them.

    Attributes
    ----------
    points : ndarray of shape (P, 2), dtype float64
        x right, y down, in the sender's units (the picture's pixels for pictures).
    stroke : ndarray of shape (P,), dtype intp
        Stroke (or picture, or connected component) of each point, not decreasing; one without points keeps its number,
        one that goes on in others gives them its own, and one in which the pen jumped is several.
    joins : ndarray of shape (J, 2), dtype intp
        Rows (a, b): ink runs straight from points[a] to points[b]. Sorted by stroke; one of one point has (a, a), and
        what is no digit's, such as a stray point or an underline, none.
        As the pen went, or is thought to have gone (`recovery`); in one picture in no order.
    kind : {"strokes", "images", "image"}
        What the ink was sent as.
    radius : ndarray of shape (P,), dtype float64, or None
        About half the ink's width at each point, of pictures; None where it is not known.
    wholes : mapping of int to Whole
        Of the strokes that were sent as several, or as a part of one (`repair`).
    specks : ndarray of shape (K, 4), dtype float64
        Boxes x0, y0, x1, y1 of taps, commas and dashes, which are no digit's.
    late : mapping of int to ndarray of shape (n,), dtype intp
        Of the strokes, as they were sent, that were put in the order of their times: which of its points each is.
    """

    points: NDArray[np.float64]
    stroke: NDArray[np.intp]
    joins: NDArray[np.intp]
    kind: str = "strokes"
    radius: NDArray[np.float64] | None = None
    wholes: Mapping[int, Whole] = MappingProxyType({})
    specks: NDArray[np.float64] = NO_BOXES
    late: Mapping[int, NDArray[np.intp]] = MappingProxyType({})


class Request(msgspec.Struct, frozen=True):
    """What was asked: the ink, how many further readings, the known digits, and whether rasters are wanted."""

    ink: Ink
    alternatives: int = limits.DEFAULT_ALTERNATIVES
    pattern: str | None = None
    rasters: bool = False


def read_request(body: bytes) -> Request:
    """Decode and validate a request.

    Parameters
    ----------
    body : bytes
        JSON in UTF-8, with a byte order mark or without (RFC 8259, section 8.1).

    Returns
    -------
    Request

    Raises
    ------
    InkError
        400 for what is not JSON, 413 over a limit, 422 for a wrong shape or value, with a pointer to it.
    """
    sent = decode(body.removeprefix(BOM_UTF8))
    if isinstance(sent, list):
        return Request(_ink_from_images(sent, ""))
    return Request(_read_ink(sent), *_read_hints(sent.hints), rasters="rasters" in sent.include)


def ink_from_strokes(strokes: Sequence[ArrayLike]) -> Ink:
    """Ink of strokes at hand.

    Parameters
    ----------
    strokes : sequence of array_like of shape (n, 2 or more)
        x, y and anything else of each point; finite.

    Returns
    -------
    Ink
    """
    arrays = [np.asarray(stroke, float).reshape(len(stroke), -1)[:, :2] for stroke in strokes if len(stroke)]
    points = np.concatenate(arrays) if arrays else np.empty((0, 2))
    return _connect(points, [len(stroke) for stroke in strokes])


def _connect(points: NDArray[np.float64], lengths: list[int], pressure: NDArray[np.float64] | None = None) -> Ink:
    """Ink of (P, 2) points of which each stroke in turn has lengths[k], as the pen went, with its (P,) pressure."""
    sent = np.arange(len(lengths)).repeat(lengths)  # (P,)
    air = None if pressure is None else in_the_air(pressure, sent)
    kept, stroke, wholes, small = as_meant(points, sent, air)
    own = stroke[kept]
    goes_on = np.zeros(len(own), bool)  # the next point is of the same stroke
    np.equal(own[1:], own[:-1], out=goes_on[:-1])
    alone = (np.bincount(sent[kept], minlength=1) == 1)[sent[kept]]
    start = (goes_on | alone).nonzero()[0]
    joins = np.column_stack([kept[start], kept[start + goes_on[start]]])
    return Ink(points, stroke, joins, wholes=wholes, specks=small)


# Hints


def _read_hints(hints: Hints) -> tuple[int, str | None]:
    if not 0 <= hints.alternatives <= limits.MAX_ALTERNATIVES or hints.alternatives % 1:
        detail = f"expected an integer from 0 to {limits.MAX_ALTERNATIVES}, found {hints.alternatives}"
        raise InkError(422, detail, "/hints/alternatives")
    alternatives = int(hints.alternatives)
    if hints.pattern is UNSET:
        return alternatives, None
    if not re.fullmatch(rf"[0-9?]{{1,{limits.MAX_PATTERN_LENGTH}}}", hints.pattern):
        expected = f"expected 1 to {limits.MAX_PATTERN_LENGTH} characters, each a digit 0 to 9 or ?"
        raise InkError(422, f"{expected}, found {_quote(hints.pattern)}", "/hints/pattern")
    return alternatives, hints.pattern


def _quote(text: str) -> str:
    return f'"{text}"' if len(text) <= limits.MAX_PATTERN_LENGTH else f"{len(text)} characters"


# Ink


def _read_ink(sent: Body) -> Ink:
    given = [name for name in ("strokes", "images", "image") if getattr(sent, name) is not UNSET]
    if len(given) != 1:
        detail = f"expected exactly one of strokes, images and image, found {' and '.join(given) or 'none'}"
        raise InkError(422, detail, "")
    read = {"strokes": _ink_from_sent_strokes, "images": _ink_from_images, "image": _ink_from_image}
    return read[given[0]](getattr(sent, given[0]), f"/{given[0]}")


def _ink_from_sent_strokes(strokes: list[StrokeObject | list[Any]], pointer: str) -> Ink:
    if len(strokes) > limits.MAX_STROKES:
        raise InkError(413, f"expected at most {limits.MAX_STROKES} strokes, found {len(strokes)}", pointer)
    strokes_of_points = [stroke if type(stroke) is list else stroke.points for stroke in strokes]
    lengths = [len(points) for points in strokes_of_points]
    if sum(lengths) > limits.MAX_POINTS:
        raise InkError(413, f"expected at most {limits.MAX_POINTS} points, found {sum(lengths)}", pointer)
    flat = list(chain.from_iterable(strokes_of_points))
    points = np.empty((len(flat), 2))
    for axis, name in enumerate("xy"):
        points[:, axis] = np.fromiter(map(attrgetter(name), flat), float, len(flat))
    if not (np.abs(points) <= limits.MAX_COORDINATE).all():
        raise _coordinate_error(points, strokes, pointer)
    time, pressure = (np.fromiter(map(attrgetter(name), flat), float, len(flat)) for name in ("t", "pressure"))
    rows = in_time(points, time, lengths)
    ink = _connect(points[rows], lengths, pressure[rows])
    return ink if isinstance(rows, slice) else replace(ink, late=_late(rows, np.array(lengths)))


def _late(rows: NDArray[np.intp], lengths: NDArray[np.intp]) -> dict[int, NDArray[np.intp]]:
    """As `Ink` has it, of all points' rows (P,) in the order of their times, of strokes of lengths[k]."""
    end = lengths.cumsum()
    moved = end.searchsorted((rows != np.arange(len(rows))).nonzero()[0], "right")
    return {s: rows[end[s] - lengths[s] : end[s]] - (end[s] - lengths[s]) for s in np.unique(moved).tolist()}


def _coordinate_error(points: NDArray[np.float64], strokes: list[StrokeObject | list[Any]], pointer: str) -> InkError:
    """InkError that points at the first coordinate which is too large."""
    index, axis = (int(i) for i in np.argwhere(np.abs(points) > limits.MAX_COORDINATE)[0])
    found = float(points[index, axis])
    for k, stroke in enumerate(strokes):  # noqa: B007 (both are used after the loop)
        in_object = type(stroke) is not list
        of_stroke = stroke.points if in_object else stroke
        if index < len(of_stroke):
            break
        index -= len(of_stroke)
    step = "xy"[axis] if type(of_stroke[index]) is PointObject else axis
    detail = f"expected a number from {-limits.MAX_COORDINATE:g} to {limits.MAX_COORDINATE:g}, found {found!r}"
    return InkError(422, detail, f"{pointer}/{k}{'/points' if in_object else ''}/{index}/{step}")


def _ink_from_images(images: list[str], pointer: str) -> Ink:
    from .snapshots import ink_from_snapshots  # here: Pillow's import is not paid for until a picture comes

    if len(images) > limits.MAX_PICTURES:
        raise InkError(413, f"expected at most {limits.MAX_PICTURES} pictures, found {len(images)}", pointer)
    return ink_from_snapshots([picture_bytes(image, f"{pointer}/{k}") for k, image in enumerate(images)], pointer)


def _ink_from_image(image: str, pointer: str) -> Ink:
    from .picture import ink_from_picture

    return ink_from_picture(picture_bytes(image, pointer))
