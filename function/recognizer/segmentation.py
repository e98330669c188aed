"""Ink -> hypotheses: which strokes, or parts of a stroke, may be one digit.

The number is set upright (`upright`). Then its ink is over-segmented, never decided upon here: wide strokes are cut
into pieces (`strokes`), small groups of neighboring pieces become hypotheses (`groups`), and each is described by a few
numbers about its place among the others (`geometry`).

All lengths are in units of the number's height, estimated from the strokes; y points down.
"""

from collections.abc import Container, Mapping
from types import MappingProxyType

import msgspec
import numpy as np
from numpy.typing import NDArray

from .begins import as_most_begin
from .geometry import FEATURES, MIN_SIDE, features
from .groups import DOT, groups, skips
from .ink import Ink
from .lines import extents, lengths_between
from .members import Members, membership
from .repair import NO_BOXES, Whole
from .runs import ends
from .strokes import Normalized, Pieces, pieces_of
from .thickness import Drawing, thickened
from .upright import set_upright

__all__ = ["DOT", "FEATURES", "MIN_SIDE", "Hypotheses", "segment"]

DOT_LENGTH = 0.01  # least length of a piece, of the number's height
MAX_LINES = 1_000_000  # of all hypotheses together, about; 12 digits of 1000 points each have 64,000


class Hypotheses(msgspec.Struct, frozen=True):
    """Candidates for one digit, and ink that may be left unread.

    Attributes
    ----------
    lines : ndarray of shape (L, 4), dtype float64
        The ink's runs x0, y0, x1, y1 in units of the number's height, set upright, sorted by stroke, within a stroke as
        most hands would have drawn it; fewer and longer ones where it takes too long to draw all.
    spans : ndarray of shape (S, 3), dtype intp
        Rows hypothesis, begin, end, into `lines`, in the order of writing; see `rasterize`.
    centers : tuple
        The same lines and spans of center lines; others only where ink is drawn as thick as it is in a picture.
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
    ink : ndarray of shape (pieces,), dtype float64
        Length of each piece; a dot has a little.
    upright : Normalized
        The lines before any cut, as of `set_upright`.
    wide : int
        A mask as in `members`: strokes that are wide enough for two digits and were not to be cut.
    shared : int
        A mask as in `members`: of a picture's ink, what two digits that touch may have in common.
    wholes : mapping of int to Whole
        As of `Ink`: in `segments` they are one stroke.
    specks : ndarray of shape (K, 4), dtype float64
        As of `Ink`.
    radius : ndarray of shape (L,), dtype float64, or None
        Half the ink's width along each center line, of pictures.
    """

    lines: NDArray[np.float64]
    spans: NDArray[np.intp]
    centers: Drawing
    pieces: int
    members: list[int]
    features: NDArray[np.float64]
    skips: list[int]
    skip_features: NDArray[np.float64]
    boxes: NDArray[np.float64]
    segments: NDArray[np.intp]
    ink: NDArray[np.float64]
    upright: Normalized
    wide: int = 0
    shared: int = 0
    wholes: Mapping[int, Whole] = MappingProxyType({})
    specks: NDArray[np.float64] = NO_BOXES
    radius: NDArray[np.float64] | None = None

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
        if not self.wholes:
            return merged
        return [
            run for stroke, begin, end in merged
            for run in (self.wholes[stroke].sent(begin, end) if stroke in self.wholes else [(stroke, begin, end)])
        ]


def segment(ink: Ink, cut: Container[int] | None = None, whole: Hypotheses | None = None) -> Hypotheses:
    """Over-segment ink; see the module's text.

    Parameters
    ----------
    ink : Ink
    cut : container of int, optional
        The strokes that may be cut; any when not given.
    whole : Hypotheses, optional
        Of the same ink without cuts: given back where there is nothing to cut. Else they come first again, then those
        with parts of strokes.

    Returns
    -------
    Hypotheses
        At least one where there is ink; none for empty ink.
    """
    if not len(ink.joins):
        return _nothing()
    upright = whole.upright if whole is not None else set_upright(ink)
    pieces = pieces_of(ink, upright, cut)
    if whole is not None and whole.pieces == len(pieces.begin):
        return whole
    masks = groups(pieces)
    left_out, skip_features = skips(pieces)
    members = membership(masks, len(pieces.begin))
    weighed = features(pieces, members)
    lines, begin, end, joins = pieces.lines, pieces.begin, pieces.end, pieces.joins
    many = int((end - begin)[members.piece].sum()) // MAX_LINES
    if many:
        lines, head = _sparse(lines, begin, many + 1)
        begin, end, joins = head.searchsorted(begin), head.searchsorted(end), joins[head]
    if ink.kind == "strokes":
        lines = as_most_begin(pieces, lines, begin, end)
    spans = np.array([members.which, begin[members.piece], end[members.piece]]).T
    lines, spans = centers = lines, spans[np.lexsort(spans.T[1::-1])]
    radius = None if ink.radius is None else ink.radius[ink.joins[joins]].mean(axis=1) / upright.height
    if radius is not None:
        lines, spans = thickened(centers, radius)
    return Hypotheses(
        lines=lines,
        spans=spans,
        centers=centers,
        pieces=len(pieces.begin),
        members=masks,
        features=weighed,
        skips=left_out,
        skip_features=skip_features,
        boxes=_boxes(ink, pieces, members),
        segments=pieces.segments,
        ink=np.maximum(lengths_between(pieces.lines, pieces.begin, pieces.end), DOT_LENGTH),
        upright=upright,
        wide=pieces.wide,
        shared=pieces.shared,
        wholes=ink.wholes,
        specks=ink.specks,
        radius=radius,
    )


def _sparse(
    lines: NDArray[np.float64], begin: NDArray[np.intp], every: int
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Lines of which each goes straight where up to `every` lines of a piece went on, and the first line of each.

    A stroke of thousands of points may be in a thousand hypotheses; 20,000 points took over a second to draw.
    """
    starts = np.zeros(len(lines), bool)
    starts[begin] = True
    starts[1:] |= (lines[1:, :2] != lines[:-1, 2:]).any(axis=1)
    first = starts.nonzero()[0]
    place = np.arange(len(lines)) - first.repeat(ends(first, len(lines)) - first)
    head = (place % every == 0).nonzero()[0]
    return np.concatenate([lines[head, :2], lines[ends(head, len(lines)) - 1, 2:]], axis=1), head


def _boxes(ink: Ink, pieces: Pieces, members: Members) -> NDArray[np.float64]:
    """Of each hypothesis, in the sender's units -> (N, 4)."""
    order = pieces.begin.argsort()
    boxes = np.empty((len(order), 4))
    lines = ink.points.take(ink.joins[pieces.joins], axis=0).reshape(-1, 4)
    boxes[order] = np.concatenate(extents(lines, pieces.begin[order]), axis=1)
    own = boxes[members.piece]
    low, high = np.minimum.reduceat(own[:, :2], members.start), np.maximum.reduceat(own[:, 2:], members.start)
    return np.concatenate([low, high], axis=1)


def _nothing() -> Hypotheses:
    lines, spans, weighed = np.zeros((0, 4)), np.zeros((0, 3), np.intp), np.zeros((0, len(FEATURES)))
    upright = Normalized(lines, np.zeros(0, np.intp), 1.0)
    return Hypotheses(lines, spans, (lines, spans), 0, [], weighed, [], weighed, lines, spans, np.zeros(0), upright)
