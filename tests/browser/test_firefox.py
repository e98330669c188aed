"""The site in Firefox, where one is installed: the shortest way through it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from firefox import Firefox, NotDrivenError, find_firefox, open_firefox
from hand import within, written

pytestmark = pytest.mark.skipif(not find_firefox(), reason="no Firefox is installed; Debian has it as firefox-esr")

READ = "!reading.hidden && number.getAttribute('aria-label') === 'The number 407'"
DRAWN = "ink.getAttribute('aria-label') === 'Your drawing, {} strokes'"
BOX = "ink.getBoundingClientRect().toJSON()"


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    """With nothing kept of other tests."""
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(open_firefox(tmp_path))
        except NotDrivenError as error:
            pytest.skip(str(error))
        yield opened


@pytest.mark.parametrize("pointer", ["mouse", "touch"])
def test_a_number_drawn_in_firefox_is_read_undone_and_kept(firefox: Firefox, site_url: str, pointer: str) -> None:
    firefox.command("WebDriver:Navigate", url=site_url)
    ink = written("407")
    firefox.write(within(firefox.evaluate(BOX), ink), pointer)
    firefox.see(READ)
    firefox.click("#undo")
    firefox.see(DRAWN.format(len(ink) - 1))
    firefox.click("#redo")
    firefox.command("WebDriver:Refresh")
    firefox.see(f"{DRAWN.format(len(ink))} && {READ}")
