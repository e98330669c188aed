"""Dark strips, round corners and thumbs at the edges of pictures are no ink; digits that were cut off are."""

from __future__ import annotations

import time

import numpy as np
import pytest

from canvas import Canvas, encoded, on_paper
from handwriting import number
from recognizer import Request, recognize
from recognizer.picture import ink_from_picture
from recognizer.pictures.edges import without_edges


def written(seed: int, margin: float = 40.0) -> tuple[str, np.ndarray]:
    """A number, and how much ink is on its sheet."""
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("0123456789"), 1 + seed % 4))
    strokes = [stroke[:, :2] for stroke in number(text, rng).strokes]
    low = np.concatenate(strokes).min(axis=0)
    return text, Canvas(pen=6, margin=margin).coverage([stroke - low + margin for stroke in strokes])


def strip(sheet: np.ndarray, wide: int, side: int) -> np.ndarray:
    turned = np.rot90(sheet, side).copy()
    turned[:wide] = 1
    return np.rot90(turned, -side)


def corners(sheet: np.ndarray, radius: int = 24) -> np.ndarray:
    y, x = (np.minimum(np.arange(n), np.arange(n)[::-1]) for n in sheet.shape)
    away = np.hypot(np.maximum(radius - y[:, None], 0), np.maximum(radius - x, 0))
    return np.where(away > radius, 1, sheet)


def thumb(sheet: np.ndarray, radius: int = 36) -> np.ndarray:
    y, x = (np.arange(n)[::-1] for n in sheet.shape)
    return np.where(np.hypot(y[:, None], x) < radius, 0.9, sheet)


AT_THE_EDGES = {
    "strip": lambda sheet, seed: strip(sheet, 20, seed % 4),
    "thin strip": lambda sheet, seed: strip(sheet, 5, seed % 4),
    "two strips": lambda sheet, seed: strip(strip(sheet, 20, seed % 4), 14, (seed + 1) % 4),
    "corners": lambda sheet, seed: corners(sheet),
    "thumb": lambda sheet, seed: thumb(sheet),
}


@pytest.mark.parametrize("kind", AT_THE_EDGES)
def test_what_is_dark_at_the_edges_is_no_ink(kind: str) -> None:
    right = 0
    for seed in range(12):
        text, sheet = written(seed)
        answer = recognize(Request(ink_from_picture(encoded(on_paper(AT_THE_EDGES[kind](sheet, seed))))))
        right += answer.predictions[0].text == text
    assert right >= 11


@pytest.mark.parametrize("seed", range(12))
def test_cropped_and_cut_off_digits_stay(seed: int) -> None:
    _, sheet = written(seed, 3)  # the pen's width from the middle of its line to the edge
    rows, columns = np.flatnonzero((sheet > 0.5).any(axis=1)), np.flatnonzero((sheet > 0.5).any(axis=0))
    cropped = sheet[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] > 0.5
    np.testing.assert_array_equal(without_edges(cropped), cropped)
    for side in range(4):
        cut = np.rot90(np.rot90(written(seed)[1] > 0.5, side)[60:], -side)
        np.testing.assert_array_equal(without_edges(cut), cut)


def test_one_along_an_edge_stays() -> None:
    sheet = np.zeros((100, 120), bool)
    sheet[20:80, 60:66] = True
    one = sheet.copy()
    one[10:90, :6] = True
    np.testing.assert_array_equal(without_edges(one), one)


def test_pieces_at_the_edges_stay_where_nothing_is_written_within() -> None:
    for within in (np.zeros((80, 80), bool), strip(np.zeros((80, 80)), 8, 0) > 0):
        within[40:43, 40:43] = True  # dust
        found = without_edges(strip(within, 8, 0) > 0)
        np.testing.assert_array_equal(found, strip(within, 8, 0) > 0)
    assert not without_edges(np.zeros((40, 40), bool)).any()
    assert without_edges(np.ones((40, 40), bool)).all()


@pytest.mark.alone
def test_much_noise_does_not_take_long() -> None:
    noise = np.random.default_rng(0).random((1000, 1000)) < 0.5
    start = time.process_time()
    assert without_edges(noise) is noise
    assert time.process_time() - start < 0.5
