"""What the browser's tests share: one function, one site and one browser a session, a watched page a test."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from answers import Body, FakeFunction
from screens import DESKTOP
from see import PATIENCE, NewPage
from servers import open_browser, serve_function, serve_site

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def function_url() -> Iterator[str]:
    """The function's address."""
    with serve_function() as url:
        yield url


@pytest.fixture(scope="session")
def site_url(function_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site's address."""
    with serve_site(function_url, tmp_path_factory.mktemp("site")) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    with open_browser() as opened:
        yield opened


@pytest.fixture
def tolerated() -> list[str]:
    """Regular expressions of console messages that the test brings about; it appends to them."""
    return []


@pytest.fixture
def new_page(browser: Browser, site_url: str, function_url: str, tolerated: list[str]) -> Iterator[NewPage]:
    """Make a page, in a context of its own with the options; the test fails if one complains or asks third parties."""
    complaints: list[str] = []
    contexts = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.type}: {message.text}")

    def see(request: Request) -> None:
        if not request.url.startswith((site_url, function_url, "data:", "blob:")):
            complaints.append(f"request to a third party: {request.url}")

    def make(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "base_url": site_url, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
        page.on("request", see)
        return page

    yield make
    for context in contexts:
        context.close()
    assert [said for said in complaints if not any(re.search(pattern, said) for pattern in tolerated)] == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page on a desktop, open and ready to be written on, with the real function."""
    page = new_page()
    page.goto("/")
    return page


@pytest.fixture
def open_with(new_page: NewPage, function_url: str) -> Callable[..., tuple[Page, FakeFunction]]:
    """Open a page whose function answers as the test says: `open_with(respond, **context_options)`."""

    def make(respond: Callable[[Body], Any], path: str = "/", **options: Any) -> tuple[Page, FakeFunction]:
        page = new_page(**options)
        fake = FakeFunction(respond)
        fake.install(page, function_url)
        page.goto(path)
        return page, fake

    return make


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's own code."""
    return (Path(__file__).parents[2] / "site" / "node_modules" / "axe-core" / "axe.min.js").read_text()
