"""Where the time of a request goes, without HTTP."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from unittest.mock import patch

import msgspec
import numpy as np
from heads import STAGES
from numpy.typing import NDArray

import recognizer
from recognizer import looks
from recognizer.answer import response
from recognizer.confidence import calibrate
from recognizer.ink import read_request
from recognizer.predictions import search


class Clock:
    """Seconds spent in each stage; a stage may come more than once."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(STAGES, 0.0)

    def of(self, stage: str, call: Callable) -> Callable:
        """The same call, timed."""

        def timed(*arguments: Any, **named: Any) -> Any:
            begin = time.perf_counter()
            try:
                return call(*arguments, **named)
            finally:
                self.spent[stage] += time.perf_counter() - begin

        return timed


def seconds(body: bytes) -> NDArray[np.float64]:
    """What each stage takes, in the order of `STAGES`; the same calls as `recognizer.recognize`."""
    model, clock = recognizer.model(), Clock()
    asked = clock.of("parse", read_request)(body)
    with (
        patch.object(looks, "segment", clock.of("segment", looks.segment)),
        patch.object(looks, "drawn", clock.of("rasterize", looks.drawn)),
    ):
        classify = partial(model.classifier.log_probabilities, recovered=asked.ink.kind != "strokes")
        hypotheses, rasters, scores = looks.look(asked.ink, clock.of("classify", classify))
    readings = clock.of("search", search)(hypotheses, scores, model.weights, asked.alternatives, asked.pattern)
    predictions, level = clock.of("calibrate", calibrate)(readings, hypotheses, model.calibration)
    answer = recognizer.Answer(predictions, level, hypotheses, rasters, scores)
    clock.of("encode", lambda: msgspec.json.encode(response(answer, asked, model.version)))()
    return np.array(list(clock.spent.values()))


def medians(bodies: Sequence[bytes], rounds: int) -> NDArray[np.float64]:
    """Median seconds of each stage, over all bodies and rounds."""
    for body in bodies:
        seconds(body)
    return np.median([seconds(body) for _ in range(rounds) for body in bodies], axis=0)
