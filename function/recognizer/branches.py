"""Where a picture's connected ink may be taken apart.

Nothing tells how the pen went. But where digits touch or cross, their center line forks; so ink is taken apart
at every fork, and long branches, which may run through two digits, along columns that cross few lines, too.
Which branches make a digit, and which of them two, is the lattice's decision.

Lengths are in units of the number's height.
"""

import numpy as np
from numpy.typing import NDArray

from .components import graph_components
from .lines import line_lengths

LONG = 0.5  # along x: a branch that may run through two digits
TINY = 0.1  # a branch smaller than this goes with one that it touches
STEP = 0.05  # of x, between two columns that are looked at
SPACING = 5  # steps, between two columns that cut
EDGE = 0.12  # of a component, where no column cuts
MAX_CROSSED = 3  # lines that a column may cut
SHARED = 0.6  # length of what two digits that cross or touch may share


def branches(
    ends: NDArray[np.intp], lines: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Take one connected component apart.

    Parameters
    ----------
    ends : ndarray of shape (n, 2), dtype intp
        Pairs of points that its center lines run between, numbered from 0.
    lines : ndarray of shape (n, 4), dtype float64
        The same as x0, y0, x1, y1.

    Returns
    -------
    branch : ndarray of shape (n,), dtype intp
        Of each line, numbered from left to right.
    middle : ndarray of shape (k,), dtype float64, ascending
        Of the width of each branch.
    """
    branch = _between_forks(ends)
    width, _, _ = _sizes(branch, lines)
    columns = thin_columns(lines)
    column = np.digitize((lines[:, 0] + lines[:, 2]) / 2, columns)
    branch = branch * (len(columns) + 1) + np.where(width[branch] > LONG, column, 0)
    return from_left(_without_tiny(np.unique(branch, return_inverse=True)[1], ends, lines), lines)


def from_left(
    branch: NDArray[np.intp], lines: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Branches numbered anew, from left to right, and the middle of the width of each, ascending."""
    _, _, middle = _sizes(branch, lines)
    return np.argsort(np.argsort(middle, kind="stable"), kind="stable")[branch], np.sort(middle)


def shared(branch: NDArray[np.intp], ends: NDArray[np.intp], lines: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Branches that may be ink of two digits: short ones between two forks.

    Where two lines cross at a flat angle, or run along each other, they have one center line for a while.

    Parameters
    ----------
    branch : ndarray of shape (n,), dtype intp
        Of each line.
    ends, lines
        As of `branches`.

    Returns
    -------
    ndarray of shape (k,), dtype bool
    """
    fork, many = _forks(ends), int(branch.max()) + 1
    count = len(fork)
    found, times = np.unique(branch.repeat(2) * count + ends.reshape(-1), return_counts=True)
    tip_of, tip = np.divmod(found[times == 1], count)
    length = np.bincount(branch, line_lengths(lines), many)
    return (np.bincount(tip_of, minlength=many) == 2) & (np.bincount(tip_of, fork[tip], many) == 2) & (length <= SHARED)


def _forks(ends: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether three lines or more meet at each point, (n, 2) -> (p,)."""
    return np.bincount(ends.reshape(-1)) >= 3


def _between_forks(ends: NDArray[np.intp]) -> NDArray[np.intp]:
    """Branch of each line (n, 2) -> (n,): lines that go on into each other; those between the points of one fork."""
    fork = _forks(ends)
    count = len(fork)
    forks = fork[ends].sum(axis=1)
    chain = graph_components(count, ends[forks == 0])
    cluster = graph_components(count, ends[forks == 2])
    inner = np.where(fork[ends[:, 0]], ends[:, 1], ends[:, 0])  # an end that is no fork, if there is one
    return np.unique(np.where(forks < 2, chain[inner], count + cluster[inner]), return_inverse=True)[1]


def _sizes(
    branch: NDArray[np.intp], lines: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Width, larger side, and middle of the width of each branch."""
    low = np.full((int(branch.max()) + 1, 2), np.inf)
    high = -low
    np.minimum.at(low, branch, np.minimum(lines[:, :2], lines[:, 2:]))
    np.maximum.at(high, branch, np.maximum(lines[:, :2], lines[:, 2:]))
    size = high - low
    return size[:, 0], size.max(axis=1), (low[:, 0] + high[:, 0]) / 2


def _without_tiny(branch: NDArray[np.intp], ends: NDArray[np.intp], lines: NDArray[np.float64]) -> NDArray[np.intp]:
    """Let each tiny branch go with the largest that it touches -> (n,), numbered anew."""
    _, side, _ = _sizes(branch, lines)
    rank = np.argsort(np.argsort(side, kind="stable"), kind="stable")
    largest = np.zeros(int(ends.max()) + 1, np.intp)  # at each point, by its rank
    np.maximum.at(largest, ends, rank[branch][:, None])
    touched = np.zeros(len(side), np.intp)
    np.maximum.at(touched, branch, largest[ends].max(axis=1))
    goes_with = np.where(side < TINY, np.argsort(rank, kind="stable")[touched], np.arange(len(side)))
    return np.unique(goes_with[branch], return_inverse=True)[1]


def thin_columns(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns at which a component may be cut.

    Parameters
    ----------
    lines : ndarray of shape (n, 4), dtype float64
        The component's center lines x0, y0, x1, y1.

    Returns
    -------
    ndarray of shape (k,), dtype float64, ascending x of columns crossed by the fewest lines.
    """
    left = np.minimum(lines[:, 0], lines[:, 2])
    right = np.maximum(lines[:, 0], lines[:, 2])
    columns = np.arange(left.min() + EDGE, right.max() - EDGE, STEP)
    crossed = np.searchsorted(np.sort(left), columns, "right") - np.searchsorted(np.sort(right), columns, "right")
    free = crossed <= MAX_CROSSED
    chosen = []
    for k in np.argsort(crossed, kind="stable").tolist():
        if free[k]:
            chosen.append(k)
            free[max(k - SPACING + 1, 0) : k + SPACING] = False
    return columns[np.sort(np.array(chosen, np.intp))]
