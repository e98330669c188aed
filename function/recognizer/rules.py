"""Ruled and squared paper: lines from edge to edge of the picture, taken out of the ink.

A rule is thin, straight, almost level, and runs on beyond the number. Only those of its pixels go that stand in a
short column of ink: where handwriting crosses, the column is longer and stays whole.
"""

import math
from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np
from numpy.typing import NDArray

from .components import ink_components

PALE = 0.5  # of the threshold of ink: pale rules that are here above it and there below
CHUNKS = 32  # parts of the width in which a rule is followed
MAX_SLOPE = 0.09  # 5 degrees off level
SLOPES = 61
COVERED = 0.55  # of its length in the picture: a rule is seen in so much of it
SHORTEST = 0.15  # of the width: rules cut off by the top or the bottom of the picture may be as short
LONGEST = 8  # widths: rules are not looked for in a higher picture, it is no paper
MAX_RULES = 60  # more are a pattern
REACH = 1.5  # of the height of what is left: no digit's bar is as long
THICK = 40  # a rule is thinner than this part of the picture's smaller side (and may always have 4 pixels)
USUAL = 0.25  # quantile of the runs on all rules that is a rule's thickness: ink that lies on one is thicker
MIN_UPRIGHTS = 3  # fewer upright lines may be ones
WHOLE = 0.9  # of the picture's height, at least: a line that is no 1 though it stands alone, as of a margin or a column
NO_GAP = 0.98  # of a frame's height, at least: a divider between digits; a 1 ends before the frame does
MARGINS = 4  # such lines in a picture, at most, with all ink that is as high as they are
WRITTEN = 10.0  # times such a line's thickness, at least, is the height of all else, or it is dust


class _Runs(msgspec.Struct, frozen=True):
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
        return _band(shape, self.rows, 2 + self.thickness)


class Rules(msgspec.Struct, frozen=True):
    """Lines of a sheet, level and upright; None where there are none."""

    level: Lines | None = None
    upright: Lines | None = None


def without_rules(darkness: NDArray[np.uint8], threshold: int) -> NDArray[np.bool_]:
    """Ink of shape (H, W) of one picture without the lines of the paper; see `find_rules`."""
    return find_rules(darkness, threshold, alone=True)[1]


def find_rules(
    darkness: NDArray[np.uint8], threshold: int, alone: bool = False
) -> tuple[Rules, NDArray[np.bool_]]:
    """The lines of the paper, and the ink without them.

    Lines are looked for in what is half as dark as ink, for they come and go. Upright ones are looked for only
    where level ones were found: tall ones are digits, but for those of a margin or a column (`_without_margins`).

    Parameters
    ----------
    darkness : ndarray of shape (H, W), dtype uint8
        Of a whole picture; rules run from its left edge to its right.
    threshold : int
        Ink is darker than this.
    alone : bool
        Whether it is the only picture: in a sequence a 1 may leave the canvas above and below, and is no margin.

    Returns
    -------
    rules : Rules
        No lines where they leave ink too tall for a sheet's number.
    plain : ndarray of shape (H, W), dtype bool
        Where there is ink.
    """
    mask, faint = darkness > threshold, darkness > PALE * threshold
    level = _lines(faint)
    if level is None:
        return Rules(), _without_margins(mask, faint) if alone else mask
    upright = _lines(faint.T)
    rules = Rules(level, upright if upright and len(upright.rows) >= MIN_UPRIGHTS else None)
    plain = _erase(mask, level)
    if rules.upright:
        plain = _erase(plain.T, rules.upright).T
    elif alone:
        plain = _without_margins(plain, faint)
    rows = np.flatnonzero(plain.any(axis=1))
    return (Rules(), mask) if len(rows) and mask.shape[1] < REACH * (rows[-1] - rows[0]) else (rules, plain)


def _without_margins(ink: NDArray[np.bool_], faint: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ink of shape (H, W) without upright lines that run from the picture's top to its bottom.

    The same where all else is so high that they may be ones.
    """
    if not (_is_thin(ink[: len(ink) // 6]) or _is_thin(ink[-(len(ink) // 6) :])):
        return ink
    upright = _lines_that(faint.T, partial(_is_whole, faint.T))
    if upright is None:
        return ink
    plain = _erase(ink.T, upright).T
    rows = np.flatnonzero(plain.any(axis=1))
    tall = rows[-1] + 1 - rows[0] if len(rows) else 0
    return plain if WRITTEN * upright.thickness <= tall <= len(ink) / REACH else ink


def without_dividers(ink: NDArray[np.bool_], area: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ink without upright lines that run through an area without a gap, all of shape (H, W)."""
    upright = _lines_that(ink.T, partial(_runs_through, ink.T, area.T))
    return _erase(ink.T, upright).T if upright else ink


def _lines_that(mask: NDArray[np.bool_], hold: Callable[[NDArray[np.float64], float], bool]) -> Lines | None:
    """Level lines of a picture of which something holds, by their rows, (CHUNKS,), and their thickness."""
    lines = _lines(mask)
    rows = [own for own in lines.rows if hold(own, lines.thickness)] if lines else []
    return Lines(rows, lines.thickness) if rows else None


def _runs_through(
    mask: NDArray[np.bool_], area: NDArray[np.bool_], rows: NDArray[np.float64], thickness: float
) -> bool:
    """Whether a level line, (CHUNKS,), is seen wherever it is in an area."""
    band = _band(mask.shape, [rows], 2 + thickness / 2)
    return bool((mask & band).any(axis=0).sum() >= NO_GAP * (area & band).any(axis=0).sum())


def _is_thin(part: NDArray[np.bool_]) -> bool:
    """Whether no more than a few upright lines run through the upper or lower sixth of a picture, of shape (H, W).

    One of the two has nothing else where all else is low enough; this tells most pictures without looking for lines.
    """
    inked = np.count_nonzero(part, axis=1)
    return len(inked) > 0 and (inked > 0).mean() >= WHOLE and inked.max() <= MARGINS * max(4, part.shape[1] // THICK)


def _is_whole(mask: NDArray[np.bool_], rows: NDArray[np.float64], thickness: float) -> bool:
    """Whether a level line, (CHUNKS,), is seen from edge to edge of a picture."""
    return bool((mask & _band(mask.shape, [rows], 1 + thickness / 2)).any(axis=0).mean() >= WHOLE)


def _lines(mask: NDArray[np.bool_]) -> Lines | None:
    """Level lines of a picture."""
    rows = _rules(mask)
    return Lines(rows, _thickness(_short_runs(mask), mask.shape, rows)) if rows else None


def _short_runs(mask: NDArray[np.bool_]) -> _Runs:
    """Vertical runs of ink that are short enough for a rule."""
    height, width = mask.shape
    columns = np.zeros((width, height + 1), np.int8)
    columns[:, :-1] = mask.T
    change = np.diff(columns.reshape(-1), prepend=np.int8(0))
    begin, end = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    short = end - begin <= max(4, min(mask.shape) // THICK)
    column, row = np.divmod(begin[short], height + 1)
    return _Runs(column, row, (end - begin)[short])


def _rules(mask: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """Level lines of a picture: for each, the row of its middle in each chunk, shape (CHUNKS,).

    Slopes and places are tried on the counts of short runs a chunk and row, as in Hough's transform.
    """
    height, width = mask.shape
    if width < CHUNKS or height > LONGEST * width or not (mask[:, :3].any() and mask[:, -3:].any()):
        return []
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
    found = []
    while score.max() >= COVERED and len(found) <= MAX_RULES:
        slope, row = np.unravel_index(int(score.argmax()), score.shape)
        found.append(_followed(row - beyond + drop[slope], near))
        apart = max(4, height // 100)
        score[:, max(0, row - apart) : row + apart + 1] = 0
    return found if len(found) <= MAX_RULES else []


def _coverage(mask: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How much of each chunk a rule at each row would cover, and whether it would be seen, both (CHUNKS, H)."""
    height, width = mask.shape
    runs = _short_runs(mask)
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


def _erase(mask: NDArray[np.bool_], seen: Lines) -> NDArray[np.bool_]:
    """Ink without the short vertical runs that lie on a rule, and without pieces that then lie wholly on one."""
    height, width = mask.shape
    runs = _short_runs(mask)
    # pale ones are seen here in part, and thinner; where none is seen, what lies on them is ink
    lines = Lines(seen.rows, min(_thickness(runs, mask.shape, seen.rows), seen.thickness))
    near = _band(mask.shape, lines.rows, 2 + lines.thickness / 2)
    gone = near[runs.middle, runs.column] & (runs.length <= lines.longest)
    change = np.zeros((width, height + 1), np.int8)
    change[runs.column[gone], runs.row[gone]] = 1
    np.add.at(change, (runs.column[gone], runs.row[gone] + runs.length[gone]), -1)
    plain = mask & (np.cumsum(change[:, :-1], axis=1, dtype=np.int8) == 0).T
    pieces, count = ink_components(plain)
    leaves = np.zeros(count + 1, bool)
    leaves[pieces[plain & ~lines.band(mask.shape)]] = True
    return leaves[pieces]  # what lies on a rule from end to end is its rest


def _thickness(runs: _Runs, shape: tuple[int, int], rules: list[NDArray[np.float64]]) -> float:
    """Pixels that the rules' own runs have."""
    on_rule = runs.length[_band(shape, rules, 1.5)[runs.middle, runs.column]]
    return float(np.quantile(on_rule, USUAL)) if len(on_rule) else 1.0


def _band(shape: tuple[int, int], rules: list[NDArray[np.float64]], reach: float) -> NDArray[np.bool_]:
    """Where a rule is at most `reach` rows away, shape (H, W)."""
    height, width = shape
    centers = (np.arange(CHUNKS) + 0.5) * width / CHUNKS
    columns = np.arange(width)
    change = np.zeros((height + 1, width), np.int8)
    for rule in rules:
        row = np.interp(columns, centers, rule)
        np.add.at(change, (np.ceil(row - reach).clip(0, height).astype(np.intp), columns), 1)
        np.add.at(change, (np.floor(row + reach + 1).clip(0, height).astype(np.intp), columns), -1)
    return np.cumsum(change[:-1], axis=0, dtype=np.int8) > 0
