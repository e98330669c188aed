"""Jagged ink is read as the hand meant it; what is steady stays as it was written."""

from __future__ import annotations

import numpy as np
import pytest

from handwriting import number
from polyline import polyline
from recognizer import Request, recognize
from recognizer.ink import ink_from_strokes
from recognizer.steady import JAGGED, REACH, steadied
from recognizer.strokes import normalize
from recognizer.upright import set_upright


def lines_of(*strokes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    lines = np.concatenate([np.concatenate([stroke[:-1], stroke[1:]], axis=1) for stroke in strokes])
    return lines, np.cumsum([0, *(len(stroke) - 1 for stroke in strokes[:-1])])


def way(lines: np.ndarray) -> float:
    return float(np.hypot(*(lines[:, 2:] - lines[:, :2]).T).sum())


def staircase(step: float) -> np.ndarray:
    """From (0, 0) to (1, 1), level and steep in turns."""
    at = np.arange(0, 1 + step / 2, step)
    return np.stack([np.repeat(at, 2)[1:], np.repeat(at, 2)[:-1]], axis=1)


@pytest.mark.parametrize("step", [0.01, 0.02, 0.05])
def test_staircase_becomes_a_slope(step: float) -> None:
    lines, first = lines_of(staircase(step))
    steady = steadied(lines, first)
    assert way(lines) == pytest.approx(2)
    assert way(steady) < 1.12 * np.sqrt(2)
    assert np.abs(steady[:, 0] - steady[:, 1]).max() <= np.abs(lines[:, 0] - lines[:, 1]).max()
    np.testing.assert_array_equal(steady[[0, -1], [[0, 2], [1, 3]]], lines[[0, -1], [[0, 2], [1, 3]]])
    np.testing.assert_array_equal(steady[1:, :2], steady[:-1, 2:])


def test_steadied_point_is_the_mean_of_the_way_around_it() -> None:
    """Compared with sums over points that lie close on the way."""
    rng = np.random.default_rng(0)
    strokes = [np.cumsum(rng.normal(0, 0.02, (80, 2)), axis=0) + k for k in range(3)]
    lines, first = lines_of(*strokes)
    steady = steadied(lines, first)
    assert way(lines) > JAGGED * way(steady)
    for k, stroke in enumerate(strokes):
        arc = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
        for p in (1, 5, 40, 78):
            reach = min(REACH, arc[p], arc[-1] - arc[p])
            at = np.linspace(arc[p] - reach, arc[p] + reach, 4001)
            mean = [np.trapezoid(np.interp(at, arc, stroke[:, axis]), at) / (2 * reach) for axis in (0, 1)]
            np.testing.assert_allclose(steady[first[k] + p, :2], mean, atol=1e-5)


def test_strokes_do_not_touch_one_another() -> None:
    one, other = lines_of(staircase(0.02)), lines_of(staircase(0.02) + 3)
    both = steadied(*lines_of(staircase(0.02), staircase(0.02) + 3))
    np.testing.assert_allclose(both, np.concatenate([steadied(*one), steadied(*other)]), atol=1e-12)


def test_steady_ink_stays() -> None:
    for stroke in (polyline([(0, 0), (0.6, 0), (0.2, 1)], 40), np.array([[0.0, 0], [1, 1]]), np.zeros((2, 2))):
        lines, first = lines_of(stroke)
        assert steadied(lines, first) is lines
    for seed in range(40):
        rng = np.random.default_rng(seed)
        ink = ink_from_strokes([stroke[:, :2] for stroke in number(str(seed), rng).strokes])
        lines, first, _ = normalize(ink)
        assert first.tolist() == np.flatnonzero(np.diff(ink.stroke[ink.joins[:, 0]], prepend=-1)).tolist()
        assert steadied(lines, first) is lines


@pytest.mark.parametrize(("device", "least"), [("shaky finger", 34), ("mouse in steps", 26), ("whole units", 28)])
def test_jagged_numbers_are_read_and_trusted(device: str, least: int) -> None:
    right = trusted = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        text = "".join(rng.choice(list("0123456789"), 4 + seed % 4))
        strokes = [_jagged(stroke[:, :2], device, rng) for stroke in number(text, rng).strokes]
        answer = recognize(Request(ink_from_strokes(strokes)))
        right += answer.predictions[0].text == text
        trusted += answer.level == "strong"
    assert right >= 37
    assert trusted >= least


def _jagged(stroke: np.ndarray, device: str, rng: np.random.Generator) -> np.ndarray:
    """A stroke of a digit 100 units high."""
    if device == "shaky finger":
        points = dense(stroke)
        return points + rng.normal(0, 1.5, points.shape)
    return in_steps(stroke, 12) if device == "mouse in steps" else np.round(stroke / 12)


def dense(stroke: np.ndarray) -> np.ndarray:
    """The same with points one unit apart."""
    arc = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    at = np.linspace(0, arc[-1], int(arc[-1]) + 2)
    return np.stack([np.interp(at, arc, stroke[:, axis]) for axis in (0, 1)], axis=1)


def in_steps(stroke: np.ndarray, step: float) -> np.ndarray:
    """Points of a grid, x and y changing in turns."""
    found = [np.round(stroke[0] / step) * step]
    for point in np.round(stroke / step) * step:
        if point[0] != found[-1][0]:
            found.append(np.array([point[0], found[-1][1]]))
        if point[1] != found[-1][1]:
            found.append(point)
    return np.array(found)


def test_pictures_are_not_steadied() -> None:
    """Their center lines have no steps, and run in no order."""
    ink = ink_from_strokes([staircase(0.02) * 100])
    drawn = type(ink)(ink.points, ink.stroke, ink.joins, "image")
    assert way(set_upright(ink).lines) < 0.9 * way(set_upright(drawn).lines)


def test_lines_are_left_as_they_are_however_they_lie_in_memory() -> None:
    lines, first = lines_of(staircase(0.02))
    columns = np.asfortranarray(lines)
    np.testing.assert_array_equal(steadied(columns, first), steadied(lines, first))
    np.testing.assert_array_equal(columns, lines)
