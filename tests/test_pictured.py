"""Digits as pictures: what comes back is the digit that was sent."""

import numpy as np
import pytest

import pictured
from dataset import digit_rasters
from hands import digits_of
from likeness import most_alike


def test_pictures_of_ink_look_like_the_ink() -> None:
    samples = digits_of(3)
    rasters = digit_rasters(samples)
    for k, sample in enumerate(samples):
        drawn = pictured.digits([sample], 6, np.random.default_rng(0), varied=False)
        assert drawn.labels.tolist() == [int(sample.label)] * 6
        assert drawn.ways is None  # nobody knows how the pen went
        assert np.mean(most_alike(drawn.images, rasters.images) == k) > 0.8


def test_sequences_of_pictures_are_followed_as_the_ink_is() -> None:
    samples = [sample for writer in range(4) for sample in digits_of(writer)]
    originals = digit_rasters(samples)
    near = []
    for k, sample in enumerate(samples):
        drawn = pictured.sequences([sample], 2, np.random.default_rng(0), varied=False)
        assert drawn.labels.tolist() == [int(sample.label)] * 2
        alike = originals.labels[most_alike(drawn.images, originals.images)]
        assert (alike == int(sample.label)).any()
        places = drawn.ways[:, :, :2].astype(int) - originals.ways[k, :, :2]
        near += (np.abs(places).mean(axis=(1, 2)) < 25).tolist()  # a tenth of the raster's side
    assert np.mean(near) > 0.7  # of the others the pen set out from the other end


def test_varied_pictures_differ_from_each_other() -> None:
    drawn = pictured.digits(digits_of(3)[:1], 8, np.random.default_rng(0))
    assert len({image.tobytes() for image in drawn.images}) == 8


def test_pictures_of_images_look_like_the_images() -> None:
    rasters = digit_rasters(digits_of(5))
    for label in rasters.labels.tolist():
        one = rasters.where(rasters.labels == label)
        drawn = pictured.images(one.images[:1], one.labels[:1], 4, np.random.default_rng(1))
        assert drawn.labels.tolist() == [label] * 4
        assert rasters.labels[most_alike(drawn.images, rasters.images)].tolist() == [label] * 4


@pytest.mark.parametrize("gray", [0, 255])
def test_an_image_without_ink_is_left_out(gray: int) -> None:
    blank = np.full((1, 28, 28), gray, np.uint8)
    assert len(pictured.images(blank, np.array([3]), 2, np.random.default_rng(0))) == 0
