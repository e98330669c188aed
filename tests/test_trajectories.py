"""Trajectories: the pen's way through a hypothesis."""

from __future__ import annotations

import numpy as np
import pytest

from handwriting import digit, number
from recognizer.ink import ink_from_strokes
from recognizer.rasterize import BATCH, BOX, SIDE
from recognizer.runs import runs
from recognizer.segmentation import MIN_SIDE, segment
from recognizer.trajectories import CHANNELS, FARTHEST, MOST_INK, STEPS, trajectories


def way_of(*strokes: list) -> np.ndarray:
    """Of one hypothesis -> (48, 6): pixels, pixels, lengths of a part twice, 0 or 1, pixels of all ink."""
    ink = ink_from_strokes(strokes)
    lines, stroke = ink.points[ink.joins].reshape(-1, 4), ink.stroke[ink.joins[:, 0]]
    begin = runs(stroke)
    spans = np.column_stack([np.zeros_like(begin), begin, np.append(begin[1:], len(lines))])
    (one,) = trajectories(lines, spans) / 255.0
    return np.column_stack([one[:, :2] * SIDE, (one[:, 2:4] - 0.5) * 2 * FARTHEST, one[:, 4], one[:, 5] * MOST_INK])


@pytest.mark.parametrize("points", [2, 50])
@pytest.mark.parametrize("angle", range(0, 360, 45))
def test_a_straight_stroke_is_gone_along_evenly(angle: int, points: int) -> None:
    """Degrees clockwise on paper from the way to the right."""
    toward = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    found = way_of(100 * np.linspace(0, 1, points)[:, None] * toward)
    length = BOX / np.abs(toward).max()
    at = SIDE / 2 + ((np.arange(STEPS) + 0.5) / STEPS - 0.5)[:, None] * length * toward
    np.testing.assert_allclose(found[:, :2], at, atol=0.06)
    np.testing.assert_allclose(found[:, 2:4], np.tile(toward, (STEPS, 1)), atol=0.01)
    assert not found[:, 4].any()
    np.testing.assert_allclose(found[:, 5], length, atol=0.4)


def test_the_pen_is_lifted_once_between_two_strokes_and_the_gap_takes_no_time() -> None:
    """A + of two equal bars: half of the way is in each."""
    found = way_of([(0, 50), (100, 50)], [(50, 0), (50, 100)])
    assert found[:, 4].nonzero()[0].tolist() in ([STEPS // 2 - 1], [STEPS // 2])
    np.testing.assert_allclose(found[: STEPS // 2 - 1, 2:4], np.tile([1, 0], (STEPS // 2 - 1, 1)), atol=0.01)
    np.testing.assert_allclose(found[STEPS // 2 + 1 :, 2:4], np.tile([0, 1], (STEPS // 2 - 1, 1)), atol=0.01)
    np.testing.assert_allclose(found[:, 5], 2 * BOX, atol=0.4)


def test_across_a_gap_the_pen_comes_no_further_than_can_be_said() -> None:
    found = way_of([(0, 0), (40, 0)], [(100, 100), (60, 100)])
    (lifted,) = found[:, 4].nonzero()[0]
    np.testing.assert_allclose(found[lifted, 2:4], FARTHEST, atol=0.01)


def glyph(label: str, seed: int) -> list[np.ndarray]:
    return [stroke[:, :2] for stroke in digit(label, np.random.default_rng(seed))]


@pytest.mark.parametrize("label", list("0123456789"))
def test_size_and_place_do_not_matter(label: str) -> None:
    strokes = glyph(label, 1)
    np.testing.assert_allclose(way_of(*strokes), way_of(*(7.3 * s + (300, -20) for s in strokes)), atol=0.7)


@pytest.mark.parametrize("label", list("0123456789"))
def test_the_same_way_back_is_the_same_from_behind(label: str) -> None:
    strokes = glyph(label, 2)
    there, back = way_of(*strokes), way_of(*(s[::-1] for s in strokes[::-1]))[::-1]
    np.testing.assert_allclose(back[:, :2], there[:, :2], atol=0.15)
    np.testing.assert_allclose(-back[:, 2:4], there[:, 2:4], atol=0.03)
    assert there[:, 4].sum() == back[:, 4].sum() == len(strokes) - 1


def test_a_dot_goes_nowhere() -> None:
    for dot in ([(3, 3)], [(3, 3), (3, 3)]):
        found = way_of(dot)
        np.testing.assert_allclose(found[:, :2], SIDE / 2, atol=0.06)
        np.testing.assert_allclose(found[:, 2:4], 0, atol=0.01)
        assert not found[:, 4].any()


def test_each_hypothesis_is_followed_as_if_it_were_alone_and_in_the_order_of_writing() -> None:
    """So many that they are followed in batches."""
    text = number("2570948163" * 2, np.random.default_rng(3), gap=(-0.3, 0.0))
    ink = segment(ink_from_strokes(text.strokes))
    assert len(ink) * 1200 > BATCH
    ways = trajectories(ink.lines, ink.spans, min_side=MIN_SIDE)
    assert ways.shape == (len(ink), STEPS, CHANNELS)
    assert ways.dtype == np.uint8
    for h in range(0, len(ink), 7):
        own = ink.spans[ink.spans[:, 0] == h] - [h, 0, 0]
        assert (np.diff(own[:, 1]) > 0).all()
        difference = np.abs(trajectories(ink.lines, own, min_side=MIN_SIDE)[0].astype(int) - ways[h])
        assert np.count_nonzero(difference > 1) <= 6  # where a step begins on a corner, rounding decides


def test_nothing_has_no_way() -> None:
    assert trajectories(np.zeros((0, 4)), np.zeros((0, 3), np.intp)).shape == (0, STEPS, CHANNELS)
