"""Strokes that broke off and go on in the next one are one stroke; others are not."""

from __future__ import annotations

import numpy as np
import pytest

from handwriting import number
from points import boxed_of
from polyline import polyline
from recognizer import Answer, Request, recognize
from recognizer.breaks import BRINK, GAP, OUTSIDE, STEEP, TALLER, broken
from recognizer.ink import ink_from_strokes
from recognizer.jumps import STALE_SUDDEN


def written(seed: int) -> tuple[str, list[np.ndarray]]:
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("0123456789"), 1 + seed % 7))
    return text, [stroke[:, :2] for stroke in number(text, rng).strokes]


def read(strokes: list[np.ndarray]) -> Answer:
    return recognize(Request(ink_from_strokes(strokes)))


@pytest.mark.parametrize(
    ("gap", "aside", "goes_on"),
    [(0, 0, True), (0.9 * GAP * 100, 0, True), (1.1 * GAP * 100, 0, False), (3, 9, False)],
)
def test_stroke_goes_on_where_the_gap_is_short_and_ahead(gap: float, aside: float, goes_on: bool) -> None:
    behind = polyline([(aside, 50 + gap), (aside, 100)], 10)
    ink = boxed_of(polyline([(0, 0), (0, 50)], 10), behind, polyline([(70, 0), (70, 100)], 10))
    assert broken(ink) == ([1] if goes_on else [])


@pytest.mark.parametrize(("share", "goes_on"), [(0.9, True), (1.1, False)])
def test_gap_is_short_by_the_tallest_stroke_where_the_ink_is_far_apart(share: float, goes_on: bool) -> None:
    below = 100 + share * GAP * TALLER * 100
    ink = [polyline([(0, a), (0, a + 100)], 10) for a in (0, below)] + [polyline([(70, 900), (70, 1000)], 10)]
    assert broken(boxed_of(*ink)) == ([1] if goes_on else [])


@pytest.mark.parametrize(("gap", "goes_on"), [(5, True), (8, False)])
def test_gap_is_short_by_the_parts_beside_it_too(gap: float, goes_on: bool) -> None:
    assert gap < GAP * 100
    parts = polyline([(0, 0), (0, 15)], 10), polyline([(0, 15 + gap), (0, 30 + gap)], 10)
    assert broken(boxed_of(*parts, polyline([(70, 0), (70, 100)], 10))) == ([1] if goes_on else [])


@pytest.mark.parametrize(("bend", "goes_on"), [(60, True), (72, False)])
def test_stroke_bends_only_so_much_across_a_gap(bend: float, goes_on: bool) -> None:
    """Half of it on either side."""
    half, whole = (np.array([np.sin(turn), np.cos(turn)]) for turn in np.radians([bend / 2, bend]))
    begin = np.array([0, 50]) + 6 * half
    parts = polyline([(0, 0), (0, 50)], 20), polyline([begin, begin + 50 * whole], 20)
    assert broken(boxed_of(*parts, polyline([(90, 0), (90, 100)], 10))) == ([1] if goes_on else [])


def test_stroke_that_turns_off_or_comes_back_does_not_go_on() -> None:
    down = polyline([(0, 0), (0, 50)], 10)
    for behind in ([(0, 52), (50, 52)], [(2, 50), (2, 0)], [(0, 100), (0, 52)]):
        assert broken(boxed_of(down, polyline(behind, 10), polyline([(70, 0), (70, 100)], 10))) == []


@pytest.mark.parametrize("behind", [[(0, 50), (50, 50)], [(0, 50), (3, 0)], [(0, 50)]])
def test_stroke_goes_on_from_the_very_point_where_one_ended(behind: list) -> None:
    """Whether it turns off, comes back or is a dot."""
    ink = boxed_of(polyline([(0, 0), (0, 50)], 10), polyline(behind, 10), polyline([(70, 0), (70, 100)], 10))
    assert broken(ink) == [1]


@pytest.mark.parametrize(("times", "goes_on"), [(0.9, True), (1.1, False)])
@pytest.mark.parametrize("turned", [False, True])
def test_point_that_a_device_still_had_of_another_stroke_is_no_part_of_this(
    turned: bool, times: float, goes_on: bool
) -> None:
    other = polyline([(0, 0), (0, 50)], 10)
    aside = 5 * times * STALE_SUDDEN
    stale = np.concatenate([other[-1:], polyline([(aside, 50), (aside, 0)], 10)])
    strokes = [stale[::-1], other[::-1]] if turned else [other, stale]
    assert broken(boxed_of(*strokes, polyline([(90, 0), (90, 100)], 10))) == ([1] if goes_on else [])


@pytest.mark.parametrize("points", [2, 3, 8])
def test_numbers_in_pieces_from_point_to_point_are_read_as_in_one(points: int) -> None:
    for seed in range(12):
        _, strokes = written(seed)
        strokes = [stroke[:: max(1, len(stroke) // 24)] for stroke in strokes]
        pieces = [stroke[k : k + points] for stroke in strokes for k in range(0, len(stroke) - 1, points - 1)]
        plain, found = read(strokes), read(pieces)
        assert (found.predictions[0].text, found.level) == (plain.predictions[0].text, plain.level)


def test_arc_goes_on_across_a_gap() -> None:
    turn = np.linspace(0, 2 * np.pi, 120)
    ring = np.stack([30 * np.sin(turn), 50 - 50 * np.cos(turn)], axis=1)
    assert broken(boxed_of(ring[:50], ring[53:])) == [1]


def test_dots_are_no_parts_of_strokes() -> None:
    dot = np.array([(0.0, 52.0)])
    assert broken(boxed_of(polyline([(0, 0), (0, 50)], 10), dot, polyline([(0, 54), (0, 99)], 10))) == []


# A pen that left the canvas

UP, DOWN = polyline([(0, 100), (0, 0)], 20), polyline([(40, 0), (40, 100)], 20)


@pytest.mark.parametrize("side", [1, -1])  # above, below
@pytest.mark.parametrize(
    ("move", "goes_on"),
    [
        ((0, 0), True),
        ((90 * OUTSIDE - 40, 0), True),
        ((110 * OUTSIDE - 40, 0), False),
        ((0, 90 * BRINK), True),
        ((0, 110 * BRINK), False),
    ],
)
def test_stroke_goes_on_where_the_pen_came_back_above_or_below(side: int, move: tuple, goes_on: bool) -> None:
    other = polyline([(-90, 50), (-90, 70)], 10)
    strokes = [stroke * (1, side) for stroke in (other, UP, DOWN + move)]
    assert broken(boxed_of(*strokes)) == ([2] if goes_on else [])


@pytest.mark.parametrize(("times", "goes_on"), [(1.1, True), (0.9, False)])
def test_pen_leaves_and_comes_back_steeply(times: float, goes_on: bool) -> None:
    steep = times * STEEP
    way = np.array([np.sqrt(1 - steep**2), -steep]) * 200
    for strokes in ([polyline([tuple(-way), (0, 0)], 40), DOWN], [UP, polyline([(40, 0), (40 + way[0], -way[1])], 40)]):
        assert broken(boxed_of(*strokes)) == ([1] if goes_on else [])


def test_pen_is_not_thought_to_have_left_within_ink_or_at_its_sides() -> None:
    assert broken(boxed_of(UP, DOWN, polyline([(90, -20), (90, 100)], 20))) == []
    assert broken(boxed_of(UP[:, ::-1], DOWN[:, ::-1])) == []
    assert broken(boxed_of(UP, DOWN[::-1])) == []


@pytest.mark.parametrize(("side", "least"), [(1, 32), (-1, 45)])
def test_numbers_that_a_canvas_cuts_off_above_or_below_are_trusted(side: int, least: int) -> None:
    right = strong = 0
    for seed in range(60):
        text, strokes = written(seed)
        low = min((side * stroke[:, 1]).min() for stroke in strokes) + 4
        within = [side * stroke[:, 1] >= low for stroke in strokes]
        runs = [np.flatnonzero(np.diff(own, prepend=False, append=False)).reshape(-1, 2) for own in within]
        answer = read([stroke[begin:end] for stroke, own in zip(strokes, runs, strict=True) for begin, end in own])
        right += answer.predictions[0].text == text
        strong += answer.level == "strong"
    assert right >= 54
    assert strong >= least
