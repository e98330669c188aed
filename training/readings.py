"""Cases read by the function's own code, and what is right about each reading."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from held_out import Case, Segments
from recognizer import Answer, recognize
from recognizer.ink import Ink, Request, ink_from_strokes
from recognizer.picture import ink_from_picture
from recognizer.snapshots import ink_from_snapshots

OWN = 0.9  # of a digit's ink, by length: at least this much must be in its hypothesis
FOREIGN = 0.1  # of a digit's ink: at most this much of other digits' ink may be in it
DOT = 0.02  # of the ink's height: the weight of a join without length
ALTERNATIVES = 3


@dataclass(frozen=True)
class Reading:
    """What was read of a case.

    Attributes
    ----------
    case : Case
    text : str
    confidence : float
        0 where nothing was read.
    level : str
    alternatives : tuple of str
        The further readings.
    grouped : bool or None
        Whether the ink was divided as the writer meant it; None where that is not known.
    digits : tuple of (float, bool)
        For each digit its confidence, and whether it is a true digit, with its ink; empty where that is not known.
    seconds : float
        That the function's code took.
    answer : Answer or None
        Kept for misses only.
    files : tuple of bytes
        The pictures of a miss that was sent as pictures.
    """

    case: Case
    text: str
    confidence: float
    level: str
    alternatives: tuple[str, ...]
    grouped: bool | None
    digits: tuple[tuple[float, bool], ...]
    seconds: float
    answer: Answer | None = None
    files: tuple[bytes, ...] = ()

    @property
    def right(self) -> bool:
        return self.text == self.case.text


def read_strokes(cases: Iterable[Case]) -> Iterator[Reading]:
    """Read cases sent as strokes."""
    for case in cases:
        start = perf_counter()
        answer = recognize(Request(ink_from_strokes(case.strokes), ALTERNATIVES))
        yield _reading(case, answer, perf_counter() - start)


def read_pictures(cases: Iterable[tuple[Case, Sequence[bytes]]], form: str) -> Iterator[Reading]:
    """Read cases sent as files of pictures; `form` is ``images`` or ``image``."""
    for case, files in cases:
        start = perf_counter()
        answer = recognize(Request(_ink(files, form), ALTERNATIVES))
        yield _reading(case, answer, perf_counter() - start, form, tuple(files))


def _ink(files: Sequence[bytes], form: str) -> Ink:
    return ink_from_snapshots(files) if form == "images" else ink_from_picture(files[0])


def _reading(
    case: Case, answer: Answer, seconds: float, form: str = "strokes", files: tuple[bytes, ...] = ()
) -> Reading:
    if not answer.predictions:
        return Reading(case, "", 0.0, answer.level, (), None, (), seconds, answer, files)
    best = answer.predictions[0]
    grouped, digits = None, ()
    if case.digits and form != "image":
        match = matches(case, [runs(case, answer, digit.hypothesis, form) for digit in best.digits])
        grouped = match.shape[0] == match.shape[1] and bool(match.diagonal().all())
        digits = tuple(
            (digit.confidence, any(match[d, k] and case.text[d] == digit.grapheme for d in range(len(match))))
            for k, digit in enumerate(best.digits)
        )
    missed = best.text != case.text
    others = tuple(prediction.text for prediction in answer.predictions[1:])
    kept, files = (answer, files) if missed else (None, ())
    return Reading(case, best.text, best.confidence, answer.level, others, grouped, digits, seconds, kept, files)


def runs(case: Case, answer: Answer, hypothesis: int, form: str = "strokes") -> list[tuple[int, int, int]]:
    """Ink of a hypothesis as (stroke, first point, last point); of a picture sequence only whole strokes are known."""
    found = answer.hypotheses.drawing_segments(hypothesis)
    if form == "strokes":
        return found
    return [(stroke, 0, len(case.strokes[stroke]) - 1) for stroke in sorted({run[0] for run in found})]


def matches(case: Case, groups: Sequence[Sequence[tuple[int, int, int]]]) -> NDArray[np.bool_]:
    """Which groups of ink are which digits of a case.

    Parameters
    ----------
    case : Case
        With known digits.
    groups : sequence of sequence of (stroke, first point, last point)

    Returns
    -------
    ndarray of shape (digits, groups), dtype bool
        Where a group has at least `OWN` of the digit's ink, and of other digits' ink at most `FOREIGN` of that much.
    """
    weight = _weights(case.strokes)
    true = np.stack([_inked(case.strokes, digit) for digit in case.digits])  # (D, J)
    read = np.stack([_inked(case.strokes, group) for group in groups])  # (K, J)
    shared = (true * weight) @ read.T.astype(float)  # (D, K)
    own = true @ weight  # (D,)
    foreign = shared.sum(axis=0) - shared
    return (shared >= OWN * own[:, None]) & (foreign <= FOREIGN * own[:, None])


def _weights(strokes: Sequence[NDArray]) -> NDArray[np.float64]:
    """Length of every join of two points -> (J,); a dot has one."""
    least = DOT * max(float(np.ptp(np.vstack(strokes)[:, 1])), 1e-9)
    steps = [np.hypot(*np.diff(stroke, axis=0).T) if len(stroke) > 1 else np.zeros(1) for stroke in strokes]
    return np.maximum(np.concatenate(steps), 0.01 * least) + [
        least if len(stroke) == 1 else 0.0 for stroke in strokes for _ in range(max(len(stroke) - 1, 1))
    ]


def _inked(strokes: Sequence[NDArray], group: Segments | Sequence[tuple[int, int, int]]) -> NDArray[np.bool_]:
    """Joins of the runs of a group -> (J,)."""
    size = [max(len(stroke) - 1, 1) for stroke in strokes]
    offset = np.concatenate([[0], np.cumsum(size)])
    inked = np.zeros(offset[-1], bool)
    for stroke, begin, end in group:
        inked[offset[stroke] + begin : offset[stroke] + max(end, begin + 1)] = True
    return inked
