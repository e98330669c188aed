"""Take pictures of the site as people see it, with the real function behind it, into site/screenshots.

    make screenshots            the two that stand in the README
    make screenshots ALL=1      also every state on every screen, light and dark, into build/screenshots
"""

import argparse
import itertools
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from screens import DESKTOP, PHONE, SMALL
from see import PATIENCE
from servers import ROOT, open_browser, serve_function, serve_site

sys.path.insert(0, str(ROOT / "tests"))

from hand import dash, placed, with_mouse, write, written
from pictures import picture

SCREENS = {"desktop": DESKTOP, "phone": PHONE, "small": SMALL}
THEMES = ("light", "dark")
PNG = {"name": "number.png", "mimeType": "image/png"}


def empty(page: Page) -> None:
    """As it opens."""


def read(page: Page) -> None:
    """A number has been read."""
    write(page, "20385")
    _settled(page, 5)


def long(page: Page) -> None:
    """Fifteen digits."""
    page.get_by_role("button", name="Example 314159265358979").click()
    _settled(page, 15)


def correcting(page: Page) -> None:
    """A digit is being corrected."""
    read(page)
    page.get_by_role("button", name="Digit 3").click()


def doubtful(page: Page) -> None:
    """A scribble beside a digit."""
    strokes = placed(page, written("47"))
    scribble = strokes[-1].mean(0) + [[30 * (k % 2) + 9 * (k % 5) - 40, 7 * k - 70] for k in range(20)]
    with_mouse(page, [*strokes[:-1], scribble])
    _settled(page)


def photo(page: Page) -> None:
    """A picture has been read."""
    page.get_by_label("Open a picture").set_input_files({**PNG, "buffer": picture("20385", ink=60, paper=235)})
    expect(page.get_by_role("img", name="Your picture")).to_be_visible()
    _settled(page, 5)


def failed(page: Page) -> None:
    """The function is down."""
    page.route(re.compile(r"^http://127\.0\.0\.1:\d+/$"), lambda route: route.abort())
    dash(page)
    expect(page.get_by_role("alert")).to_be_visible()


def waking(page: Page) -> None:
    """The function is asleep."""
    root = re.compile(r"^http://127\.0\.0\.1:\d+/$")
    page.route(root, lambda route: route.request.is_navigation_request() and route.continue_())
    page.reload()
    write(page, "47")
    expect(page.locator("#waiting")).to_contain_text("Waking up")


def _settled(page: Page, digits: int | None = None) -> None:
    if digits is not None:
        expect(page.locator("#number button")).to_have_count(digits)
    expect(page.locator("#waiting")).to_be_hidden()
    expect(page.locator("#digits .digit-plot canvas").first).to_have_css("display", "block")


STATES = {each.__name__: each for each in (empty, read, long, correcting, doubtful, photo, failed, waking)}


def take(browser: Browser, url: str, path: Path, screen: str, theme: str, bring_about: Callable[[Page], None]) -> None:
    """Take one picture of the whole page."""
    options = {"viewport": SCREENS[screen], "color_scheme": theme, "reduced_motion": "reduce"}
    touch = {} if screen == "desktop" else {"has_touch": True, "is_mobile": True}
    context = browser.new_context(**options, **touch)
    page = context.new_page()
    page.goto(url)
    bring_about(page)
    page.screenshot(path=path, full_page=True)
    page.unroute_all(behavior="ignoreErrors")
    context.close()
    # A page has few colors: a palette halves the file, and nobody sees it.
    Image.open(path).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path.relative_to(ROOT))


def main() -> None:
    """Take the README's pictures, with --all every one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="also every state, into build/screenshots")
    everything = parser.parse_args().all
    expect.set_options(timeout=PATIENCE)
    with (
        tempfile.TemporaryDirectory() as directory,
        serve_function() as function_url,
        serve_site(function_url, Path(directory)) as url,
        open_browser() as browser,
    ):
        pictures = ROOT / "site" / "screenshots"
        take(browser, url, pictures / "desktop.png", "desktop", "light", read)
        take(browser, url, pictures / "phone.png", "phone", "dark", read)
        looked_at = ROOT / "build" / "screenshots"
        looked_at.mkdir(parents=True, exist_ok=True)
        for screen, theme, state in itertools.product(SCREENS, THEMES, STATES) if everything else ():
            take(browser, url, looked_at / f"{state}-{screen}-{theme}.png", screen, theme, STATES[state])


if __name__ == "__main__":
    main()
