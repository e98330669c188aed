"""Which pieces belong to which hypothesis: bit masks as a table and as pairs."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from .runs import ends, runs


class Members(msgspec.Struct, frozen=True):
    """Which pieces belong to which hypothesis, once as a table and once as pairs, sorted by hypothesis and piece."""

    table: NDArray[np.bool_]  # (N, P)
    which: NDArray[np.intp]  # (M,) hypothesis
    piece: NDArray[np.intp]  # (M,)
    start: NDArray[np.intp]  # (N,) first pair of each hypothesis
    count: NDArray[np.intp]  # (N,)


def membership(masks: list[int], pieces: int) -> Members:
    """Bit masks as a table."""
    size = (pieces + 7) // 8
    packed = np.frombuffer(b"".join([mask.to_bytes(size, "little") for mask in masks]), np.uint8)
    table = np.unpackbits(packed.reshape(len(masks), size), axis=1, count=pieces, bitorder="little").view(bool)
    which, piece = table.nonzero()
    start = runs(which)
    return Members(table, which, piece, start, ends(start, len(which)) - start)
