"""The nets, of rasters and of trajectories: compact CNNs with eleven logits; and their training."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from numpy.random import Generator
from numpy.typing import NDArray

from dataset import Rasters
from hypotheses import NOT_DIGIT
from recognizer.rasterize import SIDE
from recognizer.trajectories import CHANNELS, STEPS

CLASSES = 11  # ten digits and "not one digit"
CLASS = np.eye(CLASSES, dtype=np.float32)
WIDTHS = (24, 48, 72, 112)  # channels; 123,000 weights, 7.2 M multiply-adds
TRAJECTORY_WIDTHS = (32, 48, 64, 96)  # of the second net; 40,000 weights, 0.6 M multiply-adds
BATCH = 128
LEARNING_RATE = 3e-3  # peak, after 5 % of warm-up; cosine to zero
WEIGHT_DECAY = 1e-4
AVERAGE = 0.999  # the weights that are kept are a moving average of those that are trained
SMOOTHING = 0.03  # of labels
DROPOUT = 0.2
BATCH_NORM = 0.97  # momentum of the moving mean and variance
SETTLE = 150  # batches

# Augmentation of pixels: standard deviations or bounds. Ink was varied as vectors, so it moves less.
PIXELS_MNIST = {"rotation": 8.0, "scale": 0.17, "shear": 0.25, "shift": 2.0}
PIXELS_INK = {"rotation": 1.0, "scale": 0.06, "shear": 0.03, "shift": 0.7}
TRAJECTORY_MOVES = {"rotation": 4.0, "scale": 0.08, "shear": 0.05, "shift": 0.6}


@dataclass(frozen=True)
class Nets:
    """The net of rasters, and that of trajectories where there is ink to learn from."""

    rasters: keras.Model
    trajectories: keras.Model | None


def create_model(*, folded: bool = False) -> keras.Model:
    """Input (N, 28, 28, 1) float32 from 0 paper to 1 ink; output (N, 11) logits.

    Folded: biases in the place of batch normalization, as a quantized net has them.
    """
    a, b, c, d = WIDTHS
    return _convolutions((28, 28, 1), ((a, 5, 2), (b, 3, 1), (c, 3, 2), (d, 3, 1)), folded)


def create_trajectory_net(*, folded: bool = False) -> keras.Model:
    """Input (N, 48, 1, 6) float32 from 0 to 1, as of `trajectories`; output (N, 11) logits; folded as above."""
    a, b, c, d = TRAJECTORY_WIDTHS
    return _convolutions((STEPS, 1, CHANNELS), ((a, 5, 1), (b, 5, 2), (c, 3, 2), (d, 3, 1)), folded)


def _convolutions(
    shape: tuple[int, int, int], convolutions: Sequence[tuple[int, int, int]], folded: bool = False
) -> keras.Model:
    """Convolutions of (filters, kernel, stride), then each channel weighed over its whole area, then the logits.

    Of an input one pixel wide all of it is along its height: a time-delay network (Waibel et al. 1989).
    """

    def normalized() -> list[keras.Layer]:
        return [] if folded else [keras.layers.BatchNormalization(momentum=BATCH_NORM)]

    layers: list = [keras.Input(shape)]
    height, width, _ = shape
    for filters, kernel, stride in convolutions:
        height, width = -(-height // stride), -(-width // stride)
        layers += [
            keras.layers.Conv2D(filters, (kernel, min(kernel, width)), stride, padding="same", use_bias=folded),
            *normalized(),
            keras.layers.ReLU(),
        ]
    layers += [
        keras.layers.DepthwiseConv2D((height, width), use_bias=folded),
        *normalized(),
        keras.layers.ReLU(),
        keras.layers.Dropout(DROPOUT),
        keras.layers.Conv2D(CLASSES, 1),
        keras.layers.Flatten(),
    ]
    return keras.Sequential(layers)


class Batches(keras.utils.PyDataset):
    """Each epoch draws a given number from each pool, anew, and moves every raster a little.

    Parameters
    ----------
    pools : list of (Rasters, int, dict)
        Rasters, how many of them an epoch sees, and how their pixels are moved.
    rng : Generator
    """

    def __init__(self, pools: list[tuple[Rasters, int, dict]], rng: Generator) -> None:
        super().__init__(workers=1)
        self.data = Rasters.join(pool for pool, _, _ in pools)
        self.starts = np.cumsum([0] + [len(pool) for pool, _, _ in pools])
        self.counts = [count for _, count, _ in pools]
        self.moves = np.zeros((len(self.data), 4), np.float32)
        for (pool, _, move), start in zip(pools, self.starts):
            self.moves[start : start + len(pool)] = list(move.values())
        self.rng = rng
        self.on_epoch_end()

    def __len__(self) -> int:
        return sum(self.counts) // BATCH

    def on_epoch_end(self) -> None:
        drawn = [
            start + self.rng.choice(size, count, replace=count > size)
            for start, size, count in zip(self.starts, np.diff(self.starts), self.counts)
        ]
        self.order = self.rng.permutation(np.concatenate(drawn))

    def __getitem__(self, batch: int) -> tuple[tf.Tensor, tf.Tensor]:
        rows = self.order[batch * BATCH : (batch + 1) * BATCH]
        images = tf.constant(self.data.images[rows], tf.float32) / 255
        doubt = self.data.doubts[rows][:, None]
        classes = (1 - doubt) * CLASS[self.data.labels[rows]] + doubt * CLASS[self.data.others[rows]]
        return self.moved(images, rows), tf.constant(classes, tf.float32)

    def moved(self, images: tf.Tensor, rows: NDArray[np.intp]) -> tf.Tensor:
        """Images (N, 28, 28) as the net is shown them."""
        return move_pixels(images[..., None], self.moves[rows], self.rng)


class TrajectoryBatches(Batches):
    """Trajectories in the place of images: turned, scaled, slanted and shifted a little."""

    def moved(self, images: tf.Tensor, rows: NDArray[np.intp]) -> tf.Tensor:
        return tf.constant(move_trajectories(images.numpy(), self.rng)[:, :, None])


def move_trajectories(ways: NDArray[np.float32], rng: Generator) -> NDArray[np.float32]:
    """Turn, scale, slant and shift each of (N, 48, 6) by random amounts."""
    count = len(ways)
    angle = np.deg2rad(rng.normal(0, TRAJECTORY_MOVES["rotation"], count))
    scale = np.exp(rng.uniform(-1, 1, (count, 1, 2)) * TRAJECTORY_MOVES["scale"])
    slant = rng.normal(0, TRAJECTORY_MOVES["shear"], count)
    shift = rng.uniform(-1, 1, (count, 1, 2)) * TRAJECTORY_MOVES["shift"] / SIDE
    linear = np.stack([np.cos(angle), np.sin(angle), slant - np.sin(angle), np.cos(angle)], axis=1).reshape(-1, 2, 2)
    moved = ways.copy()
    for x_and_y in (slice(0, 2), slice(2, 4)):  # where a step is, how far the pen came
        moved[:, :, x_and_y] = (ways[:, :, x_and_y] - 0.5) @ linear * scale + 0.5
    moved[:, :, :2] += shift
    return moved.clip(0, 1)


def move_pixels(images: tf.Tensor, bounds: NDArray[np.float32], rng: Generator) -> tf.Tensor:
    """Turn, scale, slant and shift each image (N, 28, 28, 1) by random amounts; bounds is (N, 4)."""
    count = len(bounds)
    angle = np.deg2rad(rng.normal(0, 1, count) * bounds[:, 0])
    scale = np.exp(rng.uniform(-1, 1, (count, 2)) * bounds[:, 1:2])
    shear = rng.uniform(-1, 1, count) * bounds[:, 2]
    shift = rng.uniform(-1, 1, (count, 2)) * bounds[:, 3:]
    cos, sin = np.cos(angle), np.sin(angle)
    a0, a1 = cos / scale[:, 0], (cos * shear - sin) / scale[:, 1]
    b0, b1 = sin / scale[:, 0], (sin * shear + cos) / scale[:, 1]
    middle = 14.0  # the frame's middle is the center of pixel 14
    a2 = middle - a0 * (middle + shift[:, 0]) - a1 * (middle + shift[:, 1])
    b2 = middle - b0 * (middle + shift[:, 0]) - b1 * (middle + shift[:, 1])
    zero = np.zeros(count)
    transforms = np.stack([a0, a1, a2, b0, b1, b2, zero, zero], axis=1).astype(np.float32)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images, transforms=transforms, output_shape=(28, 28), fill_value=0.0,
        interpolation="BILINEAR", fill_mode="CONSTANT",
    )


def fit(
    model: keras.Model, batches: Batches, epochs: int, callbacks: list, verbose: int = 2, peak: float = LEARNING_RATE
) -> None:
    """Train with AdamW, warm-up, cosine and averaged weights."""
    steps = len(batches) * epochs
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, int(0.95 * steps), warmup_target=peak, warmup_steps=max(int(0.05 * steps), 1)
    )
    average = max(min(AVERAGE, 1 - 20 / steps), 0.0)  # of a short run the begin must be forgotten, too
    model.compile(
        optimizer=keras.optimizers.AdamW(
            rate, weight_decay=WEIGHT_DECAY, use_ema=True, ema_momentum=average, clipnorm=5.0
        ),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=SMOOTHING),
        metrics=["accuracy"],
    )
    model.fit(batches, epochs=epochs, callbacks=callbacks, verbose=verbose)
    settle(model, batches)


def settle(model: keras.Model, batches: Batches) -> None:
    """Means and variances of the averaged weights: those of `SETTLE` batches, equally weighted (Wu, Johnson 2021)."""
    normalizing = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    for k in range(SETTLE):
        for layer in normalizing:
            layer.momentum = k / (k + 1)
        model(batches[k % len(batches)][0], training=True)
    for layer in normalizing:
        layer.momentum = BATCH_NORM


def logits(model: keras.Model, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Logits (N, 11) of rasters (N, 28, 28) or trajectories (N, 48, 6), uint8."""
    shaped = images.reshape(-1, *model.input_shape[1:])
    return np.concatenate([
        model(tf.constant(shaped[k : k + 1000], tf.float32) / 255, training=False).numpy()
        for k in range(0, len(images), 1000)
    ])


def digit_accuracy(scores: NDArray, labels: NDArray) -> float:
    """Share of digits read right when only digits can be the answer."""
    digits = labels != NOT_DIGIT
    return float((scores[digits, :NOT_DIGIT].argmax(axis=1) == labels[digits]).mean())


def rejection(scores: NDArray, labels: NDArray) -> float:
    """Share of non-digits that the eleventh class wins."""
    return float((scores[labels == NOT_DIGIT].argmax(axis=1) == NOT_DIGIT).mean())
