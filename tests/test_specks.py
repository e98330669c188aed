"""Taps, commas and dashes are passed over; dots in digits, bars and small strokes of digits are not."""

from __future__ import annotations

import numpy as np
import pytest

from forms import FORMS, read, read_of
from handwriting import number
from points import NOTHING, ZERO, boxed_of
from polyline import polyline
from recognizer.specks import AWAY, BELOW, LEAST_POINTS, MOST, TAP, specks

ONE, OTHER = (polyline([(x, 0), (x, 100)], 20) for x in (0, 100))


def tap(x: float, y: float, side: float = 0.0) -> np.ndarray:
    return np.array([(x, y), (x + side, y)]) if side else np.array([(float(x), float(y))])


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("where", [(200, 50), (50, 150), (50, -60), (50, 40)])
def test_small_ink_away_from_all_other_is_a_tap(where: tuple[int, int], place: int) -> None:
    strokes = [ONE, OTHER]
    strokes.insert(place, tap(*where, 0.8 * TAP * 100))
    assert specks(boxed_of(*strokes)) == [place]


def test_taps_are_small_and_away() -> None:
    assert specks(boxed_of(ONE, tap(60, 50, 1.2 * TAP * 100))) == []
    assert specks(boxed_of(ONE, tap(0.9 * AWAY * 100, 50))) == []
    assert specks(boxed_of(ZERO, tap(0, 50))) == []
    assert specks(boxed_of(tap(0, 0), tap(50, 0))) == []
    assert specks(boxed_of(tap(0, 0))) == []
    assert specks(NOTHING) == []


def test_ink_of_a_few_corners_has_none() -> None:
    for count, found in ((LEAST_POINTS - 1, []), (LEAST_POINTS, [1])):
        line = np.linspace((0, 0), (0, 100), count)
        assert specks(boxed_of(line, tap(60, 50))) == found


def test_many_are_no_taps() -> None:
    for count in (MOST, MOST + 1):
        taps = [tap(50 * k, 200) for k in range(count)]
        assert specks(boxed_of(ONE, *taps)) == (list(range(1, count + 1)) if count <= MOST else [])


@pytest.mark.parametrize(
    ("stroke", "comma"),
    [
        ([(55, 85), (45, 120)], True),
        ([(55, 98), (52, 104), (40, 140)], True),
        ([(55, 100), (49, 94), (46, 101), (53, 105), (56, 96), (55, 110), (46, 126)], True),  # with a head
        ([(55, 60), (45, 120)], False),  # begins too high
        ([(55, 66), (45, 114)], False),  # the same of a shorter one
        ([(55, 80), (45, 100 + 80 * BELOW)], False),  # does not hang
        ([(55, 98), (40, 160)], False),  # too long
        ([(30, 95), (75, 115)], False),  # a link
        ([(52, 88), (64, 90), (50, 114), (67, 116)], False),  # a small 2
        ([(-5, 85), (-15, 120)], False),  # below a digit
        ([(150, 85), (140, 120)], False),  # behind the number
    ],
)
def test_comma_hangs_between_two_tall_strokes(stroke: list, comma: bool) -> None:
    line, seven = polyline(stroke, 8), polyline([(-40, 0), (0, 0), (0, 100)], 30)
    assert specks(boxed_of(seven, line, OTHER)) == ([1] if comma else [])
    assert specks(boxed_of(seven, OTHER, line)) == ([2] if comma else [])


def test_comma_beside_an_eight_of_two_circles() -> None:
    turn = np.linspace(0, 2 * np.pi, 24)
    circle = np.column_stack([27 * np.sin(turn), 27 - 27 * np.cos(turn)])
    comma = polyline([(55, 90), (45, 122)], 8)
    assert specks(boxed_of(circle, circle + np.array([0, 46]), comma, OTHER)) == [2]


def with_small_digit(seed: int) -> tuple[str, list[np.ndarray]]:
    """Four digits, the third 0.35 to 0.45 as large as the others and 0.15 of their height lower."""
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("023456789"), 4))
    written = number(text, rng)
    strokes = [stroke[:, :2] for stroke in written.strokes]
    own = np.concatenate([strokes[k] for k in written.segments[2]])
    foot = np.array([own[:, 0].mean(), own[:, 1].max()])
    lower = foot + np.array([0, 0.15 * np.ptp(own[:, 1])])
    for k in written.segments[2]:
        strokes[k] = (strokes[k] - foot) * rng.uniform(0.35, 0.45) + lower
    return text, strokes


def test_small_digits_at_the_foot_are_no_commas() -> None:
    assert sum(read(strokes).predictions[0].text == text for text, strokes in map(with_small_digit, range(40))) >= 34


@pytest.mark.parametrize(
    ("stroke", "dash"),
    [
        ([(20, 50), (80, 52)], True),
        ([(10, 60), (90, 54)], True),
        ([(40, 102), (80, 102)], True),  # at the foot
        ([(-80, 50), (-20, 50)], True),  # before the number
        ([(120, 50), (180, 45)], True),  # behind it
        ([(20, 20), (80, 20)], False),  # as high as a cap
        ([(20, 112), (80, 112)], False),  # below
        ([(3, 50), (80, 50)], False),  # the bar of a digit
        ([(20, 40), (80, 60)], False),  # not level
        ([(255, 50), (300, 50)], False),  # far away
        ([(120, 50), (225, 50)], False),  # too long
    ],
)
def test_dash_is_a_level_line_with_nothing_above_or_below(stroke: list, dash: bool) -> None:
    line = polyline(stroke, 8)
    assert specks(boxed_of(ONE, line, OTHER)) == ([1] if dash else [])
    assert specks(boxed_of(ONE, OTHER, line)) == ([2] if dash else [])


def test_line_that_goes_on_where_the_stroke_before_it_ended_is_no_dash() -> None:
    two, on, later = polyline([(0, 0), (40, 20), (0, 95), (50, 97)], 20), polyline([(62, 98), (90, 99)], 8), OTHER + 40
    assert specks(boxed_of(two, on, later)) == []
    assert specks(boxed_of(two, later, on)) == [2]


def test_no_written_number_has_specks() -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        text = "".join(rng.choice(list("0123456789"), 1 + seed % 7))
        assert specks(boxed_of(*(stroke[:, :2] for stroke in number(text, rng).strokes))) == []


def with_commas(seed: int) -> tuple[str, list[np.ndarray]]:
    """Groups of three digits, commas between them."""
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("0123456789"), 4 + seed % 6))
    groups = [text[max(end - 3, 0) : end] for end in range(len(text), 0, -3)][::-1]
    strokes: list[np.ndarray] = []
    right = 0.0
    for k, group in enumerate(groups):
        own = [stroke[:, :2] for stroke in number(group, rng).strokes]
        low, high = np.concatenate(own).min(axis=0), np.concatenate(own).max(axis=0)
        if k:
            long = rng.uniform(20, 40)
            strokes.append(polyline([(right + 18, high[1] - 8), (right + 18 - 0.3 * long, high[1] - 8 + long)], 8))
            right += 28
        strokes += [stroke + np.array([right - low[0], 0]) for stroke in own]
        right += high[0] - low[0]
    return text, strokes


def test_numbers_with_commas_are_read() -> None:
    assert sum(read(strokes).predictions[0].text == text for text, strokes in map(with_commas, range(40))) >= 34


def test_numbers_with_taps_are_read_as_without_them() -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        strokes = [stroke[:, :2] for stroke in number("".join(rng.choice(list("0123456789"), 3)), rng).strokes]
        low, high = np.concatenate(strokes).min(axis=0), np.concatenate(strokes).max(axis=0)
        taps = [tap(*rng.uniform([high[0] + 20, low[1]], high + 120), rng.uniform(0, 8)) for _ in range(3)]
        found, plain = read([*strokes, *taps]), read(strokes)
        assert [one.text for one in found.predictions] == [one.text for one in plain.predictions]
        assert [one.confidence for one in found.predictions] == [one.confidence for one in plain.predictions]


def with_dash(seed: int) -> tuple[str, list[np.ndarray]]:
    """Three digits and as many more, a dash of 0.3 to 0.8 of their height between them."""
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("0123456789"), 6))
    first, second = ([stroke[:, :2] for stroke in number(half, rng).strokes] for half in (text[:3], text[3:]))
    right, length = np.concatenate(first)[:, 0].max(), rng.uniform(30, 80)
    dash = polyline([(right + 20, rng.uniform(65, 80)), (right + 20 + length, rng.uniform(65, 80))], 8)
    move = np.array([right + 40 + length - np.concatenate(second)[:, 0].min(), 0])
    return text, [*first, dash, *[stroke + move for stroke in second]]


@pytest.mark.parametrize("form", FORMS)
def test_numbers_with_a_dash_are_read_but_not_trusted(form: str) -> None:
    right = strong = 0
    for text, strokes in map(with_dash, range(24)):
        answer = read_of([stroke + 40 for stroke in strokes], form)
        right += answer.predictions[0].text == text
        strong += answer.level == "strong"
    assert right >= 22
    assert strong == 0
