"""Center lines of paths, as a picture's are: points, and which of them are joined."""

from __future__ import annotations

import numpy as np

from polyline import polyline


def circle(x: float, radius: float = 0.5) -> np.ndarray:
    """Points (61, 2) of a circle in the middle of the height, from its right end."""
    angle = np.linspace(0, 2 * np.pi, 61)
    return np.column_stack([x + radius * np.cos(angle), 0.5 + radius * np.sin(angle)])


def lines_of(path: np.ndarray) -> np.ndarray:
    return np.hstack([path[:-1], path[1:]])


def graph(*paths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Joins (n, 2) and lines (n, 4) of paths; points at one place are one point."""
    _, point = np.unique(np.vstack(paths).round(6), axis=0, return_inverse=True)
    ends = np.cumsum([len(path) for path in paths])
    rows = [np.arange(end - len(path), end) for path, end in zip(paths, ends, strict=True)]
    joins = np.vstack([np.column_stack([row[:-1], row[1:]]) for row in rows])
    return point[joins], np.vstack([lines_of(path) for path in paths])


def way(*corners: tuple[float, float], steps: int = 10) -> np.ndarray:
    return polyline(corners, steps)
