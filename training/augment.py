"""Ink as other hands, pens and tablets might have written it: strokes are warped as vectors.

Every warp works on strokes scaled to height 1 and keeps the order and the number of the strokes.
"""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Strokes = Sequence[NDArray[np.float64]]  # each (n, 2), x right, y down

ROTATION = 8.0  # degrees, standard deviation
SHEAR = 0.15  # standard deviation of x per y: slant
ASPECT = 0.2  # standard deviation of ln(width / height)
ELASTIC = 0.03  # of the height, amplitude of each of the smooth waves
TREMBLE = 0.012  # of the height, at most: a shaky mouse, a finger on glass
THIN = (0.05, 0.3)  # of the height: points of a slow tablet are that far apart
DRAG, DRAGGED = 0.05, (0.05, 0.4)  # how often a pen drags on to the right as it is lifted; how far, of the height
TAIL = 0.25  # of the height, at most: hooks where the pen lands late or lifts late


def to_unit(strokes: Strokes) -> list[NDArray[np.float64]]:
    """Move and scale to height 1 (to width 4, where that is less), corner at 0, 0."""
    points = np.vstack(strokes)
    low = points.min(axis=0)
    width, height = points.max(axis=0) - low
    return [(np.asarray(s, np.float64) - low) / max(height, width / 4, 1e-9) for s in strokes]


def arc_lengths(stroke: NDArray) -> NDArray[np.float64]:
    """Length of the way to each point: (n, 2 or 3) -> (n,)."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke[:, :2], axis=0).T))])


def warp(strokes: Strokes, rng: Generator, strength: float = 1.0) -> list[NDArray[np.float64]]:
    """One random variation: slant, turn, proportions, elastic bending, tremble, sampling, tails, a pen that drags on.

    Parameters
    ----------
    strokes : sequence of ndarray of shape (n, 2)
        Scaled as by `to_unit`.
    rng : Generator
    strength : float
        1 as trained; 0 leaves the ink as it is.

    Returns
    -------
    list of ndarray of shape (m, 2), not scaled to the unit again
    """
    if strength == 0:
        return [s.copy() for s in strokes]
    matrix = _affine(rng, strength)
    waves = rng.normal(0, 1, (3, 2)) * ELASTIC * strength
    frequency, phase = rng.uniform(0.5, 1.6, (3, 2)), rng.uniform(0, 2 * np.pi, (3, 2))
    tremble = TREMBLE * strength * max(rng.uniform(-1, 1), 0)
    grid = rng.uniform(0.01, 0.04) if rng.random() < 0.08 * strength else 0.0
    thin = np.exp(rng.uniform(*np.log(THIN))) if rng.random() < 0.25 * strength else 0.0
    warped = []
    for stroke in strokes:
        if thin:
            stroke = thin_out(stroke, thin)
        bend = np.sin(2 * np.pi * frequency * stroke[:, None, ::-1] + phase) * waves  # (n, 3, 2)
        stroke = (stroke + bend.sum(axis=1)) @ matrix.T
        if tremble and len(stroke) > 2:
            stroke = stroke + rng.normal(0, tremble, stroke.shape)
        if grid:
            stroke = np.round(stroke / grid) * grid
        if rng.random() < 0.12 * strength and len(stroke) > 2:
            stroke = _with_tail(stroke, rng)
        if rng.random() < DRAG * strength and len(stroke) > 2:
            stroke = _dragged(stroke, rng)
        warped.append(stroke)
    return warped


def _affine(rng: Generator, strength: float) -> NDArray[np.float64]:
    """Rotation, slant and proportions -> (2, 2)."""
    angle = np.deg2rad(rng.normal(0, ROTATION * strength))
    aspect = np.exp(rng.normal(0, ASPECT * strength) / 2)
    slant = np.array([[1.0, rng.normal(0, SHEAR * strength)], [0.0, 1.0]])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return turn @ slant @ np.diag([aspect, 1 / aspect])


def thin_out(stroke: NDArray[np.float64], distance: float) -> NDArray[np.float64]:
    """A slow tablet: points at least `distance` apart along the arc, both ends kept."""
    keep = np.flatnonzero(np.diff(np.floor(arc_lengths(stroke) / distance), prepend=-1) > 0)
    return stroke[np.union1d(keep, [len(stroke) - 1])]


def _dragged(stroke: NDArray[np.float64], rng: Generator) -> NDArray[np.float64]:
    """On to the next digit before the pen is quite lifted."""
    far, rise = rng.uniform(*DRAGGED), np.deg2rad(rng.normal(15, 20))
    t = np.linspace(0, 1, 6)[1:, None]
    return np.vstack([stroke, stroke[-1] + far * np.hstack([t * np.cos(rise), -t * np.sin(rise) * t])])


def _with_tail(stroke: NDArray[np.float64], rng: Generator) -> NDArray[np.float64]:
    """A short hook at the begin or the end."""
    step = rng.normal(0, 1, 2)
    step *= rng.uniform(0.03, TAIL) / np.hypot(*step)
    if rng.random() < 0.5:
        return np.vstack([stroke[:1] + step, stroke])
    return np.vstack([stroke, stroke[-1:] + step])
