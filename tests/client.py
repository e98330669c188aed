"""The function behind the framework's own test client, where it lies, and what is sent to it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from flask.testing import FlaskClient
from functions_framework import create_app
from werkzeug.test import TestResponse

from handwriting import number

FUNCTION = Path(__file__).parents[1] / "function"
ORIGIN = "https://page.example"


def make_client() -> FlaskClient:
    """The function as it is now served; settings are read from the environment here."""
    return create_app(target="inkdigits", source=str(FUNCTION / "main.py")).test_client()


def ink(text: str, seed: int = 0) -> list:
    """Strokes of a number, as JSON has them."""
    return [stroke.tolist() for stroke in number(text, np.random.default_rng(seed)).strokes]


def post(client: FlaskClient, body: Any, **options: Any) -> TestResponse:
    """The answer to a body: bytes as they are, anything else as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/", data=data, **{"content_type": "application/json", "headers": {"Origin": ORIGIN}} | options)
