"""Digits that are scribbled out are passed over with the scribble; digits and what goes over them again are not."""

from __future__ import annotations

import numpy as np
import pytest

from forms import read, written
from handwriting import digit
from points import NOTHING, ZERO, boxed_of
from polyline import polyline
from recognizer.scribbles import MOST, PASSES, scribbled_out

ONE, OTHER = (polyline([(x, 0), (x, 100)], 20) for x in (0, 150))
EIGHT = np.array([(30 * np.sin(2 * t), 50 - 50 * np.cos(t)) for t in np.linspace(0, 2 * np.pi, 60)])
CAP = polyline([(-20, -10), (30, -10)], 9)


def zigzag(left: float, right: float, passes: int, *, top: float = 5.0, bottom: float = 95.0) -> np.ndarray:
    """To the right and back, from the top to the bottom."""
    down = np.linspace(top, bottom, passes + 1)
    return polyline(list(zip(np.where(np.arange(passes + 1) % 2, right, left), down)), 8)


def test_scribble_and_what_is_under_it_are_scribbled_out() -> None:
    for scribble in (zigzag(-45, 45, 8), zigzag(-45, 45, 8)[:, ::-1] - [50, -50]):
        assert scribbled_out(boxed_of(EIGHT, scribble, OTHER)) == [0, 1]
        assert scribbled_out(boxed_of(OTHER, CAP, EIGHT, scribble)) == [1, 2, 3]
        assert scribbled_out(boxed_of(OTHER, EIGHT, scribble, zigzag(-40, 50, 7))) == [1, 2, 3]


def test_what_comes_later_or_is_beside_it_is_not() -> None:
    scribble = zigzag(-45, 45, 8)
    assert scribbled_out(boxed_of(scribble, EIGHT, OTHER)) == []
    assert scribbled_out(boxed_of(OTHER, EIGHT, scribble, EIGHT + np.array([5, 0]))) == [1, 2]
    assert scribbled_out(boxed_of(EIGHT, scribble + np.array([0, 200]), OTHER)) == []
    assert scribbled_out(boxed_of(polyline([(-40, 0), (-40, 100)], 20), scribble, OTHER)) == []


def test_scribble_over_all_ink_or_over_nothing_is_none() -> None:
    assert scribbled_out(boxed_of(EIGHT, zigzag(-45, 45, 8))) == []
    assert scribbled_out(boxed_of(zigzag(-45, 45, 8))) == []
    assert scribbled_out(NOTHING) == []


def test_few_passes_are_no_scribble() -> None:
    found = [scribbled_out(boxed_of(EIGHT, zigzag(-45, 45, passes), OTHER)) for passes in (PASSES - 1, PASSES)]
    assert found == [[], [0, 1]]


def test_digit_that_is_gone_over_again_and_again_is_not_scribbled_out() -> None:
    again = np.concatenate([EIGHT, EIGHT, EIGHT]) + np.random.default_rng(1).normal(0, 2, (3 * len(EIGHT), 2))
    assert scribbled_out(boxed_of(EIGHT, again, OTHER)) == []


@pytest.mark.parametrize("shake", [2, 4, 8, 14])
def test_slash_that_shakes_is_no_scribble(shake: float) -> None:
    slash = np.linspace((35, 0), (-35, 100), 60) + np.outer(np.arange(60) % 2, (shake, 0.7 * shake))
    assert scribbled_out(boxed_of(OTHER, ZERO, slash)) == []


def test_bar_or_slash_that_is_drawn_again_and_again_is_no_scribble() -> None:
    seven, bar = polyline([(-30, 0), (30, 0), (0, 100)], 20), zigzag(-30, 30, 7, top=47, bottom=53)
    slash = polyline([(35 * side + k, 50 - 55 * side) for k, side in enumerate((1, -1) * 4)], 12)
    assert scribbled_out(boxed_of(OTHER, seven, bar)) == []
    assert scribbled_out(boxed_of(OTHER, ZERO, slash)) == []


def test_many_are_no_number() -> None:
    strokes = [part + np.array([100 * k, 0]) for k in range(MOST + 1) for part in (EIGHT, zigzag(-45, 45, 8))]
    assert len(scribbled_out(boxed_of(*strokes, OTHER - np.array([300, 0])))) == 2 * MOST


def test_no_written_number_is_scribbled_out() -> None:
    for seed in range(60):
        assert scribbled_out(boxed_of(*written(seed, 1 + seed % 8)[1])) == []


@pytest.mark.parametrize("upright", [True, False])
def test_digit_after_a_scribbled_one_is_read_in_its_place(upright: bool) -> None:
    right = strong = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        text, strokes = written(seed, 1 + seed % 4)
        wrong = _beside(strokes, rng.choice(list("02345689")), rng)
        points = np.concatenate(wrong)
        scribble = zigzag(-0.1, 1.1, 8, top=0.0, bottom=1.0)[:, :: -1 if upright else 1]
        scribble = scribble * np.ptp(points, axis=0) + points.min(axis=0) + rng.normal(0, 1, scribble.shape)
        new = _beside([scribble], "7", rng)
        answer = read([*strokes, *wrong, scribble, *new])
        right += answer.predictions[0].text == f"{text}7"
        strong += answer.level == "strong"
        digits = [answer.hypotheses.drawing_segments(digit.hypothesis) for digit in answer.predictions[0].digits]
        left = {*range(len(strokes) + len(wrong) + 1 + len(new))} - {stroke for own in digits for stroke, _, _ in own}
        assert left == {*range(len(strokes), len(strokes) + len(wrong) + 1)}
    assert right == 30
    assert strong >= 24


def _beside(strokes: list[np.ndarray], label: str, rng: np.random.Generator) -> list[np.ndarray]:
    """A digit to the right of strokes."""
    own = [stroke[:, :2] for stroke in digit(label, rng)]
    points = np.concatenate(own)
    move = [np.concatenate(strokes)[:, 0].max() + 30 - points[:, 0].min(), 120 - points[:, 1].max()]
    return [stroke + move for stroke in own]
