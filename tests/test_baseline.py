"""Lines that a number stands on, and feet and bars of digits that are none."""

from __future__ import annotations

import numpy as np
import pytest

from canvas import Canvas, encoded, on_paper
from center_lines import drawn, farthest, written
from handwriting import number
from recognizer import Request, recognize
from recognizer.picture import ink_from_picture
from recognizer.pictures.baseline import without_baseline
from test_paper import light, photo

SIZE = 360, 800


def standing(seed: int, above: float, degrees: float = 0.0) -> tuple[str, list[np.ndarray], np.ndarray]:
    """A number of several digits and the line below its feet, `above` pixels away."""
    text = "".join(np.random.default_rng(seed).choice(list("0123456789"), 2 + seed % 4))
    strokes = [stroke[:, :2] + [120, 100] for stroke in number(text, np.random.default_rng(seed)).strokes]
    points = np.concatenate(strokes)
    left, right = points[:, 0].min() - 20, points[:, 0].max() + 30
    rise = np.tan(np.deg2rad(degrees)) * (right - left) / 2
    low = points[:, 1].max() + above
    return text, strokes, np.array([[left, low + rise], [right, low - rise]])


@pytest.mark.parametrize("degrees", [0, 2, -2])
@pytest.mark.parametrize("above", [12, 4, 0, -5])
def test_a_number_that_stands_on_a_line_is_read(above: float, degrees: float) -> None:
    right = 0
    for seed in range(8):
        text, strokes, line = standing(seed, above, degrees)
        lit = light("falling", *SIZE) * (1 - 0.6 * Canvas(pen=2.5, size=SIZE[::-1]).coverage([line]))
        answer = recognize(Request(ink_from_picture(photo(strokes, 5, lit, grain=3)), 0))
        right += answer.predictions[0].text == text
    assert right >= 7


def test_ink_that_crosses_a_line_stays_whole() -> None:
    for seed in range(4):
        _, strokes, line = standing(seed, -4)
        cover = np.maximum(*(Canvas(pen=pen, size=SIZE[::-1]).coverage(of) for pen, of in ((6, strokes), (3, [line]))))
        ink = ink_from_picture(encoded(on_paper(cover)))
        assert farthest(drawn(ink), written(strokes), 0.97) < 5


@pytest.mark.parametrize(
    "strokes",
    [
        [[(0, 20), (40, 0), (60, 30), (0, 100), (70, 100)], [(70, 20), (110, 0), (130, 30), (70, 100), (140, 100)]],
        [[(20, 0), (0, 60), (150, 60)], [(40, 30), (38, 100)], [(120, 30), (118, 100)]],
        [[(0, 0), (160, 0), (60, 100)], [(80, 0), (20, 100)]],
        [[(50, 0), (50, 80)], [(0, 84), (100, 84)]],
        [[(0, 84), (200, 84)]],
    ],
    ids=["feet of two 2s", "a bar of two 4s", "a bar of two 7s", "a foot of a 1", "nothing on it"],
)
def test_what_is_of_digits_stays(strokes: list[list[tuple[float, float]]]) -> None:
    paths = [np.array(stroke, float) + 20 for stroke in strokes]
    for pen in (3, 6, 10):
        mask = Canvas(pen=pen).coverage(paths) > 0.5
        assert without_baseline(mask) is mask


def test_numbers_without_a_line_stay() -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        text = "".join(rng.choice(list("2247"), 2 + seed % 4))
        strokes = number(text, rng, gap=(-0.1, 0.2), joined=0.3 * (seed % 2)).strokes
        mask = Canvas(pen=3 + seed % 9).coverage(strokes) > 0.5
        assert without_baseline(mask) is mask
