"""Rasters -> log-probabilities; the only module that knows TFLite."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

try:
    from ai_edge_litert.interpreter import Interpreter
except ImportError:  # the name under which the same runtime was published before
    from tflite_runtime.interpreter import Interpreter

FOLDER = Path(__file__).resolve().parent.parent
NOT_DIGIT = 10  # the eleventh class
BATCH = 4  # rasters at once: more are no faster a raster, and a change of size costs LiteRT up to 0.6 ms


class Classifier:
    """A quantized net of eleven classes, for any number of threads: each takes an interpreter that no other uses.

    Parameters
    ----------
    model : bytes
        TFLite flatbuffer, input (N, 28, 28, 1) int8, output (N, 11) int8 logits.
    temperature : float
        What logits are divided by, so that probabilities are honest (Guo et al. 2017, eq. 9).
    """

    def __init__(self, model: bytes, temperature: float) -> None:
        self._model = model
        self._temperature = temperature
        self._idle: list[Interpreter] = []
        with self._interpreter() as interpreter:
            (source,), (target,) = interpreter.get_input_details(), interpreter.get_output_details()
        self._source, self._target = source["index"], target["index"]
        scale, zero = source["quantization"]
        self._steps = np.round(np.arange(256) / 255 / scale + zero).clip(-128, 127).astype(np.int8)  # of each gray
        self._scale, self._zero = target["quantization"]

    def log_probabilities(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Classify a batch.

        Parameters
        ----------
        rasters : ndarray of shape (N, 28, 28), dtype uint8, 0 paper to 255 ink

        Returns
        -------
        ndarray of shape (N, 11), dtype float64
            Logarithms of the probabilities of the digits 0 to 9 and of "not one digit"; each row's
            exponentials sum to 1.
        """
        scores = self.logits(rasters) / self._temperature
        scores -= scores.max(axis=1, keepdims=True)
        return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))

    def logits(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """The net's own output, before any calibration -> (N, 11) float64."""
        count = len(rasters)
        filled = np.zeros((-(-count // BATCH) * BATCH, 28, 28, 1), np.int8)  # what is left over is never looked at
        np.take(self._steps, rasters, out=filled[:count, :, :, 0])
        scores = np.empty((len(filled), NOT_DIGIT + 1), np.int8)
        with self._interpreter() as interpreter:
            for begin in range(0, count, BATCH):
                interpreter.set_tensor(self._source, filled[begin : begin + BATCH])
                interpreter.invoke()
                scores[begin : begin + BATCH] = interpreter.get_tensor(self._target)
        return (scores[:count].astype(np.float64) - self._zero) * self._scale

    @contextmanager
    def _interpreter(self) -> Iterator[Interpreter]:
        """One that is idle, or a new one."""
        try:
            interpreter = self._idle.pop()  # appending to a list and popping from it are atomic
        except IndexError:
            interpreter = Interpreter(model_content=self._model, num_threads=1)
            interpreter.resize_tensor_input(interpreter.get_input_details()[0]["index"], (BATCH, 28, 28, 1))
            interpreter.allocate_tensors()
        try:
            yield interpreter
        finally:
            self._idle.append(interpreter)


def load(folder: Path = FOLDER) -> tuple[Classifier, dict]:
    """The model that lies beside the function, and its card."""
    card = json.loads((folder / "model.json").read_text())
    return Classifier((folder / "model.tflite").read_bytes(), card["calibration"]["temperature"]), card
