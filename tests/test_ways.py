"""The pen's ways through ink: straight on at every fork, each line once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from graphs import circle, graph, way
from recognizer.ways import SHORT, Way, ways


def ways_of(*paths: np.ndarray) -> tuple[list[Way], np.ndarray, np.ndarray]:
    """The ways through some paths, the points of each line (n, 2), and where points are (p, 2)."""
    joins, lines = graph(*paths)
    place = np.zeros((joins.max() + 1, 2))
    place[joins.reshape(-1)] = lines.reshape(-1, 2)
    return list(ways(joins, place)), joins, place


def ends_of(found: list[Way], place: np.ndarray) -> list[list[list[float]]]:
    return sorted(place[[way.points[0], way.points[-1]]].round(6).tolist() for way in found)


def test_a_line_is_one_way_from_left_to_right() -> None:
    found, _, place = ways_of(way((1, 0), (0.4, 0.7), (0, 0.2)))
    assert ends_of(found, place) == [[[0, 0.2], [1, 0]]]
    assert found[0].forks == []


def test_what_goes_around_is_one_way() -> None:
    found, joins, _ = ways_of(circle(0.0))
    assert len(found) == 1
    assert sorted(found[0].lines) == list(range(len(joins)))


def test_a_stem_ends_at_the_bar_that_it_meets() -> None:
    """A T: the bar goes straight on, and the fork is told."""
    found, _, place = ways_of(way((0, 0), (0.3, 0)), way((0.3, 0), (0.6, 0)), way((0.3, 0), (0.3, 1)))
    assert ends_of(found, place) == [[[0, 0], [0.6, 0]], [[0.3, 0], [0.3, 1]]]
    for one in found:
        assert place[[one.points[fork] for fork in one.forks]] == pytest.approx(np.array([[0.3, 0]]))


def test_lines_that_cross_go_straight_on() -> None:
    arms = [way((0.5, 0.5), end) for end in ((0, 0), (1, 1), (0, 1), (1, 0))]
    found, _, place = ways_of(*arms)
    assert ends_of(found, place) == [[[0, 0], [1, 1]], [[0, 1], [1, 0]]]


def test_a_crossing_that_is_drawn_apart_is_one() -> None:
    """Thinning makes two forks of a flat crossing, and a short branch between them."""
    left, right = (0.5 - SHORT / 3, 0.5), (0.5 + SHORT / 3, 0.5)
    arms = [way(left, (0, 0.2)), way(left, (0, 0.8)), way(right, (1, 0.2)), way(right, (1, 0.8))]
    found, _, place = ways_of(*arms, way(left, right, steps=3))
    assert ends_of(found, place) == [[[0, 0.2], [1, 0.8]], [[0, 0.8], [1, 0.2]]]


def test_a_line_that_crosses_itself_is_one_way() -> None:
    """A loop like a fish: in from the left, around, and out to the left again."""
    tails = [way((0, 0), (0.5, 0.5)), way((0, 1), (0.5, 0.5))]
    loop = way((0.5, 0.5), (0.8, 0.8), (1, 0.5), (0.8, 0.2), (0.5, 0.5))
    found, joins, place = ways_of(*tails, loop)
    assert ends_of(found, place) == [[[0, 0], [0, 1]]]
    assert sorted(found[0].lines) == list(range(len(joins)))


def test_nothing_goes_on_around_a_sharp_corner() -> None:
    """A Y upside down: whichever leg the stem goes on into, the other one begins at the fork."""
    found, _, place = ways_of(way((0.5, 0), (0.5, 0.5)), way((0.5, 0.5), (0.45, 1)), way((0.5, 0.5), (0.55, 1)))
    assert len(found) == 2
    assert [0.5, 0.5] in [end for both in ends_of(found, place) for end in both]


def test_each_line_is_in_one_way_and_leads_from_point_to_point() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        joins = rng.integers(0, 30, (40, 2))
        joins = joins[joins[:, 0] != joins[:, 1]]
        place = np.argwhere(np.ones((6, 5)))[rng.permutation(30)]  # far apart: no branch is short
        found = list(ways(joins, place))
        assert sorted(line for one in found for line in one.lines) == list(range(len(joins)))
        for one in found:
            assert [set(step) for step in pairwise(one.points)] == [set(joins[line].tolist()) for line in one.lines]
            assert place[one.points[0], 0] <= place[one.points[-1], 0]
