"""Sheets of paper on a table, canvases on a page; and what looks like one."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from canvas import Canvas, encoded, on_paper
from center_lines import drawn, farthest, written
from handwriting import number
from recognizer.picture import ink_from_picture
from recognizer.pictures.paper import find_levels
from recognizer.pictures.sheet import on_its_sheet

AROUND = 60.0  # of table or page; so much of the sheet is around the ink, too
STROKES = [stroke[:, :2] + 2 * AROUND for stroke in number("4075", np.random.default_rng(3)).strokes]


def cover() -> np.ndarray:
    return Canvas(pen=6, margin=2 * AROUND).coverage(STROKES)


def lying(table: float, paper: float, ink: float, grain: float = 0.0) -> np.ndarray:
    """Gray of a sheet with ink, and of what is around it."""
    gray = np.asarray(on_paper(cover(), ink, paper)).astype(float)
    around = np.ones(gray.shape, bool)
    side = int(AROUND)
    around[side:-side, side:-side] = False
    gray[around] = table
    return gray + np.random.default_rng(1).normal(0, grain, gray.shape)


def turned(points: np.ndarray, degrees: float, shape: tuple[int, int]) -> np.ndarray:
    """Points of shape (n, 2) turned about the middle of a picture, against the clock."""
    middle, angle = np.array(shape[::-1]) / 2, np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (points - middle) @ turn + middle


def unchanged(gray: np.ndarray) -> bool:
    levels = find_levels(gray)
    return levels is None or on_its_sheet(gray, levels) is gray


@pytest.mark.parametrize(("table", "paper", "ink"), [(60, 215, 50), (40, 255, 0), (0, 255, 30), (230, 25, 240)])
def test_what_is_around_a_sheet_is_no_ink(table: float, paper: float, ink: float) -> None:
    found = ink_from_picture(encoded(on_paper(np.zeros(cover().shape), paper=lying(table, paper, ink))))
    assert farthest(drawn(found), written(STROKES)) < 5


@pytest.mark.parametrize("degrees", [0, 4, -8])
def test_a_photo_of_a_sheet_on_a_table_is_read_askew_and_in_falling_light(degrees: float) -> None:
    image = on_paper(np.zeros(cover().shape), paper=lying(60, 215, 50))
    image = image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=60).filter(ImageFilter.GaussianBlur(0.8))
    lit = np.asarray(image) * np.linspace(1, 0.75, image.width) + np.random.default_rng(0).normal(0, 3, cover().shape)
    found = ink_from_picture(encoded(on_paper(np.zeros(lit.shape), paper=lit), "JPEG", quality=75))
    assert farthest(drawn(found), written([turned(stroke, degrees, lit.shape) for stroke in STROKES])) < 5


@pytest.mark.parametrize("degrees", [0, 6, -10])
@pytest.mark.parametrize("table", [50, 100])
@pytest.mark.parametrize("part", [0.45, 0.3])
def test_a_sheet_that_is_a_small_part_of_a_photo_is_read(part: float, table: float, degrees: float) -> None:
    gray = lying(table, 215, 50)[int(AROUND) : -int(AROUND), int(AROUND) : -int(AROUND)]
    height, width = (int(side / part) for side in gray.shape)
    top, left = (height - gray.shape[0]) // 3, (width - gray.shape[1]) // 2
    whole = np.full((height, width), table)
    whole[top : top + gray.shape[0], left : left + gray.shape[1]] = gray
    image = on_paper(np.zeros(whole.shape), paper=whole).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=int(table))
    lit = np.asarray(image.filter(ImageFilter.GaussianBlur(0.8))) * np.linspace(1, 0.8, width)
    lit = lit + np.random.default_rng(0).normal(0, 3, lit.shape)
    found = ink_from_picture(encoded(on_paper(np.zeros(lit.shape), paper=lit), "JPEG", quality=80))
    aside = np.array([left, top]) - AROUND
    strokes = [turned(stroke + aside, degrees, whole.shape) for stroke in STROKES]
    assert farthest(drawn(found), written(strokes)) < 5


@pytest.mark.parametrize("pen", [18, 24, 32, 40])
@pytest.mark.parametrize("text", "0123456789")
def test_a_bold_digit_that_fills_its_picture_is_no_sheet(text: str, pen: int) -> None:
    strokes = [stroke[:, :2] + pen / 2 for stroke in number(text, np.random.default_rng(2)).strokes]
    for grays in ((0, 255), (255, 0)):
        assert unchanged(np.asarray(on_paper(Canvas(pen=pen, margin=pen / 2).coverage(strokes), *grays)))


@pytest.mark.parametrize("enlarged", [1, 4, 8])
@pytest.mark.parametrize("text", "0123456789")
def test_a_light_digit_in_a_small_dark_image_is_no_sheet(text: str, enlarged: int) -> None:
    """As MNIST has them: 20 pixels high in 28, centered."""
    strokes = [stroke[:, :2] for stroke in number(text, np.random.default_rng(4)).strokes]
    points = np.concatenate(strokes)
    low, scale = points.min(axis=0), 19 / np.ptp(points, axis=0).max()
    aside = (28 - np.ptp(points, axis=0) * scale) / 2
    small = Canvas(pen=3, size=(28, 28)).coverage([(stroke - low) * scale + aside for stroke in strokes])
    image = on_paper(small, 255, 0).resize((28 * enlarged, 28 * enlarged), Image.Resampling.BICUBIC)
    assert unchanged(np.asarray(image))


@pytest.mark.parametrize("thick", [6, 20, 50, 80])
@pytest.mark.parametrize("round_", [False, True])
def test_a_zero_as_large_as_its_picture_is_no_sheet(thick: int, round_: bool) -> None:
    image = Image.new("L", (300, 400), 255)
    draw = ImageDraw.Draw(image)
    draw_outline = draw.ellipse if round_ else draw.rectangle
    draw_outline((4, 4, 295, 395), outline=0, width=thick)
    assert unchanged(np.asarray(image))
    assert unchanged(255 - np.asarray(image))


def test_a_dark_canvas_is_no_table() -> None:
    assert unchanged(np.asarray(on_paper(cover(), 230, 18)))


def test_a_sheet_without_ink_or_with_dust_stays_as_it_is() -> None:
    blank = lying(60, 215, 215)
    dusty = blank.copy()
    dusty[100:104, 200:204] = 50
    for gray in (blank, dusty):
        assert unchanged(gray.astype(np.uint8))


def test_a_soft_change_of_light_is_no_edge_of_a_sheet() -> None:
    lit = np.asarray(Image.fromarray(lying(90, 215, 215).astype(np.uint8)).filter(ImageFilter.GaussianBlur(25)))
    assert unchanged((lit * (1 - 0.8 * cover())).astype(np.uint8))


def test_ink_within_a_line_at_the_picture_s_edge_is_no_sheet() -> None:
    """All of the picture is enclosed then: there is nothing around it."""
    gray = np.full((200, 300), 255, np.uint8)
    gray[[0, -1]] = gray[:, [0, -1]] = 0
    gray[14:-14, 20:-20] = 0
    gray[60:140, 140:150] = 255
    assert unchanged(gray)
