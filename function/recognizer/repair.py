"""Ink as it was meant: in the order of its times, without what was sent again, points from elsewhere or in the air,
jumps, breaks where the pen was down, marks and specks.

A touch screen now and then sends a stray point or does not tell that the finger was lifted, a worn digitizer or a
mouse's button lets go for a moment, and some pages send a stroke in pieces.
"""

from collections.abc import Iterable
from itertools import zip_longest

import msgspec
import numpy as np
from numpy.typing import NDArray

from .breaks import broken
from .jumps import jumps
from .limits import MAX_STROKES
from .lines import path_length
from .marks import marks
from .repeats import begun_again, sent_again
from .runs import boxed, ends, runs
from .scribbles import scribbled_out
from .specks import specks
from .strays import stray_points

NO_BOXES = np.zeros((0, 4))
LATE = 16  # places, at most, that a point comes too late: a frame has so many of the fastest mouse
SHORTER = 0.98  # of the way as it was sent, at most: what is as long was not sent in another order
ROUNDED = 1e-6  # hundredths: how near pressures are to whole ones that were rounded to them
ENDS = 2  # points of a stroke, at most, that have no pressure though a button is down at all others: first and last


class Whole(msgspec.Struct, frozen=True):
    """A stroke as it was meant: the strokes that were sent of it, each with its first point, counted through all.

    Of one that begins where the pen jumped to, also how many points of the stroke that was sent come before.
    """

    strokes: tuple[int, ...]
    first: tuple[int, ...]
    before: tuple[int, ...] = ()

    def sent(self, begin: int, end: int) -> list[tuple[int, int, int]]:
        """Points begin to end as runs of the strokes that were sent: stroke, first point, last point."""
        last = [*(first - 1 for first in self.first[1:]), end]
        return [
            (stroke, before + max(begin - first, 0), before + min(end, until) - first)
            for stroke, first, until, before in zip_longest(self.strokes, self.first, last, self.before, fillvalue=0)
            if begin <= until and end >= first
        ]


def as_meant(
    points: NDArray[np.float64], sent: NDArray[np.intp], air: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.intp], NDArray[np.intp], dict[int, Whole], NDArray[np.float64]]:
    """Points that are of the number, and its strokes as the pen went.

    Parameters
    ----------
    points : ndarray of shape (P, 2), dtype float64
    sent : ndarray of shape (P,), dtype intp
        Stroke of each point, not decreasing.
    air : ndarray of shape (P,), dtype bool, optional
        Points at which the pen was lifted; see `in_the_air`.

    Returns
    -------
    kept : ndarray of shape (K,), dtype intp
        Rows of `points` that are neither stray nor in the air nor sent again nor of a mark or a speck.
    stroke : ndarray of shape (P,), dtype intp
        Stroke of each point, where one that goes on in others gives them its number, and one in which the pen jumped is
        several.
    wholes : dict of int to Whole
        Those that are not numbered as they were sent, or go on.
    specks : ndarray of shape (S, 4), dtype float64
        Boxes x0, y0, x1, y1 of taps, commas and dashes.
    """
    left_out = stray_points(points, sent) | sent_again(points, sent) | begun_again(points, sent)
    if air is not None:
        left_out |= air
    kept = (~left_out).nonzero()[0]
    apart, kept = lifted(points, sent, kept, air)
    drawn = boxed(points[kept], apart[kept])
    if out := scribbled_out(drawn):
        kept, drawn = kept[~np.isin(drawn.stroke, out)], drawn.without(out)
    small = specks(drawn)
    if around := marks(drawn, small):
        kept, drawn = kept[~np.isin(drawn.stroke, around)], drawn.without(around)
    stroke, wholes = whole_strokes(apart, broken(drawn))
    if around or wholes:  # else they are the same
        drawn = boxed(drawn.points, stroke[kept])
        small = specks(drawn)
    if small:
        kept = kept[~np.isin(drawn.stroke, small)]
    wholes = wholes if apart is sent else _as_sent(wholes, stroke, apart, sent)
    return kept, stroke, wholes, drawn.boxes(small) if small else NO_BOXES


def lifted(
    points: NDArray[np.float64], sent: NDArray[np.intp], kept: NDArray[np.intp], air: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Strokes of the points, (P,), numbered anew if the pen jumped or was lifted in one, and the rows kept but for lone
    points.

    A lone point is a stroke's first or last one with a jump between it and the others.
    """
    own = sent[kept]
    jumped = jumps(points[kept], own)
    if air is not None:
        before = np.cumsum(air)[kept]
        jumped[1:] |= (before[1:] > before[:-1]) & (own[1:] == own[:-1])
    if not jumped.any():
        return sent, kept
    first = runs(own)
    last = ends(first, len(own)) - 1
    lone = np.zeros(len(own), bool)
    lone[first] = np.append(jumped, False)[first + 1]
    lone[last] |= jumped[last]
    parted = jumped & ~lone
    parted[1:] &= ~lone[:-1]
    if not parted.any():
        return sent, kept[~lone]
    begins = np.zeros(len(sent), np.intp)
    begins[kept[parted]] = 1
    apart = sent + begins.cumsum()
    return (apart, kept[~lone]) if apart[-1] < MAX_STROKES else (sent, kept)  # where there are more it is no number


def _as_sent(
    wholes: dict[int, Whole], stroke: NDArray[np.intp], apart: NDArray[np.intp], sent: NDArray[np.intp]
) -> dict[int, Whole]:
    """Each stroke (P,) by the strokes that were sent, where `apart` are parts of these, between jumps."""

    def named(whole: Whole) -> Whole:
        first = apart.searchsorted(whole.strokes)
        before = first - sent.searchsorted(sent[first])
        return Whole(tuple(sent[first].tolist()), whole.first, tuple(before.tolist()))

    return {k: named(wholes.get(k, Whole((k,), (0,)))) for k in stroke[runs(stroke)].tolist()}


def in_time(
    points: NDArray[np.float64], time: NDArray[np.float64], lengths: list[int]
) -> NDArray[np.intp] | slice:
    """Rows of points (P, 2), of strokes of lengths[k], in the order of their times (P,) where the way is shorter so.

    A browser may tell where a pen is before it tells how it came there, or where it will be. Times of other clocks, or
    since the point before, make the way longer.
    """
    late = time[1:] < time[:-1]
    if not late.any():
        return slice(None)
    rows, end = np.arange(len(points)), np.cumsum(lengths)
    for s in np.unique(end.searchsorted(late.nonzero()[0], "right")).tolist():
        sent = rows[end[s] - lengths[s] : end[s]]
        order = sent[time[sent].argsort(kind="stable")]
        if np.abs(order - sent).max() <= LATE and path_length(points[order]) < SHORTER * path_length(points[sent]):
            rows[sent] = order
    return rows


def in_the_air(pressure: NDArray[np.float64], sent: NDArray[np.intp]) -> NDArray[np.bool_] | None:
    """Points at which a pen was near the glass, not on it: (P,) pressures, (P,) strokes -> (P,), or None without any.

    These have 0, and others of their stroke more; below 0 none was told. Where all are whole hundredths a light one may
    be rounded to 0, unless it is a button's, which is always the same. A pen is down for two points in a row somewhere,
    and seldom lifted for a single one; else a device just lacks it at some.
    """
    none, felt = pressure == 0, pressure > 0
    if not none.any() or not felt.any():
        return None
    hundredths = 100 * pressure[felt].clip(max=1)
    is_button = np.ptp(hundredths) == 0
    if not is_button and (np.abs(hundredths - hundredths.round()) < ROUNDED).all():
        return None
    goes_on = sent[1:] == sent[:-1]
    if not (felt[1:] & felt[:-1] & goes_on).any():
        return None
    begins = none[1:-1] & felt[:-2] & goes_on[:-1] & goes_on[1:]  # to lack it, with another point behind
    if 2 * np.count_nonzero(begins & felt[2:]) > np.count_nonzero(begins):
        none[1:-1] &= ~(begins & felt[2:])
    first = runs(sent)
    count = ends(first, len(sent)) - first
    without = np.add.reduceat(none, first, dtype=np.intp)
    lifted = (without < count) & (without > (ENDS if is_button else 0))
    return none & lifted.repeat(count)


def whole_strokes(sent: NDArray[np.intp], broken: Iterable[int]) -> tuple[NDArray[np.intp], dict[int, Whole]]:
    """Strokes of the points, (P,) -> (P,), when each that is named belongs to the one before it; which ones do."""
    stroke, parts = sent, {}
    for k in broken:
        first = int(sent.searchsorted(k))
        head = int(stroke[first - 1])
        stroke = np.where(sent == k, head, stroke)
        parts.setdefault(head, [(head, 0)]).append((k, first - int(sent.searchsorted(head))))
    return stroke, {head: Whole(*zip(*own)) for head, own in parts.items()}
