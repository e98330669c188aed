"""Answer to JSON: the names and the shape of the HTTP contract, and nothing else."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .runs import ends, runs

if TYPE_CHECKING:
    from . import Answer
    from .ink import Ink, Request
    from .predictions import Digit, Prediction

PROBABILITY_DECIMALS = 4  # calibration is good to about one in a hundred
COORDINATE_DIGITS = 9  # significant ones: a hundredth of a pixel a million pixels from the origin, whatever the unit
MAX_SHIFT = 0.001  # of a box's larger side: a coordinate that rounding would move farther is told as it is


def response(answer: "Answer", request: "Request", model_version: str) -> dict[str, Any]:
    """The body of the answer.

    Parameters
    ----------
    answer : Answer
        What was read; its indices and boxes refer to the ink as sent.
    request : Request
        What was asked: its kind of ink decides the form of `drawingSegments`, its `rasters` whether rasters come along.
    model_version : str
        Version of the model that read it.

    Returns
    -------
    dict
        Made of plain dicts, lists, strings and numbers.
    """
    digits = {digit.hypothesis: digit for prediction in answer.predictions for digit in prediction.digits}
    ink = {hypothesis: _ink(digit, answer, request) for hypothesis, digit in digits.items()}  # once, not once a reading
    predictions = [_prediction(prediction, ink) for prediction in answer.predictions]
    best = predictions[0] if predictions else {"text": "", "confidence": 0.0}
    return {
        "text": best["text"],
        "confidence": best["confidence"],
        "confidenceLevel": answer.level,
        "predictions": predictions,
        "model": {"version": model_version},
    }


def _ink(digit: "Digit", answer: "Answer", request: "Request") -> dict[str, Any]:
    """What is told of a digit's ink, whichever digit it is read as."""
    segments = answer.hypotheses.drawing_segments(digit.hypothesis)
    ink = {
        "drawingSegments": _drawing_segments(segments, request.ink),
        "boundingBox": _box(answer.hypotheses.boxes[digit.hypothesis].tolist()),
        "probabilities": [round(value, PROBABILITY_DECIMALS) for value in digit.probabilities.tolist()],
        "notDigit": round(digit.not_digit, PROBABILITY_DECIMALS),
    }
    if request.rasters:
        ink["raster"] = b64encode(answer.rasters[digit.hypothesis].tobytes()).decode()
    return ink


def _prediction(prediction: "Prediction", ink: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """One reading: text indices are half-open, point indices inclusive."""
    segments = [
        {
            "grapheme": digit.grapheme,
            "beginIndex": index,
            "endIndex": index + 1,
            "confidence": round(digit.confidence, PROBABILITY_DECIMALS),
            **ink[digit.hypothesis],
        }
        for index, digit in enumerate(prediction.digits)
    ]
    confidence = round(prediction.confidence, PROBABILITY_DECIMALS)
    return {"text": prediction.text, "confidence": confidence, "segmentationResult": segments}


def _drawing_segments(segments: Iterable[tuple[int, int, int]], ink: "Ink") -> list[dict[str, int]]:
    """(stroke, first point, last point) as the contract has it; of pictures only their numbers mean anything."""
    if ink.kind == "image":
        return []
    if ink.kind == "images":
        segments = [(picture, 0, 0) for picture in sorted({stroke for stroke, _, _ in segments})]
    elif ink.late:
        segments = [run for segment in segments for run in _as_sent(*segment, ink.late)]
    return [
        {"strokeIndex": int(stroke), "beginPointIndex": int(begin), "endPointIndex": int(end)}
        for stroke, begin, end in segments
    ]


def _as_sent(stroke: int, begin: int, end: int, late: Mapping[int, NDArray[np.intp]]) -> Iterable[tuple[int, int, int]]:
    """The same points where those of a stroke were put in order, which may be several runs of what was sent."""
    if stroke not in late:
        return [(stroke, begin, end)]
    points = np.sort(late[stroke][begin : end + 1])
    first = runs(points - np.arange(len(points)))
    return [(stroke, *run) for run in zip(points[first], points[ends(first, len(points)) - 1])]


def _box(corners: list[float]) -> dict[str, float]:
    left, top, right, bottom = corners
    box = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    short = {name: float(f"{value:.{COORDINATE_DIGITS}g}") for name, value in box.items()}
    most = MAX_SHIFT * max(short["width"], short["height"])
    return {name: short[name] if abs(short[name] - value) <= most else value for name, value in box.items()}
