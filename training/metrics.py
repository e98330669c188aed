"""Figures of an evaluation: rates with their uncertainty, calibration, separation, edit distance."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z = 1.96  # standard deviations of a two-sided 95 % interval
RESAMPLES = 2000  # of the bootstrap
BINS = 15  # of equal mass, for the calibration error


def wilson(right: int, count: int) -> tuple[float, float]:
    """95 % interval of a rate (Wilson 1927, J. Amer. Statist. Assoc. 22, 209).

    Parameters
    ----------
    right, count : int

    Returns
    -------
    (float, float)
        Within 0 to 1; all of it when nothing was counted.
    """
    if not count:
        return 0.0, 1.0
    rate, spread = right / count, Z * Z / count
    middle = (rate + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(rate * (1 - rate) / count + spread / (4 * count))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def bootstrap(values: ArrayLike, groups: Sequence[str], seed: int = 0) -> tuple[float, float]:
    """95 % interval of a mean whose values come in groups: whole groups are drawn anew (Efron 1979).

    Parameters
    ----------
    values : array_like of shape (N,)
    groups : sequence of str, length N
        The writer of each value; one person's digits are not independent of each other.
    seed : int

    Returns
    -------
    (float, float)
    """
    _, group = np.unique(np.asarray(groups), return_inverse=True)
    count = np.bincount(group)
    total = np.bincount(group, np.asarray(values, float))
    drawn = np.random.default_rng(seed).integers(0, len(count), (RESAMPLES, len(count)))
    low, high = np.quantile(total[drawn].sum(axis=1) / count[drawn].sum(axis=1), (0.025, 0.975))
    return float(low), float(high)


def rate_interval(right: ArrayLike, groups: Sequence[str]) -> tuple[float, float]:
    """95 % interval of a rate: by bootstrap over the groups, but never narrower than Wilson's.

    Where no group has an error the bootstrap would say 100 to 100 %.
    """
    right = np.asarray(right, float)
    low, high = wilson(int(right.sum()), len(right))
    if len(set(groups)) < 2:
        return low, high
    other = bootstrap(right, groups)
    return min(low, other[0]), max(high, other[1])


@dataclass(frozen=True)
class Reliability:
    """Confidence against truth, in bins of equal mass from the least confident on; arrays of shape (B,)."""

    confidence: NDArray[np.float64]  # mean of the bin
    accuracy: NDArray[np.float64]
    count: NDArray[np.intp]

    @property
    def error(self) -> float:
        """Expected calibration error (Naeini et al. 2015; Guo et al. 2017, eq. 3; bins of equal mass)."""
        gap = np.abs(self.confidence - self.accuracy)
        return float(gap @ self.count / self.count.sum()) if len(gap) else 0.0


def reliability(confidence: ArrayLike, right: ArrayLike, bins: int = BINS) -> Reliability:
    """Confidences sorted into bins of equal mass."""
    confidence, right = np.asarray(confidence, float), np.asarray(right, float)
    parts = [part for part in np.array_split(np.argsort(confidence, kind="stable"), bins) if len(part)]
    return Reliability(
        np.array([confidence[part].mean() for part in parts]),
        np.array([right[part].mean() for part in parts]),
        np.array([len(part) for part in parts], np.intp),
    )


def auroc(positive: ArrayLike, negative: ArrayLike) -> float:
    """Probability that a positive has a higher score than a negative, ties counting half (Mann and Whitney 1947)."""
    below = np.sort(np.asarray(negative, float))
    above = np.asarray(positive, float)
    ranks = np.searchsorted(below, above, "left") + np.searchsorted(below, above, "right")
    return float(ranks.mean() / 2 / len(below)) if len(below) and len(above) else float("nan")


def edit_distance(first: str, second: str) -> int:
    """Least number of digits to insert, leave out or replace (Levenshtein 1966)."""
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        row, before = [i], row
        for j, b in enumerate(second, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return row[-1]
