"""Warps of ink: they vary it, and leave it the digit that it was."""

from __future__ import annotations

import numpy as np
import pytest

import augment
from augment import DRAGGED, TAIL, TREMBLE, arc_lengths, thin_out, to_unit, warp
from dataset import draw
from handwriting import STYLES, digit, number
from recognizer.classifier import NOT_DIGIT, load

STROKES = [np.array([[3.0, 10], [5, 30], [4, 50]]), np.array([[8.0, 20], [12, 22]])]


def extent(strokes: list[np.ndarray]) -> np.ndarray:
    return np.ptp(np.vstack(strokes), axis=0)


def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return all(a.shape == b.shape and (a == b).all() for a, b in zip(one, other, strict=True))


# To the unit


def test_ink_is_moved_and_scaled_to_height_one() -> None:
    """A corner at (3, 10), 40 high."""
    unit = to_unit(STROKES)
    np.testing.assert_allclose(unit[0], [[0, 0], [0.05, 0.5], [0.025, 1]])
    np.testing.assert_allclose(unit[1], [[0.125, 0.25], [0.225, 0.3]])


def test_flat_ink_is_scaled_by_its_width() -> None:
    """A minus 100 wide and 2 high would be 50 wide at height 1; it is 4."""
    np.testing.assert_allclose(extent(to_unit([np.array([[0.0, 0], [100, 2]])])), [4, 0.08])


def test_dot_stays_a_dot() -> None:
    (dot,) = to_unit([np.array([[7.0, 7.0]])])
    np.testing.assert_array_equal(dot, [[0, 0]])


def test_unit_does_not_depend_on_place_and_size() -> None:
    strokes = [stroke[:, :2] for stroke in digit("4", np.random.default_rng(0))]
    for one, other in zip(to_unit(strokes), to_unit([stroke * 0.01 + [5, -900] for stroke in strokes])):
        np.testing.assert_allclose(one, other, atol=1e-9)


# Warps


def written(label: str = "8", seed: int = 0) -> list[np.ndarray]:
    return to_unit([stroke[:, :2] for stroke in digit(label, np.random.default_rng(seed))])


def test_strength_zero_leaves_the_ink_as_it_is_and_gives_copies() -> None:
    strokes = written()
    still = warp(strokes, np.random.default_rng(0), strength=0)
    assert same(still, strokes)
    still[0][:] = 99
    assert strokes[0].max() < 99


def test_ink_that_is_warped_is_left_as_it_was() -> None:
    strokes = written()
    before = [stroke.copy() for stroke in strokes]
    for seed in range(30):
        warp(strokes, np.random.default_rng(seed))
    assert same(strokes, before)


def test_one_seed_warps_the_same_and_two_differ() -> None:
    strokes = written()
    one, again, other = (warp(strokes, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert same(one, again)
    assert not (one[0].shape == other[0].shape and np.allclose(one[0], other[0], atol=0.01))


def test_strokes_keep_their_number_their_order_and_their_direction() -> None:
    strokes = [stroke[:, :2] / 100 for stroke in number("41", np.random.default_rng(1)).strokes]
    for seed in range(40):
        warped = warp(strokes, np.random.default_rng(seed))
        assert len(warped) == len(strokes)
        for one, other in zip(strokes, warped):
            assert other.ndim == 2
            assert other.shape[1] == 2
            assert len(other) >= min(len(one), 2)
            assert np.isfinite(other).all()
            long = np.hypot(*(one[-1] - one[0])) > 0.5
            assert not long or (one[-1] - one[0]) @ (other[-1] - other[0]) > 0


@pytest.mark.parametrize("stroke", [[[0.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]])
def test_dots_and_lines_of_two_points_are_warped(stroke: list) -> None:
    for seed in range(60):
        (warped,) = warp([np.array(stroke)], np.random.default_rng(seed))
        assert len(warped) == len(stroke) or len(stroke) == 2  # thinned out where both are one place
        assert np.isfinite(warped).all()


def test_warps_are_as_large_as_hands_differ() -> None:
    """Over 300 warps of one 8 the proportions spread by about a sixth; nothing is torn or squeezed flat."""
    strokes = written()
    sizes = np.array([extent(warp(strokes, np.random.default_rng(seed))) for seed in range(300)])
    aspect = np.log(sizes[:, 0] / sizes[:, 1])
    assert 0.08 < aspect.std() < 0.35
    assert 0.6 < sizes[:, 1].min() < sizes[:, 1].max() < 1.6


def test_smaller_strength_moves_the_ink_less() -> None:
    strokes = written()

    def moved(strength: float) -> float:
        sums = []
        for seed in range(60):
            (one,), (other,) = to_unit(strokes), to_unit(warp(strokes, np.random.default_rng(seed), strength))
            if one.shape == other.shape:
                sums.append(np.abs(one - other).mean())
        return float(np.mean(sums))

    assert moved(0.1) < 0.5 * moved(0.5) < moved(1.0)


def test_some_strokes_are_thinned_out_as_by_a_slow_tablet_with_both_ends_kept() -> None:
    line = [np.column_stack([np.linspace(0, 0.3, 200), np.linspace(0, 1, 200)])]
    counts = [len(warp(line, np.random.default_rng(seed))[0]) for seed in range(200)]
    thin = [count for count in counts if count < 100]
    assert 20 < len(thin) < 90  # a quarter
    assert min(thin) >= 1 / augment.THIN[1]  # at most so far apart
    assert sum(count >= 8 for count in thin) > len(thin) / 3  # most tablets are not as slow
    for distance in (0.05, 0.13, 0.5, 3.0):
        thinned = thin_out(line[0], distance)
        np.testing.assert_array_equal(thinned[[0, -1]], line[0][[0, -1]])
        assert np.hypot(*np.diff(thinned[:-1], axis=0).T).min(initial=np.inf) >= distance - 0.01


def test_length_of_the_way_counts_no_time() -> None:
    np.testing.assert_allclose(arc_lengths(np.array([[0, 0, 0], [3, 4, 700], [3, 6, 900]])), [0, 5, 7])
    np.testing.assert_array_equal(arc_lengths(np.array([[7, 7]])), [0])


def test_some_strokes_get_a_hook_at_one_end() -> None:
    line = [np.column_stack([np.zeros(50), np.linspace(0, 1, 50)])]
    hooked = 0
    for seed in range(300):
        warped = warp(line, np.random.default_rng(seed))[0]
        if len(warped) == 51:
            hooked += 1
            ends = max(np.hypot(*(warped[1] - warped[0])), np.hypot(*(warped[-1] - warped[-2])))
            assert ends <= TAIL + 8 * TREMBLE
    assert 10 < hooked < 70  # an eighth of those that are not thinned out


def test_pens_that_drag_on_go_to_the_right_from_where_they_were_to_be_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augment, "DRAG", 1.0)
    (stroke,) = written("3")
    for seed in range(20):
        rng = np.random.default_rng(seed)
        dragged = augment._dragged(stroke, rng)
        np.testing.assert_array_equal(dragged[: len(stroke)], stroke)
        step = dragged[-1] - stroke[-1]
        assert DRAGGED[0] - 1e-9 <= np.hypot(*step) <= DRAGGED[1] + 1e-9
        assert step[0] > 0.3 * np.hypot(*step)
    few = sum(warp([stroke], np.random.default_rng(seed))[0][-1, 0] for seed in range(40)) / 40
    monkeypatch.setattr(augment, "DRAG", 0.0)
    assert few > sum(warp([stroke], np.random.default_rng(seed))[0][-1, 0] for seed in range(40)) / 40 + 0.1


@pytest.mark.parametrize("strength", [0.7, 1.0])
def test_warped_digits_are_still_read(strength: float) -> None:
    """By the served net. Measured with model 1.9.0: 397 and 400 of 400."""
    rng = np.random.default_rng(0)
    labels = [label for label in STYLES for _ in range(40)]
    glyphs = [warp(to_unit([s[:, :2] for s in digit(label, rng)]), rng, strength) for label in labels]
    scores = load()[0].log_probabilities(draw(glyphs, None))
    right = scores[:, :NOT_DIGIT].argmax(axis=1) == np.array([int(label) for label in labels])
    assert right.sum() >= 395
