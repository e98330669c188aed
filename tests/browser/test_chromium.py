"""The Chromium of these tests on a machine that has none yet."""

from pathlib import Path

import pytest

import chromium


def test_driver_that_does_not_run_is_no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So that one is installed: Playwright's driver lacks a library on a bare Debian."""

    def broken() -> None:
        raise Exception("Connection closed while reading from the driver")

    monkeypatch.setattr(chromium, "sync_playwright", broken)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROME", raising=False)
    assert chromium.find_browser() is None
