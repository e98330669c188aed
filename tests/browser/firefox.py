"""Firefox, driven over Marionette, which it speaks by itself: JSON over TCP, of commands as WebDriver has them."""

import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

NAMES = ("firefox", "firefox-esr")
#: Seconds that it may take to start, and anything to be seen, on a machine that has much else to do.
PATIENCE = 60.0
#: Any free port: the profile's folder says which.
SETTINGS = 'user_pref("marionette.port", 0);\n'


def find_firefox() -> str | None:
    """Path of the installed one, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class NotDrivenError(Exception):
    """It does not start, or not so that it could be driven: as a snap it does not see other programs' folders."""


class Firefox:
    """A window of it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._count = 0
        self._receive()  # it says what it is
        self.command("WebDriver:NewSession")

    def command(self, name: str, **parameters: Any) -> Any:
        """Do something, as https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html describes it."""
        self._count += 1
        sent = json.dumps([0, self._count, name, parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(sent), sent))
        _, _, error, result = self._receive()
        if error:
            raise RuntimeError(f"{name}: {error['message']}")
        return result

    def evaluate(self, expression: str) -> Any:
        """Value of an expression in the page."""
        return self.command("WebDriver:ExecuteScript", script=f"return {expression};", args=[])["value"]

    def see(self, expression: str) -> None:
        """An expression becomes true."""
        for _ in range(int(PATIENCE / 0.1)):
            if self.evaluate(expression):
                return
            threading.Event().wait(0.1)
        raise AssertionError(f"not seen: {expression}")

    def write(self, strokes: Sequence[np.ndarray], pointer: str) -> None:
        """Draw strokes of window pixels with a `mouse` or a finger, which is a `touch`."""
        down, up = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        for stroke in strokes:
            begin, *others = [{"type": "pointerMove", "x": int(x), "y": int(y)} for x, y in stroke]
            hand = {"type": "pointer", "id": pointer, "parameters": {"pointerType": pointer}}
            self.command("WebDriver:PerformActions", actions=[{**hand, "actions": [begin, down, *others, up]}])

    def click(self, selector: str) -> None:
        """Click on what a selector finds."""
        found = self.command("WebDriver:FindElement", using="css selector", value=selector)["value"]
        self.command("WebDriver:ElementClick", id=next(iter(found.values())))

    def _receive(self) -> Any:
        length = b""
        while (character := self._stream.read(1)) != b":":
            if not character:
                raise ConnectionError("Firefox has ended")
            length += character
        return json.loads(self._stream.read(int(length)))


@contextmanager
def open_firefox(profile: Path) -> Iterator[Firefox]:
    """Without a window that anybody sees; its settings and what pages keep are in the folder `profile`.

    Raises
    ------
    NotDrivenError
        When it does not start so.
    """
    (profile / "user.js").write_text(SETTINGS)
    command = [find_firefox(), "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    # Of a home that is another user's it is afraid.
    own_home = {**os.environ, "HOME": str(profile)}
    process = subprocess.Popen(command, env=own_home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield Firefox(_port(profile / "MarionetteActivePort", process))
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _port(file: Path, process: subprocess.Popen[bytes]) -> int:
    for _ in range(int(PATIENCE / 0.1)):
        if process.poll() is not None:
            raise NotDrivenError(f"Firefox ended with status {process.returncode} before it could be driven")
        if file.exists() and (port := file.read_text()):
            return int(port)
        threading.Event().wait(0.1)
    raise NotDrivenError(f"no word from Firefox within {PATIENCE:.0f} s")
