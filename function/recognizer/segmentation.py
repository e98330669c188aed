"""Ink -> hypotheses: which strokes, or parts of a stroke, may be one digit.

The ink is over-segmented, never decided upon here: strokes are sorted by place (not by time:
people add the cap of a 5 or the bar of a 7 last), wide ones are cut where two digits may be joined,
and small groups of neighbouring pieces become hypotheses. Each is described by a few numbers
about its place among the others; the lattice weighs them (Wang, Yin and Liu 2012, the geometric
contexts of character strings, here in their unary form).

All lengths are in units of the number's height, estimated from the strokes; y points down.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, reduce
from itertools import combinations, pairwise
from math import inf
from operator import or_

import numpy as np
from numpy.typing import NDArray

from .cuts import thin_columns, turning_points
from .ink import Ink

MAX_STROKES = 4  # of a digit
WINDOW = 6  # strokes, sorted by place, among which a digit's strokes lie
MAX_WIDTH = 1.7  # of a digit; wider ink is only ever read when there is no other way
MAX_GAP = 0.45  # between two strokes of a digit, along x
MAX_SKIPPED_GAP = 0.05  # the same, where ink of another digit lies between them
CUT_WIDTH = 0.5  # a stroke at least this wide may hold two digits
CUT_ASPECT = 0.45  # and at least this wide by its own height
PART_WIDTH = 1.3  # of a part of a cut stroke
PART_HEIGHT = 0.35
MIN_SIDE = 0.15  # smaller ink is not blown up when it is drawn: a dot stays a dot
DOT = 0.2  # ink smaller than this may be left unread
UNDERLINE = (1.7, 0.35)  # ink wider and flatter than this may be left unread
SAMPLES = 16  # of a piece, for its distance to others
MAX_GROUPS = 1600  # of whole strokes; where ink is more crowded, groups of many strokes are left out
MAX_PARTS = 1200  # of cut strokes; beyond it strokes stay whole; 40 joined digits have as many
MAX_HYPOTHESES = 2800  # bounds time and memory: beyond it no part is tried with a stroke over it
CELLS = 1 << 16  # hypotheses times pieces that are looked at at once: bounds the memory

FEATURES = (
    "digit",  # 1 for every digit
    "gap",  # between its parts, along x
    "apart",  # the largest distance of one of its parts from its others
    "overlap",  # along x, of its box with pieces outside
    "covered",  # the largest share of an outside piece's width that lies within its box
    "touched",  # 1 where outside ink touches it, 0 from 0.1 on
    "short",
    "shorter",
    "wide",
    "tall",
    "off_line",  # of its middle from the middle of the number
    "parts",
    "interrupted",  # strokes of others written between its own
    "cuts",  # ends that are cuts in a stroke
    "dot",
    "skipped_link",
    "skipped_link_length",
    "skipped_ink",
)


@dataclass(frozen=True)
class Hypotheses:
    """Candidates for one digit, and ink that may be left unread.

    Attributes
    ----------
    lines : ndarray of shape (L, 4), dtype float64
        The ink's runs x0, y0, x1, y1 in units of the number's height, sorted by piece.
    spans : ndarray of shape (S, 3), dtype intp
        Rows hypothesis, begin, end, into `lines`; see `rasterize`.
    pieces : int
        Number of pieces, numbered from left to right.
    members : list of int, length N
        Bit p is set where piece p belongs to the hypothesis.
    features : ndarray of shape (N, F), dtype float64
        Columns as in `FEATURES`.
    skips : list of int, length K
        Like `members`: pieces that may be left unread.
    skip_features : ndarray of shape (K, F), dtype float64
    boxes : ndarray of shape (N, 4), dtype float64
        x0, y0, x1, y1 in the sender's units.
    segments : ndarray of shape (pieces, 3), dtype intp
        Rows stroke, first point, last point (inclusive) of each piece.
    """

    lines: NDArray[np.float64]
    spans: NDArray[np.intp]
    pieces: int
    members: list[int]
    features: NDArray[np.float64]
    skips: list[int]
    skip_features: NDArray[np.float64]
    boxes: NDArray[np.float64]
    segments: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.members)

    def drawing_segments(self, hypothesis: int) -> list[tuple[int, int, int]]:
        """Stroke, first and last point of each run of ink, in the order of writing."""
        mask = self.members[hypothesis]
        pieces = [p for p, bit in enumerate(reversed(f"{mask:b}")) if bit == "1"]
        runs = sorted(map(tuple, self.segments[pieces].tolist()))
        merged: list[tuple[int, int, int]] = []
        for stroke, begin, end in runs:
            if merged and merged[-1][0] == stroke and begin <= merged[-1][2] + 1:
                merged[-1] = (stroke, merged[-1][1], max(end, merged[-1][2]))
            else:
                merged.append((stroke, begin, end))
        return merged


@dataclass(frozen=True)
class _Pieces:
    """Atoms of the over-segmentation, sorted from left to right."""

    lines: NDArray[np.float64]  # (L, 4)
    begin: NDArray[np.intp]  # (P,) first line
    end: NDArray[np.intp]  # (P,) one behind the last line
    segments: NDArray[np.intp]  # (P, 3)
    boxes: NDArray[np.float64]  # (P, 4)
    strokes: list[list[int]]  # pieces of each stroke in the order of writing
    stroke_boxes: NDArray[np.float64]  # (S, 4)
    links: list[tuple[int, int, int]]  # stroke, first atom, one behind the last atom of a link


@dataclass(frozen=True)
class _Members:
    """Which pieces belong to which hypothesis, once as a table and once as pairs, sorted by hypothesis and piece."""

    table: NDArray[np.bool_]  # (N, P)
    which: NDArray[np.intp]  # (M,) hypothesis
    piece: NDArray[np.intp]  # (M,)
    start: NDArray[np.intp]  # (N,) first pair of each hypothesis
    count: NDArray[np.intp]  # (N,)


def segment(ink: Ink) -> Hypotheses:
    """Over-segment ink; see the module's text.

    Parameters
    ----------
    ink : Ink

    Returns
    -------
    Hypotheses
        At least one where there is ink; none for empty ink.
    """
    if not len(ink.joins):
        return _nothing()
    lines, origin, height = _normalize(ink)
    pieces = _pieces(ink, lines)
    masks, cut_ends = _groups(pieces)
    skips, skip_features = _skips(pieces)
    members = _membership(masks, len(pieces.begin))
    features, boxes = _features(pieces, members, cut_ends)
    return Hypotheses(
        lines=pieces.lines,
        spans=np.column_stack([members.which, pieces.begin[members.piece], pieces.end[members.piece]]),
        pieces=len(pieces.begin),
        members=masks,
        features=features,
        skips=skips,
        skip_features=skip_features,
        boxes=boxes * height + np.concatenate([origin, origin]),
        segments=pieces.segments,
    )


def _nothing() -> Hypotheses:
    lines, spans, features = np.zeros((0, 4)), np.zeros((0, 3), np.intp), np.zeros((0, len(FEATURES)))
    return Hypotheses(lines, spans, 0, [], features, [], features, lines, spans)


def _normalize(ink: Ink) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Lines in units of the number's height -> (L, 4), the origin and the unit."""
    origin = ink.points.min(axis=0)
    points = ink.points - origin
    first = _runs(ink.stroke)
    extent = np.maximum.reduceat(points, first) - np.minimum.reduceat(points, first)  # (strokes, 2)
    height = _number_height(extent)
    return (points / height)[ink.joins].reshape(-1, 4), origin, height


def _runs(values: NDArray[np.intp]) -> NDArray[np.intp]:
    """Where each run of equal values begins."""
    change = np.empty(len(values), bool)
    change[0] = True
    np.not_equal(values[1:], values[:-1], out=change[1:])
    return change.nonzero()[0]


def _number_height(extent: NDArray[np.float64]) -> float:
    """The height that half of the ink's heights, weighted by themselves, reach.

    Caps, bars and dots hardly count. Flat ink alone (a minus) is measured by its width.
    """
    tall = np.sort(extent[:, 1])
    half = np.searchsorted(np.cumsum(tall), tall.sum() / 2)
    return max(float(tall[min(half, len(tall) - 1)]), 0.25 * float(extent[:, 0].max()), 1e-9)


def _pieces(ink: Ink, lines: NDArray[np.float64]) -> _Pieces:
    """Cut wide strokes, sort all pieces by the middle of their width."""
    first = _runs(ink.stroke[ink.joins[:, 0]])
    low, high = _extents(lines, first)
    order = np.arange(len(lines))
    cuts, links = _cuts(ink, lines, first, low, high, order)
    lines = lines[order]
    counts = [1 + len(cuts[s]) if s in cuts else 1 for s in range(len(first))]
    start = np.sort(np.concatenate([first, *cuts.values()])) if cuts else first
    stroke_boxes = np.hstack([low, high])
    low, high = _extents(lines, start)
    key = (low[:, 0] + high[:, 0]) / 2
    atoms = np.cumsum([0, *counts]).tolist()
    for s in cuts:  # a stroke's pieces keep their order
        own = slice(atoms[s], atoms[s + 1])
        key[own] = np.maximum.accumulate(key[own])
    place = np.argsort(key, kind="stable")
    rank = np.empty_like(place)
    rank[place] = np.arange(len(place))
    end = np.append(start[1:], len(lines))
    ranks = rank.tolist()
    return _Pieces(
        lines=lines,
        begin=start[place],
        end=end[place],
        segments=_segments(ink, start, end, order)[place],
        boxes=np.hstack([low, high])[place],
        strokes=[ranks[a:b] for a, b in pairwise(atoms)],
        stroke_boxes=stroke_boxes,
        links=links,
    )


def _extents(lines: NDArray[np.float64], start: NDArray[np.intp]) -> tuple[NDArray, NDArray]:
    """Lower and upper corner of each run of lines that begins at `start` -> (P, 2) each."""
    low = np.minimum.reduceat(np.minimum(lines[:, :2], lines[:, 2:]), start)
    return low, np.maximum.reduceat(np.maximum(lines[:, :2], lines[:, 2:]), start)


def _cuts(
    ink: Ink, lines: NDArray, first: NDArray[np.intp], low: NDArray, high: NDArray, order: NDArray[np.intp]
) -> tuple[dict[int, NDArray[np.intp]], list[tuple[int, int, int]]]:
    """First lines of the further pieces of each stroke that is cut, and links (see `_Pieces`).

    A picture's component is cut by columns: its part of `order` is sorted by them, in place.
    """
    width, tall = (high - low).T
    length = np.diff(first, append=len(lines))
    wide = (width > CUT_WIDTH) & (width > CUT_ASPECT * tall) & (tall > PART_HEIGHT) & (length > 2)
    cuts: dict[int, NDArray[np.intp]] = {}
    links: list[tuple[int, int, int]] = []
    parts = 0
    for s in wide.nonzero()[0].tolist():
        a, b = int(first[s]), int(first[s] + length[s])
        if ink.kind == "strokes":
            shared = np.minimum(high[s, 0], high[:, 0]) - np.maximum(low[s, 0], low[:, 0])
            alone = np.count_nonzero(shared > 0) <= 1  # shares its columns with no stroke but itself
            cut, link = turning_points(np.vstack([lines[a:b, :2], lines[b - 1 : b, 2:]]), alone)
            cut = cut + a
        else:
            cut, link = _slice_columns(lines, order, a, b), np.zeros((0, 0), bool)
        parts += (len(cut) + 1) * (len(cut) + 2) // 2
        if parts > MAX_PARTS:
            break
        if len(cut):
            cuts[s] = cut
            links += [(s, i + 1, j + 1) for i, j in np.argwhere(link).tolist()]
    return cuts, links


def _slice_columns(lines: NDArray, order: NDArray, begin: int, end: int) -> NDArray[np.intp]:
    """Reorder a picture's component by columns (in `order`, in place) -> first line of each slice but the first."""
    part = lines[begin:end]
    column = np.digitize((part[:, 0] + part[:, 2]) / 2, thin_columns(part))
    order[begin:end] = begin + np.argsort(column, kind="stable")
    return begin + np.flatnonzero(np.diff(np.sort(column)) > 0) + 1


def _segments(ink: Ink, start: NDArray, end: NDArray, order: NDArray) -> NDArray[np.intp]:
    """Rows stroke, first point, last point of each piece; points count within their stroke."""
    head, tail = ink.joins[order[start]], ink.joins[order[end - 1]]
    stroke = ink.stroke[head[:, 0]]
    offset = np.searchsorted(ink.stroke, stroke)
    return np.column_stack([stroke, head.min(axis=1) - offset, tail[:, 1] - offset])


# Groups of strokes, and parts of strokes


@dataclass(frozen=True)
class _Choices:
    """Ways to take up to MAX_STROKES of a window of strokes, always with the first; short ones repeat their last."""

    taken: list[tuple[int, ...]]
    steps: NDArray[np.intp]  # (C, MAX_STROKES) places from the first
    max_gap: NDArray[np.float64]  # (C, MAX_STROKES - 1) to the strokes before
    size: NDArray[np.intp]  # (C,)


@cache
def _choices() -> _Choices:
    taken = [(0, *rest) for count in range(MAX_STROKES) for rest in combinations(range(1, WINDOW), count)]
    steps = np.array([choice + choice[-1:] * (MAX_STROKES - len(choice)) for choice in taken])
    max_gap = np.where(np.diff(steps, axis=1) <= 1, MAX_GAP, MAX_SKIPPED_GAP)
    return _Choices(taken, steps, max_gap, np.array([len(choice) for choice in taken]))


def _groups(pieces: _Pieces) -> tuple[list[int], list[int]]:
    """Masks of the hypotheses and the number of cut ends of each."""
    masks = [_mask(atoms) for atoms in pieces.strokes]
    boxes = pieces.stroke_boxes
    order = np.argsort((boxes[:, 0] + boxes[:, 2]) / 2, kind="stable")
    near, choice = (found.tolist() for found in _plausible(boxes[order]).nonzero())
    sorted_masks = [masks[s] for s in order.tolist()]
    taken = _choices().taken
    cuts = {reduce(or_, [sorted_masks[i + k] for k in taken[c]]): 0 for i, c in zip(near, choice)}
    parts = _parts(pieces, masks, order.tolist())
    with_others = len(cuts) + sum(1 + len(others) for _, _, _, others in parts) <= MAX_HYPOTHESES
    for mask, ends, whole, others in parts:
        if whole:
            cuts.setdefault(mask, ends)
        for other in others if with_others else ():
            cuts.setdefault(mask | other, ends)
    return list(cuts), list(cuts.values())


def _mask(members: list[int]) -> int:
    """Bits of the members."""
    return reduce(or_, [1 << p for p in members])


def _plausible(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether strokes may belong to one digit: near enough, and not too wide together.

    Parameters
    ----------
    boxes : ndarray of shape (S, 4)
        Of strokes, sorted by place.

    Returns
    -------
    ndarray of shape (S, C)
        For each stroke and each of the `_Choices` that begin with it.
    """
    choices = _choices()
    rows = np.arange(len(boxes))[:, None, None] + choices.steps  # (S, C, MAX_STROKES)
    inside = rows[:, :, -1] < len(boxes)
    rows = np.minimum(rows, len(boxes) - 1)
    left, right = boxes[rows, 0], boxes[rows, 2]
    low, high = np.minimum.accumulate(left, axis=2), np.maximum.accumulate(right, axis=2)
    gap = np.maximum(left[:, :, 1:] - high[:, :, :-1], low[:, :, :-1] - right[:, :, 1:])
    fits = (gap <= choices.max_gap).all(axis=2) & (high[:, :, -1] - low[:, :, -1] <= MAX_WIDTH)
    fits[:, 0] = True
    fits &= inside
    for size in range(MAX_STROKES, 2, -1):
        if np.count_nonzero(fits) > MAX_GROUPS:
            fits &= choices.size < size
    return fits


def _parts(pieces: _Pieces, masks: list[int], order: list[int]) -> list[tuple[int, int, bool, list[int]]]:
    """Parts of cut strokes: mask, how many ends are cuts, whether it is tall enough to be a digit by itself (and not
    only its bar or cap), and the masks of the strokes next to it (a cap, a bar, the rest of a 7) in its columns.
    """
    found = []
    boxes, stroke_boxes = pieces.boxes.tolist(), pieces.stroke_boxes.tolist()
    for s, atoms in enumerate(pieces.strokes):
        if len(atoms) == 1:
            continue
        place = order.index(s)
        beside = [order[k] for k in (place - 1, place + 1) if 0 <= k < len(order)]
        for mask, ends, x0, x1, height in _runs_of([(1 << p, boxes[p]) for p in atoms]):
            near = [k for k in beside if min(x1, stroke_boxes[k][2]) - max(x0, stroke_boxes[k][0]) > -0.05]
            found.append((mask, ends, height >= PART_HEIGHT, [masks[k] for k in near]))
    return found


def _runs_of(atoms: list[tuple[int, list[float]]]) -> Iterator[tuple[int, int, float, float, float]]:
    """Mask, cut ends, left, right and height of each run of atoms that is not too wide, but for all of them."""
    last = len(atoms) - 1
    for i in range(last + 1):
        mask, x0, y0, x1, y1 = 0, inf, inf, -inf, -inf
        for j in range(i, last + 1):
            bit, (left, top, right, bottom) = atoms[j]
            mask |= bit
            x0, y0, x1, y1 = min(x0, left), min(y0, top), max(x1, right), max(y1, bottom)
            if x1 - x0 > PART_WIDTH:
                break
            if (i, j) != (0, last):
                yield mask, (i > 0) + (j < last), x0, x1, y1 - y0


def _skips(pieces: _Pieces) -> tuple[list[int], NDArray[np.float64]]:
    """Ink that may be left unread: links between joined digits, dots, underlines."""
    masks, rows = [], []
    for s, i, j in pieces.links:
        atoms = pieces.strokes[s][i:j]
        boxes = pieces.boxes[atoms]
        diagonal = boxes[:, 2:].max(axis=0) - boxes[:, :2].min(axis=0)
        masks.append(_mask(atoms))
        rows.append((1.0, float(np.hypot(*diagonal)), 0.0))
    width, height = (pieces.stroke_boxes[:, 2:] - pieces.stroke_boxes[:, :2]).T
    small = (np.maximum(width, height) < DOT) | ((width > UNDERLINE[0]) & (height < UNDERLINE[1]))
    for s in small.nonzero()[0].tolist():
        masks.append(_mask(pieces.strokes[s]))
        rows.append((0.0, 0.0, 1.0))
    features = np.zeros((len(masks), len(FEATURES)))
    features[:, -3:] = np.array(rows).reshape(-1, 3)
    return masks, features


# What the lattice weighs


def _membership(masks: list[int], pieces: int) -> _Members:
    """Bit masks as a table."""
    size = (pieces + 7) // 8
    packed = np.frombuffer(b"".join([mask.to_bytes(size, "little") for mask in masks]), np.uint8)
    table = np.unpackbits(packed.reshape(len(masks), size), axis=1, count=pieces, bitorder="little").view(bool)
    which, piece = table.nonzero()
    start = _runs(which)
    return _Members(table, which, piece, start, np.diff(start, append=len(which)))


def _features(
    pieces: _Pieces, members: _Members, cut_ends: list[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What the lattice weighs -> (N, F), and the boxes -> (N, 4)."""
    own = pieces.boxes[members.piece]  # (M, 4)
    boxes = np.hstack(
        [np.minimum.reduceat(own[:, :2], members.start), np.maximum.reduceat(own[:, 2:], members.start)]
    )
    width, height = (boxes[:, 2:] - boxes[:, :2]).T
    middle = (pieces.boxes[:, 1] + pieces.boxes[:, 3]) / 2
    line = np.sort(middle)[[(len(middle) - 1) // 2, len(middle) // 2]].sum() / 2  # the median
    off = np.abs((boxes[:, 1] + boxes[:, 3]) / 2 - line)
    apart, near = _distances(pieces, members)
    overlap, covered, between = _others(pieces, members, boxes)
    features = np.zeros((len(boxes), len(FEATURES)))
    columns = (
        1.0,
        _gaps(own, members),
        np.minimum(apart, 0.6),
        overlap,
        covered,
        np.maximum(1.0 - near / 0.1, 0.0),
        np.maximum(0.7 - height, 0.0),
        np.maximum(0.4 - height, 0.0),
        np.maximum(width - 0.9, 0.0),
        np.maximum(height - 1.25, 0.0),
        np.maximum(off - 0.15, 0.0),
        np.minimum(members.count - 1, MAX_STROKES),
        np.minimum(between, 3),
        cut_ends,
        np.maximum(width, height) < MIN_SIDE,
    )
    for k, column in enumerate(columns):
        features[:, k] = column
    return features, boxes


def _gaps(own: NDArray[np.float64], members: _Members) -> NDArray[np.float64]:
    """Widest gap between a hypothesis' pieces, along x -> (N,)."""
    shape = len(members.start), members.count.max()
    place = np.arange(len(own)) - members.start[members.which]
    left, right = np.full(shape, -np.inf), np.full(shape, -np.inf)
    left[members.which, place], right[members.which, place] = own[:, 0], own[:, 2]
    gap = left[:, 1:] - np.maximum.accumulate(right, axis=1)[:, :-1]
    return gap.max(axis=1, initial=0.0)


def _others(
    pieces: _Pieces, members: _Members, boxes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Of pieces outside: the widest overlap along x, the largest share of one's width that is covered, and how many
    were written in between -> (N,) each.
    """
    left, right, stroke = pieces.boxes[:, 0], pieces.boxes[:, 2], pieces.segments[:, 0]
    size = np.maximum(right - left, 0.1)
    first = np.minimum.reduceat(stroke[members.piece], members.start)[:, None]
    last = np.maximum.reduceat(stroke[members.piece], members.start)[:, None]
    overlap, covered = np.empty((2, len(boxes)))
    between = np.empty(len(boxes), np.intp)
    step = max(CELLS // len(left), 1)
    for begin in range(0, len(boxes), step):
        rows = slice(begin, begin + step)
        shared = np.minimum(boxes[rows, 2:3], right) - np.maximum(boxes[rows, 0:1], left)  # (n, P)
        shared[members.table[rows]] = 0.0
        np.maximum(shared, 0.0, out=shared)
        overlap[rows] = shared.max(axis=1)
        covered[rows] = np.minimum((shared / size).max(axis=1), 1.0)
        among = (stroke > first[rows]) & (stroke < last[rows]) & ~members.table[rows]
        between[rows] = among.sum(axis=1)
    return overlap, covered, between


def _distances(pieces: _Pieces, members: _Members) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Largest distance of a part from the others, smallest distance of ink outside -> (N,) each."""
    reach = WINDOW - 1
    near = _near(pieces, reach)[members.piece]  # (M, 2 reach + 1)
    table = np.zeros((len(members.start), len(pieces.begin) + 2 * reach), bool)
    table[:, reach:-reach] = members.table
    column = members.piece[:, None] + np.arange(2 * reach + 1)
    inside = table[members.which[:, None], column]  # (M, 2 reach + 1)
    inner = np.where(inside, near, np.inf).min(axis=1)
    inner[inner == np.inf] = 0.0
    outer = np.where(inside, np.inf, near).min(axis=1)
    return np.maximum.reduceat(inner, members.start), np.minimum.reduceat(outer, members.start)


def _near(pieces: _Pieces, reach: int) -> NDArray[np.float64]:
    """Distance of each piece from those up to `reach` places to its left and right -> (P, 2 reach + 1)."""
    count = len(pieces.begin)
    row = pieces.begin[:, None] + (pieces.end - pieces.begin - 1)[:, None] * np.linspace(0, 1, SAMPLES)
    points = pieces.lines[row.round().astype(np.intp)].reshape(count, SAMPLES, 2, 2).mean(axis=2)
    x, y = points[:, :, 0], points[:, :, 1]
    near = np.full((count, 2 * reach + 1), np.inf)
    for step in range(1, min(reach + 1, count)):
        square = (x[:-step, :, None] - x[step:, None]) ** 2 + (y[:-step, :, None] - y[step:, None]) ** 2
        least = np.sqrt(square.min(axis=(1, 2)))  # (P - step,)
        near[:-step, reach + step] = near[step:, reach - step] = least
    return near
