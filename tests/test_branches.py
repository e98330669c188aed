"""Connected ink of a picture, taken apart: at forks, along thin columns, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

import canvas
from forms import read_of
from graphs import circle, graph, lines_of, way
from handwriting import number
from recognizer import lattice
from recognizer.branches import EDGE, LONG, SHARED, SPACING, STEP, TINY, branches, shared, thin_columns
from recognizer.picture import ink_from_picture
from recognizer.segmentation import segment
from recognizer.strokes import normalize, pieces_of

WON = 3  # numbers, at least, of 60 that are read only where digits may have ink in common

# Branches


def test_circles_that_touch_fall_apart_where_they_touch() -> None:
    joins, lines = graph(circle(0.0)[::-1], circle(1.0)[::-1] * [-1, 1] + [2, 0])
    branch, middle = branches(joins, lines)
    x = (lines[:, 0] + lines[:, 2]) / 2
    assert not set(branch[x < 0.5]) & set(branch[x > 0.5])
    assert (np.diff(middle) >= 0).all()
    assert len(middle) == branch.max() + 1


def test_narrow_ink_without_a_fork_is_one_branch() -> None:
    branch, middle = branches(*graph(way((0, 0), (0.4, 0.3), (0.1, 1))))
    assert set(branch) == {0}
    assert middle == pytest.approx([0.2])


def test_ink_falls_apart_at_a_fork() -> None:
    """A T, its bar in two: three branches of one fork."""
    branch, middle = branches(*graph(way((0, 0), (0.2, 0)), way((0.2, 0), (0.4, 0)), way((0.2, 0), (0.2, 1))))
    np.testing.assert_array_equal(branch, np.repeat([0, 2, 1], 10))
    assert middle == pytest.approx([0.1, 0.2, 0.3])


def test_a_tiny_branch_goes_with_the_largest_that_it_touches() -> None:
    spur = TINY / 2
    branch, middle = branches(*graph(way((0, 0), (0, 0.4)), way((0, 0.4), (0, 1)), way((0, 0.4), (spur, 0.4))))
    assert len(middle) == 2
    assert branch[20:].tolist() == branch[10:20].tolist()  # not of the shorter one


def test_tiny_ink_is_one_branch() -> None:
    branch, middle = branches(*graph(way((0, 0), (0.02, 0)), way((0.02, 0), (0.05, 0)), way((0.02, 0), (0.02, 0.03))))
    assert set(branch) == {0}
    assert len(middle) == 1


def test_a_long_branch_is_cut_along_columns() -> None:
    """A line without a fork may run through two digits."""
    branch, middle = branches(*graph(way((0, 0), (2.5 * LONG, 0), steps=60)))
    assert len(middle) >= 3
    assert (np.diff(branch) >= 0).all()  # from left to right


def test_every_line_has_a_branch_and_every_branch_a_line() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        joins = rng.integers(0, 30, (60, 2))
        joins = joins[joins[:, 0] != joins[:, 1]]
        points = rng.random((30, 2)) * [3, 1]
        branch, middle = branches(joins, points[joins].reshape(-1, 4))
        assert len(branch) == len(joins)
        assert set(branch) == set(range(len(middle)))
        assert (np.diff(middle) >= 0).all()


# What two digits have in common


def crossing(length: float) -> list[np.ndarray]:
    """Two lines, one behind the other, that are one line in the middle, for so long."""
    top, bottom = (0.3, 0.2), (0.3, 0.2 + length)
    arms = [way(end, at) for at, y in ((top, 0.0), (bottom, 0.4 + length)) for end in ((0.0, y), (0.6, y))]
    return [way(top, bottom), *arms]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param(crossing(0.9 * SHARED), [True, False, False, False, False], id="a flat crossing"),
        pytest.param(crossing(1.1 * SHARED), [False] * 5, id="too long a line"),
        pytest.param(crossing(0.4)[:4], [False] * 4, id="an end"),
        pytest.param([way((0, 0), (0.3, 0.5)), circle(0.2, 0.1)], [False] * 2, id="a ring"),
    ],
)
def test_short_ink_between_two_forks_may_be_of_two_digits(paths: list[np.ndarray], expected: list[bool]) -> None:
    joins, lines = graph(*paths)
    branch, _ = branches(joins, lines)
    first = np.cumsum([0, *(len(path) - 1 for path in paths[:-1])])  # line of each path
    assert shared(branch, joins, lines)[branch[first]].tolist() == expected


# Columns


def test_two_circles_with_a_line_between_are_cut_at_the_line() -> None:
    """A column through a circle crosses it twice; the line between them is crossed once."""
    joint = np.array([[0.5, 0.5, 0.9, 0.5]])
    columns = thin_columns(np.vstack([lines_of(circle(0.0)), lines_of(circle(1.4)), joint]))
    assert np.abs(columns - 0.7).min() <= 0.2
    assert (np.diff(columns) > 0).all()


def test_narrow_component_has_no_columns_to_cut_at() -> None:
    assert len(thin_columns(np.array([[0, 0, 0, 1.0]]))) == 0
    assert len(thin_columns(np.array([[0.3, 0.3, 0.3, 0.3]]))) == 0


def test_columns_that_cross_many_lines_are_not_cut_at() -> None:
    bars = np.array([[0, y, 2, y] for y in np.linspace(0, 1, 6)])
    assert len(thin_columns(bars)) == 0


def test_columns_keep_apart_and_away_from_the_edges() -> None:
    columns = thin_columns(np.array([[0, 0.5, 20, 0.5]]))
    assert len(columns) >= 20
    assert np.diff(columns).min() >= SPACING * STEP - 1e-9
    assert columns.min() >= EDGE - 1e-9
    assert columns.max() <= 20 - EDGE


# Whole pictures


def test_digits_that_touch_in_a_picture_are_hypotheses_of_their_own() -> None:
    """Two rings that share a part of their rims: some group of branches is the left ring, and some the right one."""
    coverage = np.zeros((120, 200))
    y, x = np.mgrid[:120, :200]
    for center in (60, 128):
        coverage[np.abs(np.hypot(x - center, y - 60) - 34) < 3] = 1
    hypotheses = segment(ink_from_picture(canvas.encoded(canvas.on_paper(coverage))))
    for box in ((26, 26, 94, 94), (94, 26, 162, 94)):
        assert np.abs(hypotheses.boxes - box).max(axis=1).min() < 8


def test_digits_that_overlap_are_read_with_the_ink_that_they_have_in_common(monkeypatch: pytest.MonkeyPatch) -> None:
    right = read_right()
    monkeypatch.setattr(lattice, "MAX_SHARED", -1)
    assert right - read_right() >= WON


def read_right() -> int:
    """Of 60 numbers of digits that overlap, as one picture."""
    right = 0
    for seed in range(60):
        rng = np.random.default_rng([11, seed])
        text = "".join(rng.choice(list("0123456789"), rng.integers(2, 5)))
        ink = [stroke[:, :2] for stroke in number(text, rng, gap=(-0.3, -0.1)).strokes]
        predictions = read_of(ink, "image").predictions
        right += bool(predictions) and predictions[0].text == text
    return right


def test_ink_beyond_what_may_be_cut_stays_whole() -> None:
    """A net of many forks: no more parts than time allows, and every line once, at its own join."""
    y, x = np.mgrid[:400, :800]
    coverage = (((x + y) % 24 < 3) | ((x - y) % 24 < 3)).astype(float)
    ink = ink_from_picture(canvas.encoded(canvas.on_paper(coverage)))
    normalized = normalize(ink)
    lines, pieces = normalized.lines, pieces_of(ink, normalized, None)
    np.testing.assert_array_equal(np.sort(pieces.joins), np.arange(len(lines)))
    np.testing.assert_array_equal(pieces.lines, lines[pieces.joins])
    assert len(pieces.begin) == 1
    assert len(segment(ink)) == 1


def test_lines_of_ink_that_is_cut_know_their_joins() -> None:
    coverage = np.zeros((60, 200))
    coverage[28:32, 20:180] = coverage[10:50, 60:64] = coverage[10:50, 130:134] = 1
    ink = ink_from_picture(canvas.encoded(canvas.on_paper(coverage)))
    normalized = normalize(ink)
    lines, pieces = normalized.lines, pieces_of(ink, normalized, None)
    assert len(pieces.begin) > 3
    np.testing.assert_array_equal(np.sort(pieces.joins), np.arange(len(lines)))
    np.testing.assert_array_equal(pieces.lines, lines[pieces.joins])
