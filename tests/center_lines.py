"""Ink measured against the lines that it was drawn from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recognizer.ink import Ink


def along(begin: np.ndarray, end: np.ndarray, step: float = 1.5) -> np.ndarray:
    """Points, at most `step` apart, on the straight ways from `begin` to `end`, both of shape (N, 2); shape (M, 2)."""
    longest = np.linalg.norm(end - begin, axis=1).max(initial=0)
    shares = np.linspace(0, 1, int(longest / step) + 2)[:, None, None]
    return (begin + (end - begin) * shares).reshape(-1, 2)


def drawn(ink: Ink, stroke: int | None = None) -> np.ndarray:
    """Points on the joins of all ink, or of one stroke, shape (M, 2)."""
    joins = ink.joins if stroke is None else ink.joins[ink.stroke[ink.joins[:, 0]] == stroke]
    return along(ink.points[joins[:, 0]], ink.points[joins[:, 1]])


def written(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """Points on strokes of shape (n, 2 or more), shape (M, 2)."""
    paths = [np.asarray(stroke, float)[:, :2] for stroke in strokes]
    paths = [path if len(path) > 1 else path.repeat(2, axis=0) for path in paths]
    return np.concatenate([along(path[:-1], path[1:]) for path in paths])


def apart(points: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Distance of each of `points` from the nearest point of `line`, shape (M,), to a third of a unit."""
    points, line = (np.unique(np.round(2 * of) / 2, axis=0) for of in (points, line))
    parts = np.array_split(points, max(1, len(points) // 200))
    return np.concatenate([np.linalg.norm(part[:, None] - line, axis=-1).min(axis=1) for part in parts])


def farthest(ink: np.ndarray, line: np.ndarray, share: float = 0.99) -> float:
    """Distance that `share` of ink keeps from the line, and of the line from the ink, whichever is more."""
    return float(max(np.quantile(apart(ink, line), share), np.quantile(apart(line, ink), share)))


def pieces(ink: Ink) -> int:
    """Number of connected pieces of ink."""
    root = np.arange(len(ink.points))
    for _ in range(len(root)):
        low = np.minimum(root[ink.joins[:, 0]], root[ink.joins[:, 1]])
        before = root.copy()
        np.minimum.at(root, ink.joins[:, 0], low)
        np.minimum.at(root, ink.joins[:, 1], low)
        if np.array_equal(before, root):
            break
    return len(np.unique(root))
