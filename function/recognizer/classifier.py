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


class Classifier:
    """A quantized net of eleven classes, for any number of threads: each takes an interpreter that no other uses.

    Parameters
    ----------
    model : bytes
        TFLite flatbuffer, input (1, 28, 28, 1) int8, output (1, 11) int8 logits.
    temperature : float
        What the digits' logits are divided by, so that probabilities are honest (Guo et al. 2017, eq. 9).
    digitness : tuple of float
        Slope and intercept of the log-odds of "one digit" over the net's own (Platt 1999): labels of
        digits are nearly certain, whether ink is a digit at all is not, so that one temperature does
        not serve both.
    """

    def __init__(self, model: bytes, temperature: float, digitness: tuple[float, float] = (1.0, 0.0)) -> None:
        self._model = model
        self._temperature = temperature
        self._digitness = digitness
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
        logits = self.logits(rasters)
        slope, intercept = self._digitness
        odds = slope * digit_odds(logits) + intercept  # (N,)
        digits = logits[:, :NOT_DIGIT] / self._temperature
        digits -= np.logaddexp.reduce(digits, axis=1, keepdims=True)
        digits -= np.logaddexp(0.0, -odds)[:, None]
        return np.concatenate([digits, -np.logaddexp(0.0, odds)[:, None]], axis=1)

    def logits(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """The net's own output, before any calibration -> (N, 11) float64."""
        pixels = self._steps.take(rasters)[..., None]  # (N, 28, 28, 1)
        scores = np.empty((len(rasters), NOT_DIGIT + 1), np.int8)
        with self._interpreter() as interpreter:
            for k in range(len(rasters)):  # one by one: on one core as fast as many at once, and nothing is padded
                interpreter.set_tensor(self._source, pixels[k : k + 1])
                interpreter.invoke()
                scores[k] = interpreter.get_tensor(self._target)
        return (scores.astype(np.float64) - self._zero) * self._scale

    @contextmanager
    def _interpreter(self) -> Iterator[Interpreter]:
        """One that is idle, or a new one."""
        try:
            interpreter = self._idle.pop()  # appending to a list and popping from it are atomic
        except IndexError:
            interpreter = Interpreter(model_content=self._model, num_threads=1)
            interpreter.allocate_tensors()
        try:
            yield interpreter
        finally:
            self._idle.append(interpreter)


def digit_odds(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """The net's own log-odds of "one digit", ln P(some digit) - ln P(none) -> (N,)."""
    return np.logaddexp.reduce(logits[:, :NOT_DIGIT], axis=1) - logits[:, NOT_DIGIT]


def load(folder: Path = FOLDER) -> tuple[Classifier, dict]:
    """The model that lies beside the function, and its card."""
    card = json.loads((folder / "model.json").read_text())
    fitted = card["calibration"]
    digitness = fitted["digitness"]["slope"], fitted["digitness"]["intercept"]
    return Classifier((folder / "model.tflite").read_bytes(), fitted["temperature"], digitness), card
