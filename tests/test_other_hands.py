"""Strokes turned round and in another order, as trajectories are learned from."""

from __future__ import annotations

import numpy as np
import pytest

import other_hands
from recognizer.rasterize import rasterize

CROSS = [(0.0, 0.5, 1.0, 0.5), (0.5, 0.0, 0.5, 0.6), (0.5, 0.6, 0.5, 1.0)]  # along in one line, down in two


def crosses(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Lines and spans of so many hypotheses; the second stroke falls into two pieces."""
    lines = np.tile(np.array(CROSS), (count, 1))
    owner = np.repeat(np.arange(count), 3)
    begin = np.arange(3 * count)
    return lines, np.column_stack([owner, begin, begin + 1])


def test_pieces_of_a_stroke_are_one_stroke() -> None:
    lines, spans = crosses(2)
    assert other_hands.whole_strokes(lines, spans).tolist() == [[0, 0, 1], [0, 1, 3], [1, 3, 4], [1, 4, 6]]


def test_ink_stays_what_it_was() -> None:
    lines, spans = crosses(200)
    np.testing.assert_array_equal(rasterize(*other_hands.by_other_hands(lines, spans, np.random.default_rng(0))),
                                  rasterize(lines, spans))


def test_some_hands_draw_strokes_backwards_and_some_in_another_order() -> None:
    count = 4000
    lines, spans = other_hands.by_other_hands(*crosses(count), np.random.default_rng(0))
    assert spans[:, 0].tolist() == np.repeat(np.arange(count), 2).tolist()
    across = lines[spans[:, 1], 1] == lines[spans[:, 1], 3]
    assert (across[::2] ^ across[1::2]).all()
    assert across[1::2].mean() == pytest.approx(other_hands.SHUFFLED / 2, abs=0.02)
    own = np.array([lines[begin:end] for _, begin, end in spans[across]])
    assert (own[:, 0, 0] > own[:, 0, 2]).mean() == pytest.approx(other_hands.BACKWARDS / 2, abs=0.02)
    down = np.array([lines[begin:end] for _, begin, end in spans[~across]])  # (count, 2, 4)
    np.testing.assert_array_equal(down[:, 0, 2:], down[:, 1, :2])  # the pen goes on
    assert (down[:, 0, 1] > down[:, 0, 3]).mean() == pytest.approx(other_hands.BACKWARDS / 2, abs=0.02)
