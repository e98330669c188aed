"""Strokes -> pieces: everything in units of the number's height, wide strokes cut, all sorted from left to right.

Sorted by place, not by time: people add the cap of a 5 or the bar of a 7 last. A stroke is cut
where two digits may be joined; whether a cut is used is the lattice's decision.
"""

from collections.abc import Container, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from .branches import branches, from_left
from .cuts import turning_points
from .ink import Ink
from .links import bridges
from .runs import ends, runs

LEAST_HEIGHT = 1e-300  # of a dot
ROUNDING = 1e-12  # of the largest coordinate: lower ink is a dot, and what differs in it is rounding
CUT_WIDTH = 0.5  # a stroke at least this wide may hold two digits
CUT_ASPECT = 0.45  # and at least this wide by its own height
SLIM = 0.3  # of these, a stroke that runs up and down may still hold two: the 11 of an N
LONG = 2.2  # times its height: the way of such a stroke
USUAL_TURN = 0.5  # sharpness of a cut in a picture, which does not tell where the pen turned
PART_HEIGHT = 0.35  # of a part that may be a digit
PART_WIDTH = 1.7  # at most: wide zeros and twos with a long tail are joined, too
FLATTEST = {"strokes": 0.25, "images": 0.25, "image": 0.05}  # height by width; in one picture digits may be connected
NOT_CUT = np.zeros((0, 2), np.intp), np.zeros(0), np.zeros((0, 2), bool)  # as of `_ends_of`: most ink is not cut
MAX_PARTS = 1200  # of cut strokes; beyond it strokes stay whole; 24 joined digits have as many


class Normalized(NamedTuple):
    """An ink's lines in units of the number's height."""

    lines: NDArray[np.float64]  # (L, 4) x0, y0, x1, y1 of each of the ink's joins
    first: NDArray[np.intp]  # (S,) first line of each stroke
    height: float  # the unit, in the sender's units


class Link(NamedTuple):
    """Pieces of a stroke between two cuts that may belong to no digit; at first numbered within the stroke."""

    stroke: int
    pieces: list[int]
    before: int  # the piece that it leads on from
    behind: int  # the piece that it leads to
    left: Sequence[int] = ()  # in a picture all pieces of the stroke on its left, ascending
    right: Sequence[int] = ()  # and on its right
    length: float = 0.0  # diagonal of its box


class _Division(NamedTuple):
    """Of one stroke, at k cuts."""

    starts: NDArray[np.intp]  # (k,) first line of each further piece
    sharpness: NDArray[np.float64]  # (k,)
    unlinked: NDArray[np.bool_]  # (k, 2)
    links: list[Link]


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
    wide = _wide(lines, first, low, high)
    may = wide if cut is None else [s for s in wide if int(ink.stroke[ink.joins[first[s], 0]]) in cut]
    cuts = _cuts(ink, lines, first, low, high, order, may)
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
    )


def extents(lines: NDArray[np.float64], start: NDArray[np.intp]) -> tuple[NDArray, NDArray]:
    """Lower and upper corner of each run of lines that begins at `start` -> (P, 2) each."""
    begin, end = np.ascontiguousarray(lines.T).reshape(2, 2, -1)  # x and y are rows, for long inner loops
    low = np.minimum.reduceat(np.minimum(begin, end), start, axis=1)
    return low.T, np.maximum.reduceat(np.maximum(begin, end), start, axis=1).T


def lengths(lines: NDArray[np.float64], start: NDArray[np.intp]) -> NDArray[np.float64]:
    """Way along each run of lines that begins at `start` -> (P,)."""
    return np.add.reduceat(np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]), start)


def lengths_between(
    lines: NDArray[np.float64], begin: NDArray[np.intp], end: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Way along lines[begin:end] of each pair, which may share lines -> (P,)."""
    way = np.zeros(len(lines) + 1)
    np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]).cumsum(out=way[1:])
    return way[end] - way[begin]


def _wide(lines: NDArray[np.float64], first: NDArray[np.intp], low: NDArray, high: NDArray) -> list[int]:
    """Strokes that may hold two digits."""
    width, tall = (high - low).T
    least = np.where(lengths(lines, first) > LONG * tall, SLIM, 1.0)
    wide = (width > CUT_WIDTH * least) & (width > CUT_ASPECT * least * tall) & (tall > PART_HEIGHT)
    wide &= ends(first, len(lines)) - first > 2
    return wide.nonzero()[0].tolist()


def _cuts(
    ink: Ink, lines: NDArray, first: NDArray[np.intp], low: NDArray, high: NDArray, order: NDArray[np.intp],
    wide: list[int],
) -> dict[int, _Division]:
    """Of each stroke that is cut.

    A picture's component falls into branches: its part of `order` is sorted by them, in place.
    """
    cuts: dict[int, _Division] = {}
    parts = 0
    for s in wide:
        a, b = int(first[s]), int(first[s + 1]) if s + 1 < len(first) else len(lines)
        if ink.kind == "strokes":
            shared = np.minimum(high[s, 0], high[:, 0]) - np.maximum(low[s, 0], low[:, 0])
            alone = np.count_nonzero(shared > 0) <= 1  # shares its columns with no stroke but itself
            found, middle = _in_time(s, lines[a:b], alone)
            own = np.arange(b - a)
        else:
            found, middle, own = _in_branches(s, ink.joins[a:b], lines[a:b], MAX_PARTS - parts)
        parts += _parts(middle)
        if parts > MAX_PARTS:
            break
        if len(found.starts):
            cuts[s] = found._replace(starts=found.starts + a)
            order[a:b] = own + a
    return cuts


def _parts(middle: NDArray[np.float64]) -> int:
    """How many parts there are, about: runs of pieces, whose middles along x are these, that are not too wide."""
    return int((middle.searchsorted(middle + PART_WIDTH) - np.arange(len(middle))).sum())


def _in_time(s: int, lines: NDArray, alone: bool) -> tuple[_Division, NDArray]:
    """A stroke's own cuts, and where they are along x, ascending."""
    cuts = turning_points(np.concatenate([lines[:, :2], lines[-1:, 2:]]), alone)
    links = [Link(s, list(range(i + 1, j + 1)), i, j + 1) for i, j in np.argwhere(cuts.link).tolist()]
    return _Division(cuts.points, cuts.sharpness, cuts.unlinked, links), np.sort(lines[cuts.points, 0])


def _in_branches(
    s: int, joins: NDArray[np.intp], lines: NDArray, most: int
) -> tuple[_Division, NDArray, NDArray[np.intp]]:
    """A picture's component in branches, from left to right, the middle of each, and its lines sorted by branch.

    Branches are cut where links begin and end, too, if there are not more than `most` parts then.
    """
    branch, middle = branches(joins, lines)
    found = bridges(joins, lines) if _parts(middle) <= most else []
    if found:
        cut = branch
        for bridge in found:
            cut = np.unique(2 * cut + bridge.run, return_inverse=True)[1]
        cut, cut_middle = from_left(cut, lines)
        if _parts(cut_middle) <= most:
            branch, middle = cut, cut_middle
        else:
            found = []

    def among(part: NDArray[np.bool_]) -> list[int]:
        return np.unique(branch[part]).tolist()

    links = [
        Link(s, among(one.run), int(branch[one.before]), int(branch[one.behind]), among(one.left), among(one.right))
        for one in found
    ]
    own = np.argsort(branch, kind="stable")
    starts = np.flatnonzero(np.diff(branch[own])) + 1
    count = len(starts)
    return _Division(starts, np.full(count, USUAL_TURN), np.zeros((count, 2), bool), links), middle, own


def _ends_of(cuts: dict[int, _Division], strokes: list[list[int]]) -> tuple[NDArray, NDArray, NDArray]:
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
