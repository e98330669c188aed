"""The HTTP side of the function: method, path, type and size; what is read is read in recognizer."""

import process  # noqa: F401 (before all that loads NumPy)

# isort: split
import gc
import os
import threading
from pathlib import Path

import flask
import functions_framework
import msgspec
from werkzeug.exceptions import BadRequest, MethodNotAllowed, NotFound, UnsupportedMediaType

import cors
import problems
import recognizer
from recognizer import limits
from recognizer.answer import response
from recognizer.errors import InkError
from recognizer.ink import read_request

METHODS = {"/": ["GET", "HEAD", "OPTIONS", "POST"], "/openapi.json": ["GET", "HEAD", "OPTIONS"]}
OPENAPI = Path(__file__).with_name("openapi.json").read_bytes()
ABOUT = {
    "name": "inkdigits",
    "version": "1.0.0",
    "model": {"version": recognizer.model().version},
    "limits": limits.as_json(),
    "openapi": "/openapi.json",
}
CHUNK = 1 << 16  # bytes
QUOTED = 80  # characters of a header, to say what was found
# One number at a time, from its pictures on: threads that take turns within one answer a third fewer a second, and
# eight large pictures decoded at once took 460 MB.
TURN = threading.Lock()

# The framework runs this module inside the app's context.
problems.answer_errors(flask.current_app)
cors.share_answers(flask.current_app, cors.origins(os.environ.get("ALLOWED_ORIGINS", "*")))
recognizer.warm_up()  # so that the first request waits for nothing
gc.freeze()  # what a start made stays: to look through it took 15 ms, once in 600 requests


@functions_framework.http
def inkdigits(request: flask.Request) -> flask.Response:
    """Answer a request: `POST /` reads ink, `GET /` and `GET /openapi.json` tell how it is asked."""
    body = _read_body(request)
    if request.method == "OPTIONS":
        return cors.preflight(METHODS.get(request.path, METHODS["/"]))
    if request.path not in METHODS:
        raise NotFound(f"expected {' or '.join(METHODS)}, found another path")
    if request.method not in METHODS[request.path]:
        raise MethodNotAllowed(METHODS[request.path], f"expected one of {', '.join(METHODS[request.path])}")
    if request.method == "POST":
        return _recognize(request, body)
    return _json(OPENAPI if request.path == "/openapi.json" else msgspec.json.encode(ABOUT))


def _recognize(request: flask.Request, body: bytes) -> flask.Response:
    _require_json(request)
    with TURN:
        asked = read_request(body)
        answer = recognizer.recognize(asked)
    return _json(msgspec.json.encode(response(answer, asked, recognizer.model().version)))


def _read_body(request: flask.Request) -> bytes:
    """Bytes of the body; what is over the limit is read too, so that the sender hears the answer, but not kept."""
    body, size = bytearray(), 0
    try:
        while chunk := request.stream.read(CHUNK):
            size += len(chunk)
            if len(body) <= limits.MAX_BODY_BYTES:
                body += chunk
    except Exception as error:  # of the server's own kinds
        raise BadRequest("expected a whole body, found a broken one") from error
    if size < (request.content_length or 0):
        raise BadRequest(f"expected a whole body of {request.content_length} bytes, found a broken one of {size}")
    if size > limits.MAX_BODY_BYTES:
        raise InkError(413, f"expected at most {limits.MAX_BODY_BYTES} bytes, found more")
    return bytes(body)


def _require_json(request: flask.Request) -> None:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if not request.is_json or charset not in ("utf-8", "utf8", "us-ascii"):
        found = request.content_type or "none"
        raise UnsupportedMediaType(f"expected Content-Type: application/json in UTF-8, found {found[:QUOTED]}")
    encoding = request.headers.get("Content-Encoding") or "identity"
    if encoding.lower() != "identity":
        raise UnsupportedMediaType(f"expected no Content-Encoding, found {encoding[:QUOTED]}")


def _json(content: bytes) -> flask.Response:
    return flask.Response(content, mimetype="application/json")
