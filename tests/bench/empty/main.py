"""The least that functions-framework serves: what the function's cost is measured against."""

import flask
import functions_framework


@functions_framework.http
def empty(request: flask.Request) -> flask.Response:
    """Read what was sent, as any handler must, and answer nothing."""
    request.get_data(cache=False)
    return flask.Response("{}", mimetype="application/json")
