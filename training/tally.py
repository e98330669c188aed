"""Readings -> figures: plain dicts of numbers, with their uncertainty, and the goals beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from metrics import auroc, bootstrap, edit_distance, rate_interval, reliability, wilson
from readings import Reading

# Least rates that are aimed at. Where two stand, the second is for the tablets and writers of other data sets, and is
# shown beside the first.
GOALS: dict[str, tuple[float, ...]] = {
    "mnist": (0.997,),
    "pendigits": (0.995,),
    "unipen-digits": (0.98,),
    "unipen-numbers": (0.96, 0.985),
    "spaced": (0.985,),
    "tight": (0.97,),
    "overlapping": (0.93,),
    "added_last": (0.98,),
    "out_of_order": (0.98,),
    "joined": (0.85,),
    "tiny": (0.98,),
    "huge": (0.98,),
}
MAX_CALIBRATION_ERROR = 0.02
MIN_AUROC = 0.97
MIN_STRONG = 0.995  # of `strong` answers that are right
MAX_LOST_IN_PICTURES = 0.01  # against strokes
HARDER = ("marker", "photo")  # forms without that goal
MAX_BYTES = 150_000  # of model.tflite
SHORT = 6  # digits: the lengths of the prototype's figures were 1 to 6
LETTERS_AND_SCRIBBLES = ("letter", "letters in a row", "scribble")
LEVELS = ("strong", "intermediate", "poor")


@dataclass(frozen=True)
class Rasters:
    """Single digits as the net alone sees them.

    Attributes
    ----------
    images : ndarray of shape (N, 28, 28), dtype uint8
    labels : ndarray of shape (N,), dtype int64
    writers : list of str
    probabilities : ndarray of shape (N, 11)
    suspect : ndarray of shape (N,), dtype bool
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    writers: list[str]
    probabilities: NDArray[np.float64]
    suspect: NDArray[np.bool_]

    @property
    def read(self) -> NDArray[np.int64]:
        """The most probable of the ten digits -> (N,)."""
        return self.probabilities[:, :10].argmax(axis=1)

    @property
    def confidence(self) -> NDArray[np.float64]:
        """Of that digit, given that it is one -> (N,)."""
        digits = self.probabilities[:, :10]
        return digits.max(axis=1) / digits.sum(axis=1)


def rate(right: Sequence[bool], writers: Sequence[str], goals: tuple[float, ...] = ()) -> dict:
    """A rate with its 95 % interval and its goals; None when nothing was measured."""
    if not len(right):
        return {"rate": None, "count": 0, "interval": None, "goals": [], "reached": []}
    value = float(np.mean(right))
    return {
        "rate": value,
        "count": len(right),
        "interval": list(rate_interval(right, writers)),
        "goals": list(goals),
        "reached": [value >= goal for goal in goals],
    }


def of_rasters(name: str, rasters: Rasters) -> dict:
    """Figures of single digits, argmax over the ten digits on the raster."""
    right = rasters.read == rasters.labels
    sure = ~rasters.suspect
    return {
        "accuracy": rate(right, rasters.writers, GOALS.get(name, ())),
        "without_suspects": rate(right[sure], [w for w, s in zip(rasters.writers, sure, strict=True) if s]),
        "taken_for_no_digit": float((rasters.probabilities[:, 10] > 0.5).mean()),
        "calibration_error": reliability(rasters.confidence, right).error,
        "confusion": confusion(rasters.labels, rasters.read),
    }


def confusion(truth: Iterable[int], read: Iterable[int]) -> list[list[int]]:
    """Counts, a row for each true digit, a column for each digit read."""
    table = np.zeros((10, 10), int)
    np.add.at(table, (np.fromiter(truth, int), np.fromiter(read, int)), 1)
    return table.tolist()


def of_readings(name: str, readings: Sequence[Reading]) -> dict:
    """Figures of numbers (or of digits, read as numbers) of one kind."""
    right = [reading.right for reading in readings]
    writers = [reading.case.writer for reading in readings]
    short = [reading for reading in readings if len(reading.case.text) <= SHORT]
    known = [reading.grouped for reading in readings if reading.grouped is not None]
    return {
        "exact": rate(right, writers, GOALS.get(name, ())),
        "exact_to_6_digits": rate([r.right for r in short], [r.case.writer for r in short]),
        "digit_error": _mean([edit_distance(r.text, r.case.text) for r in readings], list(map(_length, readings))),
        "grouped": _mean(known, [1] * len(known)),
        "among_four": _mean([r.case.text in (r.text, *r.alternatives) for r in readings], [1] * len(readings)),
        "overconfidence": float(np.mean([r.confidence for r in readings]) - np.mean(right)) if readings else None,
        "calibration_error": reliability([r.confidence for r in readings], right).error if readings else None,
        "strong": float(np.mean([r.level == "strong" for r in readings])) if readings else None,
        "by_length": _by_length(readings),
        "milliseconds": 1000 * median(r.seconds for r in readings) if readings else None,
    }


def _length(reading: Reading) -> int:
    return len(reading.case.text)


def _mean(values: Sequence[float], sizes: Sequence[int]) -> float | None:
    return float(sum(values) / sum(sizes)) if sizes else None


def _by_length(readings: Sequence[Reading]) -> dict[str, list[int]]:
    """Length -> (right, count)."""
    lengths = sorted({len(reading.case.text) for reading in readings})
    own = {length: [r.right for r in readings if len(r.case.text) == length] for length in lengths}
    return {str(length): [sum(right), len(right)] for length, right in own.items()}


def of_pictures(forms: dict[str, Sequence[Reading]]) -> dict:
    """The same numbers as strokes and as pictures: exact match of each, and what pictures lose."""
    strokes = forms["strokes"]
    writers = [reading.case.writer for reading in strokes]
    figures = {"strokes": of_readings("strokes", strokes)}
    for form in [form for form in forms if form != "strokes"]:
        lost = [float(a.right) - float(b.right) for a, b in zip(strokes, forms[form], strict=True)]
        figures[form] = of_readings(form, forms[form]) | {
            "lost": float(np.mean(lost)),
            "lost_interval": list(bootstrap(lost, writers)),
            "goal": None if form in HARDER else MAX_LOST_IN_PICTURES,
            "reached": bool(np.mean(lost) <= MAX_LOST_IN_PICTURES),
        }
    return figures


def of_junk(numbers: Sequence[Reading], junk: dict[str, Sequence[Reading]]) -> dict:
    """How well confidence tells numbers that are read right from ink that is none; nothing without the former."""
    right = [reading.confidence for reading in numbers if reading.right]
    if not right:
        return {}
    scores = {kind: [reading.confidence for reading in readings] for kind, readings in junk.items()}
    scores["letters and scribbles"] = [c for kind in LETTERS_AND_SCRIBBLES for c in scores.get(kind, [])]
    scores["all"] = [reading.confidence for readings in junk.values() for reading in readings]
    return {
        kind: {
            "auroc": auroc(right, values),
            "goal": MIN_AUROC if kind in ("letters and scribbles", "all") else None,
            "reached": auroc(right, values) >= MIN_AUROC,
            "count": len(values),
            "levels": _shares([r.level for r in junk[kind]]) if kind in junk else None,
        }
        for kind, values in scores.items()
        if values
    }


def _shares(levels: Sequence[str]) -> dict[str, float]:
    return {level: float(np.mean([found == level for found in levels])) for level in LEVELS}


def of_writers(readings: Sequence[Reading]) -> dict[str, list[int]]:
    """Writer -> (missed, count), the most missed first."""
    missed: dict[str, list[int]] = {}
    for reading in readings:
        own = missed.setdefault(reading.case.writer, [0, 0])
        own[0] += not reading.right
        own[1] += 1
    return dict(sorted(missed.items(), key=lambda item: -item[1][0]))


def of_levels(readings: Sequence[Reading]) -> dict:
    """How many answers have each level, and how many of those are right."""
    figures = {}
    for level in LEVELS:
        own = [reading for reading in readings if reading.level == level]
        goal = {"strong": (MIN_STRONG,)}.get(level, ())
        figures[level] = {
            "share": len(own) / max(len(readings), 1),
            "right": rate([r.right for r in own], [r.case.writer for r in own], goal),
            "among_four": _mean([r.case.text in (r.text, *r.alternatives) for r in own], [1] * len(own)),
        }
    return figures


def of_confidence(confidence: Sequence[float], right: Sequence[bool]) -> dict:
    """Calibration error and the points of the reliability plot, with Wilson's intervals."""
    bins = reliability(confidence, right)
    hits = np.round(bins.accuracy * bins.count).astype(int)
    return {
        "error": bins.error,
        "goal": MAX_CALIBRATION_ERROR,
        "reached": bins.error <= MAX_CALIBRATION_ERROR,
        "count": int(bins.count.sum()),
        "confidence": bins.confidence.tolist(),
        "accuracy": bins.accuracy.tolist(),
        "intervals": [list(wilson(int(h), int(n))) for h, n in zip(hits, bins.count, strict=True)],
    }
