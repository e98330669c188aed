"""What was sent again is read once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, chain

import numpy as np
import pytest

from forms import read, written
from points import points_of
from polyline import polyline
from recognizer.repeats import sent_again

Strokes = list[np.ndarray]

DOWN = polyline([(0, 0), (0, 100)], 20)
BENT = polyline([(0, 0), (0, 100), (50, 100)], 20)
TAP = np.array([(30.0, 40.0)])


@pytest.mark.parametrize(
    ("strokes", "again"),
    [
        ([DOWN, DOWN], [1]),
        ([DOWN, TAP, DOWN, TAP, DOWN], [2, 3, 4]),
        ([DOWN, BENT], [0]),
        ([BENT, DOWN, BENT[:30], BENT], [1, 2, 3]),
        ([DOWN[:1], DOWN], [0]),
        ([DOWN, DOWN[::-1]], []),
        ([DOWN, DOWN + 0.01], []),
        ([DOWN, BENT[5:]], []),
        ([DOWN], []),
    ],
)
def test_strokes_are_sent_again_as_they_are_or_as_the_beginning_of_another(strokes: Strokes, again: list[int]) -> None:
    points, stroke = points_of(*strokes)
    assert np.unique(stroke[sent_again(points, stroke)]).tolist() == again
    assert (sent_again(points, stroke) == np.isin(stroke, again)).all()


def test_nothing_was_not_sent_again() -> None:
    assert sent_again(np.zeros((0, 2)), np.zeros(0, np.intp)).tolist() == []


AGAIN: dict[str, Callable[[Strokes], Strokes]] = {
    "each twice": lambda strokes: [stroke for stroke in strokes for _ in range(2)],
    "all three times": lambda strokes: strokes * 3,
    "all so far at each lift": lambda strokes: list(chain(*accumulate([stroke] for stroke in strokes))),
    "all of a stroke so far at each third move": lambda strokes: [
        stroke[: count + 1] for stroke in strokes for count in (*range(0, len(stroke), 3), len(stroke))
    ],
}


@pytest.mark.parametrize("kind", AGAIN)
def test_numbers_are_read_as_if_nothing_had_been_sent_again(kind: str) -> None:
    for seed in range(12):
        _, strokes = written(seed, 1 + seed % 5)
        plain, again = read(strokes), read(AGAIN[kind](strokes))
        assert (again.predictions[0].text, again.level) == (plain.predictions[0].text, plain.level)
        assert again.predictions[0].confidence == pytest.approx(plain.predictions[0].confidence, abs=1e-9)


def test_the_first_of_equal_strokes_is_named() -> None:
    answer = read([BENT, DOWN + 100, BENT, DOWN + 100])
    named = [answer.hypotheses.drawing_segments(digit.hypothesis) for digit in answer.predictions[0].digits]
    assert {stroke for own in named for stroke, _, _ in own} == {0, 1}
