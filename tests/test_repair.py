"""What devices do to ink is undone, and the strokes that were sent are still named as they were sent."""

from __future__ import annotations

import json

import numpy as np
import pytest

from forms import read, written
from handwriting import number
from points import boxed_of, points_of
from polyline import polyline
from recognizer import recognize
from recognizer.breaks import broken
from recognizer.ink import read_request
from recognizer.repair import LATE, Whole, in_the_air, in_time, whole_strokes
from recognizer.strays import ASIDE, BEYOND, FAR, FAR_OF_WAY, LEAST_POINTS, stray_points

LINE = polyline([(0, 0), (0, 100)], 20)


# Stray points


@pytest.mark.parametrize("where", [1, 7, len(LINE) - 1])
def test_point_from_elsewhere_is_stray(where: int) -> None:
    points, stroke = points_of(LINE, np.insert(LINE, where, (-300.0, 40.0), axis=0), LINE)
    assert stray_points(points, stroke).nonzero()[0].tolist() == [len(LINE) + where]


def test_corner_and_turning_point_and_end_are_not_stray() -> None:
    """Also of few points, far from one another: they are all there is of the corner."""
    for corners in ([(0, 0), (50, 100), (100, 0)], [(0, 0), (0, 100), (3, 0)], [(0, 0), (5, 0), (10, 0), (200, 0)]):
        for count in (LEAST_POINTS, 30):
            assert not stray_points(*points_of(polyline(corners, count))).any()
    spread = np.array([(0, 0), (10, 50), (0, 100), (10, 150), (0, 200), (10, 250), (60, 300), (10, 310), (0, 400)])
    assert not stray_points(*points_of(spread)).any()


@pytest.mark.parametrize(("apart", "stray"), [(0.9 * ASIDE, True), (1.1 * ASIDE, False)])
def test_point_is_stray_where_those_before_and_behind_it_are_near_one_another(apart: float, stray: bool) -> None:
    tip = np.array([(100.0, 50.0)])
    bent = np.concatenate([polyline([(0, 0), (0, 50)], 50), tip, polyline([(0, 50 + 100 * apart), (0, 200)], 50)])
    assert stray_points(*points_of(bent)).any() == stray


@pytest.mark.parametrize(("share", "stray"), [(0.9, False), (1.2, True)])
def test_stray_point_is_far_by_the_stroke_s_way_too(share: float, stray: bool) -> None:
    """What trembles is not stray, however small the other steps are."""
    line = polyline([(0, 0), (0, 100)], 400)
    points = np.insert(line, 200, (share * FAR_OF_WAY * 100, 49.9), axis=0)
    assert stray_points(*points_of(points)).any() == stray


def test_short_strokes_have_no_stray_points() -> None:
    few = np.array([(0, 0), (0, 1), (0, 2), (90, 2), (0, 3), (0, 4), (0, 5)], float)
    assert len(few) == LEAST_POINTS - 1
    assert not stray_points(*points_of(few, few)).any()


def test_no_written_number_has_stray_points_or_broken_strokes() -> None:
    for seed in range(40):
        strokes = written(seed, 1 + seed % 7)[1]
        assert not stray_points(*points_of(*strokes)).any()
        assert broken(boxed_of(*strokes)) == []


def test_numbers_with_a_stray_point_are_read_and_boxed_as_without_it() -> None:
    for seed in range(20):
        _, strokes = written(seed, 1 + seed % 7)
        rng = np.random.default_rng(seed)
        k = max(range(len(strokes)), key=lambda s: len(strokes[s]))
        bad = [stroke.copy() for stroke in strokes]
        bad[k] = np.insert(bad[k], rng.integers(1, len(bad[k])), (-900.0, -900.0), axis=0)
        found, plain = read(bad).predictions[0], read(strokes).predictions[0]
        assert found.text == plain.text
        assert found.confidence == pytest.approx(plain.confidence, abs=1e-6)
        boxes = read(bad).hypotheses.boxes
        assert boxes.min() >= np.concatenate(strokes).min() - 1e-9


def test_far_is_by_the_stroke_s_own_steps() -> None:
    for factor, stray in ((0.8, False), (1.2, True)):
        line = polyline([(0, 0), (0, 100)], 101)
        points = np.insert(line, 50, (FAR * factor, 49.5), axis=0)
        assert stray_points(*points_of(points)).any() == stray


@pytest.mark.parametrize(("share", "stray"), [(0.9, False), (1.1, True)])
def test_tip_of_ink_of_few_points_is_not_stray(share: float, stray: bool) -> None:
    """A loop of many points, from it one line of 50, and up to a tip and down."""
    loop = np.array([(10 * np.sin(t), 10 * np.cos(t)) for t in range(12)])
    stem = [loop[-1] + (50, 0), loop[-1] + (55, -BEYOND * 50 * share), loop[-1] + (60, 0)]
    points, stroke = points_of(np.concatenate([loop, stem, stem[-1] + loop]))
    assert stray_points(points, stroke).nonzero()[0].tolist() == ([len(loop) + 1] if stray else [])


# Broken strokes, see also test_breaks.py


def test_parts_are_one_stroke_whose_points_are_counted_as_they_were_sent() -> None:
    sent = np.repeat([0, 2, 3, 5], [4, 3, 5, 2])
    stroke, wholes = whole_strokes(sent, [2, 3])
    assert stroke.tolist() == [0] * 12 + [5] * 2
    assert wholes == {0: Whole((0, 2, 3), (0, 4, 7))}
    assert wholes[0].sent(0, 11) == [(0, 0, 3), (2, 0, 2), (3, 0, 4)]
    assert wholes[0].sent(5, 8) == [(2, 1, 2), (3, 0, 1)]
    assert wholes[0].sent(7, 7) == [(3, 0, 0)]


def test_numbers_of_broken_strokes_are_read_and_every_stroke_is_named() -> None:
    right = 0
    for seed in range(30):
        text, strokes = written(seed, 1 + seed % 7)
        rng = np.random.default_rng(seed)
        parts: list[np.ndarray] = []
        for stroke in strokes:
            at = int(rng.integers(3, len(stroke) - 3)) if len(stroke) > 8 else len(stroke)
            parts += [part for part in (stroke[:at], stroke[at:]) if len(part)]
        (best, *_) = read(parts).predictions
        right += best.text == text
        named = {}
        answer = read(parts)
        for digit in answer.predictions[0].digits:
            for stroke, begin, end in answer.hypotheses.drawing_segments(digit.hypothesis):
                named.setdefault(stroke, set()).update(range(begin, end + 1))
        if best.text == text:
            assert {k: set(range(len(part))) for k, part in enumerate(parts)} == named
    assert right >= 28


# Points that came late

WAY = polyline([(0, 0), (0.4, 0), (0, 1)], 20) * 100


def frames(points: np.ndarray, count: int) -> np.ndarray:
    """The last of each `count` points before all of them: an event, and then those that it stands for."""
    parts = [points[k : k + count] for k in range(0, len(points), count)]
    return np.concatenate([part for own in parts for part in (own[-1:], own)])


def timed(points: np.ndarray) -> np.ndarray:
    """With a time, (n, 3)."""
    return np.column_stack([points, 8.0 * np.arange(len(points))])


@pytest.mark.parametrize("count", [2, 4, LATE])
def test_points_are_put_in_the_order_of_their_times(count: int) -> None:
    sent = frames(timed(WAY), count)
    points = sent[in_time(sent[:, :2], sent[:, 2], [len(sent)]), :2]
    np.testing.assert_array_equal(points, sent[sent[:, 2].argsort(kind="stable"), :2])


def test_strokes_are_put_in_order_one_by_one() -> None:
    late = frames(timed(WAY), 4)
    sent = np.concatenate([timed(WAY), late, timed(WAY)])
    points = sent[in_time(sent[:, :2], sent[:, 2], [len(WAY), 0, len(late), len(WAY)]), :2]
    np.testing.assert_array_equal(points[: len(WAY)], WAY)
    np.testing.assert_array_equal(points[-len(WAY) :], WAY)
    assert (points[len(WAY) : -len(WAY)] == late[late[:, 2].argsort(kind="stable"), :2]).all()


@pytest.mark.parametrize(
    "time",
    [
        np.zeros(len(WAY)),
        np.arange(len(WAY)) % 3 + 7.0,  # since the point before
        -np.arange(len(WAY), dtype=float),
        np.where(np.arange(len(WAY)) == 0, 1.7e12, np.arange(len(WAY))),  # two clocks
    ],
    ids=["none", "since the one before", "back", "two clocks"],
)
def test_times_that_tell_no_order_are_passed_over(time: np.ndarray) -> None:
    np.testing.assert_array_equal(WAY[in_time(WAY, time, [len(WAY)])], WAY)


def test_numbers_whose_events_come_before_their_points_are_read_as_surely_as_others() -> None:
    right = strong = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        text = "".join(rng.choice(list("0123456789"), 4))
        sent = {"strokes": [frames(stroke, 4).tolist() for stroke in number(text, rng).strokes]}
        answer = recognize(read_request(json.dumps(sent).encode()))
        right += answer.predictions[0].text == text
        strong += answer.level == "strong"
    assert right >= 19
    assert strong >= 15


# A pen in the air

PRESSURES = np.array([0, 0, 0.123, 0.5, 0, 0, 0.25, 0])


def test_points_without_pressure_among_others_with_it_are_in_the_air() -> None:
    sent = np.zeros(len(PRESSURES), np.intp)
    assert in_the_air(PRESSURES, sent).tolist() == (PRESSURES == 0).tolist()
    touched = np.array([0, 0, 1, 1, 1, 1, 1, 2])  # a stroke without any pressure is as it was sent
    assert in_the_air(PRESSURES, touched).nonzero()[0].tolist() == [4, 5]


@pytest.mark.parametrize("pressures", [np.zeros(8), np.full(8, 0.5), PRESSURES.round(2), PRESSURES + 0.01])
def test_points_without_a_sensor_or_of_rounded_pressures_are_on_the_glass(pressures: np.ndarray) -> None:
    assert in_the_air(pressures, np.zeros(8, np.intp)) is None


@pytest.mark.parametrize("pressures", [(PRESSURES > 0) * 0.5, (PRESSURES > 0) * 1.0, PRESSURES * 8000])
def test_points_at_which_a_button_is_up_or_a_sensor_in_whole_levels_feels_nothing_are_in_the_air(
    pressures: np.ndarray,
) -> None:
    assert in_the_air(pressures, np.zeros(8, np.intp)).tolist() == (PRESSURES == 0).tolist()


def test_first_and_last_point_may_lack_the_pressure_of_a_button() -> None:
    pressures, sent = np.array([0, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0]), np.repeat([0, 1], 4)
    assert not in_the_air(pressures, sent).any()


@pytest.mark.parametrize("pressures", [
    [0.123, 0.456, 0, 0.5, 0, 0.25, 0.2],  # a worn sensor
    [0.431, 0, 0, 0, 0, 0, 0.312],  # it is told when the pen touches and when it is lifted
    [0, 0, 0.123, 0, 0, 0.456, 0],  # or of every third report
])  # fmt: skip
def test_pen_is_down_for_more_than_a_point_and_lifted_for_more(pressures: list[float]) -> None:
    air = in_the_air(np.array(pressures * 2), np.repeat([0, 1], 7))
    assert air is None or not air.any()


def test_pen_that_is_lifted_for_long_may_be_for_a_single_point_too() -> None:
    pressures = np.array([0.1, 0.123, 0, 0.2, 0.2, 0, 0, 0.3, 0.3])
    assert in_the_air(pressures, np.zeros(9, np.intp)).tolist() == (pressures == 0).tolist()


def test_pressures_beyond_all_bounds_are_full_ones() -> None:
    with np.errstate(all="raise"):
        assert in_the_air(np.array([0, 1e308, -1e308, 0.5]), np.zeros(4, np.intp)) is None
        assert in_the_air(np.array([0, 1e308, 0.123]), np.zeros(3, np.intp)).tolist() == [True, False, False]


def in_one(strokes: list[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """Strokes as one (n, 4), with the ways in the air between them and before them."""
    parts, before = [], strokes[0][0] - 40
    for stroke in strokes:
        way = polyline([tuple(before), tuple((before + stroke[0]) / 2 - 10), tuple(stroke[0])], 8)
        parts.append(np.column_stack([way, np.zeros((len(way), 2))]))
        parts.append(np.column_stack([stroke, np.zeros(len(stroke)), rng.uniform(0.1, 0.9, len(stroke))]))
        before = stroke[-1]
    return np.concatenate(parts)


@pytest.mark.parametrize("button", [False, True])
def test_pen_that_is_followed_in_the_air_is_read_as_if_it_was_not(button: bool) -> None:
    right, runs = 0, []
    for seed in range(20):
        text, strokes = written(seed, 1 + seed % 7)
        sent = in_one(strokes, np.random.default_rng(seed))
        if button:
            sent[sent[:, 3] > 0, 3] = 0.5
        answer = recognize(read_request(json.dumps({"strokes": [sent.tolist()]}).encode()))
        right += answer.predictions[0].text == text
        runs.append([answer.hypotheses.drawing_segments(digit.hypothesis) for digit in answer.predictions[0].digits])
        pressed = sent[:, 3] > 0
        assert all(k == 0 and pressed[begin] and pressed[end] for own in runs[-1] for k, begin, end in own)
    assert right >= 19
