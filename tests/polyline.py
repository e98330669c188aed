"""Straight ways between corners."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np


def polyline(corners: Sequence[tuple[float, float]], steps: int) -> np.ndarray:
    """Points of shape (n, 2): `steps` lines of one length between two corners."""
    return np.vstack([np.linspace(a, b, steps, endpoint=False) for a, b in pairwise(corners)] + [corners[-1:]])
