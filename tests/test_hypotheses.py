"""Classes of hypotheses: worked by hand, then numbers whose true ink is known."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import dataset
from augment import arc_lengths
from dataset import MAX_NEGATIVES, composed_numbers, hypothesis_rasters, real_numbers
from hands import digits_of, numbers_of
from handwriting import number
from hypotheses import (
    EXACT,
    MOST_LINK,
    NEAR,
    NOT_DIGIT,
    UNCLEAR,
    fragments,
    is_upright_bar,
    segment_labeled,
)  # fmt: skip
from kinds import KINDS
from polyline import polyline
from recognizer.rasterize import rasterize
from recognizer.segmentation import FEATURES, MIN_SIDE
from samples import Sample
from true_ink import true_digits

# Worked by hand: strokes are 100 high, so that distances in parts of the height are pixels.

ONE, OTHER = np.array([(0.0, 0), (0, 100)]), np.array([(30.0, 0), (30, 100)])
STEPS = 50  # lines between two corners
CORNERS = [(0.0, 0), (0, 100), (60, 0), (60, 100)]  # two ones, joined
JOINED = polyline(CORNERS, STEPS)


def labels_by_strokes(text: str, strokes: list, digits: list) -> dict[tuple[int, ...], int]:
    """The class of every hypothesis, by the strokes that it has."""
    hypotheses, labels = segment_labeled(text, strokes, digits)
    return {tuple(run[0] for run in hypotheses.drawing_segments(h)): int(label) for h, label in enumerate(labels)}


def labels_by_ends(text: str, stroke: np.ndarray, digits: list) -> dict[tuple[int, int], int]:
    """The class of every hypothesis of one cut stroke, by its first and last point."""
    hypotheses, labels = segment_labeled(text, [stroke], digits)
    return {hypotheses.drawing_segments(h)[0][1:]: int(label) for h, label in enumerate(labels)}


def test_two_digits_are_digits_and_both_together_are_none() -> None:
    """Two strokes that may be an 11: each alone is a 1."""
    labels = labels_by_strokes("11", [ONE, OTHER], [[(0, 0, 1)], [(1, 0, 1)]])
    assert labels == {(0,): 1, (1,): 1, (0, 1): NOT_DIGIT}


def test_digit_of_two_strokes_is_one_and_each_stroke_is_none() -> None:
    """The same two strokes, now known to be one 4."""
    labels = labels_by_strokes("4", [ONE, OTHER], [[(0, 0, 1), (1, 0, 1)]])
    assert labels == {(0,): NOT_DIGIT, (1,): NOT_DIGIT, (0, 1): 4}


def test_strokes_are_looked_up_by_number_not_by_place() -> None:
    """The right one was written first."""
    labels = labels_by_strokes("17", [OTHER, ONE], [[(1, 0, 1)], [(0, 0, 1)]])
    assert labels[1,] == 1
    assert labels[0,] == 7


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (0.0, 1),
        (EXACT - 0.05, 1),
        (EXACT + 0.05, UNCLEAR),
        (NEAR - 0.05, UNCLEAR),
        (NEAR + 0.05, NOT_DIGIT),
        (-EXACT + 0.05, 1),  # negative: more than the digit, the begin of its link
        (-EXACT - 0.05, UNCLEAR),
        (-MOST_LINK - 0.05, NOT_DIGIT),
    ],
)
def test_class_changes_with_the_distance_of_a_cut_from_the_true_end(missing: float, expected: int) -> None:
    """A hypothesis that ends on the way up, and a true digit that ends so many heights behind or before it."""
    found = labels_by_ends("1", JOINED, [[(0, 0, STEPS)]])
    hypothesis = begin, end = max(ends for ends in found if ends[0] == 0 and ends[1] < 2 * STEPS + 5)
    assert begin == 0
    assert end > 2 * STEPS - 15
    arc = arc_lengths(JOINED)
    true_end = int(np.abs(arc - (arc[end] + missing * 100)).argmin())
    whole = [(0, 2 * STEPS, 3 * STEPS)]  # of height 100; twice, so that the median height is 100
    labels = labels_by_ends("177", JOINED, [[(0, 0, true_end)], whole, whole])
    assert labels[hypothesis] == expected


# Whole ink


@pytest.mark.parametrize("kind", KINDS)
def test_every_digit_of_a_number_has_its_class_and_the_rest_is_none(kind: str) -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        text = "".join(rng.permutation(list("0123456789"))[:5])
        written = number(text, rng, **KINDS[kind])
        hypotheses, labels = segment_labeled(text, written.strokes, true_digits(written))
        assert labels.shape == (len(hypotheses),)
        assert set(labels) - {NOT_DIGIT, UNCLEAR} == set(map(int, text))
        true = {tuple(sorted(digit)): int(c) for digit, c in zip(true_digits(written), text)}
        for h, label in enumerate(labels):
            key = tuple(sorted(hypotheses.drawing_segments(h)))
            assert key not in true or label == true[key]
            strokes = {run[0] for run in key}
            owners = sum(bool(strokes & {run[0] for run in digit}) for digit in true_digits(written))
            assert owners == 1 or label == NOT_DIGIT  # ink of two digits is none


def test_joined_digits_are_labeled_too() -> None:
    """Measured: 115 of 120 digits have their class, and 31 of 40 numbers a hypothesis that is unclear."""
    found = unclear = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        text = "".join(rng.permutation(list("0123456789"))[:3])
        written = number(text, rng, joined=1.0)
        _, labels = segment_labeled(text, written.strokes, true_digits(written))
        assert set(labels) <= {*map(int, text), NOT_DIGIT, UNCLEAR}
        found += len(set(labels) & set(map(int, text)))
        unclear += UNCLEAR in labels
    assert found >= 112
    assert unclear >= 25


def test_labels_do_not_depend_on_place_and_size() -> None:
    written = number("380", np.random.default_rng(1), joined=1.0)
    strokes = [stroke[:, :2] for stroke in written.strokes]
    _, one = segment_labeled("380", strokes, true_digits(written))
    _, other = segment_labeled("380", [stroke * 0.01 + 7 for stroke in strokes], true_digits(written))
    np.testing.assert_array_equal(one, other)


# Rasters of them


def samples(writers: int = 6) -> list[Sample]:
    """Each digit of some hands, and a number of each."""
    return [sample for writer in range(writers) for sample in digits_of(writer) + numbers_of(writer)]


def test_rasters_of_hypotheses_leave_out_what_is_unclear_and_most_of_what_is_wrong() -> None:
    numbers = composed_numbers(samples(), 30, np.random.default_rng(0), kinds={"joined": 1, "tight": 1}, lengths=(2, 4))
    rasters = hypothesis_rasters(numbers, np.random.default_rng(0))
    counts = Counter(rasters.labels.tolist())
    assert set(counts) <= set(range(11))
    assert len(rasters.images) == len(rasters.labels)
    digits = sum(count for label, count in counts.items() if label != NOT_DIGIT)
    assert digits >= 0.7 * sum(len(one.text) for one in numbers)
    assert 30 < counts[NOT_DIGIT] <= MAX_NEGATIVES * len(numbers)
    assert (rasters.images.reshape(len(rasters), -1).max(axis=1) > 60).all()  # none is blank


def test_of_the_cuts_near_enough_to_a_digit_one_is_drawn() -> None:
    numbers = composed_numbers(samples(), 60, np.random.default_rng(0), kinds={"joined": 1}, lengths=(2, 3))
    several = 0
    for one in numbers:
        _, labels = segment_labeled(one.text, one.strokes, one.digits)
        rasters = hypothesis_rasters([one], np.random.default_rng(0))
        drawn = Counter(rasters.labels[rasters.labels != NOT_DIGIT].tolist())
        assert drawn <= Counter(map(int, one.text))
        assert drawn.keys() == set(map(int, one.text)) & set(labels.tolist())
        several += ((labels >= 0) & (labels < NOT_DIGIT)).sum() > len(one.text)
    assert several > 5


def test_strokes_as_a_whole_come_first_among_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "MAX_NEGATIVES", 1)
    monkeypatch.setattr(dataset, "MAX_WHOLE", 1)
    monkeypatch.setattr(dataset, "BARS", 1.0)
    numbers = composed_numbers(samples(), 40, np.random.default_rng(14), kinds={"overlapping": 1}, lengths=(1, 3))
    found = cut = 0
    for one in numbers:
        hypotheses, labels = segment_labeled(one.text, one.strokes, one.digits)
        drawn = rasterize(hypotheses.lines, hypotheses.spans, min_side=MIN_SIDE)
        whole = drawn[(labels == NOT_DIGIT) & (hypotheses.features[:, FEATURES.index("cuts")] == 0)]
        rasters = hypothesis_rasters([one], np.random.default_rng(0), varied=False)
        wrong = rasters.images[rasters.labels == NOT_DIGIT]
        assert len(wrong) == (labels == NOT_DIGIT).any()
        if len(whole):
            assert (whole == wrong).all(axis=(1, 2)).any()
            found += 1
        else:
            cut += len(wrong)
    assert 20 < found < 40
    assert cut > 0


def test_real_numbers_keep_their_text_their_ink_and_their_segmentation() -> None:
    real = [sample for sample in samples() if len(sample.label) > 1]
    numbers = real_numbers(real)
    assert [one.text for one in numbers] == [sample.label for sample in real]
    for sample, one in zip(real, numbers):
        assert [run[0] for digit in one.digits for run in digit] == [k for group in sample.segments for k in group]
        heights = [np.ptp(np.vstack([one.strokes[s] for s, _, _ in digit])[:, 1]) for digit in one.digits]
        assert np.median(heights) == pytest.approx(1, abs=1e-6)
    warped = real_numbers(real, np.random.default_rng(0))
    assert any(np.abs(a.strokes[0][0] - b.strokes[0][0]).max() > 1e-3 for a, b in zip(numbers, warped))


def test_numbers_without_segmentation_and_suspect_ones_are_passed_over() -> None:
    ink = (np.zeros((2, 2), np.float32),)
    assert real_numbers([Sample("12", "w", ink, "s"), Sample("12", "w", ink, "s", ((0,), (0,)), suspect=True)]) == []


# Fragments


def fragments_by_strokes(text: str, strokes: list, digits: list) -> dict[tuple[int, ...], tuple[int, float]]:
    """Whole digit and share of every hypothesis, by the strokes that it has."""
    hypotheses, labels = segment_labeled(text, strokes, digits)
    whole, share = fragments(text, strokes, digits, hypotheses, labels)
    keys = (tuple(run[0] for run in hypotheses.drawing_segments(h)) for h in range(len(hypotheses)))
    return {key: (int(w), float(s)) for key, w, s in zip(keys, whole, share)}


def test_stroke_of_a_digit_of_two_is_a_fragment_of_it_by_its_length() -> None:
    """A 4 of a stroke 100 long and one 50 long."""
    found = fragments_by_strokes("4", [ONE, OTHER * (1, 0.5)], [[(0, 0, 1), (1, 0, 1)]])
    assert found == {(0,): (4, pytest.approx(2 / 3)), (1,): (4, pytest.approx(1 / 3)), (0, 1): (4, 0.0)}


def test_two_digits_together_are_no_fragment() -> None:
    found = fragments_by_strokes("17", [ONE, OTHER], [[(0, 0, 1)], [(1, 0, 1)]])
    assert found == {(0,): (1, 0.0), (1,): (7, 0.0), (0, 1): (NOT_DIGIT, 0.0)}


@pytest.mark.parametrize(
    ("stroke", "bar"),
    [
        ([(0, 0), (0, 100)], True),
        ([(0, 0), (60, 60), (90, 100)], True),
        ([(0, 0), (100, 60)], False),  # too flat
        ([(0, 0), (60, 0), (60, 100)], False),  # a corner
        ([(0, 0), (0, 20)], False),  # too short
    ],
)
def test_bar_is_upright_straight_and_not_short(stroke: list, bar: bool) -> None:
    assert is_upright_bar([(0, 0, len(stroke) - 1)], [np.array(stroke, float)], 100.0) is bar


def test_two_strokes_are_no_bar() -> None:
    assert not is_upright_bar([(0, 0, 1), (1, 0, 1)], [ONE, OTHER], 100.0)


def test_fragments_of_a_digit_are_drawn_with_a_doubt_and_digits_with_none() -> None:
    rasters = hypothesis_rasters(composed_numbers(digits_of(1), 40, np.random.default_rng(0), kinds={"spaced": 1.0},
                                                  lengths=(2, 3)), np.random.default_rng(1))
    wrong = rasters.labels == NOT_DIGIT
    assert (rasters.doubts[~wrong] == 0).all()
    doubtful = rasters.doubts > 0
    assert wrong[doubtful].all()
    assert (rasters.others[doubtful] != NOT_DIGIT).all()
    assert 0 < doubtful.sum() < wrong.sum()
    assert rasters.doubts.max() <= 0.5
