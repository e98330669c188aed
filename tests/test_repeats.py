"""What was sent again is read once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, chain

import numpy as np
import pytest

from forms import read, written
from points import points_of
from polyline import polyline
from recognizer.repeats import AGAIN as MOST
from recognizer.repeats import begun_again, sent_again

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
        ([BENT, BENT[[0, 20, 40]], BENT[[0, 7, 20, 40]]], [1, 2]),  # simplified
        ([BENT[[0, 20, 40]], BENT], [0]),
        ([BENT, BENT[[0, 40]]], []),  # across
        ([BENT, BENT[[0, 20, 39]]], []),  # not to its end
        ([BENT, [(0, 0), (1, 100), (50, 100)]], []),
        ([DOWN], []),
    ],
)
def test_strokes_are_sent_again_as_they_are_or_as_the_beginning_of_another(strokes: Strokes, again: list[int]) -> None:
    points, stroke = points_of(*strokes)
    assert np.unique(stroke[sent_again(points, stroke)]).tolist() == again
    assert (sent_again(points, stroke) == np.isin(stroke, again)).all()


def test_nothing_was_not_sent_again() -> None:
    assert sent_again(np.zeros((0, 2)), np.zeros(0, np.intp)).tolist() == []
    assert begun_again(np.zeros((0, 2)), np.zeros(0, np.intp)).tolist() == []


@pytest.mark.parametrize(
    ("pieces", "again"),
    [
        ([BENT[:15], BENT[13:]], [15]),
        ([BENT[:15], BENT[10:20], BENT[17:]], [15, 16, 17, 18, 25, 26]),
        ([BENT[:20], BENT[20 - MOST[-1] :]], list(range(20, 19 + MOST[-1]))),
        ([BENT[:20], BENT[19 - MOST[-1] :]], []),
        ([BENT[:15], BENT[14:]], []),  # begins where the other ended
        ([BENT[:15], BENT[12:14], BENT[16:]], []),  # not up to its end
        ([BENT[:15], TAP, BENT[13:]], []),
        ([BENT], []),
    ],
)
def test_piece_begins_again_with_the_last_points_of_the_one_before(pieces: Strokes, again: list[int]) -> None:
    assert begun_again(*points_of(*pieces)).nonzero()[0].tolist() == again


AGAIN: dict[str, Callable[[Strokes], Strokes]] = {
    "each twice": lambda strokes: [stroke for stroke in strokes for _ in range(2)],
    "all three times": lambda strokes: strokes * 3,
    "each simplified": lambda strokes: [
        own for stroke in strokes for own in (stroke, stroke[np.unique([*range(0, len(stroke), 3), len(stroke) - 1])])
    ],
    "all so far at each lift": lambda strokes: list(chain(*accumulate([stroke] for stroke in strokes))),
    "all of a stroke so far at each third move": lambda strokes: [
        stroke[: count + 1] for stroke in strokes for count in (*range(0, len(stroke), 3), len(stroke))
    ],
}


@pytest.mark.parametrize("again", [2, 3, 7])
def test_numbers_in_pieces_that_begin_again_are_read_like_whole_ones(again: int) -> None:
    for seed in range(12):
        _, strokes = written(seed, 1 + seed % 5)
        starts = [range(0, max(len(stroke) - again, 1), 12) for stroke in strokes]
        pieces = [stroke[at : at + 12 + again] for stroke, own in zip(strokes, starts) for at in own]
        whole, parts = read(strokes), read(pieces)
        assert (parts.predictions[0].text, parts.level) == (whole.predictions[0].text, whole.level)
        assert parts.predictions[0].confidence == pytest.approx(whole.predictions[0].confidence, abs=0.01)


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
