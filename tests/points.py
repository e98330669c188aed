"""Strokes as the recognizer has them: points one after the other, and which stroke each is of."""

import numpy as np

from recognizer.runs import Boxed, boxed


def points_of(*strokes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All points (P, 2), and the number of each one's stroke (P,)."""
    return np.concatenate(strokes), np.repeat(np.arange(len(strokes)), [len(stroke) for stroke in strokes])


def boxed_of(*strokes: np.ndarray) -> Boxed:
    """The same with the strokes' boxes."""
    return boxed(*points_of(*strokes))


NOTHING = boxed(np.zeros((0, 2)), np.zeros(0, np.intp))
ZERO = np.array([[30 * np.sin(t), 50 - 50 * np.cos(t)] for t in np.linspace(0, 2 * np.pi, 60)])
