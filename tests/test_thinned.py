"""MNIST's images as strokes: they run along the ink, and the digit stays what it was."""

import numpy as np
import pytest

from dataset import digit_rasters
from hands import digits_of
from likeness import most_alike
from thinned import images, strokes_of

RASTERS = digit_rasters(digits_of(5))


@pytest.mark.parametrize("whole", [False, True])
def test_strokes_run_along_the_ink(whole: bool) -> None:
    for image in RASTERS.images:
        strokes = strokes_of(image, whole=whole)
        points = np.vstack(strokes)
        column, row = np.rint(points).astype(int).T
        assert (image[row, column] > 0).mean() > 0.9
        assert (points == points.round()).all() == whole
        rows = np.flatnonzero(image.any(axis=1))
        assert np.ptp(points[:, 1]) > 0.7 * np.ptp(rows)


def test_a_bar_is_one_stroke_downwards() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 13:16] = 255
    (stroke,) = strokes_of(image, whole=False)
    assert stroke[0, 1] < stroke[-1, 1]
    assert (np.diff(stroke[:, 1]) > 0).all()


def test_digits_stay_what_they_were() -> None:
    drawn = images(RASTERS.images, RASTERS.labels, 60, np.random.default_rng(0))
    assert drawn.ways is not None
    assert len(drawn.ways) == len(drawn) == 60
    alike = RASTERS.labels[most_alike(drawn.images, RASTERS.images)]
    assert (alike == drawn.labels).mean() > 0.8
    assert len({way.tobytes() for way in drawn.ways}) == 60


@pytest.mark.parametrize("gray", [0, 255])
def test_an_image_without_ink_is_left_out(gray: int) -> None:
    blank = np.full((28, 28), gray, np.uint8)
    assert strokes_of(blank, whole=True) == []
    drawn = images(np.stack([blank, RASTERS.images[3]]), np.array([7, 3]), 2, np.random.default_rng(0))
    assert drawn.labels.tolist() == [3]
    assert len(images(blank[None], np.array([7]), 2, np.random.default_rng(0))) == 0
