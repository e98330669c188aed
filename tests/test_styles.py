"""Ways to write a digit: each is put on as it is meant, and the digit stays where it was."""

from __future__ import annotations

import numpy as np
import pytest

import styles
from augment import to_unit
from handwriting import STYLES, digit
from styles import go_over, lift, restyle

RNG_SEEDS = range(300)
TURN = np.linspace(0, 2 * np.pi, 40)
ZERO = [np.stack([0.3 + 0.3 * np.sin(TURN), 0.5 - 0.5 * np.cos(TURN)], axis=1)]
SEVEN = [np.array([(0.0, 0), (0.3, 0), (0.6, 0), (0.5, 0.25), (0.4, 0.5), (0.3, 0.75), (0.2, 1)])]
ONE = [np.linspace((0.0, 0.0), (0.0, 1.0), 12)]
NINE = [np.vstack([ZERO[0] * 0.5, np.linspace((0.3, 0.25), (0.3, 1), 12)])]


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens to any digit is left out, and boxes are, but where a test is about it."""
    for name in ("SKIP", "CUT_OFF", "BEND", "BOX"):
        monkeypatch.setattr(styles, name, 0.0)


def restyled(label: str, strokes: list[np.ndarray]) -> list[list[np.ndarray]]:
    return [restyle(label, strokes, np.random.default_rng(seed)) for seed in RNG_SEEDS]


def share(changed: list[bool]) -> float:
    return sum(changed) / len(changed)


def slashed_zeros(found: list[list[np.ndarray]]) -> list[list[np.ndarray]]:
    """A whole ring, and more than a dot."""
    return [ink for ink in found if len(ink) == 2 and len(ink[0]) == len(ZERO[0]) and len(ink[1]) > 3]


def test_some_zeros_get_a_slash_within_reach_of_the_ring() -> None:
    found = restyled("0", ZERO)
    slashed = slashed_zeros(found)
    assert 0.06 < len(slashed) / len(found) < 0.2
    for ring, slash in slashed:
        np.testing.assert_array_equal(ring, ZERO[0])
        assert np.abs(slash.mean(axis=0) - [0.3, 0.5]).max() < 0.2
        assert np.abs(slash - [0.3, 0.5]).max() < 0.85


def test_slashes_run_either_way_or_level() -> None:
    slashes = [slash for _, slash in slashed_zeros(restyled("0", ZERO))]
    ends = [s[s[:, 0].argsort()][[0, -1]] for s in slashes]
    rising = np.array([np.rad2deg(np.arctan2(left[1] - right[1], right[0] - left[0])) for left, right in ends])
    assert 0.4 < (rising >= 25).mean() < 0.8
    assert 0.1 < (rising <= -25).mean() < 0.4
    assert 0.03 < (abs(rising) < 25).mean() < 0.3
    assert abs(rising).max() <= 80.001
    assert 0.3 < share([bool(s[0, 0] > s[-1, 0]) for s in slashes]) < 0.7  # from right to left


def test_some_zeros_are_of_two_sides_drawn_down_that_meet() -> None:
    turned = [np.roll(ZERO[0][:-1], 12, axis=0)]  # begun at the side
    for zero in (ZERO, turned, [ZERO[0][::-1]]):
        halved = [ink for ink in restyled("0", zero) if len(ink) == 2 and 5 < len(ink[0]) < 35]
        assert 0.005 < len(halved) / len(RNG_SEEDS) < 0.08
        for ink in halved:
            left, right = sorted(ink, key=lambda side: side[:, 0].mean())
            assert left[:, 0].max() < 0.3 + 0.1 < right[:, 0].max()
            assert all(np.ptp(side[:, 1]) > 0.9 and (side[0, 1] < side[-1, 1]) for side in ink)
            assert all(np.hypot(*(left[k] - right[k])) < 0.25 for k in (0, -1))


def test_zero_of_two_strokes_has_its_slash_already() -> None:
    slashed = [*ZERO, np.array([(0.0, 1.0), (0.6, 0.0)])]
    assert all(len(ink) == 2 for ink in restyled("0", slashed))


def test_some_zeros_are_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "BOX", 0.1)
    boxes = [ink for ink in restyled("0", ZERO) if sum(map(len, ink)) == 4 * 8]
    assert 0.05 < len(boxes) / len(RNG_SEEDS) < 0.16
    for ink in boxes:
        points = np.vstack(ink)
        assert np.ptp(points[:, 1]) > 0.85
        assert np.hypot(*(points - [points[:, 0].max() / 2, 0.5]).T).min() > 0.1


def test_some_flags_are_nearly_as_long_as_the_stem_and_steep(monkeypatch: pytest.MonkeyPatch) -> None:
    def tips() -> np.ndarray:
        flagged = [ink[0] for ink in restyled("1", ONE) if len(ink[0]) > len(ONE[0])]
        return np.array([stroke[stroke[:, 0].argmin()] for stroke in flagged])

    monkeypatch.setattr(styles, "HOOK", 0.0)
    monkeypatch.setattr(styles, "BACK", 0.0)
    assert 0.05 < (np.hypot(*tips().T) > 0.6).mean() < 0.3
    monkeypatch.setattr(styles, "LONG_FLAG", 1.0)
    x, y = tips().T
    assert 0.35 < np.hypot(x, y).min() < np.hypot(x, y).max() < 1
    assert np.rad2deg(np.arctan2(y, -x)).min() > 35


def test_some_nines_have_a_loop_that_runs_clockwise_and_a_stem_put_on() -> None:
    own = [*ZERO, np.linspace((0.6, 0.1), (0.6, 1), 12)]
    turned = [ink for ink in restyled("9", own) if (ink[0] != ZERO[0]).any() and ink[0][-1, 0] >= 0]
    turned = [ink for ink in turned if sorted(map(tuple, ink[0])) == sorted(map(tuple, ZERO[0]))]
    assert 0.02 < len(turned) / len(RNG_SEEDS) < 0.1
    for loop, stem in turned:
        np.testing.assert_array_equal(stem, own[1])
        x, y = (loop - loop.mean(axis=0)).T
        assert (x[:-1] * y[1:] - x[1:] * y[:-1]).sum() < 0  # counter-clockwise is what ZERO's is not


def test_some_sevens_get_a_bar_that_crosses_the_stem() -> None:
    found = restyled("7", SEVEN)
    barred = [ink for ink in found if len(ink) == 2]
    assert 0.12 < len(barred) / len(found) < 0.3
    for _, bar in barred:
        middle = bar.mean(axis=0)
        assert 0.25 < middle[0] < 0.6
        assert 0.35 < middle[1] < 0.9
    serifs = share([len(ink[0]) == len(SEVEN[0]) + 1 for ink in found])
    assert serifs == pytest.approx(styles.SERIF, abs=0.05)


def test_some_sevens_draw_the_bar_on_from_the_foot_in_a_loop() -> None:
    looped = [ink[0] for ink in restyled("7", SEVEN) if len(ink[0]) > len(SEVEN[0]) + 1]
    assert len(looped) / len(RNG_SEEDS) == pytest.approx(styles.LOOP, abs=0.04)
    for stroke in looped:
        bar = stroke[-8:]
        assert bar[0, 0] < 0.4 < bar[-1, 0]  # from the left of the stem to its right
        assert 0.3 < bar[:, 1].min() < bar[:, 1].max() < 0.9


def test_some_plain_ones_get_a_flag_to_the_lower_left_of_their_head_or_a_foot() -> None:
    found = restyled("1", ONE)
    flagged = [ink for ink in found if len(ink[0]) > len(ONE[0]) and ink[0][-1, 1] == 1]
    assert 0.12 < len(flagged) / len(found) < 0.3
    tips = [ink[0][ink[0][:, 0].argmin()] for ink in flagged]
    assert all(x < 0 < y for x, y in tips)
    assert 0.08 < share([bool((ink[0][0] == ONE[0][0]).all()) for ink in flagged]) < 0.4  # out and back
    assert share([any(np.ptp(s[:, 1]) < 0.15 and s[:, 1].mean() > 0.9 for s in ink) for ink in found]) > 0.05


def test_at_the_foot_of_some_ones_the_pen_goes_back_up() -> None:
    found = restyled("1", ONE)
    backs = [ink[0] for ink in found if len(ink[0]) > len(ONE[0]) and ink[0][len(ONE[0]) - 1, 1] == 1]
    assert 0.03 < len(backs) / len(found) < 0.14
    for stroke in backs:
        np.testing.assert_array_equal(stroke[: len(ONE[0])], ONE[0])
        assert stroke[-1, 1] < 1
    aside = np.array([stroke[-1, 0] for stroke in backs])
    assert aside.min() < -0.03 < 0.03 < aside.max()
    assert any(stroke[-1, 1] < 0.45 for stroke in backs)  # the whole way


def test_flagged_ones_stand_on_a_foot_more_often_than_plain_ones() -> None:
    found = restyled("1", ONE)
    feet = [any(np.ptp(s[:, 1]) < 0.15 and s[:, 1].mean() > 0.9 for s in ink) for ink in found]
    flagged = [any((s[0] if len(s) == len(ONE[0]) + 7 else s.mean(axis=0))[0] < -0.02 for s in ink) for ink in found]
    of_flagged = share([foot for foot, flag in zip(feet, flagged) if flag])
    assert of_flagged > 1.5 * share([foot for foot, flag in zip(feet, flagged) if not flag])


def test_one_with_a_flag_keeps_it_and_gets_nothing_but_a_foot() -> None:
    flagged = [np.vstack([[(-0.3, 0.3)], ONE[0]])]
    found = restyled("1", flagged)
    for ink in found:
        np.testing.assert_array_equal(ink[0], flagged[0])
    feet = [ink[1] for ink in found if len(ink) == 2]
    assert 0.3 < len(feet) / len(found) < 0.5
    for foot in feet:
        assert np.ptp(foot[:, 1]) < 0.3
        assert 0.9 < foot[:, 1].mean() < 1.25
        assert foot[:, 0].min() < 0.05  # its middle is to the left more often
    assert np.mean([foot[:, 0].mean() < -0.05 for foot in feet]) > 0.35


def test_one_that_ends_with_a_foot_gets_no_other() -> None:
    footed = [np.vstack([[(-0.3, 0.3)], ONE[0], [(0.1, 1.0), (0.2, 1.0), (0.3, 1.0), (0.4, 1.0)]])]
    assert all(len(ink) == 1 for ink in restyled("1", footed))


def test_only_over_a_foot_a_flag_is_level() -> None:
    found = [ink for ink in restyled("1", ONE) if len(ink[0]) > len(ONE[0]) and ink[0][-1, 1] == 1]
    footed = [len(ink) == 2 for ink in found]
    tips = np.array([ink[0][ink[0][:, 0].argmin()] for ink in found])
    fall = np.rad2deg(np.arctan2(tips[:, 1], -tips[:, 0]))
    assert fall[footed].min() < 18
    assert fall[~np.array(footed)].min() > 15  # of 22, but for its bend


def test_some_nines_bend_their_stem_to_the_left_and_keep_their_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "CLOCKWISE", 0.0)
    bent = [ink for ink in restyled("9", NINE) if ink[0][-1, 0] < 0.25]
    assert 0.05 < len(bent) / len(RNG_SEEDS) < 0.2
    for ink in bent:
        np.testing.assert_array_equal(ink[0][:40], NINE[0][:40])


def test_pen_that_skips_leaves_a_gap_in_one_stroke(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "SKIP", 1.0)
    for seed in range(50):
        before, after = restyle("3", ZERO, np.random.default_rng(seed))
        assert 0.02 < np.hypot(*(after[0] - before[-1])) < 0.3


def test_cap_of_a_five_is_put_on_last_and_rightwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "SKIP_OF_LIFTS", 0.0)
    cap = np.linspace((0.6, 0.0), (0.1, 0.02), 8)
    body = [(0.08, 0.2), (0.06, 0.42), (0.3, 0.4), (0.6, 0.55), (0.6, 0.8), (0.3, 1.0), (0.0, 0.9)]
    first, then = lift("5", [np.vstack([cap, body])], np.random.default_rng(0))
    assert np.ptp(first[:, 1]) > 0.8
    assert then[0, 0] < then[-1, 0] - 0.4
    assert np.ptp(then[:, 1]) < 0.1


def test_pen_that_is_lifted_may_have_skipped_in_any_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    for share, strokes in ((1.0, 2), (0.0, 1)):
        monkeypatch.setattr(styles, "SKIP_OF_LIFTS", share)
        assert len(lift("0", ZERO, np.random.default_rng(0))) == strokes


def test_cut_off_end_loses_at_most_a_tenth_of_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "CUT_OFF", 1.0)
    whole = np.hypot(*np.diff(ZERO[0], axis=0).T).sum()
    for seed in range(50):
        (stroke,) = restyle("3", ZERO, np.random.default_rng(seed))
        assert 0.85 * whole < np.hypot(*np.diff(stroke, axis=0).T).sum() < whole


def test_stroke_gone_over_again_lies_on_the_first_one() -> None:
    for seed in RNG_SEEDS:
        first, again = go_over(NINE, np.random.default_rng(seed))
        np.testing.assert_array_equal(first, NINE[0])
        away = np.hypot(*(again[:, None] - first).transpose(2, 0, 1)).min(axis=1)
        assert away.max() < 0.15
        assert 0.8 * len(first) < len(again) <= len(first)


def test_bent_back_keeps_every_height(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "BEND", 1.0)
    (stroke,) = restyle("3", ZERO, np.random.default_rng(0))
    np.testing.assert_array_equal(stroke[:, 1], ZERO[0][:, 1])
    assert not np.allclose(stroke[:, 0], ZERO[0][:, 0])


@pytest.mark.parametrize("label", "0123456789")
def test_every_style_stays_finite_and_about_its_size(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SKIP", "CUT_OFF", "BEND"):
        monkeypatch.setattr(styles, name, 0.5)
    for style in range(len(STYLES[label])):
        ink = to_unit([np.asarray(s)[:, :2] for s in digit(label, np.random.default_rng(style), style=style)])
        for seed in range(40):
            found = np.vstack(restyle(label, ink, np.random.default_rng(seed)))
            assert np.isfinite(found).all()
            assert np.ptp(found, axis=0).max() < 2
