"""What all tests share: the function behind the framework's own test client."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from functions_framework import create_app

FUNCTION = Path(__file__).parents[1] / "function"


def make_client() -> FlaskClient:
    """The function as it is now served; settings are read from the environment here."""
    return create_app(target="inkdigits", source=str(FUNCTION / "main.py")).test_client()


@pytest.fixture(scope="session")
def client() -> FlaskClient:
    """The function with its default settings."""
    return make_client()
