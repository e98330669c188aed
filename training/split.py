"""Training, validation and test: split by writer, never by record, so that figures tell how strangers are read."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from samples import Sample

VALIDATION = 0.15  # of the writers
TEST = 0.20  # of the writers whose source has no test set of its own
# Of the seeds 1 to 20 the one that shares out records most as it shares out writers (the three most diligent writers
# of UNIPEN's digits wrote a quarter of them). Chosen by these counts alone, before any model was trained.
SPLIT_SEED = 12


@dataclass(frozen=True)
class Split:
    """Samples of writers to train on, to choose by, and to report on: no writer is on two sides."""

    train: list[Sample]
    validation: list[Sample]
    test: list[Sample]


def place(writer: str, seed: int) -> float:
    """Where a writer stands between 0 and 1: a hash of the name, so that it stays when data is added."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{writer}".encode()).digest()[:8], "big") / 2.0**64


def split_by_writer(samples: Iterable[Sample], fraction: float, seed: int) -> tuple[list[Sample], list[Sample]]:
    """Samples of about ``1 - fraction`` of the writers, and those of the others."""
    kept, taken = [], []
    for sample in samples:
        (taken if place(sample.writer, seed) < fraction else kept).append(sample)
    return kept, taken


def side_of(writer: str, validation: float = VALIDATION, test: float = TEST, seed: int = SPLIT_SEED) -> str:
    """The side on which a writer stands: ``train``, ``validation`` or ``test``."""
    where = place(writer, seed)
    return "test" if where < test else "validation" if where < test + validation else "train"


def split_ink(
    samples: Iterable[Sample], validation: float = VALIDATION, test: float = TEST, seed: int = SPLIT_SEED
) -> Split:
    """Split all ink into training, validation and test, by writer.

    A record that its source puts into its test set stays there; one that it puts into its training set never comes into
    the test set. All others go by their writer's `side_of`, the same in every source.
    """
    samples = list(samples)
    own_test = {sample.writer for sample in samples if sample.split == "test"}
    own_train = {sample.writer for sample in samples if sample.split == "train"} - own_test
    split = Split([], [], [])
    for sample in samples:
        side = side_of(sample.writer, validation, test, seed)
        if sample.writer in own_test:
            side = "test"
        elif side == "test" and sample.writer in own_train:
            side = "train"
        getattr(split, side).append(sample)
    return split
