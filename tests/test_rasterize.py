"""Rasters in the MNIST frame: worked by hand, by a slow reference, and by what must not change them."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handwriting import STYLES, digit
from recognizer.ink import ink_from_strokes
from recognizer.rasterize import BOX, GAIN, SIDE, rasterize

MIDDLE = 14  # index of the pixel whose center is the middle of the frame
# A line split in two is sampled at other places: at most 9 of 255 levels in 1,200 random polylines, 6 in digits.
RESAMPLED = 12

EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True)
COORDINATE = st.floats(-1, 1, width=32)
POLYLINES = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=2, max_size=8, unique=True).filter(
    lambda points: np.ptp(np.array(points), axis=0).max() > 0.01
)


def lines_of(strokes: list[np.ndarray]) -> np.ndarray:
    """Lines (L, 4) of all strokes."""
    ink = ink_from_strokes(strokes)
    return ink.points[ink.joins].reshape(-1, 4)


def draw(lines: np.ndarray, **options: float) -> np.ndarray:
    """The raster (28, 28) of one hypothesis that has all lines; int64, so that differences have a sign."""
    return rasterize(np.asarray(lines, float), np.array([[0, 0, len(lines)]]), **options)[0].astype(int)


def moved(lines: np.ndarray, scale: float, x: float, y: float) -> np.ndarray:
    return lines * scale + [x, y, x, y]


def halved(lines: np.ndarray) -> np.ndarray:
    """Every line as two."""
    middle = (lines[:, :2] + lines[:, 2:]) / 2
    return np.stack([np.hstack([lines[:, :2], middle]), np.hstack([middle, lines[:, 2:]])], axis=1).reshape(-1, 4)


def center_of_mass(raster: np.ndarray) -> np.ndarray:
    """x and y in pixels."""
    place = np.arange(SIDE)
    return np.array([raster.sum(axis=0) @ place, raster.sum(axis=1) @ place]) / raster.sum()


def dark_box(raster: np.ndarray) -> tuple[int, int]:
    """Width and height of what is at least half inked."""
    y, x = np.nonzero(raster >= 128)
    return int(np.ptp(x)) + 1, int(np.ptp(y)) + 1


# Worked by hand


def test_line_along_a_row_has_the_profile_of_the_pen() -> None:
    """A long line through pixel centers has density 1 a pixel; 1 2 1 over 4 and the gain: 255, then 2.8 / 4 of 255."""
    raster = draw([[0, 0, 7, 0]])
    across = raster[:, MIDDLE - 5 : MIDDLE + 6]
    assert (across[MIDDLE] == 255).all()
    np.testing.assert_allclose(across[[MIDDLE - 1, MIDDLE + 1]], 255 * GAIN / 4, atol=3)
    assert across[: MIDDLE - 1].max() == across[MIDDLE + 2 :].max() == 0


def test_dot_is_a_small_blot_in_the_middle() -> None:
    """One pixel of density 1: 4 / 16, 2 / 16 and 1 / 16 of the gain in the middle, beside it and diagonally."""
    expected = np.zeros((SIDE, SIDE))
    expected[MIDDLE - 1 : MIDDLE + 2, MIDDLE - 1 : MIDDLE + 2] = np.outer([1, 2, 1], [1, 2, 1]) / 16 * GAIN * 255
    np.testing.assert_allclose(draw([[3, 4, 3, 4]]), expected, atol=0.5)


def reference(lines: np.ndarray) -> np.ndarray:
    """The same picture by another way: 4,000 samples a line, one at a time, into a dictionary of pixels."""
    low = np.minimum(lines[:, :2], lines[:, 2:]).min(axis=0)
    scale = BOX / (np.maximum(lines[:, :2], lines[:, 2:]).max(axis=0) - low).max()
    scaled = (lines.reshape(-1, 2, 2) - low) * scale
    lengths = np.hypot(*(scaled[:, 1] - scaled[:, 0]).T)
    mass = (scaled.mean(axis=1) * lengths[:, None]).sum(axis=0) / lengths.sum()
    density = np.zeros((SIDE + 20, SIDE + 20))
    for (begin, end), length in zip(scaled - mass + MIDDLE + 10, lengths):
        for t in (np.arange(4000) + 0.5) / 4000:
            x, y = begin + (end - begin) * t
            column, row = int(x), int(y)
            for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
                share = (1 - abs(column + dx - x)) * (1 - abs(row + dy - y))
                density[row + dy, column + dx] += share * length / 4000
    pen = np.array([1, 2, 1]) / 4
    for axis in (0, 1):
        density = np.apply_along_axis(lambda line: np.convolve(line, pen, "same"), axis, density)
    return np.minimum(density[10:-10, 10:-10] * GAIN * 255, 255)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_raster_is_that_of_a_slow_reference(seed: int) -> None:
    points = np.random.default_rng(seed).uniform(-3, 5, (5, 2))
    lines = np.hstack([points[:-1], points[1:]])
    difference = np.abs(draw(lines) - reference(lines))
    assert difference.max() <= RESAMPLED
    assert difference.mean() < 0.7


# What must not change anything


@EXAMPLES
@given(POLYLINES, st.floats(-4, 7), COORDINATE, COORDINATE)
def test_moving_and_scaling_change_nothing(
    points: list[tuple[float, float]], magnitude: float, x: float, y: float
) -> None:
    lines = lines_of([np.array(points)])
    scale = 10**magnitude
    other = draw(moved(lines, scale, 100 * scale * x, 100 * scale * y))
    assert np.abs(other - draw(lines)).max() <= RESAMPLED  # rounding may change the number of samples of a line by one
    assert np.abs(other - draw(lines)).mean() < 0.5


@EXAMPLES
@given(POLYLINES)
def test_splitting_every_line_in_two_changes_nothing(points: list[tuple[float, float]]) -> None:
    lines = lines_of([np.array(points)])
    difference = np.abs(draw(halved(lines)) - draw(lines))
    assert difference.max() <= RESAMPLED
    assert difference.mean() < 0.7


@EXAMPLES
@given(POLYLINES, st.randoms(use_true_random=False))
def test_order_and_direction_of_lines_change_nothing(points: list[tuple[float, float]], random: object) -> None:
    lines = lines_of([np.array(points)])
    order = list(range(len(lines)))
    random.shuffle(order)
    other = lines[order]
    other[::2] = other[::2][:, [2, 3, 0, 1]]
    assert np.abs(draw(other) - draw(lines)).max() <= 1  # sums are rounded otherwise


@pytest.mark.parametrize("label", list(STYLES))
def test_digits_moved_scaled_and_resampled_are_the_same(label: str) -> None:
    for style in range(len(STYLES[label])):
        lines = lines_of(digit(label, np.random.default_rng(style), style))
        raster = draw(lines)
        np.testing.assert_array_equal(draw(moved(lines, 0.25, 1024, -8)), raster)  # nothing is rounded in these
        np.testing.assert_array_equal(draw(moved(lines, 2.0**20, -(2.0**25), 2.0**26)), raster)
        for other in (moved(lines, 0.0371, 1234.5, -8), halved(lines)):
            difference = np.abs(draw(other) - raster)
            assert difference.max() <= RESAMPLED
            assert difference.mean() < 0.2


@EXAMPLES
@given(POLYLINES)
def test_mirrored_ink_is_a_mirrored_raster(points: list[tuple[float, float]]) -> None:
    lines = lines_of([np.array(points)])
    mirrored = draw(lines * [-1, 1, -1, 1])
    assert np.abs(mirrored[:, :0:-1] - draw(lines)[:, 1:]).max() <= 1  # pixel 14 is the middle: 1 and 27 change places
    turned = draw(lines[:, [1, 0, 3, 2]])
    assert np.abs(turned.T - draw(lines)).max() <= 1


# The frame


@pytest.mark.parametrize("label", list(STYLES))
def test_center_of_mass_is_in_the_middle_and_the_larger_side_is_twenty_pixels(label: str) -> None:
    for style in range(len(STYLES[label])):
        raster = draw(lines_of(digit(label, np.random.default_rng(style), style)))
        assert raster.shape == (28, 28)
        assert np.abs(center_of_mass(raster) - MIDDLE).max() < 1.0  # ink that is full twice counts once
        assert BOX <= max(dark_box(raster)) <= BOX + 3
        assert raster.max() == 255


def test_center_of_mass_is_exact_where_no_ink_is_full() -> None:
    for seed in range(20):
        raster = draw(lines_of(digit("3", np.random.default_rng(seed))), gain=0.6)
        assert raster.max() < 255
        assert np.abs(center_of_mass(raster) - MIDDLE).max() < 0.1


@EXAMPLES
@given(st.floats(0.05, 20), st.floats(0, np.pi))
def test_aspect_is_kept(aspect: float, phase: float) -> None:
    angle = np.linspace(phase, phase + 2 * np.pi, 80)
    width, height = dark_box(draw(lines_of([np.column_stack([aspect * np.cos(angle), np.sin(angle)])])))
    expected = BOX * np.array([aspect, 1]) / max(aspect, 1)
    np.testing.assert_allclose([width, height], expected + 2, atol=2)  # and the pen


@pytest.mark.parametrize(
    ("end", "size"), [((0, 5), (3, 21)), ((5, 0), (21, 3)), ((0, -5), (3, 21)), ((1e-9, 5), (3, 21))]
)
def test_straight_stroke_is_one_line_through_the_middle(end: tuple[float, float], size: tuple[int, int]) -> None:
    raster = draw(lines_of([np.linspace((2, 3), np.add((2, 3), end), 12)]))
    assert dark_box(raster) == pytest.approx(size, abs=1)
    assert np.abs(center_of_mass(raster) - MIDDLE).max() < 0.1


@pytest.mark.parametrize("count", [1, 2, 500])
def test_one_point_however_often_repeated_is_one_dot(count: int) -> None:
    raster = draw(lines_of([np.full((count, 2), 7.25)]), min_side=0.15)
    np.testing.assert_array_equal(raster, draw([[0, 0, 0, 0]]))
    assert dark_box(raster) == (1, 1)


def test_ink_smaller_than_min_side_is_not_blown_up() -> None:
    tick = np.array([[0, 0, 0.03, 0.03]])
    assert max(dark_box(draw(tick))) >= BOX
    assert max(dark_box(draw(tick, min_side=0.15))) == pytest.approx(0.03 / 0.15 * BOX, abs=2.5)
    np.testing.assert_array_equal(draw(tick * 100, min_side=0.15), draw(tick * 100))


def test_dot_over_a_line_is_seen() -> None:
    """A stroke without length is inked as if it had one."""
    lines = np.array([[0, 0, 1, 0], [0.5, -0.4, 0.5, -0.4]])
    raster = rasterize(lines, np.array([[0, 0, 1], [0, 1, 2]]))[0]
    assert raster[: MIDDLE - 3].max() >= 100


def test_a_higher_gain_draws_a_wider_line() -> None:
    lines = lines_of(digit("8", np.random.default_rng(1)))
    ink = [draw(lines, gain=gain).sum() for gain in (1.0, 2.0, 4.0, 8.0)]
    assert ink == sorted(ink)
    assert ink[3] > 1.5 * ink[0]


# The batch


def batch() -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Lines, spans, and the lines of each hypothesis alone: of one, of several and of shared spans, and a dot."""
    lines = np.vstack([lines_of(digit(label, np.random.default_rng(5))) for label in "4702"] + [[[9, 9, 9, 9]]])
    cut = len(lines) // 3
    spans = np.array([
        [0, 0, cut], [1, 0, 5], [1, cut, cut + 9], [1, 2 * cut, len(lines) - 1], [2, 2, len(lines)],
        [3, len(lines) - 1, len(lines)], [4, 0, cut],
    ])
    return lines, spans, [np.vstack([lines[a:b] for h, a, b in spans if h == k]) for k in range(5)]


def test_batch_is_the_same_as_one_by_one() -> None:
    lines, spans, alone = batch()
    rasters = rasterize(lines, spans, min_side=3.0)
    assert rasters.shape == (5, 28, 28)
    assert rasters.dtype == np.uint8
    np.testing.assert_array_equal(rasters[0], rasters[4])
    for k in (0, 1, 2, 3):
        own = spans[spans[:, 0] == k] - [[k, 0, 0]]
        np.testing.assert_array_equal(rasterize(lines, own, min_side=3.0)[0], rasters[k])
        assert np.abs(draw(alone[k], min_side=3.0) - rasters[k]).max() <= 1


def test_each_hypothesis_can_have_its_own_gain() -> None:
    lines, spans, _ = batch()
    gains = np.array([1.0, 2.0, 3.0, 4.0, 5.0], np.float32)
    rasters = rasterize(lines, spans, gain=gains)
    for k, gain in enumerate(gains):
        np.testing.assert_array_equal(rasters[k], rasterize(lines, spans, gain=float(gain))[k])


def test_many_hypotheses_are_the_same_as_few() -> None:
    """More than are drawn in one go, each with a gain of its own."""
    lines, _, _ = batch()
    rng = np.random.default_rng(0)
    ends = np.sort(rng.integers(0, len(lines), (300, 2)), axis=1)
    spans = np.column_stack([np.arange(300), ends[:, 0], ends[:, 1] + 1])
    gains = rng.uniform(1, 5, 300).astype(np.float32)
    rasters = rasterize(lines, spans, min_side=3.0, gain=gains)
    assert rasters.shape == (300, 28, 28)
    for k in range(0, 300, 7):
        (alone,) = rasterize(lines, spans[k : k + 1] - [[k, 0, 0]], min_side=3.0, gain=gains[k : k + 1])
        np.testing.assert_array_equal(rasters[k], alone)


def test_no_hypotheses_are_no_rasters() -> None:
    rasters = rasterize(np.zeros((0, 4)), np.zeros((0, 3), np.intp))
    assert rasters.shape == (0, 28, 28)
    assert rasters.dtype == np.uint8


def test_input_is_left_as_it_was() -> None:
    lines, spans, _ = batch()
    before = lines.copy(), spans.copy()
    rasterize(lines, spans)
    np.testing.assert_array_equal(lines, before[0])
    np.testing.assert_array_equal(spans, before[1])


# Cost


@pytest.mark.alone
@pytest.mark.parametrize("kind", ["wandering", "crossing"])
def test_twenty_thousand_lines_take_bounded_time_and_memory(kind: str) -> None:
    """Eight hypotheses of 20,000 lines each, short ones or ones that cross the box."""
    rng = np.random.default_rng(0)
    points = rng.uniform(-1, 1, (20_001, 2))
    points = np.cumsum(points, axis=0) if kind == "wandering" else points
    lines = np.hstack([points[:-1], points[1:]])
    spans = np.array([[k, 0, len(lines)] for k in range(8)])
    tracemalloc.start()
    start = time.perf_counter()
    rasters = rasterize(lines, spans)
    seconds, (_, peak) = time.perf_counter() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rasters.shape == (8, 28, 28)
    assert seconds < 2.0
    assert peak < 70e6


def test_very_long_ink_costs_no_more_than_short_ink() -> None:
    """Without `MAX_SAMPLES` a scribble of 2,000 crossings of the box would be 60,000 samples."""
    scribble = np.array([[0, 0, 1, 1], [1, 1, 0, 0.5]] * 1000)
    tracemalloc.start()
    raster = draw(scribble)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert raster.max() == 255
    assert peak < 2e6
