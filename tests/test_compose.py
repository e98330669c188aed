"""Numbers composed of single digits: spacing, order of writing, and the true ink of each digit."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from augment import to_unit
from compose import KINDS, Number, compose
from dataset import KIND_SHARES
from handwriting import STYLES, digit

TWO_STROKES = {"4": 0, "5": 1, "7": 1}  # styles of two strokes
PLAIN = dict.fromkeys("012368", 0) | {"9": 0}


def glyphs_of(labels: str, seed: int = 0) -> list[list[np.ndarray]]:
    rng = np.random.default_rng(seed)
    styles = PLAIN | TWO_STROKES
    return [[stroke[:, :2] for stroke in digit(label, rng, styles[label])] for label in labels]


def composed(labels: str, kind: str, seed: int = 0, strength: float = 1.0) -> Number:
    return compose(labels, glyphs_of(labels, seed), kind, np.random.default_rng(seed), strength=strength, writer="me")


def ink_of(number: Number, place: int) -> list[np.ndarray]:
    """The true ink of one digit."""
    return [number.strokes[stroke][first : last + 1] for stroke, first, last in number.digits[place]]


def box(strokes: list[np.ndarray]) -> np.ndarray:
    points = np.vstack(strokes)
    return np.array([points.min(axis=0), points.max(axis=0)])


def test_kinds_that_are_trained_on_are_kinds() -> None:
    assert set(KIND_SHARES) == set(KINDS)
    assert sum(KIND_SHARES.values()) == pytest.approx(1)


@pytest.mark.parametrize("kind", KINDS)
def test_number_says_what_it_is_and_who_wrote_it(kind: str) -> None:
    number = composed("4702", kind)
    assert number.text == "4702"
    assert number.writer == "me"
    assert len(number.digits) == 4
    assert all(stroke.dtype == np.float64 and stroke.shape[1] == 2 for stroke in number.strokes)
    assert all(np.isfinite(stroke).all() for stroke in number.strokes)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"joined"}))
def test_every_stroke_belongs_to_one_digit_as_a_whole(kind: str) -> None:
    for seed in range(10):
        number = composed("47502", kind, seed)
        runs = [run for digit in number.digits for run in digit]
        assert sorted(runs) == [(k, 0, len(stroke) - 1) for k, stroke in enumerate(number.strokes)]
        assert [len(digit) for digit in number.digits] == [2, 2, 2, 1, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_ink_of_each_digit_is_the_glyph_when_nothing_is_warped(kind: str) -> None:
    """For evaluation the ink stays as it was written, but for its place and its size."""
    for seed in range(5):
        number = composed("4702", kind, seed, strength=0)
        for place, glyph in enumerate(glyphs_of("4702", seed)):
            for one, other in zip(to_unit(ink_of(number, place)), to_unit(glyph), strict=True):
                np.testing.assert_allclose(one, other, atol=1e-9)


def test_ink_differs_from_the_glyph_when_warped() -> None:
    number = composed("3", "spaced")
    (one,), (other,) = to_unit(ink_of(number, 0)), to_unit(glyphs_of("3")[0])
    assert one.shape != other.shape or np.abs(one - other).max() > 0.01


@pytest.mark.parametrize("kind", ["spaced", "tight", "overlapping", "wide", "joined"])
def test_gaps_between_boxes_are_those_of_the_kind(kind: str) -> None:
    low, high = KINDS[kind]
    gaps = []
    for seed in range(30):
        number = composed("3068", kind, seed)
        boxes = [box(ink_of(number, place)) for place in range(4)]
        gaps += [after[0, 0] - before[1, 0] for before, after in pairwise(boxes)]
    assert low - 1e-9 <= min(gaps)
    assert max(gaps) <= high + 1e-9
    assert np.mean(gaps) == pytest.approx((low + high) / 2, abs=0.2 * (high - low))


@pytest.mark.parametrize("kind", KINDS)
def test_digits_stand_from_left_to_right_at_about_one_height_and_one_foot(kind: str) -> None:
    heights, feet = [], []
    for seed in range(20):
        number = composed("3068", kind, seed)
        boxes = np.array([box(ink_of(number, place)) for place in range(4)])
        assert (np.diff(boxes.mean(axis=1)[:, 0]) > 0).all()
        heights += (boxes[:, 1, 1] - boxes[:, 0, 1]).tolist()
        feet += (boxes[:, 1, 1] - boxes[:, 1, 1].mean()).tolist()
    assert np.mean(heights) == pytest.approx(1, abs=0.05)
    assert 0.01 < np.std(heights) < 0.15
    assert 0.02 < np.std(feet) < 0.2


def order_of_writing(number: Number) -> list[int]:
    """The place of the digit that each stroke belongs to."""
    owner = {run[0]: place for place, digit in enumerate(number.digits) for run in digit}
    return [owner[stroke] for stroke in range(len(number.strokes))]


@pytest.mark.parametrize("kind", ["spaced", "tight", "overlapping", "wide"])
def test_digits_are_written_one_after_the_other(kind: str) -> None:
    assert order_of_writing(composed("4702", kind)) == [0, 0, 1, 1, 2, 3]


def test_bars_and_stems_are_added_when_all_first_strokes_are_written() -> None:
    assert order_of_writing(composed("4702", "added_last")) == [0, 1, 2, 3, 0, 1]


def test_digits_out_of_order_are_written_whole_in_any_order() -> None:
    orders = set()
    for seed in range(20):
        order = order_of_writing(composed("4702", "out_of_order", seed))
        firsts = list(dict.fromkeys(order))
        assert order == [place for place in firsts for _ in range(order.count(place))]  # no digit is interrupted
        orders.add(tuple(firsts))
    assert len(orders) > 8


# Joined


def test_joined_digits_share_a_stroke_and_their_link_belongs_to_none() -> None:
    for seed in range(30):
        number = composed("3068", "joined", seed)
        assert len(number.strokes) < 4  # at least one pair is joined
        for index, stroke in enumerate(number.strokes):
            runs = sorted(run for digit in number.digits for run in digit if run[0] == index)
            assert runs[0][1] == 0
            assert runs[-1][2] == len(stroke) - 1
            for (_, _, last), (_, first, _) in pairwise(runs):
                assert first - last == 7  # six points of the link lie between


def test_link_leads_from_the_end_of_one_digit_to_the_begin_of_the_next() -> None:
    for seed in range(20):
        number = composed("36", "joined", seed)
        (stroke,) = number.strokes
        (_, _, last), (_, first, _) = number.digits[0][0], number.digits[1][0]
        link = stroke[last : first + 1]
        chord = np.hypot(*(link[-1] - link[0]))
        steps = np.hypot(*np.diff(link, axis=0).T)
        assert steps.sum() >= chord - 1e-9
        assert steps.sum() < 1.6 * chord
        assert steps.max() < 3 * steps.mean()


def test_last_stroke_is_joined_to_the_first_of_the_next() -> None:
    """A 4 of two strokes, then a 2: its first stroke stands alone."""
    number = composed("42", "joined")
    assert len(number.strokes) == 2
    assert [run[0] for run in number.digits[0]] == [0, 1]
    assert [run[0] for run in number.digits[1]] == [1]


def test_single_digit_cannot_be_joined() -> None:
    number = composed("4", "joined")
    assert len(number.strokes) == 2
    assert number.digits == (((0, 0, len(number.strokes[0]) - 1), (1, 0, len(number.strokes[1]) - 1)),)


@pytest.mark.parametrize("kind", KINDS)
def test_one_seed_always_composes_the_same(kind: str) -> None:
    one, again, other = (composed("4702", kind, seed) for seed in (3, 3, 4))
    assert one.digits == again.digits
    assert all((a == b).all() for a, b in zip(one.strokes, again.strokes, strict=True))
    points, others = np.vstack(one.strokes), np.vstack(other.strokes)
    assert points.shape != others.shape or np.abs(points - others).max() > 0.01


def test_every_digit_can_be_composed() -> None:
    for label in STYLES:
        assert composed(label * 2, "tight").text == label * 2
