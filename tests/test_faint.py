"""Ink of several grays: fainter digits are read, too; guides, rules and shadows are none."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from canvas import Canvas, encoded
from forms import read_ink
from handwriting import number
from recognizer.picture import ink_from_picture
from recognizer.pictures.faint import darkened, faint_ink
from recognizer.snapshots import ink_from_snapshots

PEN = 5
THRESHOLD = 120


def written(seed: int, grays: list[int], paper: int = 255) -> tuple[str, list[Image.Image]]:
    """A number whose strokes are of these grays by turns, and the canvas after each stroke."""
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("0123456789"), 3 + seed % 3))
    strokes = [stroke[:, :2] for stroke in number(text, rng).strokes]
    canvas = Canvas(pen=PEN)
    size = canvas.size_for(strokes)
    sheet, sheets = np.full(size[::-1], float(paper)), []
    for k, stroke in enumerate(strokes):
        cover = canvas.coverage([stroke], size)
        sheet = sheet * (1 - cover) + grays[k % len(grays)] * cover
        sheets.append(Image.fromarray(sheet.round().astype(np.uint8)))
    return text, sheets


@pytest.mark.parametrize(
    ("grays", "paper"),
    [([0, 160], 255), ([0, 190], 255), ([40, 110, 180], 255), ([60, 60, 60, 200], 255), ([255, 70], 0)],
)
def test_fainter_digits_are_read(grays: list[int], paper: int) -> None:
    """Before, up to 5 of 20 were, and 11 to 15 others were `strong`, without the fainter digits."""
    right, wrong = [0, 0], [0, 0]
    for seed in range(20):
        text, sheets = written(seed, grays, paper)
        files = [encoded(sheet) for sheet in sheets]
        answers = [read_ink(ink_from_picture(files[-1])), read_ink(ink_from_snapshots(files))]
        for form, answer in enumerate(answers):
            right[form] += answer.predictions[0].text == text
            wrong[form] += answer.predictions[0].text != text and answer.level == "strong"
    assert min(right) >= 18
    assert max(wrong) <= 1


def darkness_of(image: Image.Image) -> np.ndarray:
    return 255 - np.asarray(image)


@pytest.mark.parametrize("pen", [2, 8, 20])
def test_soft_edges_are_no_fainter_ink(pen: int) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        strokes = [stroke[:, :2] for stroke in number("4718", rng).strokes]
        cover = Canvas(pen=pen).coverage(strokes)
        assert faint_ink((255 * cover).astype(np.uint8), THRESHOLD) is None


def boxes(draw: ImageDraw.ImageDraw) -> None:
    for left in range(5, 400, 100):
        draw.rectangle((left, 5, left + 90, 150), outline=170, width=4)


def rules(draw: ImageDraw.ImageDraw) -> None:
    for row in range(20, 160, 35):
        draw.line((0, row, 1000, row), fill=170, width=3)


def shadow(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((150, 20, 260, 110), fill=170)


def small_print(draw: ImageDraw.ImageDraw) -> None:
    draw.text((10, 5), "write here", fill=150)


@pytest.mark.parametrize("drawn", [boxes, rules, shadow, small_print])
def test_other_things_are_no_fainter_ink(drawn: object) -> None:
    for seed in range(10):
        strokes = [stroke[:, :2] for stroke in number("4718", np.random.default_rng(seed)).strokes]
        cover = Canvas(pen=6).coverage(strokes)
        sheet = Image.new("L", cover.shape[::-1], 255)
        drawn(ImageDraw.Draw(sheet))
        whole = np.minimum(np.asarray(sheet), 255 - 255 * cover).astype(np.uint8)
        assert faint_ink(255 - whole, THRESHOLD) is None


def test_in_a_photo_nothing_is_taken_for_fainter_ink() -> None:
    _, sheets = written(1, [0, 170])
    plain = darkness_of(sheets[-1])
    assert faint_ink(plain, THRESHOLD) is not None
    grain = np.random.default_rng(0).normal(8, 6, plain.shape)
    assert faint_ink(np.clip(plain + grain, 0, 255).astype(np.uint8), THRESHOLD) is None


def test_only_what_is_faint_is_lifted() -> None:
    _, sheets = written(1, [0, 170])
    plain = darkness_of(sheets[-1])
    faint = faint_ink(plain, THRESHOLD)
    told = darkened(plain, faint)
    assert told.dtype == np.uint8
    np.testing.assert_array_equal(told[~faint], plain[~faint])
    assert (told[faint] > THRESHOLD).all()
    assert darkened(plain, None) is plain
