"""Strokes -> pieces: everything in units of the number's height, wide strokes cut, all sorted from left to right.

Sorted by place, not by time: people add the cap of a 5 or the bar of a 7 last. A stroke is cut
where two digits may be joined; whether a cut is used is the lattice's decision.
"""

from collections.abc import Container
from itertools import accumulate, pairwise
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from .divisions import Division, Link, divide, wide_strokes
from .ink import Ink
from .lines import extents
from .runs import ends, runs

LEAST_HEIGHT = 1e-300  # of a dot
ROUNDING = 1e-12  # of the largest coordinate: lower ink is a dot, and what differs in it is rounding
FLATTEST = {"strokes": 0.25, "images": 0.25, "image": 0.05}  # height by width; in one picture digits may be connected
NOT_CUT = np.zeros((0, 2), np.intp), np.zeros(0), np.zeros((0, 2), bool)  # as of `_ends_of`: most ink is not cut


class Normalized(NamedTuple):
    """An ink's lines in units of the number's height."""

    lines: NDArray[np.float64]  # (L, 4) x0, y0, x1, y1 of each of the ink's joins
    first: NDArray[np.intp]  # (S,) first line of each stroke
    height: float  # the unit, in the sender's units


class Pieces(msgspec.Struct, frozen=True):
    """Atoms of the over-segmentation, sorted from left to right."""

    lines: NDArray[np.float64]  # (L, 4)
    begin: NDArray[np.intp]  # (P,) first line
    end: NDArray[np.intp]  # (P,) one behind the last line
    segments: NDArray[np.intp]  # (P, 3)
    boxes: NDArray[np.float64]  # (P, 4)
    joins: NDArray[np.intp]  # (L,) which of the ink's joins each line is
    strokes: list[list[int]]  # pieces of each stroke in the order of writing
    stroke_boxes: NDArray[np.float64]  # (S, 4)
    cuts: NDArray[np.intp]  # (C, 2) pieces before and behind each cut
    sharpness: NDArray[np.float64]  # (C,) of the pen's turn there, as in `Cuts`
    unlinked: NDArray[np.bool_]  # (C, 2) where no link begins, where none ends; pictures do not tell
    links: list[Link]  # of strokes; of pictures' components
    wide: int  # mask of the strokes that were not to be cut though they are wide
    shared: int  # mask of what two digits of a picture may have in common


def normalize(ink: Ink) -> Normalized:
    """Lines in units of the number's height, corner at 0, 0, of ink that is not empty."""
    first = runs(ink.stroke[ink.joins[:, 0]])
    pairs = ink.points.take(ink.joins, axis=0)  # (L, 2, 2)
    least = max(LEAST_HEIGHT, ROUNDING * float(np.abs(pairs).max()))
    low, high = extents(pairs.reshape(-1, 4), first)  # (S, 2) each
    height = max(_number_height(high - low, FLATTEST[ink.kind]), least)
    return Normalized(((pairs - low.min(axis=0)) / height).reshape(-1, 4), first, height)


def _number_height(extent: NDArray[np.float64], flattest: float) -> float:
    """The median of the strokes' heights, each weighted by itself.

    Caps, bars and dots hardly count. Flat ink alone (a minus) is measured by its width.
    """
    tall = np.sort(extent[:, 1])
    half = tall.cumsum().searchsorted(tall.sum() / 2)
    return max(float(tall[min(half, len(tall) - 1)]), flattest * float(extent[:, 0].max()))


def pieces_of(ink: Ink, normalized: Normalized, cut: Container[int] | None) -> Pieces:
    """Cut wide strokes, sort all pieces by the middle of their width."""
    lines, first, _ = normalized
    low, high = extents(lines, first)
    stroke_boxes = np.concatenate([low, high], axis=1)
    order = np.arange(len(lines))
    wide = wide_strokes(lines, first, low, high)
    may = wide if cut is None else [s for s in wide if int(ink.stroke[ink.joins[first[s], 0]]) in cut]
    cuts = divide(ink, lines, first, low, high, order, may)
    start, boxes = first, stroke_boxes
    if cuts:
        lines = lines[order]
        start = np.sort(np.concatenate([first, *(own.starts for own in cuts.values())]))
        boxes = np.concatenate(extents(lines, start), axis=1)
    key = (boxes[:, 0] + boxes[:, 2]) / 2
    atoms = [0, *accumulate(1 + (len(cuts[s].starts) if s in cuts else 0) for s in range(len(first)))]
    for s in cuts:  # a stroke's pieces keep their order
        own = slice(atoms[s], atoms[s + 1])
        key[own] = np.maximum.accumulate(key[own])
    place = key.round(9).argsort(kind="stable")  # ties stay ties wherever the ink lies
    rank = np.empty_like(place)
    rank[place] = np.arange(len(place))
    end = ends(start, len(lines))
    ranks = rank.tolist()
    strokes = [ranks[a:b] for a, b in pairwise(atoms)]
    between, sharpness, unlinked = _ends_of(cuts, strokes) if cuts else NOT_CUT
    boxes = boxes[place]
    return Pieces(
        lines=lines,
        begin=start[place],
        end=end[place],
        segments=_segments(ink, start, end, order)[place],
        boxes=boxes,
        joins=order,
        strokes=strokes,
        stroke_boxes=stroke_boxes,
        cuts=between,
        sharpness=sharpness,
        unlinked=unlinked,
        links=[_numbered(link, strokes[s], boxes) for s, own in cuts.items() for link in own.links],
        wide=sum(1 << ranks[atoms[s]] for s in wide if s not in may),
        shared=sum(1 << strokes[s][k] for s, own in cuts.items() for k in own.shared),
    )


def _ends_of(cuts: dict[int, Division], strokes: list[list[int]]) -> tuple[NDArray, NDArray, NDArray]:
    """Of all cuts the pieces before and behind, how sharply the pen turns, where no link begins and where none ends."""
    between = np.array([pair for s in cuts for pair in pairwise(strokes[s])])
    sharpness = np.concatenate([own.sharpness for own in cuts.values()])
    return between, sharpness, np.concatenate([own.unlinked for own in cuts.values()])


def _numbered(link: Link, stroke: list[int], boxes: NDArray[np.float64]) -> Link:
    """A link with the numbers of pieces among all; boxes of all pieces."""
    run, left, right = ([stroke[piece] for piece in part] for part in (link.pieces, link.left, link.right))
    own = boxes[run]
    length = float(np.hypot(*(own[:, 2:].max(axis=0) - own[:, :2].min(axis=0))))
    return Link(link.stroke, run, stroke[link.before], stroke[link.behind], sorted(left), sorted(right), length)


def _segments(ink: Ink, start: NDArray, end: NDArray, order: NDArray) -> NDArray[np.intp]:
    """Rows stroke, first point, last point of each piece; points count within their stroke."""
    head, tail = ink.joins[order[start]], ink.joins[order[end - 1]]
    stroke = ink.stroke[head[:, 0]]
    offset = ink.stroke.searchsorted(stroke)
    return np.array([stroke, head.min(axis=1) - offset, tail[:, 1] - offset]).T
