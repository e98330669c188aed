"""Ink told from paper: thresholds, polarity, uneven light, rules."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image, ImageFilter

from canvas import Canvas, encoded, on_paper
from center_lines import drawn, farthest, written
from handwriting import number
from recognizer.picture import ink_from_picture
from recognizer.pictures.hough import find_lines
from recognizer.pictures.paper import find_levels, is_even, otsu
from recognizer.pictures.rules import without_rules

MARGIN = np.array([50.0, 50, 0])


def light(kind: str, height: int, width: int) -> np.ndarray:
    """Brightness of a sheet of paper under a lamp."""
    y, x = np.mgrid[:height, :width]
    return {
        "even": np.full((height, width), 225.0),
        "falling": 215 - 40 * x / width,
        "from one side": 110 + 110 * x / width + 20 * y / height,
        "fading to the corners": 225 - 60 * ((2 * x / width - 1) ** 2 + (2 * y / height - 1) ** 2),
        "shadow": 225 - 100 / (1 + np.exp(-(x + 0.5 * y - 0.6 * width) / (0.03 * width))),
    }[kind]


def ruling(height: int, width: int, degrees: float, squared: bool, thick: float = 2.0) -> np.ndarray:
    """How much of each pixel the paper's lines cover, 56 pixels apart."""
    y, x = np.mgrid[:height, :width]
    angle = np.deg2rad(degrees)
    across = [y * np.cos(angle) - x * np.sin(angle)]
    across += [x * np.cos(angle) + y * np.sin(angle)] if squared else []
    return np.max([np.clip(thick / 2 + 0.5 - np.abs((v + 13) % 56 - 28), 0, 1) for v in across], axis=0)


def photo(strokes: list[np.ndarray], pen: float, paper: np.ndarray, grain: float = 5.0, ink: float = 0.3) -> bytes:
    """JPEG of ink that reflects a share of the light, slightly out of focus, with a sensor's grain."""
    cover = Canvas(pen=pen, size=paper.shape[::-1]).coverage(strokes)
    lit = on_paper(np.zeros(paper.shape), paper=paper * (1 - (1 - ink) * cover))
    blurred = np.asarray(lit.filter(ImageFilter.GaussianBlur(0.8)), float)
    noise = np.random.default_rng(0).normal(0, grain, paper.shape)
    return encoded(on_paper(np.zeros(paper.shape), paper=blurred + noise), "JPEG", quality=75)


def sheet(seed: int, text: str = "82624") -> tuple[list[np.ndarray], tuple[int, int]]:
    """Strokes of a number in the middle of a sheet, and the sheet's height and width."""
    strokes = [stroke + MARGIN for stroke in number(text, np.random.default_rng(seed)).strokes]
    width, height = (np.concatenate(strokes)[:, :2].max(axis=0) + 60).astype(int)
    return strokes, (int(height), int(width))


def test_otsu_parts_two_heaps() -> None:
    counts = np.zeros(256, int)
    counts[[10, 20, 200, 210]] = [50, 50, 20, 20]
    split = otsu(counts)
    assert (split.threshold, split.low, split.high) == (110, 15, 205)
    assert split.low_spread == 5


def test_otsu_of_one_value_has_no_contrast() -> None:
    assert otsu(np.bincount([7] * 40, minlength=256)).contrast == 0


@pytest.mark.parametrize("pen", [16, 30])
def test_ink_that_covers_most_of_a_tight_picture_is_still_ink(pen: int) -> None:
    one = [np.array([[pen * 0.75, pen * 0.75], [pen * 0.75, 160]])]
    picture = on_paper(Canvas(pen=pen, size=(int(1.5 * pen), int(160 + 0.75 * pen))).coverage(one))
    levels = find_levels(np.asarray(picture))
    assert levels is not None
    assert is_even(np.asarray(picture), levels)
    assert levels.darkness[0] > levels.threshold > levels.darkness[255]


@pytest.mark.parametrize("pen", [4, 8, 14])
@pytest.mark.parametrize("kind", ["even", "from one side", "fading to the corners", "shadow"])
def test_ink_is_found_in_uneven_light(kind: str, pen: int) -> None:
    strokes, size = sheet(1)
    ink = ink_from_picture(photo(strokes, pen, light(kind, *size)))
    assert ink.stroke[-1] == len("82624") - 1
    assert farthest(drawn(ink), written(strokes)) < 1.5 + 0.6 * pen


def test_chalk_is_found_on_an_unevenly_lit_board() -> None:
    strokes, size = sheet(2)
    cover = Canvas(pen=6, size=size[::-1]).coverage(strokes)
    board = 0.4 * light("from one side", *size)
    picture = on_paper(cover, 230, board + np.random.default_rng(0).normal(0, 4, size))
    ink = ink_from_picture(encoded(picture, "JPEG", quality=75))
    assert farthest(drawn(ink), written(strokes)) < 4


def test_pencil_is_found_in_grain() -> None:
    strokes, size = sheet(1)
    ink = ink_from_picture(photo(strokes, 6, light("from one side", *size), grain=12, ink=0.55))
    assert ink.stroke[-1] == 4
    assert farthest(drawn(ink), written(strokes)) < 5


@pytest.mark.parametrize("ink", [0.78, 0.82])
def test_faint_pencil_is_found_where_the_paper_is_as_dark_elsewhere(ink: float) -> None:
    strokes, size = sheet(1)
    found = ink_from_picture(photo(strokes, 5, light("falling", *size), grain=3, ink=ink))
    assert found.stroke[-1] == 4
    assert farthest(drawn(found), written(strokes)) < 5


@pytest.mark.parametrize(("bright", "pen", "grain"), [(1, 2.5, 3), (0.4, 4, 5), (0.25, 4, 4)])
@pytest.mark.parametrize("kind", ["even", "falling", "fading to the corners"])
def test_a_little_ink_is_found_on_a_wide_sheet_in_dim_light(kind: str, bright: float, pen: float, grain: float) -> None:
    strokes = [0.5 * stroke[:, :2] + 300 for stroke in number("45", np.random.default_rng(1)).strokes]
    ink = ink_from_picture(photo(strokes, pen, bright * light(kind, 700, 900), grain=grain))
    assert farthest(drawn(ink), written(strokes)) < 5


@pytest.mark.parametrize("kind", ["even", "falling", "from one side", "fading to the corners"])
@pytest.mark.parametrize(("bright", "grain"), [(1, 0), (1, 3), (1, 8), (0.25, 5), (0.1, 5), (0.02, 5)])
def test_blank_paper_has_no_ink_in_any_light(kind: str, bright: float, grain: float) -> None:
    lit = bright * light(kind, 400, 700) + np.random.default_rng(1).normal(0, grain, (400, 700))
    for form in ("PNG", "JPEG"):
        assert not len(ink_from_picture(encoded(on_paper(np.zeros(lit.shape), paper=lit), form)).points)


@pytest.mark.parametrize("degrees", [0, 1, -2, 3])
@pytest.mark.parametrize("squared", [False, True], ids=["ruled", "squared"])
@pytest.mark.parametrize("kind", ["even", "from one side"])
def test_the_paper_s_lines_are_no_ink(kind: str, squared: bool, degrees: float) -> None:
    strokes, size = sheet(1)
    paper = light(kind, *size) * (1 - 0.6 * ruling(*size, degrees, squared))
    ink = ink_from_picture(photo(strokes, 7, paper))
    line = written(strokes)
    assert ink.points.min(axis=0) == pytest.approx(line.min(axis=0), abs=7)
    assert ink.points.max(axis=0) == pytest.approx(line.max(axis=0), abs=7)
    assert farthest(drawn(ink), line, 0.97) < 4


def test_a_bar_as_wide_as_a_tight_picture_is_no_rule() -> None:
    seven = [np.array([[3.0, 3], [80, 3], [30, 120]])]
    ink = ink_from_picture(encoded(on_paper(Canvas(pen=4, size=(84, 124)).coverage(seven))))
    assert farthest(drawn(ink), written(seven)) < 2


@pytest.mark.parametrize("degrees", [0, 2])
@pytest.mark.parametrize(("dash", "gap"), [(6, 6), (9, 9), (5, 8)])
def test_a_dashed_line_is_no_ink(dash: int, gap: int, degrees: float) -> None:
    strokes, (height, width) = sheet(1)
    y, x = np.mgrid[:height, :width]
    line = abs(y - 100 - np.tan(np.deg2rad(degrees)) * (x - width / 2)) < 1.5
    printed = 0.7 * (line & (x % (dash + gap) < dash))
    cover = Canvas(pen=6, size=(width, height)).coverage(strokes)
    ink = ink_from_picture(encoded(on_paper(np.maximum(cover, printed))))
    assert ink.stroke[-1] == 4
    assert farthest(drawn(ink), written(strokes), 0.97) < 4


def broken_lines(count: int) -> np.ndarray:
    """Level lines, each in many pieces that follow one another at no one distance: each is looked at for dashes."""
    rng = np.random.default_rng(0)
    rows = np.zeros((count, 1100), bool)
    for row in rows:
        ends = np.cumsum(rng.integers(2, 40, 1100))
        row[:] = (rng.random(1101) < 0.5)[np.searchsorted(ends, np.arange(1100))]
        row[:3] = row[-3:] = True
    mask = np.zeros((900, 1100), bool)
    for k, row in enumerate(rows):
        mask[10 * k : 10 * k + 2] = row
    return mask


@pytest.mark.alone
def test_many_broken_lines_take_little_longer_than_a_few() -> None:
    """With a picture made for each line that is looked at, 90 took 13 times as long as one; now 3.6 times."""

    def seconds(mask: np.ndarray) -> float:
        begin = time.process_time()
        find_lines(mask)
        return time.process_time() - begin

    few, many = broken_lines(1), broken_lines(90)
    assert min(seconds(many) for _ in range(3)) < 7 * min(seconds(few) for _ in range(3))


def test_bars_of_digits_in_a_row_are_no_dashed_line() -> None:
    bars = [np.array([[x, 60.0], [x + 30, 60]]) for x in (10, 50, 90, 130, 170)]
    fives = [np.array([[x, 61.0], [x, 90], [x + 28, 120], [x, 150]]) for x in (10, 50, 90, 130, 170)]
    cover = Canvas(pen=4, size=(210, 170)).coverage([*bars, *fives])
    assert np.array_equal(without_rules(np.uint8(255 * cover), 128), cover * 255 >= 129)


@pytest.mark.parametrize("degrees", [0, 1, -2])
@pytest.mark.parametrize("places", [(20,), (-20,), (20, -20)], ids=["left", "right", "both"])
@pytest.mark.parametrize("ruled", [False, True], ids=["blank", "ruled"])
def test_lines_of_a_margin_are_no_ones(ruled: bool, places: tuple[int, ...], degrees: float) -> None:
    strokes, (height, width) = sheet(1)
    y, x = np.mgrid[:height, :width]
    lean = np.tan(np.deg2rad(degrees)) * (y - height / 2)
    margins = np.max([abs(x - place % width - lean) < 1.5 for place in places], axis=0)
    printed = np.maximum(margins, ruling(height, width, 0, squared=False) if ruled else 0)
    ink = ink_from_picture(photo(strokes, 7, light("even", height, width) * (1 - 0.6 * printed)))
    assert farthest(drawn(ink), written(strokes), 0.97) < 4


def test_a_one_from_top_to_bottom_of_a_picture_stays_where_others_are_as_high_or_nothing_is() -> None:
    one, other = np.array([[20.0, -5], [20, 125]]), np.array([[50.0, 30], [80, 30], [60, 120]])
    for strokes in ([one, other], [one, other[:1]]):
        ink = ink_from_picture(encoded(on_paper(Canvas(pen=4, size=(100, 124)).coverage(strokes))))
        assert drawn(ink)[:, 0].min() < 22


def test_rules_are_erased_but_not_the_ink_that_crosses_them() -> None:
    darkness = np.zeros((100, 400), np.uint8)
    darkness[[30, 31, 70, 71]] = 200
    darkness[10:90, 200:206] = 255
    mask = without_rules(darkness, 100)
    assert mask.sum() == 80 * 6
    assert mask[10:90, 200:206].all()


@pytest.mark.parametrize("pale", [60, 90])
def test_ink_that_lies_on_rules_too_pale_for_ink_stays(pale: int) -> None:
    darkness = np.zeros((200, 600), np.uint8)
    darkness[[40, 41, 100, 101, 160, 161]] = pale
    for row in (40, 100):
        darkness[row - 2 : row + 3, 150:450] = 255
        darkness[row : row + 40, 440:450] = 255
    mask = without_rules(darkness, 100)
    np.testing.assert_array_equal(mask, darkness > 100)


def test_blank_ruled_paper_has_no_ink() -> None:
    paper = light("even", 250, 500) * (1 - 0.6 * ruling(250, 500, 1, squared=False))
    assert not len(ink_from_picture(encoded(Image.fromarray(paper.astype(np.uint8)))).points)
