"""Samples as training reads them, written by hands that were made for the tests."""

from __future__ import annotations

import numpy as np

import handwriting
from samples import Sample

SEED = 7


def digits_of(writer: int) -> list[Sample]:
    """Each digit twice, by one hand."""
    rng = np.random.default_rng([SEED, writer])
    by = handwriting.hand(rng)
    return [
        Sample(label, f"hand {writer}", _ink(handwriting.number(label, rng, by=by)), "hands")
        for label in "0123456789" * 2
    ]


def numbers_of(writer: int) -> list[Sample]:
    """Four numbers of two to four digits, by the same hand, with their segmentation."""
    rng = np.random.default_rng([SEED, writer])
    by = handwriting.hand(rng)
    written = [
        handwriting.number("".join(rng.choice(list("0123456789"), 2 + k % 3)), rng, by=by, gap=(0.0, 0.3))
        for k in range(4)
    ]
    return [Sample(one.text, f"hand {writer}", _ink(one), "hands' numbers", one.segments) for one in written]


def _ink(written: handwriting.Written) -> tuple[np.ndarray, ...]:
    return tuple(stroke[:, :2].astype(np.float32) for stroke in written.strokes)
