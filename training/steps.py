"""The nets of the notebook's story, from one dense layer to batch normalization, and the training of each step."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from dataset import Rasters
from hypotheses import NOT_DIGIT
from model import PIXELS_MNIST, Batches, fit, logits

ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu", "gelu")
HIDDEN = (128, 128, 128, 128)  # units of the deep dense net's layers
FILTERS = (16, 32)  # of the convolutional net
RATE = 1e-3  # Adam's default
SEED = 1
PIXELS_STILL = dict.fromkeys(PIXELS_MNIST, 0.0)  # no augmentation


def dense_layer() -> keras.Model:
    """784 pixels, weighed once for each of ten digits."""
    return keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(NOT_DIGIT)])


def deep_dense(activation: str, hidden: tuple[int, ...] = HIDDEN) -> keras.Model:
    """Dense layers one after the other, with an activation function between them."""
    layers = [keras.layers.Dense(units, activation) for units in hidden]
    return keras.Sequential([
        keras.Input((28, 28, 1)), keras.layers.Flatten(), *layers, keras.layers.Dense(NOT_DIGIT),
    ])


def convolutional(dropout: float = 0.0, batch_normalization: bool = False) -> keras.Model:
    """Two convolutions, each with ReLU and pooling, then two dense layers (as in LeNet, LeCun et al. 1998)."""
    layers: list[keras.Layer] = []
    for filters in FILTERS:
        layers.append(keras.layers.Conv2D(filters, 5, padding="same", use_bias=not batch_normalization))
        layers += [keras.layers.BatchNormalization(momentum=0.9)] if batch_normalization else []
        layers += [keras.layers.ReLU(), keras.layers.MaxPooling2D()]
    drop = [keras.layers.Dropout(dropout)] if dropout else []
    return keras.Sequential([
        keras.Input((28, 28, 1)), *layers, keras.layers.Flatten(),
        *drop, keras.layers.Dense(128, "relu"), *drop, keras.layers.Dense(NOT_DIGIT),
    ])  # fmt: skip


class DigitBatches(Batches):
    """Batches of the ten digits alone, for nets without the eleventh class."""

    def __getitem__(self, batch: int) -> tuple[tf.Tensor, tf.Tensor]:
        images, classes = super().__getitem__(batch)
        return images, classes[:, :NOT_DIGIT]


@dataclass(frozen=True)
class Epoch:
    """What was measured after an epoch.

    Attributes
    ----------
    accuracy, loss : float
        On training data, the mean during the epoch.
    right : ndarray of shape (M,), dtype bool
        Which validation digits were read right.
    validation_loss : float
        Cross entropy on them.
    """

    accuracy: float
    loss: float
    right: NDArray[np.bool_]
    validation_loss: float


@dataclass(frozen=True)
class Step:
    """One step of the story: a trained net and how it came about."""

    name: str
    net: keras.Model
    epochs: list[Epoch]
    seconds: float

    def read(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Logits (N, 10) or (N, 11) of rasters (N, 28, 28)."""
        return logits(self.net, images)


class Watch(keras.callbacks.Callback):
    """Reads validation digits after each epoch."""

    def __init__(self, validation: Rasters) -> None:
        super().__init__()
        self.validation = validation
        self.epochs: list[Epoch] = []

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        scores = logits(self.model, self.validation.images)[:, :NOT_DIGIT]
        labels = self.validation.labels
        loss = np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(labels)), labels]
        right = scores.argmax(axis=1) == labels
        self.epochs.append(Epoch(logs["accuracy"], logs["loss"], right, float(loss.mean())))


def train(name: str, build: Callable[[], keras.Model], batches: Batches, validation: Rasters, epochs: int) -> Step:
    """Adam with a constant rate (Kingma and Ba 2015), the same for every early step.

    Parameters
    ----------
    name : str
    build : function that gives the net; called after the seed was set, so that a step does not hang on those before it
    batches : Batches
    validation : Rasters, digits alone
    epochs : int
    """

    def plainly(net: keras.Model, watch: Watch) -> None:
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        net.compile(keras.optimizers.Adam(RATE), loss, metrics=["accuracy"])
        net.fit(batches, epochs=epochs, callbacks=[watch], verbose=0)

    return _step(name, build, plainly, validation)


def train_by_recipe(
    name: str, build: Callable[[], keras.Model], batches: Batches, validation: Rasters, epochs: int
) -> Step:
    """As `train`, but with the project's own recipe, `model.fit`."""
    return _step(name, build, lambda net, watch: fit(net, batches, epochs, [watch], verbose=0), validation)


def _step(
    name: str, build: Callable[[], keras.Model], run: Callable[[keras.Model, Watch], None], validation: Rasters
) -> Step:
    keras.utils.set_random_seed(SEED)
    net, watch = build(), Watch(validation)
    start = time.perf_counter()
    run(net, watch)
    return Step(name, net, watch.epochs, time.perf_counter() - start)


def gradient_sizes(net: keras.Model, rasters: Rasters) -> NDArray[np.float64]:
    """Root mean square of the loss's gradient by the weights of each dense layer, first layer first.

    Where it falls from the last layer to the first by orders of magnitude, the first layers hardly learn (Glorot and
    Bengio 2010).
    """
    kernels = [layer.kernel for layer in net.layers if isinstance(layer, keras.layers.Dense)]
    images = tf.constant(rasters.images[..., None], tf.float32) / 255
    with tf.GradientTape() as tape:
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(rasters.labels, net(images))
        mean = tf.reduce_mean(loss)
    gradients = tape.gradient(mean, [kernel.value for kernel in kernels])
    return np.array([float(np.sqrt(np.square(gradient).mean())) for gradient in gradients])


def overstatement(right: NDArray[np.bool_], rng: np.random.Generator, rounds: int = 1000) -> NDArray[np.float64]:
    """How much the accuracy of the best of several candidates shrinks on images that had no part in the choice.

    The images are halved at random; the candidate that is best on one half is chosen, and its accuracy on that half is
    compared with its accuracy on the other (Cawley and Talbot 2010).

    Parameters
    ----------
    right : ndarray of shape (candidates, images), dtype bool
    rng : Generator
    rounds : int

    Returns
    -------
    ndarray of shape (rounds,)
        Accuracy where it was chosen less accuracy elsewhere.
    """
    images = right.shape[1]
    gains = np.empty(rounds)
    for k in range(rounds):
        order = rng.permutation(images)
        here, there = right[:, order[: images // 2]].mean(axis=1), right[:, order[images // 2 :]].mean(axis=1)
        best = here.argmax()
        gains[k] = here[best] - there[best]
    return gains
