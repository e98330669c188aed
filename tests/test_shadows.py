"""Numbers that the hard edge of a shadow runs across, and what only looks like a shadow."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from canvas import Canvas, on_paper
from center_lines import drawn, farthest, written
from handwriting import number
from recognizer import Request, recognize
from recognizer.picture import ink_from_picture
from recognizer.pictures.paper import even_out, find_levels
from recognizer.pictures.shadows import closed, in_shadow, narrow_ink
from test_paper import light, photo, ruling, sheet


def shadow(size: tuple[int, int], taken: float, soft: float, seed: int) -> np.ndarray:
    """Light, 1 or `taken` less, with a bent edge across the middle of a picture, so many pixels soft."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: size[0], : size[1]]
    angle = rng.uniform(0, 2 * np.pi)
    right, down = x - size[1] * rng.uniform(0.3, 0.7), y - size[0] / 2
    away = right * np.cos(angle) + down * np.sin(angle)
    along = down * np.cos(angle) - right * np.sin(angle)
    away = away + rng.uniform(-0.4, 0.4) * along**2 / max(size)
    return 1 - taken * np.clip(away / max(soft, 1) + 0.5, 0, 1)


def read(picture: bytes) -> str:
    answer = recognize(Request(ink_from_picture(picture), 0))
    return answer.predictions[0].text if answer.predictions else ""


@pytest.mark.parametrize("soft", [0, 10, 30])
@pytest.mark.parametrize("taken", [0.2, 0.4, 0.6])
def test_a_number_that_a_shadow_s_edge_runs_across_is_read(taken: float, soft: float) -> None:
    right = 0
    for seed in range(8):
        text = "".join(np.random.default_rng(seed).choice(list("0123456789"), 2 + seed % 4))
        strokes, size = sheet(seed, text)
        paper = light("falling", *size) * shadow(size, taken, soft, seed)
        right += read(photo(strokes, 4 + seed % 5, paper, grain=3)) == text
    assert right >= 7


@pytest.mark.parametrize("taken", [0.3, 0.6])
def test_ink_in_and_out_of_a_shadow_is_where_it_was_written(taken: float) -> None:
    strokes, size = sheet(1)
    for seed in range(6):
        ink = ink_from_picture(photo(strokes, 6, light("falling", *size) * shadow(size, taken, 0, seed)))
        assert farthest(drawn(ink), written(strokes), 0.98) < 5


def test_a_shadow_on_a_ruled_sheet_is_no_ink() -> None:
    strokes, size = sheet(1)
    lines = 1 - 0.3 * ruling(*size, 1, squared=False)
    for seed in range(4):
        ink = ink_from_picture(photo(strokes, 7, 225 * lines * shadow(size, 0.4, 4, seed)))
        assert farthest(drawn(ink), written(strokes), 0.97) < 5


def test_chalk_is_found_in_a_hard_shadow() -> None:
    strokes, size = sheet(2)
    lit = 0.4 * light("even", *size) * shadow(size, 0.5, 2, 0)
    cover = Canvas(pen=6, size=size[::-1]).coverage(strokes)
    found = narrow_ink(np.asarray(on_paper(np.zeros(size), paper=lit * (1 + 1.4 * cover))))
    assert found is not None
    darkness, threshold = found
    ink = darkness > threshold
    assert ink[cover == 1].mean() > 0.98
    assert np.count_nonzero(ink[cover == 0]) < 0.15 * np.count_nonzero(cover)


@pytest.mark.parametrize("degrees", [0, 20, 45, 70])
def test_a_closing_keeps_a_step_and_fills_a_valley(degrees: float) -> None:
    y, x = np.mgrid[:80, :100]
    angle = np.deg2rad(degrees)
    step = np.uint8(90) + np.uint8(100) * (np.cos(angle) * (x - 50) + np.sin(angle) * y > 20)
    inked = step.copy()
    inked[30:35, 10:90] = 20
    inside = slice(12, -12)
    np.testing.assert_array_equal(closed(step, 11)[inside, inside], step[inside, inside])
    assert (closed(inked, 11)[inside, inside] >= 90).all()


@pytest.mark.parametrize("grays", [(0, 255), (255, 0)])
@pytest.mark.parametrize("pen", [12, 20, 30, 40])
def test_a_wide_pen_that_fills_a_cropped_picture_casts_no_shadow(pen: int, grays: tuple[int, int]) -> None:
    for seed in range(6):
        strokes = [stroke[:, :2] for stroke in number("82624"[: 1 + seed % 5], np.random.default_rng(seed)).strokes]
        low = np.concatenate(strokes).min(axis=0) + (8 if seed % 2 else -pen / 2)
        size = tuple((np.ptp(np.concatenate(strokes), axis=0) + pen * (seed % 2)).astype(int))
        cover = Canvas(pen=pen, size=size).coverage([stroke - low for stroke in strokes])
        gray = np.asarray(on_paper(cover, *grays))
        levels = find_levels(gray)
        assert levels is not None
        assert in_shadow(gray, levels) is None


def test_light_that_falls_smoothly_has_no_steps_and_a_shadow_s_edge_has() -> None:
    strokes, size = sheet(1)
    for kind in ("falling", "from one side", "fading to the corners"):
        smooth = even_out(gray_of(strokes, light(kind, *size)))
        assert smooth is not None
        assert not smooth.steps
    hard = even_out(gray_of(strokes, light("falling", *size) * shadow(size, 0.3, 0, 0)))
    assert hard is not None
    assert hard.steps


def gray_of(strokes: list[np.ndarray], paper: np.ndarray) -> np.ndarray:
    """Gray of ink that reflects 0.3 of the light, slightly out of focus."""
    lit = paper * (1 - 0.7 * Canvas(pen=6, size=paper.shape[::-1]).coverage(strokes))
    return np.asarray(Image.fromarray(lit.astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8)))


def test_faint_creases_are_no_ink() -> None:
    assert narrow_ink(gray_of([np.array([[20.0, 20], [20, 80]])], np.full((100, 100), 220.0)) // 8 + 190) is None
