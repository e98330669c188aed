"""Find the Chromium that the site is tested in; run as a program, install one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

#: Names under which systems install it, the first that is there is taken.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NONE_FOUND = (
    "No Chromium was found and none could be installed. Install one (Debian: apt-get install chromium), or name one: "
    "CHROME=/path/to/chrome make test"
)


def find_browser() -> str | None:
    """Path of the browser: what the environment variable CHROME names, an installed one, or Playwright's own."""
    named = os.environ.get("CHROME")
    installed = next((path for name in ([named] if named else NAMES) if (path := shutil.which(name))), None)
    return installed or (None if named else _playwrights_own())


def _playwrights_own() -> str | None:
    try:
        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception:  # it raises no narrower one: its driver does not run without libatomic, as on a bare Debian
        return None
    return path if Path(path).exists() else None


def install_browser() -> None:
    """Install one from the system's packages where that is allowed, else Playwright's own."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        apt_get = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]  # s: a new machine often updates itself just then
        subprocess.run([*apt_get, "update"], check=False)
        subprocess.run([*apt_get, "install", "-y", "chromium"], check=False, stdout=subprocess.DEVNULL)
    if not find_browser():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    """Print the browser's path, after installing it where it was missing."""
    if not find_browser() and not os.environ.get("CHROME"):
        install_browser()
    print(find_browser() or sys.exit(NONE_FOUND))


if __name__ == "__main__":
    main()
