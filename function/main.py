"""The HTTP side of the function: method, path, type, size, CORS and status; what is read is read in recognizer."""

import logging
import os
import traceback
from pathlib import Path

import flask
import functions_framework
import msgspec
import recognizer
from recognizer import limits
from recognizer.answer import response
from recognizer.errors import InkError
from recognizer.ink import read_request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, UnsupportedMediaType
from werkzeug.http import HTTP_STATUS_CODES

NAME, VERSION = "inkdigits", "1.0.0"
METHODS = {"/": ["GET", "HEAD", "OPTIONS", "POST"], "/openapi.json": ["GET", "HEAD", "OPTIONS"]}
ALLOWED_ORIGINS = {origin.strip() for origin in os.environ.get("ALLOWED_ORIGINS", "*").split(",")}
OPENAPI = Path(__file__).with_name("openapi.json").read_bytes()
ABOUT = {
    "name": NAME,
    "version": VERSION,
    "model": {"version": recognizer.model().version},
    "limits": limits.as_json(),
    "openapi": "/openapi.json",
}
CHUNK = 1 << 16  # bytes

recognizer.warm_up()  # so that the first request waits for nothing


@functions_framework.http
def inkdigits(request: flask.Request) -> flask.Response:
    """Answer a request: `POST /` reads ink, `GET /` and `GET /openapi.json` tell how it is asked."""
    body = _read_body(request)
    if request.method == "OPTIONS":
        return _preflight()
    if request.path not in METHODS:
        raise NotFound(f"expected {' or '.join(METHODS)}, found another path")
    if request.method not in METHODS[request.path]:
        raise MethodNotAllowed(METHODS[request.path], f"expected one of {', '.join(METHODS[request.path])}")
    if request.path == "/openapi.json":
        return flask.Response(OPENAPI, mimetype="application/json")
    return _recognize(request, body) if request.method == "POST" else _json(ABOUT)


def _recognize(request: flask.Request, body: bytes) -> flask.Response:
    _require_json(request)
    asked = read_request(body)
    return _json(response(recognizer.recognize(asked), asked, recognizer.model().version))


def _read_body(request: flask.Request) -> bytes:
    """Bytes of the body; what is over the limit is read too, so that the sender hears the answer, but not kept."""
    body = bytearray()
    while chunk := request.stream.read(CHUNK):
        if len(body) <= limits.MAX_BODY_BYTES:
            body += chunk
    if len(body) > limits.MAX_BODY_BYTES:
        raise InkError(413, f"expected at most {limits.MAX_BODY_BYTES} bytes, found more")
    return bytes(body)


def _require_json(request: flask.Request) -> None:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if not request.is_json or charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType("expected Content-Type: application/json in UTF-8, found another")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("expected no Content-Encoding, found one")


def _json(content: object, status: int = 200, kind: str = "application/json") -> flask.Response:
    return flask.Response(msgspec.json.encode(content), status, mimetype=kind)


# Errors: RFC 9457


def _problem(status: int, detail: str | None, errors: tuple = ()) -> flask.Response:
    document = {"type": "about:blank", "title": HTTP_STATUS_CODES[status], "status": status, "detail": detail}
    return _json(document | ({"errors": errors} if errors else {}), status, "application/problem+json")


@functions_framework.errorhandler(InkError)
def _ink_error(error: InkError) -> flask.Response:
    return _problem(error.status, error.detail, error.errors)


@functions_framework.errorhandler(HTTPException)
def _http_error(error: HTTPException) -> flask.Response:
    answer = _problem(error.code, error.description)
    if isinstance(error, MethodNotAllowed):
        answer.headers["Allow"] = ", ".join(error.valid_methods)
    return answer


@functions_framework.errorhandler(Exception)
def _unexpected(error: Exception) -> flask.Response:
    """Log where it happened, not the message: that may hold ink."""
    logging.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    return _problem(500, "something went wrong here, not with what was sent")


# CORS


def _preflight() -> flask.Response:
    methods = ", ".join(METHODS["/"])
    headers = {
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": "7200",  # seconds; the longest that Chromium keeps it
    }
    return flask.Response(status=204, headers=headers)


@flask.current_app.after_request
def _allow_origin(answer: flask.Response) -> flask.Response:
    """On every answer, the framework's own too: the framework runs this module inside the app's context."""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if "*" in ALLOWED_ORIGINS:
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer
    answer.vary.add("Origin")
    if (origin := flask.request.headers.get("Origin")) in ALLOWED_ORIGINS:
        answer.headers["Access-Control-Allow-Origin"] = origin
    return answer
