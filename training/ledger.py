"""The table that grows through the notebook: each step's accuracy on data that it was not trained on."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dataset import Rasters
from hypotheses import NOT_DIGIT
from metrics import Z, wilson
from steps import Step

Read = Callable[[NDArray[np.uint8]], NDArray]  # rasters (N, 28, 28) -> scores (N, 10) or (N, 11)


def right_answers(scores: NDArray, labels: NDArray) -> NDArray[np.bool_]:
    """Of digits: is the best of the ten digits the right one? Of what is no digit: does the eleventh class win?"""
    digit = scores[:, :NOT_DIGIT].argmax(axis=1) == labels
    return np.where(labels == NOT_DIGIT, scores.argmax(axis=1) == NOT_DIGIT, digit)


def percent(right: NDArray) -> str:
    """A share with half the width of its 95 % interval, in percent."""
    low, high = wilson(int(np.sum(right)), len(right))
    return f"{100 * np.mean(right):.2f} ± {50 * (high - low):.2f}"


@dataclass
class Row:
    """A step: how it reads, and which of each set it read right."""

    name: str
    read: Read
    weights: int | None
    seconds: float | None
    right: dict[str, NDArray[np.bool_]] = field(default_factory=dict)


class Ledger:
    """Rows are steps, columns are validation sets; both grow. Jupyter shows it as a table."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.sets: dict[str, Rasters] = {}
        self.steps: list[Step] = []

    def measure(self, name: str, rasters: Rasters) -> "Ledger":
        """Add a column: the steps so far are measured too."""
        self.sets[name] = rasters
        for row in self.rows:
            row.right[name] = right_answers(row.read(rasters.images), rasters.labels)
        return self

    def add(self, name: str, read: Read, weights: int | None = None, seconds: float | None = None) -> "Ledger":
        """Add a row, measured on all sets."""
        row = Row(name, read, weights, seconds)
        row.right = {key: right_answers(read(r.images), r.labels) for key, r in self.sets.items()}
        self.rows.append(row)
        return self

    def add_step(self, step: Step) -> "Ledger":
        """Add a step of the story."""
        self.steps.append(step)
        return self.add(step.name, step.read, step.net.count_params(), step.seconds)

    def right(self, name: str, column: str) -> NDArray[np.bool_]:
        """Which of a set a step read right."""
        return next(row for row in self.rows if row.name == name).right[column]

    def accuracy(self, name: str, column: str) -> float:
        return float(self.right(name, column).mean())

    def change(self, before: str, after: str, column: str) -> str:
        """Difference of two steps on the same images, with its 95 % interval and what to think of it.

        Only images that exactly one of the two reads right count (McNemar 1947).
        """
        difference = self.right(after, column).astype(float) - self.right(before, column)
        if not difference.any():
            return "no difference at all"
        points = 100 * difference.mean()
        half = 100 * Z * difference.std() / np.sqrt(len(difference))
        verdict = "more than chance" if abs(points) > half else "no more than chance may do"
        return f"{points:+.2f} points (95 % interval {points - half:+.2f} to {points + half:+.2f}: {verdict})"

    def _repr_markdown_(self) -> str:
        head = ["step", "weights", "training, s", *(f"{name} ({len(r):,})" for name, r in self.sets.items())]
        lines = [head, ["---", *["---:"] * (len(head) - 1)]]
        for row in self.rows:
            weights = "" if row.weights is None else f"{row.weights:,}"
            seconds = "" if row.seconds is None else f"{row.seconds:.0f}"
            blind = [name for name in self.sets if self._cannot_reject(row, name)]
            cells = ["–" if name in blind else percent(row.right[name]) for name in self.sets]
            lines.append([row.name, weights, seconds, *cells])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _cannot_reject(self, row: Row, column: str) -> bool:
        """A net that never says "no digit" has no share of non-digits rejected."""
        return bool((self.sets[column].labels == NOT_DIGIT).all() and not row.right[column].any())
