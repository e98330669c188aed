"""A table beside a sheet, along a side of a photo."""

from __future__ import annotations

import numpy as np
import pytest

from canvas import Canvas, on_paper
from center_lines import drawn, farthest, written
from handwriting import number
from recognizer.picture import ink_from_picture
from recognizer.pictures.paper import find_levels
from recognizer.pictures.table import without_table
from test_paper import light, photo

SIZE = 500, 800
STROKES = [stroke[:, :2] + [240, 130] for stroke in number("45", np.random.default_rng(1)).strokes]


def wedge(side: str, least: float, most: float) -> np.ndarray:
    """A table along a side, from so many pixels deep at one end of it to so many at the other."""
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    return {
        "left": x < least + (most - least) * y / SIZE[0],
        "right": SIZE[1] - x < least + (most - least) * y / SIZE[0],
        "top": y < least + (most - least) * x / SIZE[1],
        "bottom": SIZE[0] - y < least + (most - least) * x / SIZE[1],
    }[side]


def gray_of(sheet: np.ndarray, strokes: list[np.ndarray]) -> np.ndarray:
    """Gray of ink on what reflects so much."""
    return np.asarray(on_paper(Canvas(pen=6, size=SIZE[::-1]).coverage(strokes), 30, sheet))


@pytest.mark.parametrize("grain", [0, 0.25], ids=["plain", "wood"])
@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_a_table_along_a_side_is_no_ink(side: str, grain: float) -> None:
    wood = 0.35 * (1 + grain * np.sin(np.arange(SIZE[0]) / 3)[:, None])
    sheet = light("fading to the corners", *SIZE) * np.where(wedge(side, 40, 90), wood, 1)
    assert farthest(drawn(ink_from_picture(photo(STROKES, 6, sheet))), written(STROKES)) < 4


def test_two_tables_are_no_ink() -> None:
    table = wedge("left", 40, 90) | wedge("bottom", 30, 50)
    sheet = light("fading to the corners", *SIZE) * np.where(table, 0.35, 1)
    assert farthest(drawn(ink_from_picture(photo(STROKES, 6, sheet))), written(STROKES)) < 4


@pytest.mark.parametrize(
    ("sheet", "strokes"),
    [
        (np.full(SIZE, 220.0), STROKES),
        (np.where(wedge("left", 200, 260), 110.0, 220), [stroke - [200, 0] for stroke in STROKES]),
        (np.where(wedge("left", 400, 460), 60.0, 220), STROKES),
        (light("shadow", *SIZE), STROKES),
        (np.full(SIZE, 220.0), [*STROKES, np.array([[3.0, 0], [3, 500]])]),
    ],
    ids=["blank", "written on, in a shadow", "most of the picture", "soft", "a 1 along a side"],
)
def test_what_is_no_table_stays(sheet: np.ndarray, strokes: list[np.ndarray]) -> None:
    gray = gray_of(sheet, strokes)
    levels = find_levels(gray)
    assert levels is not None
    assert without_table(gray, levels) is gray
