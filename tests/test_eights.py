"""Ways to write an 8: each is an 8 still, and the one that is given is mostly left as it is."""

from __future__ import annotations

import numpy as np
import pytest

import eights
from eights import eight, square

EIGHT = [np.stack([0.5 + 0.5 * np.sin(2 * t), 0.5 - 0.5 * np.cos(t)], axis=1) for t in [np.linspace(0, 2 * np.pi, 61)]]
SEEDS = range(300)


def restyled(monkeypatch: pytest.MonkeyPatch, **shares: float) -> list[list[np.ndarray]]:
    for name in ("RINGS", "SIDES", "SQUARE"):
        monkeypatch.setattr(eights, name, shares.get(name, 0.0))
    return [eight(EIGHT, np.random.default_rng(seed)) for seed in SEEDS]


def turn(ring: np.ndarray) -> float:
    """Twice the area within a closed curve, negative if it runs counter-clockwise on a screen."""
    (x, y), (next_x, next_y) = ring[:-1].T, ring[1:].T
    return float((x * next_y - next_x * y).sum())


def sides_passed(strokes: list[np.ndarray]) -> set[str]:
    """Which of the seven lines of a display the ink runs along, at their middles."""
    points = np.vstack(strokes)
    right = np.quantile(points[:, 0], 0.95)
    waist = np.median([y for x, y in points if abs(x - right / 2) < right / 4 and 0.3 < y < 0.7])
    middles = {
        "top": (right / 2, 0), "waist": (right / 2, waist), "foot": (right / 2, 1),
        "upper left": (0, waist / 2), "upper right": (right, waist / 2),
        "lower left": (0, (1 + waist) / 2), "lower right": (right, (1 + waist) / 2),
    }  # fmt: skip
    return {name for name, middle in middles.items() if np.hypot(*(points - middle).T).min() < 0.12}


def test_most_eights_are_left_as_they_are() -> None:
    assert 0.8 < np.mean([eight(EIGHT, np.random.default_rng(seed)) is EIGHT for seed in SEEDS]) < 0.95


def test_eight_of_two_rings_has_them_drawn_either_way_mostly_the_upper_one_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = restyled(monkeypatch, RINGS=1.0)
    for ink in found:
        assert len(ink) == 2
        assert len(ink[0]) + len(ink[1]) == len(EIGHT[0]) + 2
        assert all(np.hypot(*(ring[0] - ring[-1])) < 0.15 for ring in ink)
        upper, lower = sorted(ink, key=lambda ring: ring[:, 1].mean())
        assert upper[:, 1].max() < 0.65 < lower[:, 1].max()
    assert 0.5 < np.mean([ink[0][:, 1].mean() < ink[1][:, 1].mean() for ink in found]) < 0.95
    assert 0.3 < np.mean([turn(ink[0]) > 0 for ink in found]) < 0.7


def test_eight_of_two_sides_has_a_left_one_and_a_right_one_that_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    found = restyled(monkeypatch, SIDES=1.0)
    for ink in found:
        left, right = sorted(ink, key=lambda side: side[:, 0].mean())
        assert left[:, 0].max() < 0.5 + 0.15 < right[:, 0].max()
        assert all(np.ptp(side[:, 1]) > 0.9 for side in ink)
        upper = left[:, 1] < 0.4
        assert upper.any()
        assert (left[:, 1] > 0.6).any()
    assert 0.75 < np.mean([side[0, 1] < side[-1, 1] for ink in found for side in ink]) < 1  # drawn down


def test_eight_that_does_not_cross_itself_has_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    restyled(monkeypatch, RINGS=0.5, SIDES=0.5)
    for seed in SEEDS:
        np.testing.assert_array_equal(eight([EIGHT[0][:25]], np.random.default_rng(seed)), [EIGHT[0][:25]])


def test_square_eight_has_all_seven_lines_of_a_display() -> None:
    for seed in SEEDS:
        assert len(sides_passed(square(np.random.default_rng(seed), "8"))) == 7


def test_box_has_six_of_them() -> None:
    for seed in SEEDS:
        points = np.vstack(square(np.random.default_rng(seed), "0"))
        middle = points[:, 0].max() / 2
        assert np.hypot(*(points - (middle, 0.5)).T).min() > 0.1
        assert np.ptp(points[:, 1]) > 0.9


def test_bar_of_a_square_eight_is_mostly_put_on_last_and_some_are_of_one_stroke() -> None:
    found = [square(np.random.default_rng(seed), "8") for seed in SEEDS]
    assert 0.2 < np.mean([len(ink) == 1 for ink in found]) < 0.5
    several = [[np.ptp(stroke[:, 1]) < 0.25 and len(stroke) == 8 for stroke in ink] for ink in found if len(ink) > 1]
    assert all(sum(bars) == 1 for bars in several)
    assert 0.7 < np.mean([bars[-1] for bars in several]) < 0.95
