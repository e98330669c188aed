"""The HTTP contract: methods, paths, types, sizes, CORS on every answer, problem documents, nothing logged."""

import base64
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

import recognizer
from any_body import BODIES, FUZZ, JSON
from client import ORIGIN, ink, make_client, post
from recognizer import limits


def assert_problem(answer: TestResponse, status: int, pointer: str | None = None) -> None:
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    problem = answer.get_json()
    assert problem["status"] == status
    assert problem["type"]
    assert problem["title"]
    assert problem["detail"]
    assert [error["pointer"] for error in problem.get("errors", [])] == ([] if pointer is None else [pointer])


# What is read


def test_post_strokes_reads_the_number(client: FlaskClient) -> None:
    strokes = ink("407")
    answer = post(client, {"strokes": strokes})
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    read = answer.get_json()
    assert read["text"] == "407"
    assert read["text"] == read["predictions"][0]["text"]
    assert read["confidence"] == read["predictions"][0]["confidence"] > 0.5
    assert len(read["predictions"]) <= 1 + limits.DEFAULT_ALTERNATIVES
    confidences = [prediction["confidence"] for prediction in read["predictions"]]
    assert confidences == sorted(confidences, reverse=True)
    assert read["model"] == {"version": recognizer.model().version}


def test_segments_hold_every_point_of_the_ink_once(client: FlaskClient) -> None:
    strokes = ink("407")
    segments = post(client, {"strokes": strokes}).get_json()["predictions"][0]["segmentationResult"]
    places = [(segment["grapheme"], segment["beginIndex"], segment["endIndex"]) for segment in segments]
    assert places == [("4", 0, 1), ("0", 1, 2), ("7", 2, 3)]
    held = sorted(
        (drawn["strokeIndex"], point)
        for segment in segments
        for drawn in segment["drawingSegments"]
        for point in range(drawn["beginPointIndex"], drawn["endPointIndex"] + 1)
    )
    assert held == [(k, i) for k, stroke in enumerate(strokes) for i in range(len(stroke))]
    left = [segment["boundingBox"]["x"] for segment in segments]
    assert left == sorted(left)
    for segment in segments:
        assert len(segment["probabilities"]) == 10
        assert sum(segment["probabilities"]) == pytest.approx(1, abs=1e-3)
        assert "raster" not in segment


def test_segments_name_points_as_they_were_sent_also_where_they_came_late(client: FlaskClient) -> None:
    """Ink was told by the places of its points in the order of their times: in boxes there were others' points."""
    way = [[x, y, 8 * k] for k, (x, y, *_) in enumerate(p for stroke in ink("407") for p in stroke)]
    sent = [way[k + after] for k in range(0, len(way) - 5, 6) for after in (5, 0, 1, 2, 3, 4)]
    assert sent[:2] == [way[5], way[0]]

    def drawn(points: list) -> list[set]:
        best = post(client, {"strokes": [points]}).get_json()["predictions"][0]
        assert best["text"] == "407"
        runs = [
            [slice(run["beginPointIndex"], run["endPointIndex"] + 1) for run in digit["drawingSegments"]]
            for digit in best["segmentationResult"]
        ]
        return [{tuple(point) for run in own for point in points[run]} for own in runs]

    assert drawn(sent) == drawn(sorted(sent, key=lambda point: point[2]))


@pytest.mark.parametrize(
    ("left", "right", "x", "width"),
    [(12.3456789012, 20.1, 12.3456789, 7.7543211), (999999899.5, 999999900.25, 999999899.5, 0.75)],
    ids=["nine digits", "far from the origin"],
)
def test_boxes_lie_on_their_ink(client: FlaskClient, left: float, right: float, x: float, width: float) -> None:
    best = post(client, {"strokes": [[[left, 3], [right, 13]]]}).get_json()["predictions"][0]
    assert best["segmentationResult"][0]["boundingBox"] == {"x": x, "y": 3, "width": width, "height": 10}


def test_alternatives_pattern_and_rasters_are_heeded(client: FlaskClient) -> None:
    strokes = ink("407")
    assert len(post(client, {"strokes": strokes, "hints": {"alternatives": 0}}).get_json()["predictions"]) == 1
    fixed = post(client, {"strokes": strokes, "hints": {"pattern": "?1?"}}).get_json()
    assert len(fixed["predictions"]) == 1 + limits.DEFAULT_ALTERNATIVES
    assert all(len(p["text"]) == 3 and p["text"][1] == "1" for p in fixed["predictions"])
    drawn = post(client, {"strokes": strokes, "include": ["rasters"]}).get_json()
    for segment in drawn["predictions"][0]["segmentationResult"]:
        raster = np.frombuffer(base64.b64decode(segment["raster"]), np.uint8)
        assert raster.shape == (784,)
        assert raster.max() > 200


def test_both_forms_of_points_give_the_same_answer(client: FlaskClient) -> None:
    strokes = ink("35")
    objects = [{"points": [{"x": x, "y": y, "t": t} for x, y, t in stroke]} for stroke in strokes]
    mixed = [stroke if k % 2 else objects[k] for k, stroke in enumerate(strokes)]
    arrays = post(client, {"strokes": strokes}).get_json()
    assert post(client, {"strokes": objects}).get_json() == arrays
    assert post(client, {"strokes": mixed}).get_json() == arrays


@pytest.mark.parametrize("body", [{"strokes": []}, {"strokes": [[], {"points": []}]}, {"images": []}, []], ids=str)
def test_no_ink_is_answered_with_no_number(client: FlaskClient, body: Any) -> None:
    answer = post(client, body)
    assert answer.status_code == 200
    read = answer.get_json()
    assert (read["text"], read["confidence"], read["confidenceLevel"], read["predictions"]) == ("", 0, "poor", [])


@pytest.mark.parametrize(
    "strokes",
    [
        [[[5, 5]]],
        [[[5, 5]] * 500],
        [[[5, 5], [5, 5]], [[5, 5]]],
        [[[0, 0], [0, 100]]],
        [[[0, 0], [100, 0]]],
        [[[1e9, 1e9], [-1e9, -1e9]]],
        [[[5e-324, 0], [0, 5e-324]]],
        [[[1e-300, 1e9], [1e9, 1e-300], [0, 0]]],
        [[[7, 7]]] * 256,
        [[[i * 0.01, 50 + 40 * np.sin(i / 300)] for i in range(10_000)]],
        [[[(i * 7919) % 1000, (i * 104729) % 1000] for i in range(20_000)]],
    ],
    ids=[
        *("dot", "repeated point", "dots", "vertical", "horizontal", "huge", "denormal", "wide"),
        *("256 dots", "10,000 points", "20,000 points"),
    ],
)
def test_odd_ink_is_answered(client: FlaskClient, strokes: list) -> None:
    answer = post(client, {"strokes": strokes})
    assert answer.status_code == 200
    read = answer.get_json()
    assert 0 <= read["confidence"] <= 1
    assert read["confidenceLevel"] in ("strong", "intermediate", "poor")


def test_many_clients_at_once_each_get_their_own_answer(client: FlaskClient) -> None:
    bodies = [{"strokes": ink(text, seed)} for seed, text in enumerate(["1", "22", "407", "8150", "96", "7"] * 4)]
    alone = [post(client, body).get_json() for body in bodies]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda body: post(client.application.test_client(), body).get_json(), bodies))
    assert together == alone


# Errors


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b"", 400, None),
        (b"{", 400, None),
        (b'{"strokes": [[[NaN, 1]]]}', 400, None),
        (b'{"strokes": [[[Infinity, 1]]]}', 400, None),
        (b"[" * 100_000, 400, None),
        (b'{"strokes": [[[1, 1e308]]]}', 422, "/strokes/0/0/1"),
        (b'{"strokes": [{"points": [{"x": 1e999, "y": 0}]}]}', 422, "/strokes/0/points/0/x"),
        (b"{}", 422, ""),
        (b'{"strokes": [], "image": ""}', 422, ""),
        (b'{"strokes": [{"points": [{"x": "1", "y": 0}]}]}', 422, "/strokes/0/points/0/x"),
        (b'{"image": "AAAA"}', 422, "/image"),
        (b'{"image": ""}', 422, "/image"),
        (b'{"images": ["AAAA"]}', 422, "/images/0"),
        (b'["AAAA"]', 422, "/0"),
        (b'{"image": "data:text/plain;base64,aGVsbG8="}', 422, "/image"),
        (b'{"strokes": [' + b"[]," * 256 + b"[]]}", 413, "/strokes"),
        (b" " * (limits.MAX_BODY_BYTES + 1), 413, None),
    ],
    ids=lambda value: repr(value[:50]) if isinstance(value, bytes) else None,
)
def test_wrong_bodies_are_answered_with_a_problem(
    client: FlaskClient, body: bytes, status: int, pointer: str | None
) -> None:
    assert_problem(post(client, body), status, pointer)


@pytest.mark.parametrize(
    "options",
    [
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
        {"content_type": None},
        {"content_type": "application/json; charset=utf-16"},
        {"content_type": "text/" + "x" * 5000},
        {"content_type": "application/json", "headers": {"Content-Encoding": "gzip"}},
    ],
    ids=lambda options: str(options)[:60],
)
def test_another_content_type_is_415_and_named(client: FlaskClient, options: dict) -> None:
    answer = post(client, b'{"strokes": []}', **options)
    assert_problem(answer, 415)
    found = options.get("headers", {}).get("Content-Encoding") or options["content_type"] or "none"
    assert answer.get_json()["detail"].endswith(f", found {found[:80]}")


@pytest.mark.parametrize("kind", ["application/json; charset=UTF-8", "Application/JSON", "application/vnd.ink+json"])
def test_json_under_its_other_names_is_taken(client: FlaskClient, kind: str) -> None:
    assert post(client, b'{"strokes": []}', content_type=kind).status_code == 200


@pytest.mark.parametrize("encoding", ["identity", "Identity", ""])
def test_body_that_is_not_encoded_may_say_so(client: FlaskClient, encoding: str) -> None:
    assert post(client, b'{"strokes": []}', headers={"Content-Encoding": encoding}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_405_and_told_which(client: FlaskClient, method: str) -> None:
    answer = client.open("/", method=method)
    assert_problem(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert_problem(client.open("/openapi.json", method="POST"), 405)


@pytest.mark.parametrize("path", ["/nothing", "/openapi.json/", "/a/b", "/%00", "/favicon.ico", "/robots.txt"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_paths_are_404(client: FlaskClient, path: str, method: str) -> None:
    assert_problem(client.open(path, method=method), 404)


def test_a_fault_of_our_own_is_a_plain_500_and_logged_without_the_ink(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(request: Any) -> None:
        raise ValueError(f"cannot read {request.ink.points}")

    monkeypatch.setattr(recognizer, "recognize", fail)
    with caplog.at_level(logging.DEBUG):
        answer = post(client, {"strokes": [[[31337.25, 2]]]})
    assert_problem(answer, 500)
    assert "cannot" not in answer.text
    assert "ValueError" not in answer.text
    assert "ValueError" in caplog.text
    assert "test_http.py" in caplog.text
    assert "31337" not in caplog.text


def test_nothing_that_is_sent_is_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for body in ({"strokes": [[[31337.25, 2], [3, 4]]]}, {"strokes": [[["31337"]]]}, {"image": "MzEzMzc="}):
            post(client, body)
    out, err = capfd.readouterr()
    assert "31337" not in caplog.text + out + err
    assert "MzEzMzc" not in caplog.text + out + err


def test_numbers_are_read_one_at_a_time_and_a_failed_one_holds_up_none(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, most = [], []

    def recognize(request: object) -> None:
        busy.append(request)
        most.append(len(busy))
        time.sleep(0.02)
        busy.remove(request)
        raise ValueError

    monkeypatch.setattr(recognizer, "recognize", recognize)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.application.test_client().post("/", json={"strokes": []}), range(8)))
    assert [answer.status_code for answer in answers] == [500] * 8
    assert most == [1] * 8


# About, CORS


def test_get_tells_name_versions_and_limits(client: FlaskClient) -> None:
    about = client.get("/")
    assert about.status_code == 200
    assert about.headers["Access-Control-Allow-Origin"] == "*"
    assert about.get_json() == {
        "name": "inkdigits",
        "version": "1.0.0",
        "model": {"version": recognizer.model().version},
        "limits": limits.as_json(),
        "openapi": "/openapi.json",
    }
    head = client.head("/")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Type"] == about.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/", "/openapi.json", "/nothing"])
def test_preflight_is_204_and_tells_what_may_be_sent(client: FlaskClient, path: str) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = client.options(path, headers={"Origin": ORIGIN} | asked)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert ("POST" in answer.headers["Access-Control-Allow-Methods"]) == (path != "/openapi.json")
    assert "Content-Type" not in answer.headers
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


def test_allowed_origins_are_answered_and_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", f"{ORIGIN}, https://other.example")
    client = make_client()
    for open_, path, status in (
        (client.get, "/", 200),
        (client.options, "/", 204),
        (client.post, "/", 415),
        (client.get, "/nothing", 404),
        (client.put, "/", 405),
        (client.get, "/favicon.ico", 404),
    ):
        for origin, allowed in ((ORIGIN, ORIGIN), ("https://other.example", "https://other.example"), ("null", None)):
            answer = open_(path, headers={"Origin": origin})
            assert answer.status_code == status
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
            assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize("names", [f"{ORIGIN}/", f" {ORIGIN} ,", f"{ORIGIN},,", ORIGIN.title()])
def test_origins_may_have_a_slash_or_capitals_and_none_is_nameless(monkeypatch: pytest.MonkeyPatch, names: str) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", names)
    client = make_client()
    assert client.get("/", headers={"Origin": ORIGIN}).headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"Origin": ""}).headers


# Properties


def assert_answered(answer: TestResponse) -> None:
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if answer.status_code != 200:
        assert answer.status_code in (400, 413, 422)
        assert answer.mimetype == "application/problem+json"
        assert answer.get_json()["status"] == answer.status_code


@FUZZ
@given(body=BODIES | JSON)
def test_any_json_is_answered(client: FlaskClient, body: Any) -> None:
    assert_answered(post(client, body))


@FUZZ
@given(place=st.integers(0, 2000), junk=st.binary(max_size=6), cut=st.integers(0, 6))
def test_any_broken_request_is_answered(client: FlaskClient, place: int, junk: bytes, cut: int) -> None:
    whole = json.dumps({"strokes": ink("40"), "hints": {"pattern": "??"}}).encode()
    assert_answered(post(client, whole[:place] + junk + whole[place + cut :]))


@FUZZ
@given(body=st.binary(max_size=200))
def test_any_bytes_are_answered(client: FlaskClient, body: bytes) -> None:
    assert_answered(post(client, body))
