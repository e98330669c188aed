"""Strokes of several colors in one picture or sequence."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from canvas import Canvas, encoded
from center_lines import drawn, farthest, written
from handwriting import number
from recognizer import Request, recognize
from recognizer.picture import ink_from_picture
from recognizer.snapshots import ink_from_snapshots

Color = tuple[int, int, int]

STROKES = [stroke[:, :2] + 20 for stroke in number("4075", np.random.default_rng(3)).strokes]
BRIGHT = [(220, 30, 30), (30, 130, 30), (30, 30, 220), (240, 160, 0), (120, 0, 160), (250, 210, 40)]
INKS: dict[str, tuple[Color, list[Color]]] = {
    "bright on white": ((255, 255, 255), BRIGHT),
    "black and yellow on white": ((255, 255, 255), [(0, 0, 0), (250, 210, 40)]),
    "chalk on a gray board": ((110, 110, 110), [(240, 240, 240), (240, 220, 80), (240, 120, 120), (110, 160, 240)]),
    "white and blue on black": ((0, 0, 0), [(255, 255, 255), (40, 40, 255)]),
    "black, blue and red on dim paper": ((80, 80, 80), [(12, 12, 12), (16, 24, 52), (60, 16, 16)]),
    "white on red": ((255, 0, 0), [(255, 255, 255)]),
    "light gray on white": ((255, 255, 255), [(215, 215, 215)]),
}


def pictures(paper: Color, inks: list[Color]) -> list[bytes]:
    """The canvas after each stroke, each of the next color."""
    size = Canvas(pen=6).size_for(STROKES)
    canvas, drawn_so_far = np.full((*size[::-1], 3), paper, float), []
    for index, stroke in enumerate(STROKES):
        cover = Canvas(pen=6).coverage([stroke], size)[..., None]
        canvas = canvas + (np.array(inks[index % len(inks)]) - canvas) * cover
        drawn_so_far.append(encoded(Image.fromarray(np.round(canvas).astype(np.uint8))))
    return drawn_so_far


@pytest.mark.parametrize("name", INKS)
def test_strokes_of_all_colors_are_ink(name: str) -> None:
    files = pictures(*INKS[name])
    assert farthest(drawn(ink_from_picture(files[-1])), written(STROKES)) < 6
    ink = ink_from_snapshots(files)
    for index, stroke in enumerate(STROKES):
        assert farthest(drawn(ink, index), written([stroke]), 0.97) < 5, f"stroke {index}"


@pytest.mark.parametrize(
    ("ink", "paper"),
    [((60, 220, 230), (220, 30, 30)), ((60, 220, 230), (250, 230, 40)), ((250, 140, 20), (30, 60, 220))],
)
def test_bold_ink_is_no_outline_on_paper_that_has_its_darkest_or_lightest_color(ink: Color, paper: Color) -> None:
    cover = Canvas(pen=14).coverage(STROKES)[..., None]
    picture = Image.fromarray(np.round(np.array(paper) * (1 - cover) + np.array(ink) * cover).astype(np.uint8))
    for form in ("PNG", "JPEG"):
        file = BytesIO()
        picture.save(file, form)
        assert recognize(Request(ink_from_picture(file.getvalue()))).predictions[0].text == "4075"


@pytest.mark.parametrize("ink", [(250, 240, 70), (190, 250, 90)], ids=["yellow", "lime"])
@pytest.mark.parametrize("blue", [0, 0.3], ids=["blank", "ruled"])
def test_a_marker_as_light_as_its_paper_is_told_by_its_color_in_a_photo_too(ink: Color, blue: float) -> None:
    strokes = [2.0 * stroke + 300 for stroke in STROKES]
    cover = Canvas(pen=18, size=(1600, 1000)).coverage(strokes)[..., None]
    paper = np.full((1000, 1600, 3), 235.0)
    paper[100::90] -= blue * np.array([100, 60, 0])
    lit = (paper * (1 - cover) + np.array(ink) * cover) * np.linspace(0.8, 1, 1600)[:, None]
    grainy = lit + np.random.default_rng(0).normal(0, 3, lit.shape)
    picture = Image.fromarray(grainy.clip(0, 255).astype(np.uint8))
    assert farthest(drawn(ink_from_picture(encoded(picture, "JPEG"))), written(strokes)) < 10
