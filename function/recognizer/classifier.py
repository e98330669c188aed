"""Rasters and trajectories -> log-probabilities; the only module that knows TFLite."""

import json
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

try:
    from ai_edge_litert.interpreter import Interpreter
except ImportError:  # the name under which the same runtime was published before
    from tflite_runtime.interpreter import Interpreter

FOLDER = Path(__file__).resolve().parent.parent
NOT_DIGIT = 10  # the eleventh class
REFUSED = -2.5  # log-odds of "one digit", up to which the trajectory's refusal stands and the raster is not looked at


class Net:
    """A quantized net of eleven classes, for any number of threads: each takes an interpreter that no other uses.

    Parameters
    ----------
    model : bytes
        TFLite flatbuffer, input (1, ...) int8, output (1, 11) int8 logits; kept as the attribute of that name.
    """

    def __init__(self, model: bytes) -> None:
        self.model = model
        self._idle = [self._new_interpreter()]
        (source,), (target,) = self._idle[0].get_input_details(), self._idle[0].get_output_details()
        self._source, self._target, self._shape = source["index"], target["index"], tuple(source["shape"][1:])
        scale, zero = source["quantization"]
        self._steps = np.round(np.arange(256) / 255 / scale + zero).clip(-128, 127).astype(np.int8)  # of each gray
        self._scale, self._zero = target["quantization"]

    def logits(self, images: NDArray[np.uint8]) -> NDArray[np.float64]:
        """The net's own output, before any calibration: (N, ...) uint8, 255 is 1 -> (N, 11) float64."""
        pixels = self._steps.take(images).reshape(-1, 1, *self._shape)
        scores = np.empty((len(images), NOT_DIGIT + 1), np.int8)
        try:
            interpreter = self._idle.pop()  # appending to a list and popping from it are atomic
        except IndexError:
            interpreter = self._new_interpreter()
        for k in range(len(images)):  # one by one: on one core as fast as many at once, and nothing is padded
            interpreter.set_tensor(self._source, pixels[k])
            interpreter.invoke()
            scores[k] = interpreter.get_tensor(self._target)
        self._idle.append(interpreter)
        return (scores.astype(np.float64) - self._zero) * self._scale

    def _new_interpreter(self) -> Interpreter:
        interpreter = Interpreter(model_content=self.model, num_threads=1)
        interpreter.allocate_tensors()
        return interpreter


class Trajectories(msgspec.Struct, frozen=True):
    """A second net, of trajectories, where strokes are known one by one; and how both nets' words are calibrated.

    Attributes
    ----------
    net : Net
        Input (1, 48, 1, 6).
    temperature, digitness
        As of `Classifier`, but of the sum of both and of `odds_of_both`.
    recovered : float
        The temperature of the sum where the pen's way is only guessed at.
    """

    net: Net
    temperature: float
    digitness: tuple[float, float]
    recovered: float


class Classifier:
    """Rasters, and trajectories where there are any, to calibrated probabilities.

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
    trajectories : Trajectories, optional
        Without it trajectories are not asked for.
    """

    def __init__(
        self, model: bytes, temperature: float, digitness: tuple[float, float] = (1.0, 0.0),
        trajectories: Trajectories | None = None,
    ) -> None:
        self._net = Net(model)
        self._temperature = temperature
        self._digitness = digitness
        self._trajectories = trajectories

    def log_probabilities(
        self, rasters: NDArray[np.uint8], ways: NDArray[np.uint8] | None = None, recovered: bool = False
    ) -> NDArray[np.float64]:
        """Classify a batch.

        Parameters
        ----------
        rasters : ndarray of shape (N, 28, 28), dtype uint8, 0 paper to 255 ink
        ways : ndarray of shape (N, 48, 6), dtype uint8, optional
            Of the same hypotheses, as `trajectories` gives them; none of a single picture.
        recovered : bool
            Whether these are guessed at (`recovery`): they tell one digit from another then, but not what is none.

        Returns
        -------
        ndarray of shape (N, 11), dtype float64
            Logarithms of the probabilities of the digits 0 to 9 and of "not one digit"; each row's
            exponentials sum to 1.
        """
        both = self._trajectories if ways is not None else None
        if both and not recovered:
            first, second = in_turn(self._net, rasters, both.net, ways)
            digits, odds = fused(first, second), odds_of_both(first, second)
            temperature, (slope, intercept) = both.temperature, both.digitness
        else:
            logits = self.logits(rasters)
            digits, odds = logits[:, :NOT_DIGIT], digit_odds(logits)
            temperature, (slope, intercept) = self._temperature, self._digitness
            if both:
                digits, temperature = fused(logits, both.net.logits(ways)), both.recovered
        odds = slope * odds + intercept  # (N,)
        digits = digits / temperature
        digits -= np.logaddexp.reduce(digits, axis=1, keepdims=True)
        digits -= np.logaddexp(0.0, -odds)[:, None]
        return np.concatenate([digits, -np.logaddexp(0.0, odds)[:, None]], axis=1)

    def logits(self, rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
        """The raster's net alone, before any calibration -> (N, 11) float64."""
        return self._net.logits(rasters)


def in_turn(
    net: Net, rasters: NDArray[np.uint8], trajectories: Net, ways: NDArray[np.uint8]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Logits of both nets, the quicker one first: a cascade (Viola and Jones 2001) -> (N, 11) float64 each.

    Each has a veto on "one digit", so where trajectories refuse the raster is not asked: it objects to nothing there,
    and prefers no digit.
    """
    second = trajectories.logits(ways)
    first = np.zeros_like(second)
    first[:, NOT_DIGIT] = -np.inf
    open_ = (digit_odds(second) > REFUSED).nonzero()[0]
    first[open_] = net.logits(rasters[open_])
    return first, second


def fused(logits: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """The digits' logits of both nets: (N, 11) each -> (N, 10); a product of experts (Hinton 1999)."""
    return logits[:, :NOT_DIGIT] + second[:, :NOT_DIGIT]


def digit_odds(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """The net's own log-odds of "one digit", ln P(some digit) - ln P(none) -> (N,)."""
    return np.logaddexp.reduce(logits[:, :NOT_DIGIT], axis=1) - logits[:, NOT_DIGIT]


def odds_of_both(logits: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of "one digit" where each net has a veto, about the lower of the two: (N, 11) each -> (N,).

    A face in a circle may be a 0 by the pen's way, and nothing by its look.
    """
    return -np.logaddexp(-digit_odds(logits), -digit_odds(second))


def load(folder: Path = FOLDER) -> tuple[Classifier, dict]:
    """The model that lies beside the function, and its card; the second net where the card names one."""
    card = json.loads((folder / "model.json").read_text())
    fitted = card["calibration"]
    digitness = fitted["digitness"]["slope"], fitted["digitness"]["intercept"]
    trajectories = None
    if both := fitted.get("trajectories"):
        odds = both["digitness"]
        trajectories = Trajectories(
            Net((folder / "trajectories.tflite").read_bytes()), both["temperature"], (odds["slope"], odds["intercept"]),
            both["recovered"],
        )
    return Classifier((folder / "model.tflite").read_bytes(), fitted["temperature"], digitness, trajectories), card
