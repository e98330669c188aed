"""The page's own clock, so that a test tells how long a pen rests and an answer takes, however busy the machine is."""

from playwright.sync_api import Page


def stop_clock(page: Page) -> None:
    """From now on time passes only by `page.clock.run_for`."""
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
