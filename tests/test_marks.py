"""Rings, frames and underlines are passed over; what may be a digit, or a part of one, is not."""

from __future__ import annotations

import numpy as np
import pytest

from forms import FORMS, read, read_of, written
from handwriting import number
from points import NOTHING, boxed_of, points_of
from polyline import polyline
from recognizer.marks import OPEN, marks, underlines
from recognizer.runs import Boxed, boxed
from recognizer.specks import specks

SEVEN = polyline([(0, 0), (60, 10), (20, 100)], 30)
ONE = polyline([(90, 0), (90, 100)], 20)


def found_in(drawn: Boxed, joins: np.ndarray | None = None) -> list[int]:
    return marks(drawn, specks(drawn), joins)


def ring(center: tuple[float, float], radii: tuple[float, float], turn: float = 360.0, count: int = 60) -> np.ndarray:
    """A round line from the top."""
    angle = np.radians(np.linspace(0, turn, count))
    return np.array(center) + np.stack([np.sin(angle), -np.cos(angle)], axis=1) * radii


# Rings and frames


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    "around",
    [ring((45, 50), (90, 90)), polyline([(-20, -20), (110, -20), (110, 120), (-20, 120), (-20, -20)], 5)])
def test_line_around_all_others_is_a_mark(around: np.ndarray, place: int) -> None:
    strokes = [SEVEN, ONE]
    strokes.insert(place, around)
    assert found_in(boxed_of(*strokes)) == [place]
    points, stroke = points_of(*strokes)
    joins = np.array([(k, k + 1) for k in range(len(points) - 1) if stroke[k] == stroke[k + 1]])
    rng = np.random.default_rng(place)
    order = np.lexsort((rng.random(len(points)), stroke))  # of pictures the points are in no order
    assert found_in(boxed(points[order], stroke), np.argsort(order)[joins]) == [place]


def test_ring_around_a_ring_and_a_line_below_in_them_are_marks() -> None:
    line = polyline([(-5, 112), (95, 112)], 9)
    strokes = [ring((45, 50), (130, 130)), SEVEN, line, ring((45, 50), (110, 100)), ONE]
    assert sorted(found_in(boxed_of(*strokes))) == [0, 2, 3]


def test_ring_need_not_be_closed_but_nearly() -> None:
    found = [found_in(boxed_of(ring((45, 50), (150, 150), 360 - missing), SEVEN, ONE)) for missing in (50, 1.5 * OPEN)]
    assert found == [[0], []]


def test_ring_may_cut_digits_at_its_ends_but_not_leave_them_out() -> None:
    found = [found_in(boxed_of(SEVEN, ONE, ring((45, 50), radii))) for radii in ((60, 60), (30, 40))]
    assert found == [[2], []]


@pytest.mark.parametrize("away", [8, 25])
def test_frame_of_few_points_close_to_a_long_number_is_a_mark(away: float) -> None:
    for seed in range(8):
        rng = np.random.default_rng(seed)
        strokes = [stroke[:, :2] for stroke in number("".join(rng.permutation(list("0123456789"))), rng).strokes]
        (left, top), (right, bottom) = np.vstack(strokes).min(axis=0) - away, np.vstack(strokes).max(axis=0) + away
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])
        assert found_in(boxed_of(*strokes, corners)) == [len(strokes)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("tapped", [True, False])
def test_taps_beside_a_ring_and_commas_in_it_are_passed_over(tapped: bool, form: str) -> None:
    tap, comma = np.array([(330.0, 50.0), (332.0, 51.0)]), polyline([(124, 94), (118, 122)], 8)
    around = ring((110, 50), (180, 110))
    other = [stroke + np.array([150, 0]) for stroke in (SEVEN, ONE)]
    strokes = [SEVEN, ONE, *other, tap if tapped else comma, around]
    assert read_of([stroke + 200 for stroke in strokes], form).predictions[0].text == "7171"


ZERO = ring((0, 50), (30, 50))


@pytest.mark.parametrize(
    "inside",
    [
        [polyline([(12, 25), (-12, 75)], 8)],  # a slash
        [polyline([(18, 12), (10, 30)], 4), polyline([(8, 34), (-18, 88)], 12)],  # one in which the pen let go
        [polyline([(18, 12), (-18, 88)], 16), polyline([(-16, 89), (20, 13)], 16)],  # gone over
        [polyline([(18, 12), (-18, 88)], 16), np.array([(5.0, 55.0)])],  # and a dot
        [polyline([(-15, 50), (15, 50)], 8)],  # a bar
        [np.array([(0.0, 50.0), (1.0, 51.0), (0.0, 52.0)])],  # a dot
        [np.array([(0.0, 50.0)])],
        [polyline([(x, 30), (x, 38)], 5) for x in (-10, 10)] + [polyline([(-12, 65), (0, 74), (12, 65)], 9)],  # a face
        [ring((4, 55), (30, 46))],  # gone over
        [polyline([(30, 20), (70, 40), (30, 100)], 20)],  # beside it, across its line
    ],
)
def test_zero_is_no_ring_of_what_is_no_number(inside: list[np.ndarray]) -> None:
    assert found_in(boxed_of(ZERO, *inside)) == []
    assert found_in(boxed_of(*inside, ZERO)) == []


def zigzag(low: np.ndarray, high: np.ndarray, turns: int) -> np.ndarray:
    """Up and down through a box and beyond it, from left to right."""
    across = np.linspace(low[0] - 10, high[0] + 10, turns)
    return polyline(list(zip(across, np.where(np.arange(turns) % 2, low[1] - 5, high[1] + 5))), 6)


def test_scribble_through_all_others_is_no_ring() -> None:
    strong = 0
    for seed in range(16):
        _, strokes = written(seed, 1 + seed % 5)
        points = np.concatenate(strokes)
        scribble = zigzag(points.min(axis=0), points.max(axis=0), 6 + 3 * (seed % 5))
        assert found_in(boxed_of(*strokes, scribble)) == []
        strong += read([*strokes, scribble]).level == "strong"
    assert strong == 0


def test_no_written_number_has_a_mark() -> None:
    for seed in range(40):
        assert found_in(boxed_of(*written(seed, 1 + seed % 6)[1])) == []


def encircled(seed: int, nearest: float) -> tuple[str, list[np.ndarray]]:
    """A ring or a frame, drawn first or last, by an unsteady hand; from nearer than 0 it cuts digits."""
    text, strokes = written(seed, 1 + seed % 6)
    rng = np.random.default_rng(seed)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    away = rng.uniform(nearest, 50, 2)
    if seed % 2:
        around = ring(tuple((low + high) / 2), tuple((high - low) / 2 * 1.42 + away), rng.uniform(340, 370))
    else:
        (left, top), (right, bottom) = low - away, high + away
        around = polyline([(left, top), (right, top + 5), (right - 4, bottom), (left, bottom), (left, top + 6)], 70)
    around = around + rng.normal(0, 0.5, around.shape)
    strokes = [around, *strokes] if seed % 4 < 2 else [*strokes, around]
    return text, [stroke - low + 500 for stroke in strokes]


@pytest.mark.parametrize(
    ("form", "nearest", "least"),
    [("strokes", -8, 19), ("images", -8, 18), ("image", 20, 18)],  # what is cut is one piece with its ring there
)
def test_encircled_numbers_are_read(form: str, nearest: float, least: int) -> None:
    right = 0
    for seed in range(20):
        text, strokes = encircled(seed, nearest)
        answer = read_of(strokes, form)
        right += answer.predictions[0].text == text
        if form == "strokes":
            for digit in answer.predictions[0].digits:
                named = [stroke for stroke, _, _ in answer.hypotheses.drawing_segments(digit.hypothesis)]
                assert (0 if seed % 4 < 2 else len(strokes) - 1) not in named
    assert right >= least


@pytest.mark.parametrize(
    "lines",
    [
        [[(0, 0), (0, 1)], [(0, 1), (1, 1)], [(1, 1), (1, 0)], [(1, 0), (0, 0)]],
        [[(0, 0), (1, 0)], [(0, 1), (1, 1)], [(0, 0), (0, 1)], [(1, 0), (1, 1)]],
        [[(0, 0), (0, 1), (1, 1)], [(0, 0), (1, 0), (1, 1)]],  # two corners
        [[(0, 0), (0, 1), (1, 1), (1, 0)], [(0, 0), (1, 0)]],  # and a lid
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_frame_of_several_strokes_is_a_mark(lines: list, first: bool) -> None:
    right = 0
    for seed in range(10):
        text, strokes = written(seed, 1 + seed % 6)
        rng = np.random.default_rng(seed)
        points = np.concatenate(strokes)
        low, high = points.min(axis=0) - rng.uniform(12, 30, 2), points.max(axis=0) + rng.uniform(12, 30, 2)
        frame = [polyline([tuple(low + (high - low) * corner) for corner in line], 12) for line in lines]
        frame = [line + rng.normal(0, 3, 2) + rng.normal(0, 0.3, line.shape) for line in frame]
        both = [*frame, *strokes] if first else [*strokes, *frame]
        begin = 0 if first else len(strokes)
        assert sorted(found_in(boxed_of(*both))) == [*range(begin, begin + len(frame))]
        right += read(both).predictions[0].text == text
    assert right >= 9


def test_ones_at_both_ends_between_two_lines_are_no_frame() -> None:
    ones = [ONE + np.array([x, 0]) for x in (0, 150)]
    lines = [polyline([(80, y), (260, y)], 9) for y in (-15, 115)]
    assert 0 not in found_in(boxed_of(*ones, SEVEN + np.array([120, 0]), *lines))
    assert 1 not in found_in(boxed_of(*ones, SEVEN + np.array([120, 0]), *lines))


# Underlines


@pytest.mark.parametrize("place", [0, 1, 2])
def test_line_below_all_others_and_along_them_is_an_underline(place: int) -> None:
    strokes = [polyline([(0, 0), (60, 20), (0, 100)], 20), polyline([(90, 0), (90, 100)], 20)]
    strokes.insert(place, polyline([(-10, 120), (100, 130)], 9))
    assert underlines(boxed_of(*strokes)) == [place]


def test_second_underline_is_one_too() -> None:
    one, other = (polyline([(x, 0), (x + 60, 20), (x, 100)], 20) for x in (0, 80))
    lines = [polyline([(-10, y), (150, y)], 9) for y in (115, 125)]
    assert sorted(underlines(boxed_of(lines[0], one, other, lines[1]))) == [0, 3]


def test_line_below_what_may_be_a_one_may_be_its_foot() -> None:
    foot, stem = polyline([(-40, 115), (40, 115)], 9), polyline([(-35, 30), (0, 0), (0, 100)], 20)
    assert underlines(boxed_of(stem, foot)) == []
    assert underlines(boxed_of(polyline([(-35, 30), (0, 0)], 9), polyline([(0, 0), (0, 100)], 9), foot)) == []
    assert underlines(boxed_of(stem, polyline([(20, 0), (20, 100)], 9), foot)) == [2]


@pytest.mark.parametrize(
    "line",
    [
        [(-10, 95), (70, 95)],  # not below
        [(-10, 60), (70, 60)],  # a bar
        [(0, 120), (40, 120)],  # too short
        [(-10, 110), (70, 150)],  # too steep
    ],
)
def test_other_lines_are_no_underlines(line: list) -> None:
    one, other = (polyline([(x, 0), (x + 25, 20), (x, 100)], 20) for x in (0, 35))
    assert underlines(boxed_of(one, other, polyline(line, 9))) == []


def test_foot_of_a_one_and_a_line_below_a_line_are_no_underlines() -> None:
    foot = polyline([(-20, 106), (22, 106)], 9)
    assert underlines(boxed_of(polyline([(-15, 20), (0, 0), (0, 100)], 20), foot)) == []
    assert underlines(boxed_of(polyline([(0, 0), (80, 2)], 9), polyline([(0, 30), (80, 30)], 9))) == []
    assert underlines(boxed_of(foot)) == []
    assert underlines(NOTHING) == []


def underlined(seed: int) -> tuple[str, list[np.ndarray]]:
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("0123456789"), 2 + seed % 6))
    strokes = [stroke[:, :2] for stroke in number(text, rng).strokes]
    points = np.concatenate(strokes)
    (left, _), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return text, [*strokes, polyline([(left - 10, bottom + rng.uniform(6, 25)), (right + 15, bottom + 15)], 12)]


def test_underlined_numbers_are_read_without_the_line() -> None:
    right = 0
    for seed in range(30):
        text, strokes = underlined(seed)
        answer = read(strokes)
        right += answer.predictions[0].text == text
        for digit in answer.predictions[0].digits:
            named = [stroke for stroke, _, _ in answer.hypotheses.drawing_segments(digit.hypothesis)]
            assert len(strokes) - 1 not in named
    assert right >= 28


@pytest.mark.parametrize("form", ["images", "image"])
def test_underlined_numbers_are_read_of_pictures(form: str) -> None:
    right = 0
    for seed in range(12):
        text, strokes = underlined(seed)
        right += read_of(strokes, form).predictions[0].text == text
    assert right >= 10
