"""The ink that the other tests are fed with is what it says it is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from handwriting import JUNK, LETTERS, STYLES, Hand, Written, curve, digit, hand, junk, number

EVERY_STYLE = [(label, index) for label, styles in STYLES.items() for index in range(len(styles))]
LATE_LABELS = "014579"


def box(strokes: list[np.ndarray]) -> np.ndarray:
    """Upper left and lower right corner, (2, 2)."""
    points = np.vstack(strokes)[:, :2]
    return np.array([points.min(0), points.max(0)])


def digit_boxes(written: Written) -> np.ndarray:
    """Box of each digit, (digits, 2, 2)."""
    return np.array([box([written.strokes[index] for index in segment]) for segment in written.segments])


def by_styles(**styles: int) -> Hand:
    """A person without any unrest, who writes in these styles."""
    return Hand(styles=dict.fromkeys(STYLES, 0) | {name.lstrip("_"): index for name, index in styles.items()})


def test_styles_cover_all_digits_with_several_ways_each() -> None:
    assert sorted(STYLES) == list("0123456789")
    assert all(len(styles) >= 4 for styles in STYLES.values())
    assert all(len({style.name for style in styles}) == len(styles) for styles in STYLES.values())


def test_late_strokes_are_strokes_other_than_the_first() -> None:
    late = {(label, index) for label, styles in STYLES.items() for style in styles for index in style.late}
    assert {label for label, _ in late} == set(LATE_LABELS)
    for styles in STYLES.values():
        assert all(0 < index < len(style.strokes) for style in styles for index in style.late)


@pytest.mark.parametrize(("label", "style"), EVERY_STYLE)
def test_digit_of_every_style_keeps_its_strokes_and_its_height(label: str, style: int) -> None:
    for seed in range(5):
        strokes = digit(label, np.random.default_rng(seed), style=style, height=200.0)
        assert len(strokes) == len(STYLES[label][style].strokes)
        (_, top), (_, foot) = box(strokes)
        assert foot - top == pytest.approx(200, abs=12)  # shake and pixels


@pytest.mark.parametrize(("label", "style"), EVERY_STYLE)
def test_digit_without_warp_is_the_template(label: str, style: int) -> None:
    template = np.vstack([curve(stroke) for stroke in STYLES[label][style].strokes])
    ink = np.vstack(digit(label, np.random.default_rng(0), style=style, warp=0.0, height=1000.0))[:, :2]
    ink = (ink - ink.min(0)) / np.ptp(ink[:, 1])
    template = (template - template.min(0)) / np.ptp(template[:, 1])
    distance = np.sqrt(((ink[:, None] - template) ** 2).sum(2)).min(1)
    assert distance.max() < 0.02


def test_digit_of_one_seed_is_always_the_same() -> None:
    first, second = (number("80452", np.random.default_rng(7), joined=0.5) for _ in range(2))
    assert first.segments == second.segments
    assert first.links == second.links
    for one, other in zip(first.strokes, second.strokes, strict=True):
        np.testing.assert_array_equal(one, other)


def test_digits_of_two_seeds_differ() -> None:
    one, other = (np.vstack(digit("3", np.random.default_rng(seed), style=0)) for seed in (1, 2))
    assert one.shape != other.shape or np.abs(one - other).max() > 3


def test_hands_differ_in_slant_width_and_styles() -> None:
    hands = [hand(np.random.default_rng(seed)) for seed in range(50)]
    assert np.std([one.slant for one in hands]) > 0.05
    assert np.std([one.width for one in hands]) > 0.05
    assert len({tuple(one.styles.items()) for one in hands}) > 40


def test_points_come_at_the_rate_of_a_device_and_time_never_goes_back() -> None:
    for seed in range(30):
        strokes = number("2580", np.random.default_rng(seed)).strokes
        assert strokes[0][0, 2] == 0
        assert (np.diff(np.concatenate([stroke[:, 2] for stroke in strokes])) >= 0).all()
        for stroke in strokes:
            between = (stroke[-1, 2] - stroke[0, 2]) / max(len(stroke) - 1, 1)
            assert between < 1000 / 60 + 1  # times are whole milliseconds
            assert len(stroke) < 5 or between > 1000 / 270
        for before, after in pairwise(strokes):
            assert after[0, 2] - before[-1, 2] >= 89  # the pen is in the air


def test_pen_is_slower_in_a_corner_than_on_a_straight_line() -> None:
    (stroke,) = digit("7", np.random.default_rng(3), style=0, warp=0.0, height=400.0)
    speed = np.linalg.norm(np.diff(stroke[:, :2], axis=0), axis=1) / np.diff(stroke[:, 2])
    corner = np.linalg.norm(stroke[:-1, :2] - [stroke[:, 0].max(), stroke[:, 1].min()], axis=1).argmin()
    assert speed[corner] < 0.6 * speed.max()


def test_curve_passes_through_its_control_points_and_breaks_at_corners() -> None:
    control = [(0.0, 0.0), (0.5, 0.3), (0.5, 0.3), (0.0, 0.6), (0.2, 1.0)]
    path = curve(control)
    for point in control:
        assert np.abs(path - point).sum(1).min() < 1e-12
    steps = np.diff(path, axis=0)
    steps = steps[np.linalg.norm(steps, axis=1) > 0]
    steps /= np.linalg.norm(steps, axis=1)[:, None]
    turns = (steps[1:] * steps[:-1]).sum(1)
    assert turns.min() < 0.0  # the corner, sharper than a right angle
    assert np.sort(turns)[1] > 0.95  # smooth everywhere else


@pytest.mark.parametrize(
    "options", [{}, {"late": True}, {"shuffled": True}, {"late": True, "shuffled": True}, {"joined": 1.0}]
)
def test_segments_cover_every_stroke_of_every_digit(options: dict) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        text = "".join(rng.choice(list("0123456789"), rng.integers(1, 9)))
        written = number(text, rng, **options)
        assert written.text == text
        assert len(written.segments) == len(text)
        assert all(written.segments)
        assert {index for segment in written.segments for index in segment} == set(range(len(written.strokes)))
        if not options.get("joined"):
            assert sum(map(len, written.segments)) == len(written.strokes)


@pytest.mark.parametrize("gap", [(0.12, 0.4), (-0.02, 0.12), (-0.22, -0.02)])
def test_gaps_between_boxes_are_what_was_asked_for(gap: tuple[float, float]) -> None:
    gaps = []
    for seed in range(20):
        boxes = digit_boxes(number("305986", np.random.default_rng(seed), gap=gap, height=300.0))
        gaps += list((boxes[1:, 0, 0] - boxes[:-1, 1, 0]) / 300)
    assert min(gaps) > gap[0] - 0.05  # shake and pixels
    assert max(gaps) < gap[1] + 0.05
    assert np.mean(gaps) == pytest.approx(np.mean(gap), abs=0.03)


def test_digits_stand_in_a_row_and_vary_in_size_and_foot() -> None:
    boxes = np.concatenate([digit_boxes(number("248", np.random.default_rng(seed))) for seed in range(60)])
    foot, height = boxes[:, 1, 1], np.diff(boxes[:, :, 1])[:, 0]
    assert np.std(foot) == pytest.approx(4, abs=2)
    assert np.std(np.log(height / 100)) == pytest.approx(0.07, abs=0.03)


@pytest.mark.parametrize("height", [12.0, 1500.0])
def test_height_scales_the_number(height: float) -> None:
    boxes = digit_boxes(number("2468", np.random.default_rng(5), height=height, size=0.0))
    assert np.diff(boxes[:, :, 1])[:, 0] == pytest.approx(height, rel=0.15)


def test_late_strokes_are_written_when_all_else_is() -> None:
    written = number("4750", np.random.default_rng(2), late=True)
    assert all(len(segment) >= 2 for segment in written.segments)
    firsts = max(segment[0] for segment in written.segments)
    lasts = [segment[-1] for segment in written.segments]
    assert min(lasts) > firsts
    assert lasts == sorted(lasts)


def test_shuffled_digits_are_written_out_of_order_and_stand_in_order() -> None:
    written = number("123456789", np.random.default_rng(4), shuffled=True)
    firsts = [segment[0] for segment in written.segments]
    assert firsts != sorted(firsts)
    left = digit_boxes(written)[:, 0, 0]
    assert (np.diff(left) > 0).all()


def test_joined_digits_share_a_stroke_whose_link_lies_between_them() -> None:
    apart, joined = (number("22", np.random.default_rng(1), joined=chance, by=by_styles(_2=0)) for chance in (0.0, 1.0))
    assert len(apart.strokes) == 2
    assert apart.links == ()
    assert joined.segments == ((0,), (0,))
    ((stroke, first, last),) = joined.links
    assert stroke == 0
    ink = joined.strokes[0]
    one, two = ink[:first], ink[last + 1 :]
    assert box([one])[1, 0] - box([two])[0, 0] < 20  # two digits, side by side
    for part in (one, two):
        assert np.ptp(part[:, 1]) > 85
    steps = np.linalg.norm(np.diff(ink[:, :2], axis=0), axis=1)
    assert steps.max() < 25  # never lifted


def test_joined_digits_that_nobody_joins_stay_apart() -> None:
    written = number("35", np.random.default_rng(1), joined=1.0, by=by_styles(_3=0, _5=0))
    assert written.segments == ((0,), (1,))
    assert written.links == ()


def test_joined_numbers_have_a_link_for_each_shared_stroke() -> None:
    shared = 0
    for seed in range(60):
        written = number("2048719", np.random.default_rng(seed), joined=1.0)
        pairs = [set(a) & set(b) for a, b in pairwise(written.segments)]
        assert len(written.links) == sum(map(len, pairs))
        for stroke, first, last in written.links:
            assert 0 < first <= last < len(written.strokes[stroke]) - 1
        shared += sum(map(bool, pairs))
    assert shared > 60


@pytest.mark.parametrize("kind", sorted(JUNK))
def test_junk_of_every_kind_is_ink(kind: str) -> None:
    for seed in range(10):
        strokes = junk(np.random.default_rng(seed), kind)
        assert strokes
        assert all(stroke.ndim == 2 and stroke.shape[1] == 3 and len(stroke) for stroke in strokes)
        assert np.isfinite(np.vstack(strokes)).all()


def test_junk_of_any_kind_differs_and_repeats_by_seed() -> None:
    counts = {sum(map(len, junk(np.random.default_rng(seed)))) for seed in range(30)}
    assert len(counts) > 15
    one, other = (np.vstack(junk(np.random.default_rng(9))) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_letters_are_none_that_look_like_digits() -> None:
    assert not set(LETTERS) & set("oOlIzZsSbBgqiDQ")
