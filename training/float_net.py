"""The net without quantization under the function's own interpreter: what the int8 model is compared with."""

from collections.abc import Callable
from time import perf_counter

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from recognizer.classifier import Interpreter

WARM_UP = 20  # calls that are not timed


def convert(model: keras.Model) -> bytes:
    """Keras model -> TFLite flatbuffer with float32 weights, input and output."""
    return tf.lite.TFLiteConverter.from_keras_model(model).convert()


class FloatClassifier:
    """As the function's `Classifier`, for float models.

    Parameters
    ----------
    model : bytes
        TFLite flatbuffer, input (N, 28, 28, 1) float32 from 0 to 1, output (N, 11) float32 logits.
    """

    def __init__(self, model: bytes) -> None:
        self._interpreter = Interpreter(model_content=model, num_threads=1)
        self._size = 0

    def logits(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Logits (N, 11) of rasters (N, 28, 28) uint8."""
        (source,), (target,) = self._interpreter.get_input_details(), self._interpreter.get_output_details()
        if len(rasters) != self._size:
            self._size = len(rasters)
            self._interpreter.resize_tensor_input(source["index"], (self._size, 28, 28, 1))
            self._interpreter.allocate_tensors()
        self._interpreter.set_tensor(source["index"], rasters[..., None].astype(np.float32) / 255)
        self._interpreter.invoke()
        return self._interpreter.get_tensor(target["index"]).astype(np.float64)


def milliseconds(logits: Callable[[NDArray], NDArray], rasters: NDArray[np.uint8], repeats: int = 100) -> float:
    """Median time to classify these rasters in one batch, in milliseconds."""
    times = []
    for _ in range(WARM_UP + repeats):
        start = perf_counter()
        logits(rasters)
        times.append(perf_counter() - start)
    return float(np.median(times[WARM_UP:]) * 1e3)
