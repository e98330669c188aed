"""Request to ink: both forms of everything, and each thing that can be wrong with it, with a pointer to it."""

import base64
import json
from typing import Any

import numpy as np
import pytest

from recognizer import limits
from recognizer.body import SMALL_NUMBERS
from recognizer.errors import InkError
from recognizer.ink import Ink, ink_from_strokes, read_request


def read(body: Any) -> Ink:
    return read_request(json.dumps(body).encode()).ink


def fail(body: Any) -> InkError:
    with pytest.raises(InkError) as caught:
        read_request(body if isinstance(body, bytes) else json.dumps(body).encode())
    return caught.value


def where(body: Any) -> tuple[int, str | None]:
    error = fail(body)
    return error.status, error.errors[0]["pointer"] if error.errors else None


def same(one: Ink, other: Ink) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("points", "stroke", "joins"))


ARRAYS = [[[1, 2], [3, 4, 16], [5.5, -6, 32, 0.5]], [[7, 8]], [[9, 9], [9, 10]]]
OBJECTS = [
    {"points": [{"x": 1, "y": 2}, {"x": 3, "y": 4, "t": 16}, {"x": 5.5, "y": -6, "pressure": 0.5}]},
    {"points": [{"x": 7, "y": 8, "tiltX": {"deep": [1]}}], "color": "blue"},
    {"points": [{"y": 9, "x": 9}, {"x": 9, "y": 10}]},
]


def test_strokes_become_points_strokes_and_joins() -> None:
    ink = read({"strokes": ARRAYS})
    assert ink.points.tolist() == [[1, 2], [3, 4], [5.5, -6], [7, 8], [9, 9], [9, 10]]
    assert ink.points.dtype == np.float64
    assert ink.stroke.tolist() == [0, 0, 0, 1, 2, 2]
    assert ink.joins.tolist() == [[0, 1], [1, 2], [3, 3], [4, 5]]
    assert ink.stroke.dtype == ink.joins.dtype == np.intp
    assert ink.kind == "strokes"


@pytest.mark.parametrize(
    "strokes",
    [
        OBJECTS,
        [ARRAYS[0], OBJECTS[1], ARRAYS[2]],
        [{"points": ARRAYS[0]}, OBJECTS[1]["points"], [ARRAYS[2][0], OBJECTS[2]["points"][1]]],
    ],
    ids=["objects", "strokes mixed", "points mixed"],
)
def test_every_form_of_points_gives_the_same_ink(strokes: list) -> None:
    assert same(read({"strokes": strokes}), read({"strokes": ARRAYS}))


def test_ink_from_strokes_is_the_ink_of_a_request() -> None:
    strokes = [np.array([[1, 2, 0], [3, 4, 16], [5.5, -6, 32]]), [[7, 8]], [], np.array([[9, 9], [9, 10]], np.float32)]
    sent = [np.asarray(stroke).tolist() for stroke in strokes]
    assert same(ink_from_strokes(strokes), read({"strokes": sent}))


def test_strokes_without_points_keep_their_number() -> None:
    ink = read({"strokes": [[], [[1, 2]], {"points": []}, [[3, 4], [5, 6]], []]})
    assert ink.stroke.tolist() == [1, 3, 3]
    assert ink.joins.tolist() == [[0, 0], [1, 2]]


def test_tap_that_was_felt_once_is_a_dot() -> None:
    strokes = [[[1, 2, 0, 0.312], [1, 2, 8, 0]], [[5, 0, 99, 0.456], [5, 9, 120, 0.789]]]
    assert read({"strokes": strokes}).joins.tolist() == [[0, 0], [2, 3]]


def test_points_without_a_pressure_are_on_the_glass() -> None:
    """Be it that only some reports have one, as where others stand for those between."""
    told = [[1, 2, 0, 0.312], [2, 4, 8], [4, 5], [5, 9, 24, 0.456]]
    for stroke in (told, {"points": [dict(zip(("x", "y", "t", "pressure"), point)) for point in told]}):
        assert read({"strokes": [stroke]}).joins.tolist() == [[0, 1], [1, 2], [2, 3]]


@pytest.mark.parametrize("strokes", [[], [[]], [{"points": []}, []]])
def test_no_ink_is_no_error(strokes: list) -> None:
    ink = read({"strokes": strokes})
    assert ink.points.shape == (0, 2)
    assert ink.joins.shape == (0, 2)


def test_defaults_and_hints() -> None:
    plain = read_request(b'{"strokes": []}')
    assert (plain.alternatives, plain.pattern, plain.rasters) == (limits.DEFAULT_ALTERNATIVES, None, False)
    hints = {"alternatives": 10, "pattern": "20??"}
    body = {"strokes": [], "hints": hints, "include": ["rasters", "rasters"], "more": {}}
    asked = read_request(json.dumps(body).encode())
    assert (asked.alternatives, asked.pattern, asked.rasters) == (10, "20??", True)


def test_a_field_given_twice_counts_as_its_last() -> None:
    assert read_request(b'{"strokes": [[[1, 2]]], "strokes": []}').ink.points.size == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (5, ""),
        ("strokes", ""),
        (None, ""),
        ({}, ""),
        ({"stroke": []}, ""),
        ({"strokes": [], "image": "AAAA"}, ""),
        ({"images": [], "image": "AAAA", "strokes": []}, ""),
        ({"strokes": None}, "/strokes"),
        ({"strokes": {}}, "/strokes"),
        ({"strokes": [None]}, "/strokes/0"),
        ({"strokes": ["12"]}, "/strokes/0"),
        ({"strokes": [{}]}, "/strokes/0"),
        ({"strokes": [{"points": 1}]}, "/strokes/0/points"),
        ({"strokes": [{"points": [1]}]}, "/strokes/0/points/0"),
        ({"strokes": [{"points": [{"x": 1}]}]}, "/strokes/0/points/0"),
        ({"strokes": [{"points": [{"x": 1, "y": None}]}]}, "/strokes/0/points/0/y"),
        ({"strokes": [{"points": [{"x": 1, "y": 2}, {"x": "1", "y": 2}]}]}, "/strokes/0/points/1/x"),
        ({"strokes": [{"points": [{"x": 1, "y": 2, "t": "now"}]}]}, "/strokes/0/points/0/t"),
        ({"strokes": [{"points": [{"x": 1, "y": 2, "pressure": []}]}]}, "/strokes/0/points/0/pressure"),
        ({"strokes": [[], [[1, 2], [1]]]}, "/strokes/1/1"),
        ({"strokes": [[[1, 2, 3, 4, 5]]]}, "/strokes/0/0"),
        ({"strokes": [[[1, 2], [3, True]]]}, "/strokes/0/1/1"),
        ({"strokes": [[[1, 2, {}]]]}, "/strokes/0/0/2"),
        ({"strokes": [], "hints": []}, "/hints"),
        ({"strokes": [], "hints": {"alternatives": "3"}}, "/hints/alternatives"),
        ({"strokes": [], "hints": {"alternatives": 2.5}}, "/hints/alternatives"),
        ({"strokes": [], "hints": {"alternatives": -1}}, "/hints/alternatives"),
        ({"strokes": [], "hints": {"alternatives": 11}}, "/hints/alternatives"),
        ({"strokes": [], "hints": {"alternatives": 10**30}}, "/hints/alternatives"),
        (b'{"strokes": [], "hints": {"alternatives": ' + b"1" * 5000 + b"}}", "/hints/alternatives"),
        ({"strokes": [], "hints": {"pattern": 20}}, "/hints/pattern"),
        ({"strokes": [], "hints": {"pattern": ""}}, "/hints/pattern"),
        ({"strokes": [], "hints": {"pattern": "2x"}}, "/hints/pattern"),
        ({"strokes": [], "hints": {"pattern": "٣"}}, "/hints/pattern"),
        ({"strokes": [], "hints": {"pattern": "1\n"}}, "/hints/pattern"),
        ({"strokes": [], "hints": {"pattern": "?" * 41}}, "/hints/pattern"),
        ({"strokes": [], "include": "rasters"}, "/include"),
        ({"strokes": [], "include": ["pixels"]}, "/include/0"),
        ({"image": 5}, "/image"),
        ({"image": "not base64"}, "/image"),
        ({"image": "AAA"}, "/image"),
        ({"image": "\u00e9"}, "/image"),
        ({"image": "data:image/svg+xml,<svg/>"}, "/image"),
        ({"image": "data:image/png;base64"}, "/image"),
        ({"images": ["AA==", None]}, "/images/1"),
        ({"images": ["@"]}, "/images/0"),
        ([5], "/0"),
        ([[[1, 2]]], "/0"),
        (["@"], "/0"),
    ],
    ids=str,
)
def test_wrong_shape_or_value_is_422_and_pointed_at(body: Any, pointer: str) -> None:
    error = fail(body)
    assert error.status == 422
    assert error.errors == ({"detail": error.detail, "pointer": pointer},)
    assert error.detail.startswith("expected ")
    assert ", found " in error.detail


@pytest.mark.parametrize("value", ["`str`, got - at `$.x[3]`", "\U000e0001" * 1000])
def test_a_value_sent_is_not_repeated_nor_taken_for_a_place(value: str) -> None:
    error = fail({"strokes": [], "include": [value]})
    assert error.detail == 'expected "rasters", found another string'
    assert error.errors[0]["pointer"] == "/include/0"


@pytest.mark.parametrize(
    "text", [b'"strokes": [], "x": "\xff"', b'"strokes": [], "\xff": 1', b'"strokes": 5, "x": "\xff"'], ids=str
)
def test_text_that_is_not_utf_8_is_400_even_where_nobody_reads_it(text: bytes) -> None:
    error = fail(b"{" + text + b"}")
    assert (error.status, error.detail) == (400, "expected a JSON document, found text that is not UTF-8")


def test_a_byte_order_mark_is_passed_over() -> None:
    assert same(read_request(b"\xef\xbb\xbf" + json.dumps({"strokes": ARRAYS}).encode()).ink, read({"strokes": ARRAYS}))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"strokes": [', "an unfinished one"),
        (b'{"strokes": [],}', "trailing comma in object (byte 15)"),
        (b'{"strokes": [[[0x1, 2]]]}', "no ',' or ']' (byte 16)"),
        (b'{"strokes" []}', "no ':' (byte 11)"),
        (b"{'strokes': []}", "a name that is no string (byte 1)"),
        (b'{"more": "\\ud800 and on"}', "unexpected end of hex escape (byte 16)"),
    ],
)
def test_what_is_no_json_is_told(body: bytes, found: str) -> None:
    assert fail(body).detail == f"expected a JSON document, found {found}"


@pytest.mark.parametrize("blank", ["\n", "%0A", "%0d%0a", "%20"])
@pytest.mark.parametrize("header", ["", "data:image/png;base64,", " data:image/png; base64 ,"])
def test_base64_may_hold_white_space_and_in_urls_percent_signs(header: str, blank: str) -> None:
    picture = base64.b64encode(b"GIF8 is named \xfb\xff").decode()
    assert "+" in picture or "/" in picture
    sent = picture.replace("+", "%2B").replace("/", "%2f") if header else picture
    detail = fail({"image": header + sent[:9] + blank + sent[9:]}).detail
    assert detail.endswith("found GIF") == (bool(header) or blank == "\n")


@pytest.mark.parametrize("broken", ["%", "%4", "%4g", "%%41", "\\x41", "%5Cx41", "%C3%A9", "\u00e9"])
def test_what_percent_signs_do_not_make_base64_is_refused(broken: str) -> None:
    assert where({"image": f"data:;base64,%52%30lG%4f{broken}AA=="}) == (422, "/image")


def test_any_character_of_base64_may_be_written_with_a_percent_sign() -> None:
    picture = base64.b64encode(b"GIF8 is named \xfb\xff").decode()
    sent = "".join(f"%{ord(letter):02x}" for letter in picture)
    assert fail({"image": f"data:image/\u00e9;base64,{sent}"}).detail.endswith("found GIF")


@pytest.mark.parametrize("number", ["1e308", "-1e308", "1e999", "-1e999", "1" + "0" * 400, "1.1e9"])
@pytest.mark.parametrize(
    ("point", "step"), [("[0, {}]", "1"), ("[{}, 0]", "0"), ('{{"x": 0, "y": {}}}', "y"), ('{{"x": {}, "y": 0}}', "x")]
)
def test_coordinates_without_bound_are_pointed_at(number: str, point: str, step: str) -> None:
    bad = point.format(number)
    assert where(f'{{"strokes": [[], [[1, 2], {bad}]]}}'.encode()) == (422, f"/strokes/1/1/{step}")
    assert where(f'{{"strokes": [[[1, 2]], {{"points": [{bad}]}}]}}'.encode()) == (422, f"/strokes/1/points/0/{step}")


def test_coordinates_at_the_bound_and_denormals_are_taken() -> None:
    assert read({"strokes": [[[1e9, -1e9], [5e-324, -0.0]]]}).points.tolist() == [[1e9, -1e9], [5e-324, 0]]


MANY_SMALL = ",".join(["[5e-324, 1e-310]"] * SMALL_NUMBERS)  # points


@pytest.mark.parametrize("exponent", ["e-05", "E-310"])
def test_many_small_numbers_are_read_as_few_are(exponent: str) -> None:
    points = [[f"{x}{exponent}" for x in point] for point in np.random.default_rng(7).normal(0, 30, (800, 3)).tolist()]
    assert 3 * len(points) > SMALL_NUMBERS
    arrays = ", ".join(f"[{', '.join(point)}]" for point in points)
    objects = ", ".join(f'{{"x": {x}, "y": {y}, "t": {t}}}' for x, y, t in points)
    expected = np.array(points, float)[:, :2]
    for sent in (f'{{"strokes": [[], [{arrays}]]}}', f'{{"strokes": [[], {{"points": [{objects}]}}]}}'):
        ink = read_request(sent.encode()).ink
        assert ink.points.tobytes() == expected.tobytes()
        assert same(ink, ink_from_strokes([[], expected]))


@pytest.mark.parametrize(
    ("bad", "pointer"),
    [
        ('[[1, "2"]]', "/strokes/1/0/1"),
        ("[[1, 2], [1, 1e999]]", "/strokes/1/1/1"),
        (f"[[1, 1{'0' * 400}]]", "/strokes/1/0/1"),
        (f"[[1, 1{'0' * 5000}]]", ""),  # msgspec does not name this place
        ("{}", "/strokes/1"),
        ('[]], "hints": {"alternatives": 1e999}, "x": [[]', "/hints/alternatives"),
        ('[]], "hints": {"alternatives": 2.5}, "x": [[]', "/hints/alternatives"),
    ],
)
def test_what_is_wrong_beside_many_small_numbers_is_told(bad: str, pointer: str) -> None:
    assert where(f'{{"strokes": [[{MANY_SMALL}], {bad}]}}'.encode()) == (422, pointer)


def test_length_of_a_wrong_point_beside_many_small_numbers_is_told_once() -> None:
    detail = fail(f'{{"strokes": [[{MANY_SMALL}], [[1]]]}}'.encode()).detail
    assert detail == "expected an array of 2 to 4 numbers, found 1"


@pytest.mark.parametrize("value", ["[" * 100 + "]" * 100, '{"":' * 100 + "0" + "}" * 100], ids=["arrays", "objects"])
def test_values_that_no_comma_counts_are_limited_beside_many_small_numbers(value: str) -> None:
    """All are made there, also those that nobody reads."""
    body = f'{{"strokes": [[{MANY_SMALL}]], "x": [{",".join([value] * 2000)}]}}'.encode()
    assert where(body) == (413, None)
    assert where(body.replace(b"e-", b"e+")) == (422, "/strokes/0/0/0")  # the other decoder passes over them
    points = [{"x": 1, "y": 1e-9, "t": 0, "pressure": 0.5}] * 20_000
    assert len(read({"strokes": [points]}).points) == 20_000


def test_broken_json_of_many_small_numbers_is_400() -> None:
    assert where(b'{"strokes": [[' + b"[5e-324, 1]," * (SMALL_NUMBERS + 1)) == (400, None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"strokes",
        b'{"strokes": [[[NaN, 1]]]}',
        b'{"strokes": [[[1, Infinity]]]}',
        b'{"strokes": [[[1, -Infinity]]]}',
        b'{"strokes": []} []',
        b'{"strokes": [],}',
        b'{"strokes": 5, "hints": }',
        b'["\xff"]',
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf" * 2 + b"{}",
        "{}".encode("utf-16"),
        b"[" * 1_000_000,
        b'{"a":' * 1_000_000,
        b'{"strokes": [], "more": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}",
        b'{"strokes": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}",
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_is_not_json_is_400(body: bytes) -> None:
    assert where(body) == (400, None)


@pytest.mark.parametrize(
    ("body", "limit", "pointer"),
    [
        ({"strokes": [[]] * 257}, "256 strokes", "/strokes"),
        ({"strokes": [[[1, 2]] * 10_000, {"points": [{"x": 1, "y": 2}] * 10_001}]}, "20000 points", "/strokes"),
        ({"images": ["AAAA"] * 65}, "64 pictures", "/images"),
        (["AAAA"] * 65, "64 pictures", ""),
        ({"strokes": [], "more": [0] * 200_000}, "200000 JSON values", None),
    ],
    ids=["strokes", "points", "pictures", "bare pictures", "values"],
)
def test_each_limit_is_413_and_named(body: Any, limit: str, pointer: str | None) -> None:
    error = fail(body)
    assert where(body) == (413, pointer)
    assert limit in error.detail


def test_the_limits_themselves_are_allowed() -> None:
    strokes = [[[1, 2]] * 78 for _ in range(256)]
    strokes[0] = [[1, 2]] * (20_000 - 78 * 255)
    assert len(read({"strokes": strokes}).points) == 20_000


def test_a_picture_may_be_a_data_url_or_bare_base64_with_white_space(monkeypatch: pytest.MonkeyPatch) -> None:
    from recognizer import picture

    monkeypatch.setattr(picture, "ink_from_picture", lambda data: data)
    data = bytes(range(256))
    text = base64.b64encode(data).decode()
    wrapped = "\n".join(text[i : i + 76] for i in range(0, len(text), 76)) + "\r\n"
    for image in (text, wrapped, f"data:image/png;base64,{text}", f"DATA:image/png;name=a.png;BASE64,{wrapped}"):
        assert read({"image": image}) == data
