"""Lines with gaps in one picture, as of chalk or a dry pen, are closed; whole ones, dust and dots stay as they are."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from canvas import Canvas, encoded, on_paper
from handwriting import number
from recognizer import Request, recognize
from recognizer.picture import ink_from_picture
from recognizer.pictures.gaps import without_gaps


def sheet(seed: int, pen: float = 6.0) -> tuple[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("0123456789"), 1 + seed % 4))
    strokes = [stroke[:, :2] for stroke in number(text, rng).strokes]
    low = np.concatenate(strokes).min(axis=0)
    return text, Canvas(pen=pen).coverage([stroke - low + 20 for stroke in strokes])


def holes(shape: tuple[int, int], wide: int, share: float) -> np.ndarray:
    """Where a pen left no ink, in patches."""
    noise = np.random.default_rng(5).random((shape[0] // wide + 2, shape[1] // wide + 2))
    size = (noise.shape[1] * wide, noise.shape[0] * wide)
    smooth = np.asarray(Image.fromarray((255 * noise).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC))
    return smooth[: shape[0], : shape[1]] < 255 * share


BROKEN: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "chalk": lambda cover: np.where(holes(cover.shape, 2, 0.4), 0, cover),
    "dry pen": lambda cover: np.where(holes(cover.shape, 4, 0.28), 0, cover),
    "printed in rows": lambda cover: np.where(np.arange(len(cover))[:, None] % 4 == 0, 0, cover),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_lines_are_read(kind: str) -> None:
    """Before, 0, 7 and 0 of 24."""
    right = 0
    for seed in range(24):
        text, cover = sheet(seed)
        answer = recognize(Request(ink_from_picture(encoded(on_paper(BROKEN[kind](cover))))))
        right += answer.predictions[0].text == text
    assert right >= 20


@pytest.mark.parametrize("pen", [2, 6, 16])
def test_whole_lines_stay(pen: float) -> None:
    for seed in range(40):
        ink = sheet(seed, pen)[1] > 0.5
        assert without_gaps(ink) is ink


def test_dust_is_not_joined() -> None:
    ink = sheet(3)[1] > 0.5
    dust = np.random.default_rng(0).random(ink.shape) < 0.004
    dust |= np.roll(dust, 1, axis=0)
    dusty = ink | dust
    assert without_gaps(dusty) is dusty


def test_nothing_has_no_gaps() -> None:
    for ink in (np.zeros((9, 9), bool), np.ones((9, 9), bool), np.pad(np.ones((1, 1), bool), 4)):
        assert without_gaps(ink) is ink


@pytest.mark.alone
@pytest.mark.parametrize("kind", ["dots", "salt", "fine"])
def test_crumbs_alone_do_not_take_long(kind: str) -> None:
    rows, columns = np.indices((1000, 1000))
    crumbs = {
        "dots": (rows % 9 == 0) & (columns % 9 == 0),
        "salt": np.random.default_rng(0).random((1000, 1000)) < 0.014,
        "fine": rows % 2 * (columns % 2) > 0,
    }[kind]
    start = time.process_time()
    without_gaps(crumbs)
    assert time.process_time() - start < 0.5
