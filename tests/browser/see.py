"""What a person sees on the page, as expectations that wait until it is so."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

#: Makes a page; the arguments are options of its context.
NewPage = Callable[..., Page]
#: Milliseconds that anything may take to be seen; a loaded machine is slow, and nothing waits this long in vain.
PATIENCE = 60_000
#: Waits until what has changed is painted.
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def see_number(page: Page, text: str) -> None:
    """The number is shown."""
    expect(page.get_by_role("group", name=f"The number {text}", exact=True)).to_be_visible()


def see_strokes(page: Page, count: int) -> None:
    """So many strokes are on the canvas."""
    name = "Drawing area, empty" if count == 0 else f"Your drawing, {count} stroke{'s' if count > 1 else ''}"
    expect(page.get_by_role("img", name=name, exact=True)).to_be_visible()


def hear(page: Page, said: str) -> None:
    """A screen reader is told."""
    expect(page.get_by_role("status")).to_have_text(re.compile(said))


def kept_drawing(page: Page) -> dict[str, Any]:
    """The drawing as the browser keeps it over a reload."""
    return json.loads(page.evaluate("localStorage.getItem('inkdigits.drawing')"))
