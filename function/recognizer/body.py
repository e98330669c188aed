"""The JSON of a request: its shape, decoded and validated in one pass, and in words what is wrong with it."""

import re
from typing import Literal, NamedTuple

import msgspec
from msgspec import UNSET, Struct, UnsetType

from . import limits
from .errors import InkError

UNTOLD = -1.0  # pressure of a point without one: it is on the glass, as one of 0 may not be


# The JSON as it is sent. An object and a named tuple are the one pair of types that msgspec tells apart by their JSON
# form and that both have .x and .y, so that mixed points need no second look: 20,000 points take 2.3 ms, either form.
class PointObject(Struct, gc=False):
    """{"x": 12.5, "y": 40, "t": 0, "pressure": 0.5}: t in milliseconds, pressure from 0 to 1."""

    x: float
    y: float
    t: float = 0.0
    pressure: float = UNTOLD


class PointArray(NamedTuple):
    """[12.5, 40, 0, 0.5], the last two as one likes."""

    x: float
    y: float
    t: float = 0.0
    pressure: float = UNTOLD


class StrokeObject(Struct, gc=False):
    """{"points": [...]}."""

    points: list[PointObject | PointArray]


class Hints(Struct):
    """What the sender knows or wants of the number."""

    alternatives: int | float = limits.DEFAULT_ALTERNATIVES  # 3.0 is an integer too, as JSON Schema has it
    pattern: str | UnsetType = UNSET


class Body(Struct):
    """The request; exactly one of strokes, images and image is set."""

    strokes: list[StrokeObject | list[PointObject | PointArray]] | UnsetType = UNSET
    images: list[str] | UnsetType = UNSET
    image: str | UnsetType = UNSET
    hints: Hints = msgspec.field(default_factory=Hints)
    include: list[Literal["rasters"]] = []


DECODER = msgspec.json.Decoder(Body | list[str])
# Numbers below 2.2e-308 take msgspec 6 microseconds each, 50,000 points of them over a second, and Python 0.4.
SLOWER = msgspec.json.Decoder(float_hook=float)
SMALL_NUMBERS = 1000  # with a negative exponent, at most, where msgspec reads all


def decode(body: bytes) -> Body | list[str]:
    """The request, or the pictures of a bare array.

    Parameters
    ----------
    body : bytes
        JSON in UTF-8, without a byte order mark.

    Raises
    ------
    InkError
        400 for what is not JSON, 413 for too many values, 422 for a wrong shape, with a pointer to it.
    """
    _check_values(body.count(b","))  # values <= commas + depth: bounds what decoding may allocate
    try:
        if not body.isascii():
            body.decode()  # msgspec passes over strings that it does not need
        if body.count(b"e-") + body.count(b"E-") > SMALL_NUMBERS:
            # All values are made here, not only those asked for: 10,000 times 400 arrays in one another took 400 MB.
            _check_values(body.count(b",") + body.count(b"[") + body.count(b"{"))
            return msgspec.convert(SLOWER.decode(body), Body | list[str])
        return DECODER.decode(body)
    except msgspec.ValidationError as error:
        _require_json(body)
        raise _shape_error(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _json_error(error) from None


def _check_values(count: int) -> None:
    if count >= limits.MAX_VALUES:
        raise InkError(413, f"expected at most {limits.MAX_VALUES} JSON values or commas, found more")


def _require_json(body: bytes) -> None:
    """Tell a wrong shape from broken JSON: validation may have stopped before the text went wrong."""
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _json_error(error) from None


# What msgspec says of broken JSON, and how that goes on after "found".
BROKEN = {
    "Input data was truncated": "an unfinished one",
    "JSON is malformed: expected ": "no ",
    "JSON is malformed: object keys must be strings": "a name that is no string",
    "JSON is malformed: ": "",
}


def _json_error(error: Exception) -> InkError:
    found = {UnicodeDecodeError: "text that is not UTF-8", RecursionError: "values nested too deeply"}
    told = str(error)
    for said, phrase in BROKEN.items():
        told = told.replace(said, phrase)
    return InkError(400, f"expected a JSON document, found {found.get(type(error), told)}")


# What msgspec calls things, and what they are called in JSON.
NAMES = {
    "`float`": "a number",
    "`int`": "an integer",
    "`int | float`": "an integer",
    "`str`": "a string",
    "`bool`": "a boolean",
    "`null`": "null",
    "`array`": "an array",
    "`object`": "an object",
    "`object | array`": "an object or an array",
}
PHRASES = {
    ", got ": ", found ",
    "Number out of range": "expected a finite number, found a larger one",
    "Integer value out of range": "expected a number of a few digits, found thousands",
    "an array of length 2 to 4": "an array of 2 to 4 numbers, found another length",
    "another length, found ": "",  # what is said only beside many small numbers: how long it is
}


def _shape_error(message: str) -> InkError:
    """InkError of msgspec's message, such as 'Expected `float`, got `str` - at `$.strokes[0].points[3].x`'."""
    detail, _, path = message.rpartition(" - at ") if " - at " in message else (message, "", "")
    if detail.startswith("Invalid enum value"):  # which it repeats, be it 8 MiB long
        detail = 'expected "rasters", found another string'
    detail = re.sub("Object missing required field `(.*)`", r'expected an object with "\1", found one without', detail)
    detail = re.sub(r"`[a-z |]+`", lambda name: NAMES.get(name[0], name[0]), detail)
    for found, told in PHRASES.items():
        detail = detail.replace(found, told)
    steps = re.findall(r"\.(\w+)|\[(\d+)\]", path.partition("[...]")[0])  # as far as msgspec names the place
    return InkError(422, detail[0].lower() + detail[1:], "".join(f"/{name or index}" for name, index in steps))
