"""Digits as pictures: what comes back is the digit that was sent."""

import numpy as np
import pytest

import pictured
from dataset import digit_rasters
from hands import digits_of


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two rasters."""
    return float(np.corrcoef(one.reshape(-1), other.reshape(-1))[0, 1])


def test_pictures_of_ink_look_like_the_ink() -> None:
    samples = digits_of(3)
    for sample, image in zip(samples, digit_rasters(samples).images, strict=True):
        drawn = pictured.digits([sample], 6, np.random.default_rng(0), varied=False)
        assert (drawn.labels == int(sample.label)).all()
        assert drawn.maps is None  # nobody knows how the pen went
        assert np.median([likeness(image, one) for one in drawn.images]) > 0.8


def test_varied_pictures_differ_from_each_other() -> None:
    drawn = pictured.digits(digits_of(3)[:1], 8, np.random.default_rng(0))
    assert len({image.tobytes() for image in drawn.images}) == 8


def test_pictures_of_images_look_like_the_images() -> None:
    rasters = digit_rasters(digits_of(5))
    for image, label in zip(rasters.images, rasters.labels, strict=True):
        drawn = pictured.images(image[None], np.array([label]), 4, np.random.default_rng(1))
        assert drawn.labels.tolist() == [label] * 4
        assert min(likeness(image, one) for one in drawn.images) > 0.7


@pytest.mark.parametrize("gray", [0, 255])
def test_an_image_without_ink_is_left_out(gray: int) -> None:
    blank = np.full((1, 28, 28), gray, np.uint8)
    assert len(pictured.images(blank, np.array([3]), 2, np.random.default_rng(0))) == 0
