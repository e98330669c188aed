"""Answer to JSON: the names and the shape of the HTTP contract, and nothing else."""

from base64 import b64encode
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import Answer
    from .ink import Request
    from .lattice import Digit, Prediction

PROBABILITY_DECIMALS = 4  # calibration is good to about one in a hundred
COORDINATE_DIGITS = 9  # significant ones: a hundredth of a pixel far from the origin, whatever the sender's unit


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
    predictions = [_prediction(prediction, answer, request) for prediction in answer.predictions]
    best = predictions[0] if predictions else {"text": "", "confidence": 0.0}
    return {
        "text": best["text"],
        "confidence": best["confidence"],
        "confidenceLevel": answer.level,
        "predictions": predictions,
        "model": {"version": model_version},
    }


def _prediction(prediction: "Prediction", answer: "Answer", request: "Request") -> dict[str, Any]:
    segments = [_segment(index, digit, answer, request) for index, digit in enumerate(prediction.digits)]
    return {
        "text": prediction.text,
        "confidence": _round(prediction.confidence),
        "segmentationResult": segments,
    }


def _segment(index: int, digit: "Digit", answer: "Answer", request: "Request") -> dict[str, Any]:
    """One digit: text indices are half-open, point indices inclusive."""
    segment = {
        "grapheme": digit.grapheme,
        "beginIndex": index,
        "endIndex": index + 1,
        "drawingSegments": _drawing_segments(answer.hypotheses.drawing_segments(digit.hypothesis), request.ink.kind),
        "boundingBox": _box(answer.hypotheses.boxes[digit.hypothesis]),
        "confidence": _round(digit.confidence),
        "probabilities": [_round(probability) for probability in digit.probabilities.tolist()],
        "notDigit": _round(digit.not_digit),
    }
    if request.rasters:
        segment["raster"] = b64encode(answer.rasters[digit.hypothesis].tobytes()).decode()
    return segment


def _drawing_segments(segments: Iterable[tuple[int, int, int]], kind: str) -> list[dict[str, int]]:
    """(stroke, first point, last point) as the contract has it; of pictures only their numbers mean anything."""
    if kind == "image":
        return []
    if kind == "images":
        segments = [(picture, 0, 0) for picture in sorted({stroke for stroke, _, _ in segments})]
    return [
        {"strokeIndex": int(stroke), "beginPointIndex": int(begin), "endPointIndex": int(end)}
        for stroke, begin, end in segments
    ]


def _box(corners: Iterable[float]) -> dict[str, float]:
    left, top, right, bottom = (float(value) for value in corners)
    box = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return {name: float(f"{value:.{COORDINATE_DIGITS}g}") for name, value in box.items()}


def _round(probability: float) -> float:
    return round(float(probability), PROBABILITY_DECIMALS)
