"""Strokes that broke off and go on in the next one are one stroke; others are not."""

from __future__ import annotations

import numpy as np
import pytest

from forms import read, written
from handwriting import curve
from points import boxed_of
from polyline import polyline
from recognizer.breaks import GAP, TALLER, broken
from recognizer.jumps import STALE_SUDDEN


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
        _, strokes = written(seed, 1 + seed % 7)
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


SIX = [(12, 74), (24, 60), (44, 62), (52, 80), (38, 98), (16, 98), (2, 74), (8, 40), (26, 12), (46, 2)]  # from inside
SEVEN = [(0, 2), (28, 1), (56, 0), (56, 0), (40, 36), (20, 100)]


def test_digit_that_begins_where_the_one_before_leads_is_cut_off_again() -> None:
    right = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        six, seven = (curve(np.array(control) + rng.normal(0, 1, (len(control), 2))) for control in (SIX, SEVEN))
        seven += six[-1] + rng.uniform([3, -3], [8, 2]) - seven[0]
        right += read([six, seven]).predictions[0].text == "67"
    assert right >= 19
