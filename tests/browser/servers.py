"""The function, the built site and Chromium, each started for the tests on a free port of this machine."""

import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from chromium import find_browser

ROOT = Path(__file__).parents[2]
BUILT_SITE = ROOT / "site" / "dist"
#: Seconds that the function may take to start on a machine that has much else to do.
START_TIMEOUT = 120.0
#: A browser that talks to nobody but the page's servers; as root it can have no sandbox of its own.
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def serve_function() -> Iterator[str]:
    """The function under functions-framework, as people run it; gives its address."""
    port = _free_port()
    command = [sys.executable, "-m", "functions_framework", "--source", "function/main.py", "--target", "inkdigits"]
    address = ["--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen([*command, *address], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def serve_site(function_url: str, directory: Path) -> Iterator[str]:
    """A copy of the built site in `directory`, the function's address set as at a deployment; gives its own address."""
    shutil.copytree(BUILT_SITE, directory, dirs_exist_ok=True)
    subprocess.run(
        ["node", str(ROOT / "site" / "set-function-url.mjs"), function_url, str(directory / "index.html")], check=True
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_QuietHandler, directory=str(directory)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Headless Chromium."""
    path = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        yield browser
        browser.close()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(int(START_TIMEOUT / 0.2)):
        if process.poll() is not None:
            raise RuntimeError(f"the function ended with status {process.returncode} before it answered")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.URLError:
            threading.Event().wait(0.2)
    raise TimeoutError(f"no answer from {url} within {START_TIMEOUT:.0f} s")


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""
