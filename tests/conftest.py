"""What all tests share."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from client import make_client
from recognizer.strokes import normalize


@pytest.fixture(scope="session")
def client() -> FlaskClient:
    """The function with its default settings."""
    return make_client()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Empty folders for what is fetched and for pen traces, and nothing outside them."""
    monkeypatch.setenv("OFFLINE", "1")
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()


@pytest.fixture
def as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ink is segmented as it was written, not set upright: for lengths worked out by hand."""
    monkeypatch.setattr("recognizer.segmentation.set_upright", normalize)
