"""Lattices without ink: made by hand or at random, with all ways to divide them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from recognizer.classifier import NOT_DIGIT
from recognizer.lattice import Weights
from recognizer.segmentation import FEATURES, Hypotheses
from recognizer.strokes import Normalized

NEVER = 1e-13  # the probability of what an example leaves out
UNREAD = FEATURES.index("skipped_ink")


def log_probabilities(*rasters: dict[str, float]) -> np.ndarray:
    """Rows (N, 11) from probabilities of digits, such as ``{"1": 0.6, "7": 0.2}``; the rest is no digit."""
    rows = np.full((len(rasters), 11), NEVER)
    for row, digits in zip(rows, rasters):
        for digit, probability in digits.items():
            row[int(digit)] = probability
        row[NOT_DIGIT] = max(1 - sum(digits.values()), NEVER)
    return np.log(rows)


def pieces_of_ink(pieces: int, members: list[int], skips: list[int] = (), skip_score: float = 0.0) -> Hypotheses:
    """Hypotheses with no ink of their own: piece p is a box of width 1 at x = p."""
    boxes = []
    for mask in members:
        own = [p for p in range(pieces) if mask >> p & 1]
        boxes.append((min(own), 0.0, max(own) + 1.0, 1.0))
    skip_features = np.zeros((len(skips), len(FEATURES)))
    skip_features[:, UNREAD] = skip_score
    return Hypotheses(
        lines=np.zeros((0, 4)),
        spans=np.zeros((0, 3), np.intp),
        centers=(np.zeros((0, 4)), np.zeros((0, 3), np.intp)),
        pieces=pieces,
        members=list(members),
        features=np.zeros((len(members), len(FEATURES))),
        skips=list(skips),
        skip_features=skip_features,
        boxes=np.array(boxes),
        segments=np.zeros((pieces, 3), np.intp),
        ink=np.ones(pieces),
        upright=Normalized(np.zeros((0, 4)), np.zeros(0, np.intp), 1.0),
    )


def random_lattice(rng: np.random.Generator, pieces: int) -> tuple[Hypotheses, np.ndarray, Weights]:
    """Every piece is a hypothesis; some larger sets, some skips. Each raster may be one of two or three digits."""
    sets = [mask for mask in range(1, 1 << pieces) if mask.bit_count() > 1]
    members = [1 << p for p in range(pieces)] + rng.permutation(sets)[: rng.integers(0, 7)].tolist()
    skips = (1 << rng.permutation(pieces)[: rng.integers(0, 3)]).tolist()
    ink = pieces_of_ink(pieces, members, skips)
    rows = []
    for _ in members:
        shares = rng.dirichlet(np.ones(4))
        rows.append({str(d): p for d, p in zip(rng.permutation(10), shares[: rng.integers(2, 4)])})
    scored = log_probabilities(*rows)
    ink.features[:] = rng.normal(0, 0.5, ink.features.shape)
    ink.skip_features[:] = rng.normal(0, 0.5, ink.skip_features.shape)
    return ink, scored, Weights(rng.uniform(0.5, 2), rng.normal(0, 0.3, len(FEATURES)))


def all_paths(ink: Hypotheses, read: int = 0) -> Iterator[list[int]]:
    """Every way to divide the ink: hypotheses, and -1 - k for the k-th skip."""
    full = (1 << ink.pieces) - 1
    if read == full:
        yield []
        return
    leftmost = ~read & (read + 1)
    steps = [(h, mask) for h, mask in enumerate(ink.members)] + [(-1 - k, mask) for k, mask in enumerate(ink.skips)]
    for step, mask in steps:
        if mask & leftmost and not mask & read:
            for rest in all_paths(ink, read | mask):
                yield [step, *rest]
