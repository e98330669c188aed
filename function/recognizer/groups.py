"""Pieces -> groups: which strokes, or parts of strokes, may be one digit, and which ink may be left unread.

A group is a bit mask: bit p is set where piece p belongs to it.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, reduce
from itertools import combinations, pairwise, permutations
from math import inf
from operator import or_
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from .divisions import PART_HEIGHT, PART_WIDTH, Link
from .geometry import FEATURES
from .strokes import Pieces

WINDOW = 6  # strokes, sorted by place, among which a digit's strokes lie
MOST_STROKES = 4  # of a digit
MAX_WIDTH = 1.7  # of a digit of several strokes, in its own heights where it is tall
GAP_WIDTH = 2.0  # times its widest gap is added to a digit's width: who writes wide does not leave gaps, too
MAX_GAP = 0.45  # between two strokes of a digit, along x
MAX_SKIPPED_GAP = 0.05  # the same, where ink of another digit lies between them
DOT = 0.3  # ink smaller than this may be left unread
UNDERLINE = (1.7, 0.35)  # ink wider and flatter than this may be left unread
NEIGHBORS = 2  # strokes to the left and to the right that may belong to a part of a stroke
MAX_PART_GAP = 0.15  # between the part and one of them, along x
ACROSS_GAP = 0.05  # between the end of a cut stroke and the beginning of the next, along x
WITH_ONE, WITH_TWO = 1.3, 1.1  # width of a part with another stroke, with two
MAX_GROUPS = 700  # of whole strokes; where ink is more crowded, groups of many strokes are left out
MAX_HYPOTHESES = 1600  # bounds time and memory: beyond it no part is tried with two strokes, or with any
LINK, LINK_LENGTH, INK = (FEATURES.index(name) for name in ("skipped_link", "skipped_link_length", "skipped_ink"))
IN_PICTURE = 4.0  # times its length a picture's link counts for being one: nothing else joins what lies beside it


class _Choices(msgspec.Struct, frozen=True):
    """Ways to take up to MOST_STROKES of a window of strokes, always with the first; short ones repeat their last."""

    taken: list[tuple[int, ...]]
    steps: NDArray[np.intp]  # (MOST_STROKES, C) places from the first
    max_gap: NDArray[np.float64]  # (MOST_STROKES - 1, C) to the strokes before
    size: NDArray[np.intp]  # (C,)


@cache
def _choices() -> _Choices:
    taken = [(0, *rest) for count in range(MOST_STROKES) for rest in combinations(range(1, WINDOW), count)]
    steps = np.array([choice + choice[-1:] * (MOST_STROKES - len(choice)) for choice in taken]).T
    max_gap = np.where(np.diff(steps, axis=0) <= 1, MAX_GAP, MAX_SKIPPED_GAP)
    size = np.array([len(choice) for choice in taken])
    return _Choices(taken, steps, max_gap, size)


@lru_cache(32)
def _windows(count: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The strokes of each choice at each place -> (MOST_STROKES, S, C), and whether all are there -> (S, C)."""
    rows = np.arange(count)[:, None] + _choices().steps[:, None, :]
    return np.minimum(rows, count - 1), rows[-1] < count


def groups(pieces: Pieces) -> list[int]:
    """Masks of the hypotheses: whole strokes first, then parts of strokes, alone and with others."""
    masks = [_mask(atoms) for atoms in pieces.strokes]
    boxes = pieces.stroke_boxes
    order = ((boxes[:, 0] + boxes[:, 2]) / 2).argsort(kind="stable")
    near, choice = (found.tolist() for found in _plausible(boxes[order]).nonzero())
    sorted_masks = [masks[s] for s in order.tolist()]
    taken = _choices().taken
    found = dict.fromkeys(reduce(or_, [sorted_masks[i + k] for k in taken[c]]) for i, c in zip(near, choice))
    if len(pieces.begin) == len(masks):
        return list(found)  # no stroke is cut
    parts = list(_parts(pieces, masks, order.tolist()))
    found |= dict.fromkeys(part.mask for part in parts if part.tall and not part.at_link)
    for more in (
        [part.mask for part in parts if part.tall],
        [part.mask | other for part in parts for other in part.ones],
        list(_across(pieces, order.tolist())),
        [part.mask | others for part in parts for others in part.twos],
    ):
        more = dict.fromkeys(more)
        if len(found) + len(more) <= MAX_HYPOTHESES:
            found |= more
    return list(found)


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
    rows, inside = _windows(len(boxes))
    left, top, right, bottom = boxes.T.take(rows, axis=1)  # (MOST_STROKES, S, C) each
    low, high, widest, fits = left[0], right[0], 0.0, inside.copy()
    for k in range(1, MOST_STROKES):
        gap = np.maximum(left[k] - high, low - right[k])
        fits &= gap <= choices.max_gap[k - 1]
        low, high, widest = np.minimum(low, left[k]), np.maximum(high, right[k]), np.maximum(widest, gap)
    tall = np.maximum(bottom.max(axis=0) - top.min(axis=0), 1.0)
    fits &= (high - low + GAP_WIDTH * widest <= MAX_WIDTH * tall) | (choices.size == 1)
    for size in range(MOST_STROKES, 1, -1):
        if np.count_nonzero(fits) > MAX_GROUPS:
            fits &= choices.size < size
    return fits


class _Part(NamedTuple):
    """Of a cut stroke: its mask, whether it is tall enough to be a digit by itself (and not only its bar or cap),
    whether it is a part only without a link of a picture, and the masks of single strokes, and of two, that may belong
    to it (a cap, a bar, the rest of a 7).
    """

    mask: int
    tall: bool
    at_link: bool
    ones: list[int]
    twos: list[int]


def _parts(pieces: Pieces, masks: list[int], order: list[int]) -> Iterator[_Part]:
    boxes, stroke_boxes = pieces.boxes.tolist(), pieces.stroke_boxes.tolist()
    for s, atoms in enumerate(pieces.strokes):
        if len(atoms) == 1:
            continue
        place = order.index(s)
        beside = order[max(place - NEIGHBORS, 0) : place] + order[place + 1 : place + 1 + NEIGHBORS]
        runs = {mask: own for mask, *own in _runs_of(atoms, boxes)}
        plain = len(runs)
        for mask, *own in _at_links([link for link in pieces.links if link.stroke == s and link.left], boxes):
            runs.setdefault(mask, own)
        for n, (mask, (x0, x1, height)) in enumerate(runs.items()):
            ones = [k for k in beside if _together(x0, x1, [stroke_boxes[k]], WITH_ONE)]
            twos = [
                (k, m) for k, m in combinations(ones, 2)
                if _together(x0, x1, [stroke_boxes[k], stroke_boxes[m]], WITH_TWO)
            ]
            both = [masks[k] | masks[m] for k, m in twos]
            yield _Part(mask, height >= PART_HEIGHT, n >= plain, [masks[k] for k in ones], both)


def _at_links(links: list[Link], boxes: list[list[float]]) -> Iterator[tuple[int, float, float, float]]:
    """Mask, left, right and height of what may be a digit before a link of a picture, behind one, or between two."""
    for link in links:
        for side in (link.left[::-1], link.right):
            for mask, (x0, y0, x1, y1) in _growing(side, boxes):
                yield mask, x0, x1, y1 - y0
    for one, two in permutations(links, 2):
        if set(two.pieces) <= set(one.right):
            middle = sorted(set(one.right) & set(two.left))
            grown = list(_growing(middle, boxes))
            if middle and len(grown) == len(middle):
                mask, (x0, y0, x1, y1) = grown[-1]
                yield mask, x0, x1, y1 - y0


def _together(x0: float, x1: float, others: Sequence[Sequence[float]], most: float) -> bool:
    """Whether strokes, of these boxes, may belong to a part that reaches from x0 to x1."""
    gap = max(0.0, *[max(left - x1, x0 - right) for left, _, right, _ in others])
    width = max(x1, *[right for _, _, right, _ in others]) - min(x0, *[left for left, _, _, _ in others])
    return gap <= MAX_PART_GAP and width + GAP_WIDTH * gap <= most


def _across(pieces: Pieces, order: list[int]) -> Iterator[int]:
    """Masks of the end of a cut stroke with the beginning of the cut stroke to its right: what a digit of two strokes
    is that was joined to both of its neighbors.
    """
    boxes = pieces.boxes.tolist()
    for first, then in pairwise(pieces.strokes[s] for s in order):
        if len(first) == 1 or len(then) == 1:
            continue
        begins = list(_growing(then[:-1], boxes))
        for end_mask, (x0, y0, x1, y1) in _growing(first[:0:-1], boxes):
            for mask, (left, top, right, bottom) in begins:
                gap = max(x0, left) - min(x1, right)
                width, height = max(x1, right) - min(x0, left), max(y1, bottom) - min(y0, top)
                if gap <= ACROSS_GAP and width <= PART_WIDTH and height >= PART_HEIGHT:
                    yield end_mask | mask


def _growing(atoms: list[int], boxes: list[list[float]]) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    """Mask and box of the first atom, of the first two, and so on until they are too wide."""
    mask, x0, y0, x1, y1 = 0, inf, inf, -inf, -inf
    for p in atoms:
        left, top, right, bottom = boxes[p]
        mask |= 1 << p
        x0, y0, x1, y1 = min(x0, left), min(y0, top), max(x1, right), max(y1, bottom)
        if x1 - x0 > PART_WIDTH:
            return
        yield mask, (x0, y0, x1, y1)


def _runs_of(atoms: list[int], boxes: list[list[float]]) -> Iterator[tuple[int, float, float, float]]:
    """Mask, left, right and height of each run of atoms that is not too wide, but for all of them."""
    whole = _mask(atoms)
    for first in range(len(atoms)):
        for mask, (x0, y0, x1, y1) in _growing(atoms[first:], boxes):
            if mask != whole:
                yield mask, x0, x1, y1 - y0


def skips(pieces: Pieces) -> tuple[list[int], NDArray[np.float64]]:
    """Ink that may be left unread, links between joined digits, dots, underlines: K masks and their features (K, F)."""
    links = pieces.links
    width, height = (pieces.stroke_boxes[:, 2:] - pieces.stroke_boxes[:, :2]).T
    small = (np.maximum(width, height) < DOT) | ((width > UNDERLINE[0]) & (height < UNDERLINE[1]))
    masks = [_mask(link.pieces) for link in links]
    masks += [_mask(pieces.strokes[s]) for s in small.nonzero()[0].tolist()]
    features = np.zeros((len(masks), len(FEATURES)))
    features[: len(links), LINK] = 1.0
    features[: len(links), LINK_LENGTH] = [(IN_PICTURE if link.left else 1.0) * link.length for link in links]
    features[len(links) :, INK] = 1.0
    return masks, features
