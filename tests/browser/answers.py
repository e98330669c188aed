"""A function that answers as the contract says and as a test tells it to, for what the real one does not do at will."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import numpy as np
from playwright.sync_api import Page, Route

from see import PATIENCE

Body = dict[str, Any]


#: The answer to a number that is still being written: on a busy machine the pen rests longer than it should.
NOTHING_YET = {"text": "", "confidence": 0.0, "confidenceLevel": "poor", "predictions": []}


def answer(
    body: Body,
    text: str,
    segments: Sequence[Sequence[int]] | None = None,
    *,
    confidence: float = 0.93,
    level: str = "strong",
    others: Sequence[tuple[str, float]] = (),
    not_digit: Sequence[float] = (),
) -> Body:
    """An answer to a request for strokes.

    Parameters
    ----------
    body : dict
        The request.
    text : str
        The number that is read.
    segments : sequence of sequence of int, optional
        Strokes of each digit; one stroke a digit when not given.
    others : sequence of (str, float)
        Further readings of the same digits, with their confidence.
    not_digit : sequence of float
        For each digit, the probability that it is none; 0.01 when not given.
    """
    strokes = [np.asarray(stroke, float) for stroke in body["strokes"]]
    segments = segments or [[index] for index in range(len(text))]
    doubts = not_digit or [0.01] * len(text)
    if max(map(max, segments)) >= len(strokes):
        return NOTHING_YET

    def digit(index: int, grapheme: str) -> Body:
        ink = np.concatenate([strokes[stroke] for stroke in segments[index]])
        low, high = ink[:, :2].min(0), ink[:, :2].max(0)
        probabilities = np.full(10, 0.02)
        probabilities[int(grapheme)] = 0.82
        return {
            "grapheme": grapheme,
            "beginIndex": index,
            "endIndex": index + 1,
            "drawingSegments": [
                {"strokeIndex": stroke, "beginPointIndex": 0, "endPointIndex": len(strokes[stroke]) - 1}
                for stroke in segments[index]
            ],
            "boundingBox": dict(zip(("x", "y", "width", "height"), [*low, *(high - low)], strict=True)),
            "confidence": 0.98 if doubts[index] < 0.5 else 0.5,
            "probabilities": probabilities.tolist(),
            "notDigit": doubts[index],
            "raster": _raster(ink[:, :2], low, high),
        }

    def prediction(text: str, confidence: float) -> Body:
        digits = [digit(index, grapheme) for index, grapheme in enumerate(text)]
        return {"text": text, "confidence": confidence, "segmentationResult": digits}

    return {
        "text": text,
        "confidence": confidence,
        "confidenceLevel": level,
        "predictions": [prediction(*reading) for reading in [(text, confidence), *others]],
        "model": {"version": "test"},
    }


def ones(body: Body) -> tuple[int, Body]:
    """Read every stroke as a one."""
    return 200, answer(body, "1" * len(body["strokes"]))


def problem(status: int, title: str, detail: str) -> Body:
    """A problem document (RFC 9457)."""
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}


def _raster(ink: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    scale = 20 / max(*(high - low), 1)
    pixels = np.zeros((28, 28), np.uint8)
    columns, rows = np.rint((ink - (low + high) / 2) * scale + 14).astype(int).clip(0, 27).T
    pixels[rows, columns] = 255
    return base64.b64encode(pixels.tobytes()).decode()


@dataclass
class FakeFunction:
    """What stands in the function's place for one page.

    Attributes
    ----------
    respond : callable
        From a request's body to (status, body) of the answer; "abort" for a connection that fails; None to keep the
        request waiting in `held()`.
    bodies : list of dict
        The requests so far.
    """

    respond: Callable[[Body], tuple[int, Body] | str | None]
    bodies: list[Body] = field(default_factory=list)
    _held: list[tuple[Route, Body]] = field(default_factory=list)

    def install(self, page: Page, url: str) -> None:
        """Take every request of the page to the function."""
        page.route(f"{url}/**", self._handle)

    def held(self, page: Page, count: int = 1) -> list[tuple[Route, Body]]:
        """The requests that wait to be answered by the test, once there are `count`: a page asks before it is heard."""
        deadline = monotonic() + PATIENCE / 1000
        while len(self._held) < count and monotonic() < deadline:
            page.wait_for_timeout(10)
        assert len(self._held) == count
        return self._held

    def _handle(self, route: Route) -> None:
        if route.request.method == "GET":
            fulfill(route, 200, {"name": "inkdigits"})
            return
        body = json.loads(route.request.post_data or "null")
        self.bodies.append(body)
        response = self.respond(body)
        if response is None:
            self._held.append((route, body))
        elif response == "abort":
            route.abort("connectionrefused")
        else:
            fulfill(route, *response)


def fulfill(route: Route, status: int, body: Body) -> None:
    """Answer as the function does, with its content types and CORS headers."""
    kind = "application/json" if status < 400 else "application/problem+json"
    headers = {"Access-Control-Allow-Origin": "*"}
    route.fulfill(status=status, body=json.dumps(body), content_type=kind, headers=headers)
