"""Rings that were begun below and bars that were drawn upwards, and what stays as the pen went."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forms import read
from handwriting import STYLES, hand, number
from polyline import polyline
from recognizer.begins import CLOSED, LOW, WIDE
from recognizer.ink import ink_from_strokes
from recognizer.segmentation import segment

NUMBERS = 60


def drawn(stroke: np.ndarray) -> np.ndarray:
    """The points that lines are drawn from, (n, 2), in heights of the number, for ink of one stroke."""
    return segment(ink_from_strokes([stroke]), cut=()).lines[:, :2]


def ring(begin: float, width: float = 0.6, gap: float = 0.0) -> np.ndarray:
    """100 high; `begin` 0 at the top, 0.5 at the foot, `gap` of the way is missing; counterclockwise."""
    turn = 2 * np.pi * np.linspace(begin, begin + 1 - gap, 80)
    return np.column_stack([-50 * width * np.sin(turn), -50 * np.cos(turn)])


def is_as_written(stroke: np.ndarray) -> bool:
    """Whether it goes up and down as it was written; its width may be another, where it is slim or wide."""
    heights = (stroke[:, 1] - stroke[:, 1].min()) / np.ptp(stroke[:, 1])
    return bool(np.allclose(drawn(stroke)[:, 1], heights[:-1], atol=0.02))


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("begin", [0.25, 0.5, 0.7])
def test_ring_that_is_begun_below_is_drawn_from_its_top(begin: float, way: int) -> None:
    stroke = ring(begin, gap=0.02)[::way]
    found = drawn(stroke)
    assert found[0, 1] == pytest.approx(0, abs=0.02)
    assert np.sign(found[5, 0] - found[0, 0]) == -way  # on in the same direction
    as_written = segment(ink_from_strokes([stroke + 1000, stroke]), cut=())
    assert len(as_written.lines) == 2 * (len(stroke) - 1)


def test_lines_of_a_ring_are_the_same_ones() -> None:
    stroke = ring(0.5, gap=0.02)
    lines = segment(ink_from_strokes([stroke]), cut=()).lines
    low, high = stroke.min(axis=0), np.ptp(stroke[:, 1])
    points = (stroke - low) / high
    expected = np.concatenate([points[:-1], points[1:]], axis=1)
    assert sorted(map(tuple, lines.round(6).tolist())) == sorted(map(tuple, expected.round(6).tolist()))


def test_bar_that_is_drawn_upwards_is_drawn_downwards() -> None:
    found = drawn(polyline([(0, 100), (12, 0)], 20))
    assert found[0, 1] == pytest.approx(0, abs=1e-6)
    assert (np.diff(found[:, 1]) > 0).all()


@pytest.mark.parametrize(
    "stroke",
    [
        ring(0.0),
        ring(0.5 * LOW),  # near its top
        ring(0.5, width=1.0, gap=0.5 * CLOSED),  # open
        ring(0.5, width=0.3 * WIDE),  # a bar, to and fro
        polyline([(0, 0), (10, 100)], 20),
        polyline([(0, 30), (30, 0), (30, 100)], 20),  # a 1
        polyline([(0, 100), (30, 0), (30, 100), (5, 100)], 20),  # a 1 that runs on around its foot
        polyline([(0, 100), (40, 40), (0, 0)], 20),  # bent
        polyline([(0, 60), (100, 0)], 20),  # not steep
    ],
    ids=["from the top", "beside the top", "open", "slim", "down", "flag", "corner", "bent", "level"],
)
def test_what_else_is_drawn_as_it_was_written(stroke: np.ndarray) -> None:
    assert is_as_written(stroke)


@pytest.mark.parametrize(("label", "style"), [("0", "started at the bottom"), ("1", "from the bottom")])
def test_digits_that_few_hands_begin_so_are_strong(label: str, style: str) -> None:
    """Followed as the pen went, 0 and 4 of them were strong, 58 and 56 now; all are read either way."""
    index = [one.name for one in STYLES[label]].index(style)
    answers = []
    for seed in range(NUMBERS):
        rng = np.random.default_rng(seed)
        by = hand(rng)
        first, last = rng.choice(list("23456789"), 2)
        text = label if seed % 2 else f"{first}{label}{label}{last}"
        strokes = number(text, rng, by=replace(by, styles=by.styles | {label: index})).strokes
        answer = read([stroke[:, :2] for stroke in strokes], alternatives=0)
        answers.append((answer.predictions[0].text == text, answer.level == "strong"))
    right, strong = np.sum(answers, axis=0)
    assert right == NUMBERS
    assert strong >= 50
