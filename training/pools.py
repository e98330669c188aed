"""What both nets learn from and what decisions are made by: pools of rasters, and how many of each an epoch shows."""

from collections.abc import Callable
from functools import partial
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

import dataset
import junk
import pictured
import thinned
from dataset import Rasters
from hypotheses import NOT_DIGIT
from model import PIXELS_INK, PIXELS_MNIST, Batches, TrajectoryBatches, create_model, fit, logits
from parallel import in_processes
from samples import Sample
from split import Split

VARIANTS = 16  # warps of each pen digit
MNIST_VARIANTS = 1  # elastic ones of each image
NUMBERS = 44_000  # composed
REAL_VARIANTS = 14  # warps of each real number
JUNK = 20_000
PICTURES, PICTURED_MNIST, SEQUENCES = 24_000, 20_000, 12_000
THINNED = 55_000  # of MNIST's images
PARTS = 8  # of what takes long, drawn one beside the other
SMALL = 0.1  # share of the data that is drawn sooner than another process starts
VALIDATION_PICTURES = 1_500  # of ink, and as many of MNIST
EPOCH_COUNTS = {
    "mnist": 54_000, "ink": 30_000, "pictures": 16_000, "pictured_mnist": 14_000, "in_numbers": 30_000,
    "wrong": 38_000, "junk": 8_000, "sequences": 12_000, "thinned": 14_000,
}  # fmt: skip
OF_WAYS = ("sequences", "thinned")  # for the second net alone: rasters of pictures are among the others
OF_MNIST = ("mnist", "pictured_mnist")  # not varied as vectors, so their pixels move more
FILTER_EPOCHS = 3
LOOKS_LIKE_A_DIGIT = 0.7  # a wrong hypothesis with more is one to look at: a bar is a 1; it is left out
MNIST_VALIDATION = 5_000  # the last of the training images


def training_pools(split: Split, mnist: Rasters, share: float, rng: np.random.Generator) -> dict[str, Rasters]:
    """Everything that is trained on."""
    digits = [s for s in split.train if len(s.label) == 1 and not s.suspect]
    if not digits:
        print("no pen digits: the net learns from MNIST and letters alone, and nothing of what a wrong hypothesis is")
    bent = (dataset.elastic(mnist.images, rng) for _ in range(max(int(MNIST_VARIANTS * share), 1)))
    pools = {"mnist": Rasters.join([mnist, *(Rasters(images, mnist.labels) for images in bent)])}
    calls = _calls(digits, split.train, mnist, share)
    generators = rng.spawn(len(calls))  # one each, so that it does not matter which process draws what
    made = in_processes([(*call, own) for (_, *call), own in zip(calls, generators)], None if share >= SMALL else 1)
    for name, parts in groupby(zip(calls, made), lambda part: part[0][0]):
        pools[name] = Rasters.join(rasters for _, rasters in parts)
        print(f"{name}: {len(pools[name]):,}", flush=True)
    if digits:
        hypotheses = pools.pop("hypotheses")
        right = hypotheses.labels != NOT_DIGIT
        pools |= {"in_numbers": hypotheses.where(right), "wrong": hypotheses.where(~right)}
    return {name: pools[name] for name in EPOCH_COUNTS if name in pools}


def _calls(digits: list[Sample], samples: list[Sample], mnist: Rasters, share: float) -> list[tuple]:
    """What is to be drawn: the pool it goes into, a function, what it is called with but the rng; pools in a row."""

    def parts(count: int) -> list[int]:
        count = max(int(count * share), 1)
        return [len(range(k, count, PARTS)) for k in range(min(PARTS, count))]

    calls: list[tuple] = [
        ("pictured_mnist", pictured.images, mnist.images, mnist.labels, count) for count in parts(PICTURED_MNIST)
    ]
    if digits:
        variants = max(int(REAL_VARIANTS * share), 1)
        calls += [("pictures", pictured.digits, digits, count) for count in parts(PICTURES)]
        calls += [("sequences", pictured.sequences, digits, count) for count in parts(SEQUENCES)]
        calls += [("thinned", thinned.images, mnist.images, mnist.labels, count) for count in parts(THINNED)]
        calls += [("hypotheses", dataset.composed_hypotheses, samples, count) for count in parts(NUMBERS)]
        calls += [("hypotheses", dataset.real_hypotheses, samples)] * variants
        calls += [("ink", dataset.digit_rasters, digits)] * max(int(VARIANTS * share), 1)
    return [*calls, *(("junk", dataset.junk_rasters, count) for count in parts(JUNK))]


def validation_sets(split: Split, mnist: Rasters, rng: np.random.Generator) -> dict[str, Rasters]:
    """What decisions are made by: writers that are not trained on."""
    sets = {"mnist": mnist, "pictured_mnist": pictured.images(mnist.images, mnist.labels, VALIDATION_PICTURES, rng)}
    for source in ("pendigits", "unipen-digits"):
        samples = [s for s in split.validation if s.source == source]
        if samples:
            sets[source] = dataset.digit_rasters(samples)
    digits = dataset.of_many_digits(split.validation)
    if digits:
        sets["pictures"] = pictured.digits(digits, VALIDATION_PICTURES, rng, varied=False)
        sets["sequences"] = pictured.sequences(digits, VALIDATION_PICTURES, rng, varied=False)
    numbers = dataset.composed_numbers(digits, 800, rng, kinds=dataset.KIND_SHARES, lengths=(1, 4), strength=0)
    if numbers:
        numbers += dataset.real_numbers(split.validation)
        hypotheses = dataset.hypothesis_rasters(numbers, rng, varied=False)
        sets["in_numbers"] = hypotheses.where(hypotheses.labels != NOT_DIGIT)
        sets["wrong"] = hypotheses.where(hypotheses.labels == NOT_DIGIT)
    sets["junk"] = dataset.junk_rasters(1000, rng, junk.VALIDATION_LETTERS)
    return sets


def batches(
    pools: dict[str, Rasters], share: float, rng: np.random.Generator, kind: type[Batches] = Batches
) -> Batches:
    return kind(
        [
            (pools[name], int(count * share), PIXELS_MNIST if name in OF_MNIST else PIXELS_INK)
            for name, count in EPOCH_COUNTS.items()
            if name in pools and (kind is TrajectoryBatches or name not in OF_WAYS)
        ],
        rng,
    )


def without_digits(pools: dict[str, Rasters], share: float, rng: np.random.Generator) -> dict[str, Rasters]:
    """Leave out the wrong hypotheses that a first net takes for digits, in spite of its training."""
    model = create_model()
    fit(model, batches(pools, 0.5 * share, rng), FILTER_EPOCHS, [])
    return unlike_digits(pools, partial(logits, model))


def unlike_digits(
    pools: dict[str, Rasters], read: Callable[[NDArray[np.uint8]], NDArray[np.floating]]
) -> dict[str, Rasters]:
    """Leave out the wrong hypotheses that a net, rasters -> logits, takes for digits."""
    cleaned = dict(pools)
    for name in [name for name in ("wrong", "junk") if name in pools]:
        scores = read(pools[name].images)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        digit = odds[:, :NOT_DIGIT].sum(axis=1) / odds.sum(axis=1)
        keep = digit < LOOKS_LIKE_A_DIGIT
        cleaned[name] = pools[name].where(keep if keep.any() else ~keep)  # too short a training takes all for digits
        print(f"{name}: {len(pools[name]) - len(cleaned[name])} of {len(pools[name])} look like digits, left out")
    return cleaned


def mnist_rasters(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> tuple[Rasters, Rasters]:
    """MNIST's training images to learn from, and those to choose by."""
    both = Rasters(images, labels.astype(np.int64))
    last = np.arange(len(both)) >= len(both) - MNIST_VALIDATION
    return both.where(~last), both.where(last)
