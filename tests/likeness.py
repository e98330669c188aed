"""Which pictures look alike."""

import numpy as np


def most_alike(drawn: np.ndarray, originals: np.ndarray) -> np.ndarray:
    """Which original (M, 28, 28) correlates most with each of drawn (N, 28, 28) -> (N,)."""
    one, other = (pixels.reshape(len(pixels), -1).astype(float) for pixels in (drawn, originals))
    return np.corrcoef(one, other)[: len(one), len(one) :].argmax(axis=1)
