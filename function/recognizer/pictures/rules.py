"""Ruled and squared paper: lines from edge to edge of the picture, taken out of the ink.

A rule is thin, straight, almost level, and runs on beyond the number. Only those of its pixels go that stand in a
short column of ink: where handwriting crosses, the column is longer and stays whole.
"""

from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np
from numpy.typing import NDArray

from ..components import ink_components
from .hough import THICK, Lines, band_of, find_lines, seen_along, short_runs, thickness_of

PALE = 0.5  # of the threshold of ink: pale rules that are here above it and there below
REACH = 1.5  # of the height of what is left: no digit's bar is as long
MIN_UPRIGHTS = 3  # fewer upright lines may be ones
WHOLE = 0.9  # of the picture's height, at least: a line that is no 1 though it stands alone, as of a margin or a column
NO_GAP = 0.98  # of a frame's height, at least: a divider between digits; a 1 ends before the frame does
MARGINS = 4  # such lines in a picture, at most, with all ink that is as high as they are
WRITTEN = 10.0  # times such a line's thickness, at least, is the height of all else, or it is dust


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
    level = find_lines(faint)
    if level is None:
        return Rules(), _without_margins(mask, faint) if alone else mask
    upright = find_lines(faint.T)
    rules = Rules(level, upright if upright and len(upright.rows) >= MIN_UPRIGHTS else None)
    plain = erased(mask, level)
    if rules.upright:
        plain = erased(plain.T, rules.upright).T
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
    plain = erased(ink.T, upright).T
    rows = np.flatnonzero(plain.any(axis=1))
    tall = rows[-1] + 1 - rows[0] if len(rows) else 0
    return plain if WRITTEN * upright.thickness <= tall <= len(ink) / REACH else ink


def without_dividers(ink: NDArray[np.bool_], area: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ink without upright lines that run through an area without a gap, all of shape (H, W)."""
    upright = _lines_that(ink.T, partial(_runs_through, ink.T, area.T))
    return erased(ink.T, upright).T if upright else ink


def _lines_that(mask: NDArray[np.bool_], hold: Callable[[NDArray[np.float64], float], bool]) -> Lines | None:
    """Level lines of a picture of which something holds, by their rows, (CHUNKS,), and their thickness."""
    lines = find_lines(mask)
    rows = [own for own in lines.rows if hold(own, lines.thickness)] if lines else []
    return Lines(rows, lines.thickness) if rows else None


def _runs_through(
    mask: NDArray[np.bool_], area: NDArray[np.bool_], rows: NDArray[np.float64], thickness: float
) -> bool:
    """Whether a level line, (CHUNKS,), is seen wherever it is in an area."""
    band = band_of(mask.shape, [rows], 2 + thickness / 2)
    return bool((mask & band).any(axis=0).sum() >= NO_GAP * (area & band).any(axis=0).sum())


def _is_thin(part: NDArray[np.bool_]) -> bool:
    """Whether no more than a few upright lines run through the upper or lower sixth of a picture, of shape (H, W).

    One of the two has nothing else where all else is low enough; this tells most pictures without looking for lines.
    """
    inked = np.count_nonzero(part, axis=1)
    return len(inked) > 0 and (inked > 0).mean() >= WHOLE and inked.max() <= MARGINS * max(4, part.shape[1] // THICK)


def _is_whole(mask: NDArray[np.bool_], rows: NDArray[np.float64], thickness: float) -> bool:
    """Whether a level line, (CHUNKS,), is seen from edge to edge of a picture."""
    return bool(seen_along(mask, rows, 1 + thickness / 2).mean() >= WHOLE)


def erased(mask: NDArray[np.bool_], seen: Lines) -> NDArray[np.bool_]:
    """Ink (H, W) without the short vertical runs that lie on a line, and without pieces that then lie wholly on one."""
    height, width = mask.shape
    runs = short_runs(mask)
    # pale ones are seen here in part, and thinner; where none is seen, what lies on them is ink
    lines = Lines(seen.rows, min(thickness_of(runs, mask.shape, seen.rows), seen.thickness))
    near = band_of(mask.shape, lines.rows, 2 + lines.thickness / 2)
    gone = near[runs.middle, runs.column] & (runs.length <= lines.longest)
    change = np.zeros((width, height + 1), np.int8)
    change[runs.column[gone], runs.row[gone]] = 1
    np.add.at(change, (runs.column[gone], runs.row[gone] + runs.length[gone]), -1)
    plain = mask & (np.cumsum(change[:, :-1], axis=1, dtype=np.int8) == 0).T
    pieces, count = ink_components(plain)
    leaves = np.zeros(count + 1, bool)
    leaves[pieces[plain & ~lines.band(mask.shape)]] = True
    return leaves[pieces]  # what lies on a rule from end to end is its rest
