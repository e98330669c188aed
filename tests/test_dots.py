"""Dots of a grid: out of the ink of one picture, and given to the strokes over them in many; other dots stay."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from canvas import Canvas, encoded
from forms import read_ink
from handwriting import number
from recognizer.picture import ink_from_picture
from recognizer.pictures.dots import dots, off_dots, without_dots
from recognizer.snapshots import ink_from_snapshots

FINE = 4


def dotted(size: tuple[int, int], step: float, radius: float, gray: int, degrees: float = 0) -> np.ndarray:
    """A sheet of (width, height) with dots in rows and columns, 0 black to 255 white."""
    sheet = Image.new("L", (size[0] * FINE, size[1] * FINE), 255)
    draw, turn = ImageDraw.Draw(sheet), np.radians(degrees)
    for across in np.arange(-size[1], size[0] + size[1], step):
        for down in np.arange(-size[0], size[0] + size[1], step):
            x = FINE * (across * np.cos(turn) - down * np.sin(turn))
            y = FINE * (across * np.sin(turn) + down * np.cos(turn))
            draw.ellipse((x - FINE * radius, y - FINE * radius, x + FINE * radius, y + FINE * radius), fill=gray)
    return np.asarray(sheet.resize(size, Image.Resampling.BOX)).astype(float)


def written(seed: int, *grid: float) -> tuple[str, list[Image.Image]]:
    """A number on a dotted sheet, after each stroke."""
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("0123456789"), 2 + seed % 4))
    strokes = [stroke[:, :2] + 40 for stroke in number(text, rng).strokes]
    canvas = Canvas(pen=5, margin=60)
    sheet = dotted(canvas.size_for(strokes), *grid)
    covers = canvas.snapshots(strokes)
    return text, [Image.fromarray(np.minimum(sheet, 255 - 255 * cover).round().astype(np.uint8)) for cover in covers]


@pytest.mark.parametrize("grid", [(20, 1, 0), (30, 2.5, 120), (45, 2, 0, 3), (20, 1, 180)], ids=str)
def test_numbers_on_dotted_paper_are_read(grid: tuple[float, ...]) -> None:
    """Before, of 15 on dark dots none as one picture, 2 or 3 after each stroke, and 11 others were `strong`."""
    right = [0, 0]
    for seed in range(15):
        text, sheets = written(seed, *grid)
        files = [encoded(sheet) for sheet in sheets]
        answers = [read_ink(ink_from_picture(files[-1])), read_ink(ink_from_snapshots(files))]
        for form, answer in enumerate(answers):
            right[form] += answer.predictions[0].text == text
    assert min(right) >= 14


def test_dots_alone_stay() -> None:
    """A sheet of nothing else is as it is: what it says is nobody's guess."""
    ink = dotted((200, 120), 20, 2, 0) < 128
    assert dots(ink) is not None
    assert without_dots(ink) is ink


@pytest.mark.parametrize("pen", [3, 8, 16])
def test_ordinary_ink_has_no_grid(pen: int) -> None:
    for seed in range(30):
        rng = np.random.default_rng(seed)
        strokes = [stroke[:, :2] for stroke in number("".join(rng.choice(list("0123456789"), 6)), rng).strokes]
        assert dots(Canvas(pen=pen).coverage(strokes) > 0.5) is None


def test_dots_without_order_stay() -> None:
    rng = np.random.default_rng(0)
    image = Image.new("L", (400, 200))
    for x, y in rng.uniform(10, 190, (80, 2)) * [2, 1]:
        ImageDraw.Draw(image).ellipse((x - 2, y - 2, x + 2, y + 2), fill=255)
    assert dots(np.asarray(image) > 0) is None


def test_a_dotted_digit_is_no_grid() -> None:
    """A zero of dots, all as far apart."""
    image = Image.new("L", (200, 240))
    for angle in np.linspace(0, 2 * np.pi, 40, endpoint=False):
        x, y = 100 + 60 * np.cos(angle), 120 + 90 * np.sin(angle)
        ImageDraw.Draw(image).ellipse((x - 2, y - 2, x + 2, y + 2), fill=255)
    assert dots(np.asarray(image) > 0) is None


def test_a_speck_of_older_ink_goes_to_the_stroke_over_it() -> None:
    labels = np.zeros((40, 80), np.int32)
    labels[5:35, 5:10] = 1
    labels[15:20, 30:70] = 2
    labels[16:19, 45:48] = 1  # what a later stroke covers
    labels[2:4, 60:62] = 1  # what nothing does
    found = off_dots(labels)
    assert (found[16:19, 45:48] == 2).all()
    labels[16:19, 45:48] = 2
    np.testing.assert_array_equal(found, labels)
