"""The pen's way along center lines."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest

from hands import digits_of
from recognizer.picture import ink_from_picture
from recognizer.pictures.recovery import in_order_of_writing
from recognizer.snapshots import ink_from_snapshots
from render import Look, pictures


def ways(points: list[tuple[float, float]], joins: list[tuple[int, int]]) -> list[list[int]]:
    """The points of each run of the pen."""
    found = in_order_of_writing(np.array(points, float), np.array(joins), np.zeros(len(points), np.intp))
    assert sorted(map(sorted, found.tolist())) == sorted(map(sorted, joins))  # the same, some turned round
    runs: list[list[int]] = []
    for a, b in found.tolist():
        if runs and runs[-1][-1] == a:
            runs[-1].append(b)
        else:
            runs.append([a, b])
    return runs


LINES = {
    "down": ([(0, 0), (0, 1), (0, 2)], [0, 1, 2]),
    "down, from the last": ([(0, 2), (0, 1), (0, 0)], [2, 1, 0]),
    "to the right": ([(0, 0), (1, 0), (2, 0)], [0, 1, 2]),
    "to the right, from the last": ([(2, 0), (1, 0), (0, 0)], [2, 1, 0]),
    "down to the left": ([(3, 0), (1, 1), (0, 3)], [0, 1, 2]),
}


@pytest.mark.parametrize(("points", "way"), LINES.values(), ids=LINES)
def test_a_line_begins_at_its_upper_or_left_end(points: list[tuple[float, float]], way: list[int]) -> None:
    assert ways(points, [(1, 0), (1, 2)]) == [way]


def test_a_ring_begins_at_its_top_to_the_left_and_comes_back() -> None:
    ring = [(np.sin(a), -np.cos(a)) for a in np.arange(12) * np.pi / 6]  # clockwise from the top
    assert ways(ring, [(k, (k + 1) % 12) for k in range(12)]) == [[0, *range(11, 0, -1), 0]]


def test_where_lines_cross_the_pen_goes_straight_on() -> None:
    down = [(0.0, y) for y in range(-5, 6)]
    across = [(x, 0.0) for x in range(-5, 6) if x]
    order = [*range(11, 16), 5, *range(16, 21)]
    joins = [*pairwise(range(11)), *pairwise(order)]
    assert ways(down + across, joins) == [[*range(11)], order]


def test_a_loop_is_gone_round_where_a_line_crosses_itself() -> None:
    angle = np.linspace(-1.25 * np.pi, 0.25 * np.pi, 24)[::-1]
    loop = [(np.sqrt(0.5) * np.cos(a), 1 + np.sqrt(0.5) * np.sin(a)) for a in angle[1:-1]]  # clockwise
    left, right = ([(side * x, -x) for x in np.linspace(1, 0.1, 8)] for side in (-1, 1))
    way = [*range(8), 30, *range(8, 30), 30, *range(38, 30, -1)]
    assert ways([*left, *loop, (0, 0), *right], list(pairwise(way))) == [way]


def test_what_is_left_at_a_fork_is_gone_along_afterwards() -> None:
    tee = [(-2.0, 0.0), (-1.0, 0.0), (0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (0.0, 1.0), (0.0, 2.0)]
    assert ways(tee, [(0, 1), (1, 2), (2, 3), (3, 4), (2, 5), (5, 6)]) == [[0, 1, 2, 3, 4], [2, 5, 6]]


def test_strokes_stay_in_order_and_dots_are_kept() -> None:
    points = np.array([(5.0, 5), (0, 1), (0, 0), (9, 9)])
    joins, stroke = np.array([(0, 0), (1, 2), (3, 3)]), np.array([0, 1, 1, 2])
    assert in_order_of_writing(points, joins, stroke).tolist() == [[0, 0], [2, 1], [3, 3]]
    assert in_order_of_writing(points, joins[:0], stroke).shape == (0, 2)


def test_most_strokes_of_a_sequence_of_pictures_run_as_they_were_written() -> None:
    right, turned = 0, 0
    for writer in range(6):
        for sample in digits_of(writer):
            strokes = [np.asarray(stroke, float) for stroke in sample.strokes]
            height = np.ptp(np.vstack(strokes)[:, 1])
            ink = ink_from_snapshots(pictures(strokes, Look(scale=80 / height, pen=4)))
            corner = np.vstack(strokes).min(axis=0)
            for k in np.unique(ink.stroke[ink.joins[:, 0]]).tolist():
                own = ink.joins[ink.stroke[ink.joins[:, 0]] == k]
                begin, end = (ink.points[p] - ink.points.min(axis=0) for p in (own[0, 0], own[-1, 1]))
                first, last = ((strokes[k][i] - corner) * 80 / height for i in (0, -1))
                straight = np.hypot(*(begin - first)) + np.hypot(*(end - last))
                back = np.hypot(*(begin - last)) + np.hypot(*(end - first))
                right += straight < 20
                turned += back < 20 <= straight
    assert right >= 0.7 * (right + turned + 1)
    assert right >= 40


@pytest.mark.alone
def test_ink_of_many_ends_takes_time_in_proportion() -> None:
    def seconds(teeth: int) -> float:
        """Of a comb."""
        points = np.array([(x, y) for x in range(teeth) for y in range(4)], float)
        spine = [(4 * x, 4 * x + 4) for x in range(teeth - 1)]
        joins = np.array(spine + [(4 * x + y, 4 * x + y + 1) for x in range(teeth) for y in range(3)])
        start = time.perf_counter()
        in_order_of_writing(points, joins, np.zeros(len(points), np.intp))
        return time.perf_counter() - start

    assert min(seconds(4000) for _ in range(3)) < 20 * min(seconds(500) for _ in range(3))


def test_no_ink_of_pictures_is_drawn_twice() -> None:
    strokes = [np.asarray(stroke, float) for stroke in digits_of(0)[4].strokes]
    files = pictures(strokes, Look(scale=80 / np.ptp(np.vstack(strokes)[:, 1]), pen=4))
    for ink in (ink_from_picture(files[-1]), ink_from_snapshots(files)):
        assert len(np.unique(np.sort(ink.joins, axis=1), axis=0)) == len(ink.joins)
