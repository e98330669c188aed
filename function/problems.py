"""Errors to problem documents (RFC 9457)."""

import logging
import traceback

import flask
import msgspec
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import HTTP_STATUS_CODES

from recognizer.errors import InkError

TITLES = HTTP_STATUS_CODES | {413: "Content Too Large", 422: "Unprocessable Content"}  # as RFC 9110 renamed them


def answer_errors(app: flask.Flask) -> None:
    """Let an app answer every error with a problem document, those of its framework too."""
    app.register_error_handler(InkError, _ink_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _problem(status: int, detail: str | None, errors: tuple[dict[str, str], ...] = ()) -> flask.Response:
    document = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail}
    if errors:
        document["errors"] = errors
    return flask.Response(msgspec.json.encode(document), status, mimetype="application/problem+json")


def _ink_error(error: InkError) -> flask.Response:
    return _problem(error.status, error.detail, error.errors)


def _http_error(error: HTTPException) -> flask.Response:
    answer = _problem(error.code, error.description)
    if isinstance(error, MethodNotAllowed):
        answer.headers["Allow"] = ", ".join(error.valid_methods)
    return answer


def _unexpected(error: Exception) -> flask.Response:
    """Log where it happened, not the message: that may hold ink."""
    logging.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    return _problem(500, "something went wrong here, not with what was sent")
