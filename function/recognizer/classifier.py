"""Rasters -> log-probabilities; the only module that knows TFLite."""

import json
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

try:
    from ai_edge_litert.interpreter import Interpreter
except ImportError:  # the name under which the same runtime was published before
    from tflite_runtime.interpreter import Interpreter

FOLDER = Path(__file__).resolve().parent.parent
NOT_DIGIT = 10  # the eleventh class
BATCH_STEP = 8  # batches are filled up to a multiple: a change of size costs LiteRT up to 0.6 ms
MAX_BATCH = 256  # rasters at once; bounds the memory of the activations


class Classifier:
    """A quantized net of eleven classes, with one interpreter a thread: interpreters are not thread-safe.

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
        self._local = threading.local()

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
        if len(rasters) <= MAX_BATCH:
            return self._invoke(rasters)
        parts = [self._invoke(rasters[k : k + MAX_BATCH]) for k in range(0, len(rasters), MAX_BATCH)]
        return np.concatenate(parts)

    def _invoke(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        count = len(rasters)
        size = -(-max(count, 1) // BATCH_STEP) * BATCH_STEP
        interpreter = self._interpreter(size)
        (source,), (target,) = interpreter.get_input_details(), interpreter.get_output_details()
        interpreter.set_tensor(source["index"], _quantize(rasters, size, *source["quantization"]))
        interpreter.invoke()
        scale, zero = target["quantization"]
        return (interpreter.get_tensor(target["index"])[:count].astype(np.float64) - zero) * scale

    def _interpreter(self, size: int) -> Interpreter:
        """This thread's interpreter, made ready for batches of `size`."""
        local = self._local
        if not hasattr(local, "interpreter"):
            local.interpreter, local.size = Interpreter(model_content=self._model, num_threads=1), 0
        if local.size != size:
            index = local.interpreter.get_input_details()[0]["index"]
            local.interpreter.resize_tensor_input(index, (size, 28, 28, 1))
            local.interpreter.allocate_tensors()
            local.size = size
        return local.interpreter


def _quantize(rasters: NDArray[np.uint8], size: int, scale: float, zero: int) -> NDArray[np.int8]:
    """Ink from 0 to 1 in the steps of the model's input -> (size, 28, 28, 1); blank rasters fill it up."""
    filled = np.zeros((size, 28, 28, 1), np.uint8)
    filled[: len(rasters), :, :, 0] = rasters
    table = np.round(np.arange(256) / 255 / scale + zero).clip(-128, 127).astype(np.int8)
    return table[filled]


def load(folder: Path = FOLDER) -> tuple[Classifier, dict]:
    """The model that lies beside the function, and its card."""
    card = json.loads((folder / "model.json").read_text())
    return Classifier((folder / "model.tflite").read_bytes(), card["calibration"]["temperature"]), card
