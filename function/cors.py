"""Cross-origin requests: which pages may read the answers (Fetch standard, section 3.2)."""

import flask

MAX_AGE = 7200  # seconds that a browser may keep a preflight's answer; the most that Chromium does


def share_answers(app: flask.Flask, origins: set[str]) -> None:
    """Let pages of some origins, or of any ("*"), read every answer of an app, errors and its framework's own too."""

    def allow(answer: flask.Response) -> flask.Response:
        origin = "*" if "*" in origins else flask.request.headers.get("Origin")
        if "*" not in origins:
            answer.vary.add("Origin")
        if origin in origins:
            answer.headers["Access-Control-Allow-Origin"] = origin
        return answer

    app.after_request(allow)


def origins(names: str) -> set[str]:
    """Origins, separated by commas, as browsers name them: in small letters, without a slash at the end."""
    return {name.strip().rstrip("/") for name in names.lower().split(",")} - {""}


def preflight(methods: list[str]) -> flask.Response:
    """What a browser asks before it sends JSON to another origin."""
    headers = {
        "Allow": ", ".join(methods),
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": str(MAX_AGE),
    }
    answer = flask.Response(status=204, headers=headers)
    del answer.headers["Content-Type"]  # there is no content
    return answer
