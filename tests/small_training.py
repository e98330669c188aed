"""A training run small enough for tests: every step of `train.py`, on ink that was made for this project."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import keras
import numpy as np

import export
import model
import train
from dataset import Rasters, digit_rasters
from hands import SEED, digits_of, numbers_of
from model import Nets
from pools import training_pools, validation_sets
from samples import Source
from split import Split

SHARE = 0.015  # of the data and of an epoch
EPOCHS = 3
VALIDATION_PICTURES = 150
SETTLE = 20  # batches
MNIST_WRITERS = range(100, 140)  # their digits stand in for MNIST's
SIDES = {"train": range(24), "validation": range(24, 32), "test": range(32, 36)}  # writers
SOURCE = Source("hands", "ink made for the tests", "tests/handwriting.py", "MIT")


def ink_split() -> Split:
    """Samples of 36 hands, by side."""
    sides = ([s for w in writers for s in digits_of(w) + numbers_of(w)] for writers in SIDES.values())
    return Split(*sides)


def like_mnist() -> tuple[Rasters, Rasters]:
    """Rasters of digits of other hands, in MNIST's place: to train on, and to validate on."""
    rasters = digit_rasters([s for w in MNIST_WRITERS for s in digits_of(w)])
    held = np.arange(len(rasters)) % 7 == 0
    return rasters.where(~held), rasters.where(held)


@dataclass(frozen=True)
class Run:
    """What a small run gave."""

    nets: Nets
    pools: dict[str, Rasters]
    validation: dict[str, Rasters]
    split: Split
    made: export.Export
    card: dict


@cache
@patch("pools.VALIDATION_PICTURES", VALIDATION_PICTURES)
@patch.object(model, "SETTLE", SETTLE)
def run() -> Run:
    """Data, net, int8, lattice, confidence and card; once for all tests."""
    keras.utils.set_random_seed(SEED)
    rng = np.random.default_rng(SEED)
    split = ink_split()
    mnist, mnist_held = like_mnist()
    pools = training_pools(split, mnist, SHARE, rng)
    validation = validation_sets(split, mnist_held, rng)
    with TemporaryDirectory() as folder:
        nets = train.train(pools, validation, EPOCHS, SHARE, Path(folder) / "net.weights.h5", rng)
    made = export.export(export.quantized(nets, pools, rng), validation, split, SHARE, rng)
    settings = {"version": "0.0.0-test", "seed": SEED, "epochs": EPOCHS, "share": SHARE}
    return Run(nets, pools, validation, split, made, export.card(made, [SOURCE], split, settings))
