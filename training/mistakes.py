"""What is misread: rasters by a net, real numbers by the whole function."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import held_out
from dataset import Rasters
from hypotheses import NOT_DIGIT
from ledger import Read, percent
from readings import Reading, read_strokes
from samples import Sample
from tally import LEVELS

FREQUENT = 6  # pairs of digits that are told


@dataclass(frozen=True)
class Mistakes:
    """Digits that are misread, the most confident first.

    Attributes
    ----------
    rows : ndarray of shape (M,)
        Among the rasters.
    truth, found : ndarray of shape (M,)
        What they are, and what was read.
    """

    rows: NDArray[np.intp]
    truth: NDArray[np.int64]
    found: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def captions(self, doubtful: NDArray[np.bool_] | None = None) -> list[str]:
        """``7 → 2`` for each, with a question mark where the label of the raster is doubtful."""
        marks = [""] * len(self) if doubtful is None else [" ?" * bool(d) for d in doubtful[self.rows]]
        return [f"{a} → {b}{mark}" for a, b, mark in zip(self.truth, self.found, marks, strict=True)]

    def frequent(self) -> str:
        """The pairs that are mixed up most often, in words."""
        pairs = Counter(zip(self.truth.tolist(), self.found.tolist(), strict=True)).most_common(FREQUENT)
        return ", ".join(f"{a} as {b} ({count} ×)" for (a, b), count in pairs) or "none"


def misread(read: Read, rasters: Rasters) -> Mistakes:
    """Digits whose best of ten classes is a wrong one."""
    scores = read(rasters.images)[:, :NOT_DIGIT]
    found = scores.argmax(axis=1)
    wrong = np.flatnonzero(found != rasters.labels)
    margin = scores[wrong, found[wrong]] - scores[wrong, rasters.labels[wrong]]
    rows = wrong[np.argsort(-margin, kind="stable")]
    return Mistakes(rows, rasters.labels[rows], found[rows])


def read_numbers(samples: Iterable[Sample]) -> list[Reading]:
    """Real numbers of two and more digits, sent as strokes through the whole function."""
    return list(read_strokes(held_out.written(sample for sample in samples if len(sample.label) > 1)))


def divided(reading: Reading) -> list[list[tuple[int, int, int]]]:
    """Ink of each digit of a misread number, as the function divided it: (stroke, first point, last point)."""
    answer = reading.answer
    digits = answer.predictions[0].digits if answer and answer.predictions else ()
    return [answer.hypotheses.drawing_segments(digit.hypothesis) for digit in digits]


def by_level(readings: Sequence[Reading]) -> str:
    """How many numbers got which level of confidence, and how many of them are right: a table in Markdown."""
    lines = ["| confidence level | numbers | right, % |", "| --- | ---: | ---: |"]
    for level in LEVELS:
        right = np.array([reading.right for reading in readings if reading.level == level])
        lines += [f"| {level} | {len(right)} | {percent(right)} |"] if len(right) else []
    return "\n".join(lines)
