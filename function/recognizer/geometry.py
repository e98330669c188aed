"""Groups -> features: what the lattice weighs besides the net's opinion, a few numbers about the place of each group
among the others (Wang, Yin and Liu 2012, the geometric contexts of character strings, here in their unary form).

Lengths are in units of the number's height; y points down.
"""

import numpy as np
from numpy.typing import NDArray

from .distances import FAR, distances, points_on
from .members import Members
from .strokes import Pieces

MIN_SIDE = 0.15  # smaller ink is not blown up when it is drawn: a dot stays a dot
SLIM = 0.1  # what is slimmer is taken to be as wide
TAIL = 4  # samples at the end of a stroke that tell where it goes
SKIP = 0.3  # of the ink's larger side: a gap from which on a stroke does not go on
AHEAD = 0.8  # cosine, at least, of the angle between where a stroke goes and where it goes on
MOST_PARTS = 4  # more are not told apart
TABLE = 1 << 16  # hypotheses times pieces that are looked at at once: bounds the memory

FEATURES = (
    "digit",  # 1 for every digit
    "gap",  # between its parts, along x
    "apart",  # the largest distance of one of its parts from its others
    "overlap",  # along x, of its box with pieces outside
    "stacked",  # the largest share of an outside piece's width that lies above or below it, where no other digit is
    "retraced",  # 1 where an outside stroke goes the way of one of its own once more, 0 from 0.15 on, of bars from 0.04
    "continued",  # 1 where a stroke outside goes on where one of its own ends, or the other way round: the pen skipped
    "touched",  # 1 where outside ink touches it, 0 from 0.1 on; 0 where it is cut out of a stroke
    "short",  # how much lower than 0.7
    "shorter",  # than 0.4
    "wide",  # how much wider than 0.9
    "wider",  # than 1.7: several digits as one are
    "tall",  # how much higher than 1.25
    "off_line",  # of its middle from the middle of the number, what is more than 0.15
    "parts",  # pieces beside its first
    "interrupted",  # strokes of others written between its own, up to 3
    "cuts",  # ends that are cuts in a stroke
    "sharpness",  # of the pen's turns at these ends, their sum
    "unlinked",  # those of these ends that are no end of a link
    "held_link",  # length of the longest link that belongs to it and ends, or begins, where it is cut
    "dot",  # 1 where it is smaller than 0.15, 0 from 0.3 on
    "part",  # evidence that it is one digit only together with other strokes: known after a look (`looks`)
    "skipped_link",  # of ink that is left unread alone, not of digits: 1 for a link
    "skipped_link_length",  # of a link its length, of a picture more
    "skipped_ink",  # 1 for a dot or an underline
)


def features(pieces: Pieces, members: Members) -> NDArray[np.float64]:
    """What the lattice weighs -> (N, F)."""
    own = pieces.boxes.T.take(members.piece, axis=1)  # (4, M)
    low = np.minimum.reduceat(own[:2], members.start, axis=1)  # (2, N)
    high = np.maximum.reduceat(own[2:], members.start, axis=1)
    width, height = high - low
    middle = np.sort((pieces.boxes[:, 1] + pieces.boxes[:, 3]) / 2)
    line = (middle[(len(middle) - 1) // 2] + middle[len(middle) // 2]) / 2  # the median
    off_line = np.abs((low[1] + high[1]) / 2 - line)
    points = points_on(pieces)
    apart, near, along = distances(pieces, members, points)
    overlap, stacked, between = _others(pieces, members, low, high)
    cuts, sharpness, unlinked = _cut_ends(pieces, members)
    uncut = cuts == 0
    rows = np.zeros((len(FEATURES), len(uncut)))
    for row, feature in zip(rows, (
        1.0,
        _gaps(own[0], own[2], members),
        np.minimum(apart, FAR),
        overlap,
        stacked,
        np.where(uncut, 1.0 - along / 0.15, 0.0),
        _continued(pieces, members, points),
        np.where(uncut, 1.0 - near / 0.1, 0.0),
        0.7 - height,
        0.4 - height,
        width - 0.9,
        width - 1.7,
        height - 1.25,
        off_line - 0.15,
        np.minimum(members.count - 1, MOST_PARTS),
        np.minimum(between, 3),
        cuts,
        sharpness,
        unlinked,
        _held_links(pieces, members),
        np.minimum((0.3 - np.maximum(width, height)) / 0.15, 1.0),
    )):  # fmt: skip
        row[:] = feature
    return np.maximum(rows, 0.0, out=rows).T  # none is negative


def _cut_ends(pieces: Pieces, members: Members) -> tuple[NDArray[np.float64], ...]:
    """How many ends are cuts, how sharply the pen turns there, summed, how many are no end of a link -> (N,) each."""
    if not len(pieces.cuts):
        return tuple(np.zeros((3, len(members.start))))
    before, behind = members.table[:, pieces.cuts].transpose(2, 0, 1)  # (N, C) each
    cut = before != behind
    unlinked = cut & np.where(before, pieces.unlinked[:, 0], pieces.unlinked[:, 1])
    return cut.sum(axis=1), cut @ pieces.sharpness, unlinked.sum(axis=1)


def _held_links(pieces: Pieces, members: Members) -> NDArray[np.float64]:
    """Length of the longest link that is within, up to an end that is a cut -> (N,)."""
    held = np.zeros(len(members.start))
    table = members.table
    for link in pieces.links:
        inside = table[:, link.pieces].all(axis=1) & (table[:, link.before] != table[:, link.behind])
        np.maximum(held, inside * link.length, out=held)
    return held


def _gaps(left: NDArray[np.float64], right: NDArray[np.float64], members: Members) -> NDArray[np.float64]:
    """Widest gap between a hypothesis' pieces, along x, of their left and right ends (M,) -> (N,)."""
    shape = int(members.count.max()), len(members.start)
    place = np.arange(len(left)) - members.start[members.which]
    begin, end = np.full((2, *shape), -np.inf)
    begin[place, members.which], end[place, members.which] = left, right
    widest, reached = np.zeros(shape[1]), end[0]
    for k in range(1, shape[0]):
        np.maximum(widest, begin[k] - reached, out=widest)
        reached = np.maximum(reached, end[k])
    return widest


def _others(
    pieces: Pieces, members: Members, low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Of pieces outside: the widest overlap along x, the largest share of one's width that lies above or below, and how
    many were written in between -> (N,) each. The corners `low` and `high` are (2, N).
    """
    stroke = pieces.segments[:, 0]
    first = np.minimum.reduceat(stroke[members.piece], members.start)[:, None]
    last = np.maximum.reduceat(stroke[members.piece], members.start)[:, None]
    low, high, (_, tall) = _not_slim(low, high)
    left, right, (width, height) = _not_slim(*pieces.boxes.T.reshape(2, 2, -1))  # (2, P) each
    overlap, stacked = np.empty((2, len(first)))
    between = np.empty(len(first), np.intp)
    step = max(TABLE // len(stroke), 1)
    for begin in range(0, len(first), step):
        rows = slice(begin, begin + step)
        outside = ~members.table[rows]  # (n, P)
        shared = np.minimum(high[:, rows, None], right[:, None]) - np.maximum(low[:, rows, None], left[:, None])
        across, down = np.maximum(shared, 0.0, out=shared)
        across *= outside
        overlap[rows] = across.max(axis=1)
        stacked[rows] = (across / width * (1.0 - down / np.minimum(height, tall[rows, None]))).max(axis=1)
        outside &= stroke > first[rows]
        outside &= stroke < last[rows]
        between[rows] = outside.sum(axis=1)
    return overlap, stacked, between


def _not_slim(low: NDArray[np.float64], high: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """The same corners, moved apart where they are nearer than SLIM along an axis, and how far apart they are then."""
    size = np.maximum(high - low, SLIM)
    missing = (size - (high - low)) / 2
    return low - missing, high + missing, size


def _continued(pieces: Pieces, members: Members, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The most certain skip of the pen between two strokes, one after the other, of which one is outside -> (N,).

    It is the more certain, the shorter the gap is against both strokes, or against the number's height.
    """
    if len(pieces.strokes) < 2:
        return np.zeros(len(members.start))
    one = np.array([atoms[-1] for atoms in pieces.strokes[:-1]])
    two = np.array([atoms[0] for atoms in pieces.strokes[1:]])
    end, begin = pieces.lines[pieces.end[one] - 1, 2:].T, pieces.lines[pieces.begin[two], :2].T  # (2, Q) each
    box, other = pieces.boxes.take(one, axis=0), pieces.boxes.take(two, axis=0)
    side = np.maximum(box[:, 2:], other[:, 2:]) - np.minimum(box[:, :2], other[:, :2])
    skip = 1.0 - np.hypot(*(begin - end)) / (SKIP * np.maximum(side.max(axis=1), 1.0))
    if not (skip > 0.0).any():
        return np.zeros(len(members.start))
    before, behind = points[:, one, -TAIL], points[:, two, TAIL - 1]
    on = behind - before
    ahead = np.minimum(_cosine(end - before, on), _cosine(behind - begin, on))
    return ((members.table[:, one] != members.table[:, two]) * np.maximum(skip, 0.0) * (ahead > AHEAD)).max(axis=1)


def _cosine(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the angle between two vectors, (2, Q) each -> (Q,)."""
    return (one * two).sum(axis=0) / np.maximum(np.hypot(*one) * np.hypot(*two), 1e-9)
