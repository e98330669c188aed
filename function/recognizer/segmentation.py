"""Ink -> hypotheses: which strokes, or parts of a stroke, may be one digit.

The ink is over-segmented, never decided upon here: strokes are sorted by place (not by time:
people add the cap of a 5 or the bar of a 7 last), wide ones are cut where two digits may be joined,
and small groups of neighbouring pieces become hypotheses. Each is described by a few numbers
about its place among the others; the lattice weighs them (Wang, Yin and Liu 2012, the geometric
contexts of character strings, here in their unary form).

All lengths are in units of the number's height, estimated from the strokes; y points down.
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations

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
        runs = sorted(tuple(map(int, self.segments[p])) for p in range(self.pieces) if mask >> p & 1)
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
    links: list[tuple[int, int, int]]  # stroke, first atom, one behind the last atom of a link


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
    lines, origin, height = _normalize(ink)
    pieces = _pieces(ink, lines)
    masks, cut_ends = _groups(pieces)
    skips, skip_features = _skips(pieces)
    member = _membership(masks, len(pieces.begin))  # (N, P)
    features, boxes = _features(pieces, member, cut_ends)
    which, piece = np.nonzero(member)
    return Hypotheses(
        lines=pieces.lines,
        spans=np.stack([which, pieces.begin[piece], pieces.end[piece]], axis=1),
        pieces=len(pieces.begin),
        members=masks,
        features=features,
        skips=skips,
        skip_features=skip_features,
        boxes=boxes * height + np.tile(origin, 2),
        segments=pieces.segments,
    )


def _normalize(ink: Ink) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Lines in units of the number's height -> (L, 4), the origin and the unit."""
    if not len(ink.joins):
        return np.zeros((0, 4)), np.zeros(2), 1.0
    origin = ink.points.min(axis=0)
    points = ink.points - origin
    first = np.flatnonzero(np.diff(ink.stroke, prepend=-1))
    extent = np.maximum.reduceat(points, first) - np.minimum.reduceat(points, first)  # (strokes, 2)
    height = _number_height(extent)
    return (points / height)[ink.joins].reshape(-1, 4), origin, height


def _number_height(extent: NDArray[np.float64]) -> float:
    """The height that half of the ink's heights, weighted by themselves, reach.

    Caps, bars and dots hardly count. Flat ink alone (a minus) is measured by its width.
    """
    tall = np.sort(extent[:, 1])
    half = np.searchsorted(np.cumsum(tall), tall.sum() / 2)
    return max(float(tall[min(half, len(tall) - 1)]), 0.25 * float(extent[:, 0].max()), 1e-9)


def _pieces(ink: Ink, lines: NDArray[np.float64]) -> _Pieces:
    """Cut wide strokes, sort all pieces by the middle of their width."""
    owner = ink.stroke[ink.joins[:, 0]]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    bounds = np.append(first, len(owner)).tolist()
    low, high = _extents(lines, first)
    width, tall = (high - low).T if len(first) else (np.zeros(0), np.zeros(0))
    wide = (width > CUT_WIDTH) & (width > CUT_ASPECT * tall) & (tall > PART_HEIGHT)

    shared = np.minimum(high[:, None, 0], high[None, :, 0]) - np.maximum(low[:, None, 0], low[None, :, 0])
    alone = (shared > 0).sum(axis=1) <= 1  # shares its columns with no stroke but itself

    begin: list[int] = []
    strokes: list[list[int]] = []
    links: list[tuple[int, int, int]] = []
    order = np.arange(len(lines))
    for s, (a, b) in enumerate(zip(bounds, bounds[1:])):
        starts = [a]
        if wide[s] and b - a > 2:
            if ink.kind == "strokes":
                path = np.vstack([lines[a:b, :2], lines[b - 1 : b, 2:]])
                cut, link = turning_points(path, bool(alone[s]))
                links += [(s, int(i) + 1, int(j) + 1) for i, j in np.argwhere(link)]
                starts += (cut + a).tolist()
            else:
                starts += _slice_columns(lines, order, a, b)
        strokes.append(list(range(len(begin), len(begin) + len(starts))))
        begin += starts
    lines = lines[order]
    start = np.array(begin, np.intp)
    low, high = _extents(lines, start)
    key = (low[:, 0] + high[:, 0]) / 2
    for atoms in strokes:  # a stroke's pieces keep their order
        if len(atoms) > 1:
            key[atoms] = np.maximum.accumulate(key[atoms])
    place = np.argsort(key, kind="stable")
    rank = np.empty_like(place)
    rank[place] = np.arange(len(place))
    end = np.append(start, len(lines))[1:]  # of no pieces: none
    return _Pieces(
        lines=lines,
        begin=start[place],
        end=end[place],
        segments=_segments(ink, start, end, order)[place],
        boxes=np.hstack([low, high])[place],
        strokes=[[int(rank[p]) for p in atoms] for atoms in strokes],
        links=links,
    )


def _extents(lines: NDArray[np.float64], start: NDArray[np.intp]) -> tuple[NDArray, NDArray]:
    """Lower and upper corner of each run of lines that begins at `start` -> (P, 2) each."""
    if not len(start):
        return np.zeros((0, 2)), np.zeros((0, 2))
    low = np.minimum.reduceat(np.minimum(lines[:, :2], lines[:, 2:]), start)
    return low, np.maximum.reduceat(np.maximum(lines[:, :2], lines[:, 2:]), start)


def _slice_columns(lines: NDArray, order: NDArray, begin: int, end: int) -> list[int]:
    """Reorder a picture's component by columns (in `order`, in place) -> first line of each slice."""
    part = lines[begin:end]
    column = np.digitize((part[:, 0] + part[:, 2]) / 2, thin_columns(part))
    order[begin:end] = begin + np.argsort(column, kind="stable")
    return (begin + np.flatnonzero(np.diff(np.sort(column)) > 0) + 1).tolist()


def _segments(ink: Ink, start: NDArray, end: NDArray, order: NDArray) -> NDArray[np.intp]:
    """Rows stroke, first point, last point of each piece; points count within their stroke."""
    head, tail = ink.joins[order[start]], ink.joins[order[end - 1]]
    stroke = ink.stroke[head[:, 0]] if len(start) else np.zeros(0, np.intp)
    offset = np.searchsorted(ink.stroke, stroke)
    return np.stack([stroke, head.min(axis=1, initial=1 << 60) - offset, tail[:, 1] - offset], axis=1)


@cache
def _choices() -> list[tuple[int, ...]]:
    """Ways to take up to MAX_STROKES of a window of strokes, always with the first."""
    return [
        (0, *rest)
        for count in range(MAX_STROKES)
        for rest in combinations(range(1, WINDOW), count)
    ]


def _groups(pieces: _Pieces) -> tuple[list[int], list[int]]:
    """Masks of the hypotheses and the number of cut ends of each."""
    stroke_masks = [sum(1 << p for p in atoms) for atoms in pieces.strokes]
    boxes = np.array([_hull(pieces.boxes[atoms]) for atoms in pieces.strokes]).reshape(-1, 4)
    order = np.argsort((boxes[:, 0] + boxes[:, 2]) / 2, kind="stable").tolist()
    cuts: dict[int, int] = {}
    boxed = boxes[order].tolist()
    for i in range(len(order)):
        for choice in _choices():
            if i + choice[-1] < len(order) and _plausible([boxed[i + k] for k in choice], choice):
                cuts.setdefault(sum(stroke_masks[order[i + k]] for k in choice), 0)
    for s, atoms in enumerate(pieces.strokes):
        for mask, ends, whole in _parts(pieces, atoms):
            if whole:
                cuts.setdefault(mask, ends)
            for near in _neighbors(order, s):
                if _shares_columns(pieces, mask, stroke_masks[near]):
                    cuts.setdefault(mask | stroke_masks[near], ends)
    return list(cuts), list(cuts.values())


def _hull(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The box around boxes (n, 4) -> (4,)."""
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _plausible(boxes: list[list[float]], choice: tuple[int, ...]) -> bool:
    """Whether strokes may belong to one digit: near enough and not too wide together."""
    if len(boxes) == 1:
        return True
    x0, x1 = boxes[0][0], boxes[0][2]
    for box, step in zip(boxes[1:], np.diff(choice).tolist()):
        if max(box[0] - x1, x0 - box[2]) > (MAX_GAP if step == 1 else MAX_SKIPPED_GAP):
            return False
        x0, x1 = min(x0, box[0]), max(x1, box[2])
    return x1 - x0 <= MAX_WIDTH


def _parts(pieces: _Pieces, atoms: list[int]) -> list[tuple[int, int, bool]]:
    """Masks of the parts of one cut stroke, how many of their ends are cuts, and whether a part is
    tall enough to be a digit by itself (and not only its bar or cap).
    """
    found = []
    last = len(atoms)
    for i in range(last):
        for j in range(i + 1, last + 1):
            if (i, j) == (0, last):
                continue
            x0, y0, x1, y1 = _hull(pieces.boxes[atoms[i:j]])
            if x1 - x0 <= PART_WIDTH:
                mask = sum(1 << p for p in atoms[i:j])
                found.append((mask, (i > 0) + (j < last), y1 - y0 >= PART_HEIGHT))
    return found


def _neighbors(order: list[int], stroke: int) -> list[int]:
    """The strokes next to one, by place."""
    i = order.index(stroke)
    return order[max(i - 1, 0) : i] + order[i + 1 : i + 2]


def _shares_columns(pieces: _Pieces, part: int, stroke: int) -> bool:
    """Whether a whole stroke (a cap, a bar, the rest of a 7) lies over or under a part of another."""
    one, other = (_hull(pieces.boxes[[p for p in range(len(pieces.begin)) if m >> p & 1]]) for m in (part, stroke))
    return min(one[2], other[2]) - max(one[0], other[0]) > -0.05


def _skips(pieces: _Pieces) -> tuple[list[int], NDArray[np.float64]]:
    """Ink that may be left unread: links between joined digits, dots, underlines."""
    masks, rows = [], []
    for s, i, j in pieces.links:
        atoms = pieces.strokes[s][i:j]
        box = _hull(pieces.boxes[atoms])
        masks.append(sum(1 << p for p in atoms))
        rows.append((1.0, float(np.hypot(*(box[2:] - box[:2]))), 0.0))
    for atoms in pieces.strokes:
        box = _hull(pieces.boxes[atoms])
        width, height = box[2:] - box[:2]
        if max(width, height) < DOT or (width > UNDERLINE[0] and height < UNDERLINE[1]):
            masks.append(sum(1 << p for p in atoms))
            rows.append((0.0, 0.0, 1.0))
    features = np.zeros((len(masks), len(FEATURES)))
    features[:, -3:] = np.array(rows).reshape(-1, 3)
    return masks, features


def _membership(masks: list[int], pieces: int) -> NDArray[np.bool_]:
    """Bit masks -> (N, P)."""
    size = (pieces + 7) // 8
    packed = np.frombuffer(b"".join(m.to_bytes(size, "little") for m in masks), np.uint8)
    bits = np.unpackbits(packed.reshape(len(masks), size), axis=1, bitorder="little")
    return bits[:, :pieces].astype(bool)


def _features(
    pieces: _Pieces, member: NDArray[np.bool_], cut_ends: list[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What the lattice weighs -> (N, F), and the boxes -> (N, 4)."""
    boxes = pieces.boxes
    inside, outside = member[:, :, None], ~member
    low = np.where(inside, boxes[None, :, :2], np.inf).min(axis=1, initial=np.inf)
    high = np.where(inside, boxes[None, :, 2:], -np.inf).max(axis=1, initial=-np.inf)
    width, height = (high - low).T
    parts = member.sum(axis=1)

    shared = np.minimum(high[:, :1], boxes[None, :, 2]) - np.maximum(low[:, :1], boxes[None, :, 0])
    shared = np.where(outside, shared, -1.0)  # (N, P) overlap with pieces outside
    size = np.maximum(boxes[:, 2] - boxes[:, 0], 0.1)
    reach = np.maximum.accumulate(np.where(member, boxes[None, :, 2], -np.inf), axis=1)
    gap = np.where(member[:, 1:], boxes[None, 1:, 0] - reach[:, :-1], 0.0)
    gap = np.where(np.isfinite(gap), gap, 0.0)
    apart, near = _distances(pieces, member)
    middle = (low[:, 1] + high[:, 1]) / 2
    line = np.median((boxes[:, 1] + boxes[:, 3]) / 2) if len(boxes) else 0.0
    stroke = pieces.segments[:, 0]
    first = np.where(member, stroke, 1 << 40).min(axis=1, initial=1 << 40)
    last = np.where(member, stroke, -1).max(axis=1, initial=-1)
    between = outside & (stroke > first[:, None]) & (stroke < last[:, None])

    features = np.zeros((len(member), len(FEATURES)))
    columns = (
        np.ones(len(member)),
        gap.max(axis=1, initial=0.0),
        np.minimum(apart, 0.6),
        np.maximum(shared.max(axis=1, initial=0.0), 0.0),
        (shared.clip(0.0) / size).max(axis=1, initial=0.0).clip(max=1.0),
        (1.0 - near / 0.1).clip(0.0),
        (0.7 - height).clip(0.0),
        (0.4 - height).clip(0.0),
        (width - 0.9).clip(0.0),
        (height - 1.25).clip(0.0),
        (np.abs(middle - line) - 0.15).clip(0.0),
        np.minimum(parts - 1, MAX_STROKES),
        np.minimum(between.sum(axis=1), 3),
        np.array(cut_ends),
        np.maximum(width, height) < MIN_SIDE,
    )
    for k, column in enumerate(columns):
        features[:, k] = column
    return features, np.hstack([low, high])


def _distances(pieces: _Pieces, member: NDArray[np.bool_]) -> tuple[NDArray, NDArray]:
    """Largest distance of a part from the others, smallest distance of ink outside -> (N,) each."""
    count = len(pieces.begin)
    position = np.linspace(0, 1, SAMPLES)
    row = pieces.begin[:, None] + (pieces.end - pieces.begin - 1)[:, None] * position
    points = pieces.lines[row.round().astype(np.intp)].reshape(count, SAMPLES, 2, 2).mean(axis=2)
    distance = np.full((count, count), np.inf)
    for step in range(1, min(WINDOW, count)):
        delta = points[:-step, :, None] - points[step:, None]  # (P - step, 16, 16, 2)
        least = np.sqrt((delta**2).sum(axis=-1).min(axis=(1, 2)))
        distance[np.arange(count - step), np.arange(step, count)] = least
        distance[np.arange(step, count), np.arange(count - step)] = least
    inner = np.where(member[:, None, :], distance[None], np.inf).min(axis=2, initial=np.inf)
    inside = np.where(member & np.isfinite(inner), inner, 0.0).max(axis=1, initial=0.0)
    outer = np.where(member, np.inf, inner).min(axis=1, initial=np.inf)
    return inside, outer
