"""Sequences on a sheet that is not blank: frames, a header, base lines, dashed ones, ruled and squared paper."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest
from PIL import Image, ImageDraw

from canvas import Canvas, encoded, on_paper
from center_lines import drawn, farthest, written
from handwriting import number
from recognizer.pictures.ruled import across, find_bands
from recognizer.pictures.rules import find_rules
from recognizer.snapshots import ink_from_snapshots

MARGIN = 40.0
SEVEN = [np.array([[60.0, 40], [120, 40], [80, 140]]), np.array([[75.0, 90], [115, 90]])]
ONE = [np.array([[90.0, 40], [90, 140]])]


def sheet(kind: str, height: int, width: int, base: int = 0) -> np.ndarray:
    """How much of each pixel is covered by what is printed."""
    printed = np.zeros((height, width))
    if kind == "frame":
        printed[3:-3, 3:-3] = 1
        printed[5:-5, 5:-5] = 0
    if kind == "base line":
        printed[base : base + 2] = 1
    if kind == "header":
        printed[:20] = 0.8
    if kind == "dashed":
        printed[base - 50 : base - 48, np.arange(width) % 12 < 6] = 0.7
    if kind in ("ruled", "squared"):
        printed[13::40] = 0.6
    if kind == "squared":
        printed[:, 17::40] = 0.6
    return printed


def sent(strokes: list[np.ndarray], kind: str) -> list[bytes]:
    """The sheet after each stroke."""
    covers = Canvas(pen=6, margin=MARGIN).snapshots(strokes)
    base = round(max(stroke[:, 1].max() for stroke in strokes)) + 2
    printed = sheet(kind, *covers[0].shape, base)
    return [encoded(on_paper(np.maximum(cover, printed))) for cover in covers]


def shifted(text: str, seed: int) -> list[np.ndarray]:
    return [stroke[:, :2] + MARGIN for stroke in number(text, np.random.default_rng(seed)).strokes]


@pytest.mark.parametrize("kind", ["frame", "header", "base line", "dashed", "ruled", "squared"])
@pytest.mark.parametrize("seed", [3, 5])
def test_what_is_printed_is_no_ink_and_strokes_that_cross_it_are_whole(kind: str, seed: int) -> None:
    strokes = shifted("4075", seed)
    ink = ink_from_snapshots(sent(strokes, kind))
    for index, stroke in enumerate(strokes):
        assert farthest(drawn(ink, index), written([stroke]), 0.97) < 6, f"stroke {index}"


@pytest.mark.parametrize("kind", ["frame", "base line", "ruled", "squared"])
@pytest.mark.parametrize("strokes", [SEVEN, ONE], ids=["7", "1"])
def test_a_one_and_the_bar_of_a_seven_stay(kind: str, strokes: list[np.ndarray]) -> None:
    aside = [*strokes, np.array([[200.0, 40], [230, 90], [200, 140]])]  # a sheet is wider than one digit
    ink = ink_from_snapshots(sent(aside, kind))
    for index, stroke in enumerate(aside):
        assert farthest(drawn(ink, index), written([stroke]), 0.97) < 5, f"stroke {index}"


def test_a_one_as_high_as_its_canvas_and_a_bar_as_wide_stay() -> None:
    strokes = [np.array([[3.0, 3], [80, 3], [30, 120]]), np.array([[20.0, 60], [81, 60]])]
    covers = Canvas(pen=4, size=(84, 124)).snapshots(strokes)
    ink = ink_from_snapshots([encoded(on_paper(cover)) for cover in covers])
    for index, stroke in enumerate(strokes):
        assert farthest(drawn(ink, index), written([stroke])) < 2.5


@pytest.mark.parametrize("kind", ["base line", "ruled", "squared"])
def test_a_printed_sheet_without_ink_is_empty(kind: str) -> None:
    blank = encoded(on_paper(sheet(kind, 200, 480, 150)))
    assert not len(ink_from_snapshots([blank, blank]).points)


def test_on_lines_only_ink_that_goes_on_across_them_is_left() -> None:
    darkness = np.zeros((100, 400), np.uint8)
    darkness[[30, 31, 70, 71]] = 200
    rules, _ = find_rules(darkness, 100)
    whole = darkness.copy()
    whole[20:60, 200:206] = 255
    bands = find_bands(rules, darkness.shape, (slice(10, 90), slice(190, 220)))
    expected = np.zeros((80, 30), np.uint8)
    expected[10:50, 10:16] = 255
    np.testing.assert_array_equal(across(whole[10:90, 190:220], bands), expected)


@pytest.mark.alone
@pytest.mark.parametrize(("count", "side"), [(64, 559), (20, 1000)])
def test_many_pictures_of_a_squared_sheet_do_not_take_long_or_much(count: int, side: int) -> None:
    grid = np.zeros((side, side), bool)
    grid[10::24] = grid[11::24] = grid[:, 10::24] = grid[:, 11::24] = True
    specks = np.random.default_rng(0).random(grid.shape)
    specks[: side // 2] = 1
    covers = (np.maximum(grid, specks < 0.03 * (k + 1) / count) for k in range(count))
    files = [encoded(on_paper(cover)) for cover in covers]
    start = time.process_time()
    ink_from_snapshots(files)
    assert time.process_time() - start < 1
    tracemalloc.start()
    ink_from_snapshots(files)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000_000


@pytest.mark.alone
def test_a_squared_sheet_full_of_ink_does_not_take_long() -> None:
    """Its lines are not erased, as what is left of the ink is too tall; most ends of new ink are at a line."""
    image = Image.new("L", (2000, 2000), 255)
    draw = ImageDraw.Draw(image)
    for k in range(59):
        at = int((k + 0.5) * 2000 / 59)
        draw.rectangle((0, at, 2000, at + 3), fill=0)
        draw.rectangle((at, 0, at + 3, 2000), fill=0)
    rng, files = np.random.default_rng(1), []
    for _ in range(5):
        draw.line(rng.uniform(100, 1900, 4).tolist(), fill=0, width=3)
        files.append(encoded(image))
    start = time.process_time()
    ink_from_snapshots(files)
    assert time.process_time() - start < 1
