"""The function behind the framework's own test client, and where it lies."""

from pathlib import Path

from flask.testing import FlaskClient
from functions_framework import create_app

FUNCTION = Path(__file__).parents[1] / "function"


def make_client() -> FlaskClient:
    """The function as it is now served; settings are read from the environment here."""
    return create_app(target="inkdigits", source=str(FUNCTION / "main.py")).test_client()
