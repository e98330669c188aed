"""Where the time of a request goes, without HTTP."""

import time
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

import recognizer
from recognizer.answer import response
from recognizer.confidence import calibrate
from recognizer.ink import read_request
from recognizer.lattice import search
from recognizer.rasterize import rasterize
from recognizer.segmentation import MIN_SIDE, segment

STAGES = ("parse", "segment", "rasterize", "classify", "search", "calibrate", "encode")


def seconds(body: bytes) -> NDArray[np.float64]:
    """What each stage takes, in the order of `STAGES`; the same calls as `recognizer.recognize`."""
    model = recognizer.model()
    clock = [time.perf_counter()]
    asked = read_request(body)
    clock.append(time.perf_counter())
    hypotheses = segment(asked.ink)
    clock.append(time.perf_counter())
    rasters = rasterize(hypotheses.lines, hypotheses.spans, min_side=MIN_SIDE)
    clock.append(time.perf_counter())
    scores = model.classifier.log_probabilities(rasters)
    clock.append(time.perf_counter())
    readings = search(hypotheses, scores, model.weights, asked.alternatives, asked.pattern)
    clock.append(time.perf_counter())
    predictions, level = calibrate(readings, hypotheses, model.weights.features, model.calibration)
    clock.append(time.perf_counter())
    answer = recognizer.Answer(predictions, level, hypotheses, rasters)
    msgspec.json.encode(response(answer, asked, model.version))
    clock.append(time.perf_counter())
    return np.diff(clock)


def medians(bodies: Sequence[bytes], rounds: int) -> NDArray[np.float64]:
    """Median seconds of each stage, over all bodies and rounds."""
    for body in bodies:
        seconds(body)
    return np.median([seconds(body) for _ in range(rounds) for body in bodies], axis=0)
