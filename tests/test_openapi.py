"""The OpenAPI document and the function held against each other."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

import recognizer
from any_body import BODIES, FUZZ, SOUND_BODIES
from client import FUNCTION, post
from recognizer import limits

DOCUMENT = json.loads((FUNCTION / "openapi.json").read_text())
OPERATION = DOCUMENT["paths"]["/"]["post"]
ASKED = OPERATION["requestBody"]["content"]["application/json"]
EXAMPLES = {name: example["value"] for name, example in ASKED["examples"].items()}
SCHEMAS = DOCUMENT["components"]["schemas"]


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """Validator of a schema that refers to the document's components."""
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]})


REQUEST = validator({"$ref": "#/components/schemas/Request"})
ANSWER = validator({"$ref": "#/components/schemas/Answer"})
PROBLEM = validator({"$ref": "#/components/schemas/Problem"})


def test_document_is_valid_openapi_31() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    validate(DOCUMENT)


def test_document_is_what_is_served(client: FlaskClient) -> None:
    answer = client.get("/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.get_json() == DOCUMENT


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_is_valid_and_its_answer_too(client: FlaskClient, name: str) -> None:
    REQUEST.validate(EXAMPLES[name])
    answer = post(client, EXAMPLES[name])
    assert answer.status_code == 200
    ANSWER.validate(answer.get_json())
    assert answer.get_json()["text"] == ("" if name == "empty" else "42")


def test_segments_are_in_the_form_of_what_was_sent(client: FlaskClient) -> None:
    def drawn(name: str) -> list[list[dict[str, int]]]:
        digits = post(client, EXAMPLES[name]).get_json()["predictions"][0]["segmentationResult"]
        return [digit["drawingSegments"] for digit in digits]

    def picture(number: int) -> dict[str, int]:
        return {"strokeIndex": number, "beginPointIndex": 0, "endPointIndex": 0}

    assert [[segment["strokeIndex"] for segment in digit] for digit in drawn("objects")] == [[0, 1], [2]]
    assert drawn("images") == drawn("bare") == [[picture(0), picture(1)], [picture(2)]]
    assert drawn("image") == [[], []]


def provoke(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str, method: str, status: int | None) -> Any:
    """Make the function answer with a status that the document has, or None with another one."""
    bodies = {200: b'{"strokes": []}', 400: b"{", 413: b'{"strokes": [' + b"[]," * 300 + b"[]]}", 422: b"{}"}
    if status == 500:
        monkeypatch.setattr(recognizer, "recognize", lambda request: 1 / 0)
    if method == "post":
        kind = "text/plain" if status == 415 else "application/json"
        return post(client, bodies.get(status, bodies[200]), content_type=kind)
    return client.open(path, method=method, data=None if status else bytes(limits.MAX_BODY_BYTES + 1))


DOCUMENTED = [
    (path, method, None if status == "default" else int(status))
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    for status in operation["responses"]
]


@pytest.mark.parametrize(("path", "method", "status"), DOCUMENTED)
def test_each_documented_status_is_answered_as_documented(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str, method: str, status: int | None
) -> None:
    documented = DOCUMENT["paths"][path][method]["responses"][str(status or "default")]
    if "$ref" in documented:
        documented = DOCUMENT["components"]["responses"][documented["$ref"].rpartition("/")[2]]
    answer = provoke(client, monkeypatch, path, method, status)
    assert answer.status_code == (status or 413)
    assert set(documented["headers"]) <= set(answer.headers.keys())
    for header, of_document in documented["headers"].items():
        assert answer.headers[header] == of_document.get("example", answer.headers[header])
    for kind, content in documented.get("content", {}).items():
        assert answer.mimetype == kind
        validator(content["schema"]).validate(answer.get_json())
        for example in content.get("examples", {}).values():
            validator(content["schema"]).validate(example["value"])
            assert example["value"]["status"] == status
            assert example["value"]["title"] == answer.get_json()["title"]


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_every_method_is_documented(client: FlaskClient, path: str) -> None:
    allowed = client.options(path).headers["Allow"].lower().split(", ")
    assert sorted(DOCUMENT["paths"][path]) == sorted(allowed)


def test_every_status_of_a_post_is_documented() -> None:
    assert [int(status) for status in OPERATION["responses"]] == [200, 400, 413, 415, 422, 500]


def test_limits_are_those_of_the_function(client: FlaskClient) -> None:
    point = SCHEMAS["Point"]["oneOf"][1]
    hints = SCHEMAS["Hints"]["properties"]
    assert SCHEMAS["StrokesRequest"]["properties"]["strokes"]["maxItems"] == limits.MAX_STROKES
    assert SCHEMAS["Points"]["maxItems"] == limits.MAX_POINTS
    assert point["prefixItems"][0]["maximum"] == -point["prefixItems"][1]["minimum"] == limits.MAX_COORDINATE
    assert SCHEMAS["Pictures"]["maxItems"] == limits.MAX_PICTURES
    other = f"a WebP {limits.MAX_WEBP_PIXELS:,}, a JPEG {limits.MAX_JPEG_PIXELS:,}"
    pixels = f"{limits.MAX_PICTURE_PIXELS:,} pixels ({other}), {limits.MAX_PIXELS:,} in all"
    assert pixels in SCHEMAS["Picture"]["description"]
    assert f"{limits.MAX_POINTS:,} points in all" in SCHEMAS["StrokesRequest"]["properties"]["strokes"]["description"]
    assert hints["pattern"]["maxLength"] == limits.MAX_PATTERN_LENGTH
    assert hints["alternatives"]["maximum"] == limits.MAX_ALTERNATIVES
    assert hints["alternatives"]["default"] == limits.DEFAULT_ALTERNATIVES
    assert SCHEMAS["Answer"]["properties"]["predictions"]["maxItems"] == 1 + limits.MAX_ALTERNATIVES
    served = {name: of["const"] for name, of in SCHEMAS["About"]["properties"]["limits"]["properties"].items()}
    assert served == client.get("/").get_json()["limits"]


@FUZZ
@given(body=SOUND_BODIES)
def test_what_the_document_allows_is_read(client: FlaskClient, body: Any) -> None:
    REQUEST.validate(body)
    answer = post(client, body)
    assert answer.status_code == 200
    ANSWER.validate(answer.get_json())


@FUZZ
@given(body=BODIES)
def test_what_is_refused_is_what_the_document_does_not_allow(client: FlaskClient, body: Any) -> None:
    answer = post(client, body)
    if answer.status_code == 200:
        REQUEST.validate(body)
        ANSWER.validate(answer.get_json())
    else:
        PROBLEM.validate(answer.get_json())
        if answer.status_code == 422 and "strokes" in body:  # of pictures, the document cannot say what is one
            assert not REQUEST.is_valid(body), answer.get_json()
