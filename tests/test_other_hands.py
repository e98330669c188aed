"""Strokes turned round and in another order, as trajectories are learned from."""

from __future__ import annotations

import numpy as np
import pytest

import other_hands
import styles
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


def test_ink_stays_what_it_was_where_nothing_is_gone_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_hands, "GONE_OVER", 0.0)
    lines, spans = crosses(200)
    varied = other_hands.by_other_hands(lines, spans, np.random.default_rng(0))
    np.testing.assert_array_equal(rasterize(*varied), rasterize(lines, spans))


def test_some_hands_draw_strokes_backwards_and_some_in_another_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_hands, "GONE_OVER", 0.0)
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


def test_some_hands_go_over_a_bent_stroke_once_more() -> None:
    count = 4000
    bar_and_bow = [(0.0, 0.0, 1.0, 0.0), (0.5, 0.0, 0.9, 0.5), (0.9, 0.5, 0.5, 1.0)]
    lines = np.tile(np.array(bar_and_bow), (count, 1))
    spans = np.array([(h, 3 * h + begin, 3 * h + end) for h in range(count) for begin, end in ((0, 1), (1, 3))])
    lines, spans = other_hands.by_other_hands(lines, spans, np.random.default_rng(0))
    assert (np.diff(spans[:, 0]) >= 0).all()
    strokes = np.bincount(spans[:, 0])
    assert set(strokes.tolist()) == {2, 3}
    assert (strokes == 3).mean() == pytest.approx(other_hands.GONE_OVER / 2, abs=0.015)
    assert sum((lines[begin:end, 1] == lines[begin:end, 3]).all() for _, begin, end in spans) == count  # bars


def test_what_is_gone_over_is_a_part_of_the_stroke_nearly_where_it_was() -> None:
    points = np.column_stack([np.cos(np.linspace(0, 5, 61)), np.sin(np.linspace(0, 5, 61))]) / 2
    lines = np.concatenate([points[:-1], points[1:]], axis=1)
    shares, backwards = [], []
    for seed in range(400):
        own = other_hands.again(lines, np.random.default_rng(seed))
        np.testing.assert_array_equal(own[1:, :2], own[:-1, 2:])
        near = [np.abs(lines - np.roll(line, shift)).max(axis=1) for line in own for shift in (0, 2)]
        assert max(map(np.min, near[::2])) < 5 * styles.ASIDE
        shares.append(len(own) / len(lines))
        backwards.append(near[0].min() > near[1].min())
    assert min(shares) >= other_hands.LEAST
    assert np.mean(np.array(shares) >= other_hands.NEARLY) == pytest.approx(0.6, abs=0.08)
    assert np.mean(backwards) == pytest.approx(styles.BACK_AGAIN, abs=0.1)
