"""Level lines of a picture, as of ruled paper: thin, straight, almost level, whole or dashed, from edge to edge.

Slopes and places are tried on the counts of short runs of ink a chunk and row (Hough's transform: Duda and Hart 1972,
Comm. ACM 15(1)). Upright lines are those of the transposed picture.
"""

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

CHUNKS = 32  # parts of the width in which a rule is followed
MAX_SLOPE = 0.09  # 5 degrees off level
SLOPES = 61
COVERED = 0.55  # of its length in the picture: a rule is seen in so much of it
DASHED = 0.3  # the same of a dashed rule
DASHES = 10  # of it, at least
EVENLY = 0.5  # of the width, at least, is where its dashes follow one another at one distance
ALIKE = 0.25  # of that distance, at most: how far others are from it
SHORTEST = 0.15  # of the width: rules cut off by the top or the bottom of the picture may be as short
LONGEST = 8  # widths: rules are not looked for in a higher picture, it is no paper
MAX_RULES = 60  # more are a pattern
THICK = 40  # a rule is thinner than this part of the picture's smaller side (and may always have 4 pixels)
USUAL = 0.25  # quantile of the runs on all rules that is a rule's thickness: ink that lies on one is thicker


class Runs(msgspec.Struct, frozen=True):
    """Vertical runs of ink short enough for a rule: column, first row, length; each of shape (N,), dtype intp."""

    column: NDArray[np.intp]
    row: NDArray[np.intp]
    length: NDArray[np.intp]

    @property
    def middle(self) -> NDArray[np.intp]:
        """Row in the middle, the upper one of two."""
        return self.row + (self.length - 1) // 2


class Lines(msgspec.Struct, frozen=True):
    """Level lines of a picture, or upright ones of a transposed one.

    Attributes
    ----------
    rows : list of ndarray of shape (CHUNKS,), dtype float64
        For each, the row of its middle in each chunk of the width.
    thickness : float
        Of all, in pixels.
    """

    rows: list[NDArray[np.float64]]
    thickness: float

    @property
    def longest(self) -> int:
        """Pixels of a line's runs, at most."""
        return int(1.5 * self.thickness + 1)

    def band(self, shape: tuple[int, int]) -> NDArray[np.bool_]:
        """Where in a picture of shape (H, W) there may be ink of the lines."""
        return band_of(shape, self.rows, 2 + self.thickness)


def find_lines(mask: NDArray[np.bool_]) -> Lines | None:
    """Level lines of a picture."""
    rows = _rules(mask)
    return Lines(rows, thickness_of(short_runs(mask), mask.shape, rows)) if rows else None


def short_runs(mask: NDArray[np.bool_]) -> Runs:
    """Vertical runs of ink that are short enough for a rule."""
    height, width = mask.shape
    columns = np.zeros((width, height + 1), np.int8)
    columns[:, :-1] = mask.T
    change = np.diff(columns.reshape(-1), prepend=np.int8(0))
    begin, end = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    short = end - begin <= max(4, min(mask.shape) // THICK)
    column, row = np.divmod(begin[short], height + 1)
    return Runs(column, row, (end - begin)[short])


def _rules(mask: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """Level lines of a picture: for each, the row of its middle in each chunk, shape (CHUNKS,)."""
    height, width = mask.shape
    if width < CHUNKS or height > LONGEST * width or not _reaches(mask, max(3, width // CHUNKS)):
        return []
    whole = _reaches(mask, 3)  # a dashed rule may end in a gap
    near, seen = _coverage(mask)
    drop = np.linspace(-MAX_SLOPE, MAX_SLOPE, SLOPES)[:, None] * width * (np.arange(CHUNKS) / (CHUNKS - 1) - 0.5)
    beyond = math.ceil(drop.max())  # a rule may leave the picture through its top or bottom
    offsets = beyond + np.rint(drop).astype(np.intp)  # (SLOPES, CHUNKS), into rows padded by twice as many
    rows = height + 2 * beyond
    covered, open_ = (
        np.lib.stride_tricks.sliding_window_view(np.pad(of, ((0, 0), (2 * beyond, 2 * beyond))), rows, axis=1)
        for of in (near, seen)
    )
    chunks = np.arange(CHUNKS)
    score = np.stack(
        [
            covered[chunks, at].sum(axis=0) / np.maximum(open_[chunks, at].sum(axis=0), SHORTEST * CHUNKS)
            for at in offsets
        ]
    )  # (SLOPES, rows)
    found: list[NDArray[np.float64]] = []
    while (best := score.max()) >= DASHED and len(found) <= MAX_RULES:
        slope, row = np.unravel_index(int(score.argmax()), score.shape)
        line = _followed(row - beyond + drop[slope], near)
        if (best >= COVERED and whole) or _is_dashed(mask, line):
            found.append(line)
        apart = max(4, height // 100)
        score[:, max(0, row - apart) : row + apart + 1] = 0
    return found if len(found) <= MAX_RULES else []


def _reaches(mask: NDArray[np.bool_], end: int) -> bool:
    """Whether there is ink in so many columns at the left edge and at the right."""
    return bool(mask[:, :end].any() and mask[:, -end:].any())


def _is_dashed(mask: NDArray[np.bool_], line: NDArray[np.float64]) -> bool:
    """Whether a level line, (CHUNKS,), is of dashes that follow one another at one distance."""
    seen = seen_along(mask, line, 1)
    begin = np.flatnonzero(seen[1:] & ~seen[:-1])
    if len(begin) < DASHES:
        return False
    apart = np.diff(begin)
    usual = np.median(apart)
    if max(begin[0], len(seen) - begin[-1]) > 2 * usual:
        return False
    return bool(apart[np.abs(apart - usual) <= ALIKE * usual].sum() >= EVENLY * mask.shape[1])


def seen_along(mask: NDArray[np.bool_], line: NDArray[np.float64], reach: float) -> NDArray[np.bool_]:
    """Whether ink is at most `reach` rows from a level line, (CHUNKS,), in each column of a mask (H, W) -> (W,)."""
    height, width = mask.shape
    columns = np.arange(width)
    row = np.interp(columns, chunk_middles(width), line)
    near = np.ceil(row - reach).astype(np.intp) + np.arange(int(2 * reach) + 1)[:, None]
    there = (near <= row + reach) & (near >= 0) & (near < height)
    return (mask[near.clip(0, height - 1), columns] & there).any(axis=0)


def _coverage(mask: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How much of each chunk a rule at each row would cover, and whether it would be seen, both (CHUNKS, H)."""
    height, width = mask.shape
    runs = short_runs(mask)
    counts = np.bincount(runs.column * CHUNKS // width * height + runs.middle, minlength=CHUNKS * height)
    near = np.minimum(_sums(counts.reshape(CHUNKS, height), 2) * CHUNKS / width, 1.0)
    near = np.maximum(near - np.median(near, axis=1, keepdims=True), 0)  # less what grain covers everywhere
    starts = np.searchsorted(np.arange(width) * CHUNKS // width, np.arange(CHUNKS))
    inked = np.add.reduceat(mask, starts, axis=1, dtype=np.int32).T * CHUNKS / width
    return near.astype(np.float32), (inked - near <= 0.5).astype(np.float32)  # thick ink hides a rule


def _sums(counts: NDArray[np.intp], reach: int) -> NDArray[np.intp]:
    """Sums of each row of shape (C, H) over `reach` places to either side."""
    total = np.cumsum(np.pad(counts, ((0, 0), (reach + 1, reach))), axis=1)
    return total[:, 2 * reach + 1 :] - total[:, : -2 * reach - 1]


def _followed(line: NDArray[np.float64], near: NDArray[np.float64]) -> NDArray[np.float64]:
    """The line of shape (CHUNKS,) drawn to where each chunk has most of it, and the median of its neighbors'."""
    height = near.shape[1]
    shifts = np.arange(-3, 4)
    rows = np.rint(line)[:, None].astype(np.intp) + shifts
    here = near[np.arange(CHUNKS)[:, None], rows.clip(0, height - 1)]
    weight = np.maximum(here - 0.3, 1e-6)
    moved = (weight * shifts).sum(axis=1) / weight.sum(axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(moved, 2, mode="edge"), 5)
    return line + np.median(windows, axis=1)


def thickness_of(runs: Runs, shape: tuple[int, int], rules: list[NDArray[np.float64]]) -> float:
    """Pixels that the rules' own runs have."""
    on_rule = runs.length[band_of(shape, rules, 1.5)[runs.middle, runs.column]]
    return float(np.quantile(on_rule, USUAL)) if len(on_rule) else 1.0


def chunk_middles(width: int) -> NDArray[np.float64]:
    """Where the chunks of a picture have their middles, along x -> (CHUNKS,)."""
    return (np.arange(CHUNKS) + 0.5) * width / CHUNKS


def band_of(shape: tuple[int, int], rules: list[NDArray[np.float64]], reach: float) -> NDArray[np.bool_]:
    """Where a rule is at most `reach` rows away, shape (H, W)."""
    height, width = shape
    centers = chunk_middles(width)
    columns = np.arange(width)
    change = np.zeros((height + 1, width), np.int8)
    for rule in rules:
        row = np.interp(columns, centers, rule)
        np.add.at(change, (np.ceil(row - reach).clip(0, height).astype(np.intp), columns), 1)
        np.add.at(change, (np.floor(row + reach + 1).clip(0, height).astype(np.intp), columns), -1)
    return np.cumsum(change[:-1], axis=0, dtype=np.int8) > 0
