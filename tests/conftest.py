"""What all tests share."""

import pytest
from flask.testing import FlaskClient

from client import make_client


@pytest.fixture(scope="session")
def client() -> FlaskClient:
    """The function with its default settings."""
    return make_client()
