"""Cuts inside a stroke: shapes worked by hand, then digits that were joined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from augment import arc_lengths
from handwriting import number
from polyline import polyline
from recognizer.cuts import MAX_CUTS, SPACING, turning_points

STEPS = 40  # lines between two corners
ONES = [(0, 0), (0, 1), (0.6, 0), (0.6, 1)]  # two ones, joined by a straight line: like an N
ELEVEN_OF_THREE = [*ONES, (1.2, 0), (1.2, 1)]
SEVEN_ONE = [(0, 0), (0.5, 0), (0.2, 1), (0.9, 0), (0.9, 1)]


def through(corners: list[tuple[float, float]], steps: int = STEPS) -> np.ndarray:
    """A polyline with `steps` lines between two corners."""
    return polyline(corners, steps)


def corners_missed(path: np.ndarray, corners: list[tuple[float, float]], cuts: np.ndarray) -> float:
    """The largest distance of one of some corners from the cut that is nearest to it."""
    return max(float(np.hypot(*(path[cuts] - corner).T).min(initial=np.inf)) for corner in corners)


def loop(cx: float, width: float = 0.5, turns: float = 1.0) -> np.ndarray:
    """An ellipse of height 1, begun at its top, counterclockwise."""
    angle = np.linspace(0, 2 * np.pi * turns, 60)
    return np.column_stack([cx - width / 2 * np.sin(angle), 0.5 - 0.5 * np.cos(angle)])


# Worked by hand


def test_stroke_is_cut_where_the_pen_was_lifted_though_it_goes_straight_on() -> None:
    path = through([(0, 1), (0, 0), (1, 0), (1, 1)])
    middle = STEPS + STEPS // 2 + 5
    found = turning_points(path, True, [middle])
    at = np.abs(found.points - middle).argmin()
    assert abs(found.points[at] - middle) <= 2
    assert found.sharpness[at] == 1.0


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        (ONES, [(0, 1), (0.6, 0)]),
        (ELEVEN_OF_THREE, [(0, 1), (0.6, 0), (0.6, 1), (1.2, 0)]),
        (SEVEN_ONE, [(0.2, 1), (0.9, 0)]),
    ],
)
def test_joined_strokes_are_cut_where_the_pen_turns(corners: list, expected: list) -> None:
    path = through(corners)
    cuts = turning_points(path, alone=True).points
    assert corners_missed(path, expected, cuts) <= 0.06  # a step of the arc


@pytest.mark.parametrize("steps", [1, 2, 3, 5, 10])
@pytest.mark.parametrize("corners", [ONES, ELEVEN_OF_THREE])
def test_corners_of_few_points_are_cut_at_themselves(corners: list, steps: int) -> None:
    """A fast pen leaves few points; cuts fall on the nearest one, not on the next."""
    path = through(corners, steps)
    cuts = turning_points(path, alone=True).points
    assert corners_missed(path, corners[1:-1], cuts) < 1e-9


@pytest.mark.parametrize("angle", [45, 90, 135, 170])
def test_sharpness_tells_how_far_the_pen_turns(angle: float) -> None:
    """Down, and on to the right by an angle; the corner may lie between two of the places that are looked at."""
    turned = np.radians(angle)
    path = through([(0, 0), (0, 1), (np.sin(turned), 1 + np.cos(turned))])
    cuts, _, sharpness = turning_points(path, alone=False)
    assert sharpness[np.abs(cuts - STEPS).argmin()] == pytest.approx(np.sin(turned / 2) ** 2, abs=0.12)


def test_way_from_one_digit_to_the_next_is_a_link() -> None:
    path = through(ONES)
    cuts, link, _ = turning_points(path, alone=True)
    assert link.shape == (len(cuts), len(cuts))
    ends = [(path[cuts[i]], path[cuts[j]]) for i, j in np.argwhere(link)]
    assert min(np.abs(np.subtract((a, b), [(0, 1), (0.6, 0)])).max() for a, b in ends) <= 0.06
    assert not np.tril(link).any()  # a link leads onward


def test_upright_line_is_not_cut() -> None:
    cuts, link, _ = turning_points(through([(0.3, 0), (0.3, 1.5)]), alone=True)
    assert len(cuts) == 0
    assert link.shape == (0, 0)


@pytest.mark.parametrize("angle", [0.3, 0.8, 1.2])
def test_slanted_line_is_cut_in_its_middle_at_most(angle: float) -> None:
    """It has no turns; all of it is a passage from left to right, which may hold two digits."""
    path = np.linspace(0, 1.5, 51)[:, None] * [np.cos(angle), np.sin(angle)]
    cuts = turning_points(path, alone=True).points
    assert len(cuts) <= 1
    assert all(abs(cut - 25) <= 2 for cut in cuts)


def test_loop_begun_on_the_right_is_not_cut() -> None:
    """What lies before any point of it lies over, or right of, what lies behind it."""
    angle = np.linspace(0, 2 * np.pi, 60)
    cuts = turning_points(0.5 * np.column_stack([np.cos(angle), -np.sin(angle)]), alone=True).points
    assert len(cuts) == 0


def test_two_circles_joined_by_a_bow_are_cut_between_them() -> None:
    """A 0, from its top over to the top of the next: the way over is a passage."""
    path = np.vstack([loop(0.0), loop(0.9)])
    cuts = turning_points(path, alone=True).points
    between = [cut for cut in cuts if 57 <= cut <= 62]
    assert between, cuts


def test_ink_beside_a_low_bar_is_no_digit_of_its_own() -> None:
    """From the flat begin of a 2's foot on there is no digit: what lies behind a cut must be tall enough."""
    path = through([(0, 0.2), (0.3, 0), (0.5, 0.3), (0, 1), (0.3, 0.95), (0.6, 1)])
    cuts = turning_points(path, alone=True).points
    behind = [np.ptp(path[cut:, 1]) for cut in cuts]
    assert all(height >= 0.35 - 0.05 for height in behind)


def test_bar_that_others_lie_under_may_be_cut_off_a_digit_that_it_leads_to() -> None:
    """The bar of a 7 whose stem is another stroke, and on into a 1: flat ink before the cut only when not alone."""
    path = through([(0, 0), (0.5, 0), (1.0, 0), (1.0, 1)])
    alone = turning_points(path, alone=True).points
    over_others = turning_points(path, alone=False).points
    assert len(over_others) > len(alone)
    assert all(np.ptp(path[: cut + 1, 1]) >= 0.3 for cut in alone)


def test_path_of_two_points_and_of_one_place_is_not_cut() -> None:
    for path in (np.array([[0.0, 0], [2, 1]]), np.zeros((5, 2)), np.array([[0.0, 0], [0, 0], [1e-12, 0]])):
        cuts, link, _ = turning_points(path, alone=True)
        assert len(cuts) == 0
        assert link.shape == (0, 0)


# Properties


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(3, 60), st.booleans())
def test_cuts_lie_inside_ascend_keep_apart_and_are_few(seed: int, turns: int, alone: bool) -> None:
    rng = np.random.default_rng(seed)
    x = np.linspace(0, rng.uniform(0.2, 6), turns) + rng.normal(0, 0.15, turns)
    path = through(list(zip(x, rng.uniform(0, 1, turns))), 6)
    cuts, link, _ = turning_points(path, alone)
    assert len(cuts) <= MAX_CUTS
    assert (np.diff(cuts) > 0).all()
    assert ((cuts > 0) & (cuts < len(path) - 1)).all()
    assert link.shape == (len(cuts), len(cuts))
    assert link.dtype == np.bool_
    assert not np.tril(link).any()
    arc = arc_lengths(path)
    spacing = np.hypot(*np.diff(path, axis=0).T).max()
    assert (np.diff(arc[cuts]) >= SPACING - 0.06 - 2 * spacing).all()


def test_cuts_stay_where_they_are_when_points_are_denser() -> None:
    for corners in (ONES, ELEVEN_OF_THREE, SEVEN_ONE):
        coarse, dense = through(corners, 20), through(corners, 200)
        places = [path[turning_points(path, alone=True)[0]] for path in (coarse, dense)]
        assert len(places[0]) == len(places[1])
        assert np.abs(places[0] - places[1]).max() < 0.08


def test_cuts_do_not_depend_on_the_place() -> None:
    path = through(SEVEN_ONE)
    for shift in ((3.0, -8.0), (-100.0, 0.0)):
        np.testing.assert_array_equal(turning_points(path + shift, True)[0], turning_points(path, True)[0])


# Whole ink


def test_most_links_between_joined_digits_are_cut_within_a_fifth_of_the_height() -> None:
    """Measured: 30 of 30."""
    found = count = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        joined = number("".join(rng.choice(list("0123456789"), 2)), rng, joined=1.0)
        for stroke, first, last in joined.links:
            path = joined.strokes[stroke][:, :2] / 100
            arc = arc_lengths(path)
            cuts = turning_points(path, alone=len(joined.strokes) == 1).points
            inside = (arc[cuts] >= arc[first] - 0.2) & (arc[cuts] <= arc[last] + 0.2)
            found += bool(inside.any())
            count += 1
    assert count >= 30
    assert found >= 0.9 * count
