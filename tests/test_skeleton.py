"""Components by hand, thinning of small shapes, spurs."""

from __future__ import annotations

import time

import numpy as np
import pytest

from recognizer.components import graph_components, ink_components
from recognizer.pictures.skeleton import SPUR_REACH, Skeleton, coarsen, prune, trace
from recognizer.pictures.thinning import thin


def picture(*rows: str) -> np.ndarray:
    """Labels from one string a row: digits are ink, all else is paper."""
    return np.array([[int(c) if c.isdigit() else 0 for c in row] for row in rows], np.int32)


def loops(skeleton: Skeleton) -> int:
    """Independent cycles: joins - points + pieces."""
    pieces = graph_components(len(skeleton.points), skeleton.joins).max() + 1
    return len(skeleton.joins) - len(skeleton.points) + int(pieces)


def test_graph_components_are_numbered_by_their_first_nodes() -> None:
    edges = np.array([[5, 3], [1, 6], [6, 4], [4, 1]])
    assert graph_components(7, edges).tolist() == [0, 1, 2, 3, 1, 3, 1]
    assert graph_components(3, np.zeros((0, 2), np.intp)).tolist() == [0, 1, 2]


def test_graph_components_of_a_long_path_in_any_order() -> None:
    order = np.random.default_rng(0).permutation(5000)
    assert set(graph_components(5000, np.column_stack((order[:-1], order[1:]))).tolist()) == {0}


def test_ink_components_touch_by_side_or_corner_but_not_around_the_edge() -> None:
    labels = picture("1..11", ".1...", "....1", "1....")
    pieces, count = ink_components(labels)
    assert count == 4
    assert pieces.tolist() == picture("1..22", ".1...", "....3", "4....").tolist()


def test_ink_components_keep_labels_apart() -> None:
    pieces, count = ink_components(picture("1122", "1122", "...1"))
    assert count == 3
    assert pieces[0].tolist() == [1, 1, 2, 2]


def test_ink_components_of_a_spiral_are_one() -> None:
    labels = picture("111111", "1....1", "1.11.1", "1.1..1", "1.1111", "1.....")
    assert ink_components(labels)[1] == 1


@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 2), (3, 3), (4, 4), (1, 9), (2, 9), (5, 5)])
def test_nothing_is_worn_away_entirely(height: int, width: int) -> None:
    labels = np.pad(np.ones((height, width), np.int32), 1)
    thin(labels)
    assert labels.any()
    assert ink_components(labels)[1] == 1


def test_thinning_keeps_pieces_and_holes_of_noise() -> None:
    labels = np.pad((np.random.default_rng(1).random((60, 80)) < 0.55).astype(np.int32), 1)
    _, before = ink_components(labels)
    holes = _holes(labels)
    thin(labels)
    assert ink_components(labels)[1] == before
    assert _holes(labels) == holes


def _holes(labels: np.ndarray) -> int:
    """Holes by counting squares of 2 x 2 (Gray 1971, IEEE Trans. Computers C-20): pieces - (Q1 - Q3 - 2 Qd) / 4."""
    ink = np.pad(labels > 0, 1).astype(int)
    square = ink[:-1, :-1] + ink[1:, 1:], ink[1:, :-1] + ink[:-1, 1:]
    inked = square[0] + square[1]
    diagonal = (inked == 2) & (square[0] != 1)
    euler = (np.sum(inked == 1) - np.sum(inked == 3) - 2 * diagonal.sum()) // 4
    return ink_components(labels)[1] - int(euler)


def test_a_band_becomes_its_middle_line() -> None:
    labels = np.zeros((11, 60), np.int32)
    labels[3:8, 5:55] = 1
    skeleton = trace(labels)
    assert (skeleton.points[:, 1] == 5.5).all()
    assert np.ptp(skeleton.points[:, 0]) > 44
    assert loops(skeleton) == 0
    assert np.median(skeleton.radius) == pytest.approx(2.5)


def test_joins_have_no_diagonal_over_the_corner_of_an_l() -> None:
    skeleton = trace(picture("1....", "1....", "1....", "11111"))
    assert loops(skeleton) == 0


def test_two_labels_side_by_side_become_two_lines() -> None:
    labels = np.zeros((20, 40), np.int32)
    labels[4:10, 4:36], labels[10:16, 4:36] = 1, 2
    skeleton = trace(labels)
    assert set(skeleton.label.tolist()) == {1, 2}
    assert (skeleton.label[skeleton.joins[:, 0]] == skeleton.label[skeleton.joins[:, 1]]).all()
    assert skeleton.points[skeleton.label == 1, 1].max() < 10 < skeleton.points[skeleton.label == 2, 1].min()


def test_a_short_spur_goes_and_a_long_branch_stays() -> None:
    line = [[x, 0.0] for x in range(21)]
    short, long = [[5.0, y] for y in (1, 2)], [[12.0, y] for y in range(1, 9)]
    joins = [[i, i + 1] for i in range(20)] + [[5, 21], [21, 22], [12, 23]] + [[i, i + 1] for i in range(23, 30)]
    points = np.array(line + short + long)
    skeleton = Skeleton(points, np.ones(31, np.intp), np.array(joins), np.full(31, 3.0))
    skeleton.radius[21:23] = 1.0
    pruned = prune(skeleton, np.full(31, SPUR_REACH))
    assert len(pruned.points) == 29
    assert pruned.points[:, 1].max() == 8


def test_coarsen_keeps_ends_pieces_and_loops() -> None:
    y, x = np.indices((80, 80))
    ring = np.abs(np.hypot(x - 40, y - 40) - 28) < 3
    labels = (ring | ((np.abs(x - 40) < 3) & (y > 40) & (y < 76))).astype(np.int32)
    fine = trace(labels)
    coarse = coarsen(fine, 4)
    assert len(coarse.points) < len(fine.points) / 3
    assert loops(coarse) == loops(fine) == 1
    end = fine.points[fine.degree() == 1]
    assert coarse.points[coarse.degree() == 1] == pytest.approx(end)


@pytest.mark.alone
def test_lines_that_are_thin_already_are_not_looked_at_while_a_blot_is_worn_down() -> None:
    lines, blot = np.zeros((2, 400, 1000), np.int32)
    lines[5:-5, 5:500:3] = 1
    blot[20:-20, 550:950] = 1

    def seconds(labels: np.ndarray) -> float:
        begin = time.process_time()
        thin(labels)
        return time.process_time() - begin

    both = lines + blot
    assert seconds(both) < 3 * (seconds(lines) + seconds(blot))
