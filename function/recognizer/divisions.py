"""Which strokes may hold two digits, and where they are cut then: in time, or where a picture's ink forks.

Whether a cut is used is the lattice's decision. Lengths are in units of the number's height.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .branches import branches, from_left, shared
from .cuts import turning_points
from .ink import Ink
from .lines import lengths
from .links import bridges
from .runs import ends

CUT_WIDTH = 0.5  # a stroke at least this wide may hold two digits
CUT_ASPECT = 0.45  # and at least this wide by its own height
SLIM = 0.3  # of these, a stroke that runs up and down may still hold two: the 11 of an N
LONG = 2.2  # times its height: the way of such a stroke
USUAL_TURN = 0.5  # sharpness of a cut in a picture, which does not tell where the pen turned
PART_HEIGHT = 0.35  # of a part that may be a digit
PART_WIDTH = 1.7  # at most: wide zeros and twos with a long tail are joined, too
MAX_PARTS = 1200  # of cut strokes; beyond it strokes stay whole; 24 joined digits have as many


class Link(NamedTuple):
    """Pieces of a stroke between two cuts that may belong to no digit; at first numbered within the stroke."""

    stroke: int
    pieces: list[int]
    before: int  # the piece that it leads on from
    behind: int  # the piece that it leads to
    left: Sequence[int] = ()  # in a picture all pieces of the stroke on its left, ascending
    right: Sequence[int] = ()  # and on its right
    length: float = 0.0  # diagonal of its box


class Division(NamedTuple):
    """Of one stroke, at k cuts."""

    starts: NDArray[np.intp]  # (k,) first line of each further piece
    sharpness: NDArray[np.float64]  # (k,)
    unlinked: NDArray[np.bool_]  # (k, 2)
    links: list[Link]
    shared: Sequence[int] = ()  # of a picture, pieces that two digits may have in common, numbered within the stroke


def wide_strokes(lines: NDArray[np.float64], first: NDArray[np.intp], low: NDArray, high: NDArray) -> list[int]:
    """Strokes that may hold two digits, of lines (L, 4), by their first lines (S,) and their corners (S, 2) each."""
    width, tall = (high - low).T
    least = np.where(lengths(lines, first) > LONG * tall, SLIM, 1.0)
    wide = (width > CUT_WIDTH * least) & (width > CUT_ASPECT * least * tall) & (tall > PART_HEIGHT)
    wide &= ends(first, len(lines)) - first > 2
    return wide.nonzero()[0].tolist()


def divide(
    ink: Ink, lines: NDArray, first: NDArray[np.intp], low: NDArray, high: NDArray, order: NDArray[np.intp],
    wide: list[int],
) -> dict[int, Division]:
    """Divisions of the wide strokes that are cut, by stroke; lines (L, 4), first line (S,), corners (S, 2) each.

    A picture's component falls into branches: its part of `order`, which of the ink's lines each line is, (L,), is
    sorted by them, in place.
    """
    cuts: dict[int, Division] = {}
    parts = 0
    for s in wide:
        a, b = int(first[s]), int(first[s + 1]) if s + 1 < len(first) else len(lines)
        if ink.kind == "strokes":
            beside = np.minimum(high[s, 0], high[:, 0]) - np.maximum(low[s, 0], low[:, 0])
            alone = np.count_nonzero(beside > 0) <= 1  # shares its columns with no stroke but itself
            found, middle = _in_time(s, lines[a:b], alone, _lifted(ink, a, b))
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


def _lifted(ink: Ink, begin: int, end: int) -> list[int]:
    """Lines of a stroke, counted from its first, to whose begin the pen came through the air; see `Whole`.

    What begins at the very point where the stroke before ended was sent in pieces.
    """
    if not ink.wholes:
        return []
    joins = ink.joins[begin:end]
    stroke = int(ink.stroke[joins[0, 0]])
    first = ink.wholes[stroke].first[1:] if stroke in ink.wholes else ()
    lines = joins[:, 0].searchsorted(np.array(first, np.intp) + ink.stroke.searchsorted(stroke))
    lines = lines[lines < len(joins)]
    across = ink.points[joins[lines - 1]]  # (k, 2, 2)
    return lines[(across[:, 0] != across[:, 1]).any(axis=1)].tolist()


def _in_time(s: int, lines: NDArray, alone: bool, lifted: list[int]) -> tuple[Division, NDArray]:
    """A stroke's own cuts, and where they are along x, ascending."""
    cuts = turning_points(np.concatenate([lines[:, :2], lines[-1:, 2:]]), alone, lifted)
    links = [Link(s, list(range(i + 1, j + 1)), i, j + 1) for i, j in np.argwhere(cuts.link).tolist()]
    return Division(cuts.points, cuts.sharpness, cuts.unlinked, links), np.sort(lines[cuts.points, 0])


def _in_branches(
    s: int, joins: NDArray[np.intp], lines: NDArray, most: int
) -> tuple[Division, NDArray, NDArray[np.intp]]:
    """A picture's component in branches, from left to right, the middle of each, and its lines sorted by branch.

    Branches are cut where links begin and end, too, if there are not more than `most` parts then.
    """
    pairs = np.unique(joins, return_inverse=True)[1].reshape(-1, 2)  # of its own points, numbered from 0
    branch, middle = branches(pairs, lines)
    found = bridges(pairs, lines) if _parts(middle) <= most else []
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
    common = shared(branch, pairs, lines).nonzero()[0].tolist()
    return Division(starts, np.full(count, USUAL_TURN), np.zeros((count, 2), bool), links, common), middle, own
