"""Direction maps: which way the pen went where."""

from __future__ import annotations

import numpy as np
import pytest

from handwriting import digit, number
from recognizer.directions import CELL, CELLS, DIRECTIONS, FULL, direction_maps
from recognizer.ink import ink_from_strokes
from recognizer.rasterize import BATCH, BOX
from recognizer.segmentation import MIN_SIDE, segment


def map_of(*strokes: list) -> np.ndarray:
    """Ink of the strokes as lengths in pixels -> (8, 8, 8)."""
    ink = ink_from_strokes(strokes)
    lines = ink.points[ink.joins].reshape(-1, 4)
    (one,) = direction_maps(lines, np.array([[0, 0, len(lines)]]))
    return (one / 255.0) ** 2 * FULL * CELL


def line(angle: float, points: int = 2) -> np.ndarray:
    """A straight stroke, degrees clockwise on paper from the way to the right."""
    end = 100 * np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    return np.linspace(0, 1, points)[:, None] * end


@pytest.mark.parametrize("direction", range(DIRECTIONS))
@pytest.mark.parametrize("points", [2, 50])
def test_a_straight_stroke_goes_one_way(direction: int, points: int) -> None:
    found = map_of(line(45 * direction, points)).sum(axis=(0, 1))
    length = BOX * (2**0.5 if direction % 2 else 1)
    assert found[direction] == pytest.approx(length, rel=0.03)
    assert np.delete(found, direction).max() < 0.02 * length


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_a_way_between_two_directions_is_shared_out(share: float) -> None:
    found = map_of(line(45 * (2 + share))).sum(axis=(0, 1))
    assert found[2:4] / found.sum() == pytest.approx([1 - share, share], abs=0.02)


def test_ink_lies_where_it_was_drawn() -> None:
    """Down the left side, then to the right along the foot: an L, its center of mass in the middle."""
    found = map_of([(0, 0), (0, 100), (100, 100)])
    down, right = found[..., 2], found[..., 0]
    x = (np.arange(CELLS) + 0.5) * CELL
    assert (down.sum(axis=0) @ x) / down.sum() == pytest.approx(14 - 5, abs=0.3)
    assert (right.sum(axis=1) @ x) / right.sum() == pytest.approx(14 + 5, abs=0.3)


def glyph(label: str, seed: int) -> list[np.ndarray]:
    return [stroke[:, :2] for stroke in digit(label, np.random.default_rng(seed))]


@pytest.mark.parametrize("label", list("0123456789"))
def test_size_place_and_order_of_the_strokes_do_not_matter(label: str) -> None:
    strokes = glyph(label, 1)
    np.testing.assert_allclose(map_of(*strokes), map_of(*(7.3 * s + (300, -20) for s in strokes[::-1])), atol=0.1)


@pytest.mark.parametrize("label", list("0123456789"))
def test_the_same_way_back_points_the_other_way(label: str) -> None:
    strokes = glyph(label, 2)
    back = map_of(*(s[::-1] for s in strokes))
    np.testing.assert_allclose(np.roll(map_of(*strokes), DIRECTIONS // 2, axis=2), back, atol=0.15)


def test_a_dot_goes_no_way() -> None:
    assert not map_of([(3, 3)]).any()
    assert not map_of([(3, 3), (3, 3)]).any()


def test_each_hypothesis_is_mapped_as_if_it_were_alone() -> None:
    """So many that they are mapped in batches."""
    text = number("2570948163" * 2, np.random.default_rng(3), gap=(-0.3, 0.0))
    ink = segment(ink_from_strokes(text.strokes))
    assert len(ink) * 1200 > BATCH
    maps = direction_maps(ink.lines, ink.spans, min_side=MIN_SIDE)
    assert maps.shape == (len(ink), CELLS, CELLS, DIRECTIONS)
    assert maps.dtype == np.uint8
    for h in range(0, len(ink), 7):
        own = ink.spans[ink.spans[:, 0] == h] - [h, 0, 0]
        np.testing.assert_allclose(direction_maps(ink.lines, own, min_side=MIN_SIDE)[0], maps[h], atol=1)


def test_nothing_has_no_map() -> None:
    found = direction_maps(np.zeros((0, 4)), np.zeros((0, 3), np.intp))
    assert found.shape == (0, CELLS, CELLS, DIRECTIONS)
