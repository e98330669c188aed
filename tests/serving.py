"""The function, or any other, under functions-framework as it is deployed: started, watched and ended."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from client import FUNCTION

THREADS = 8  # as deploy.sh sets it


def bare_environment() -> dict[str, str]:
    """The environment less what could lead Python, or make, to this project."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MAKE", "MFLAGS"))}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(address: str, body: Any = None) -> Any:
    """What is answered to a GET, or to a body."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(address, data, {"Content-Type": "application/json"})) as answer:
        return json.load(answer)


def wait_for(address: str, process: subprocess.Popen, seconds: float = 60) -> None:
    """Wait until the address answers; a process that ended first is an error."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            ask(address)
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer")


@dataclass(frozen=True)
class Server:
    """A running server: its parent process, which only watches over the worker that answers."""

    process: subprocess.Popen
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def workers(self) -> list[int]:
        """Process ids of the children."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in children.read_text().split()]

    def peak_memory(self) -> float:
        """Of the worker since it began, megabytes."""
        return _megabytes(self.workers()[0], "VmHWM")

    def stop(self) -> int:
        """End it as a platform does; exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=40)


def _megabytes(process: int, field: str) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(field + ":"))


def start(source: Path = FUNCTION / "main.py", target: str = "inkdigits", **settings: str) -> Server:
    """Start a server that need not answer yet."""
    port = free_port()
    command = [sys.executable, "-m", "functions_framework", "--source", source, "--target", target]
    environment = bare_environment() | {"THREADS": str(THREADS)} | settings
    where = ["--host", "127.0.0.1", "--port", str(port)]
    # In a session of its own, so that a Ctrl-C here ends it once and not twice.
    process = subprocess.Popen([*map(str, command), *where], cwd=source.parent, env=environment, start_new_session=True)
    return Server(process, port)


@contextmanager
def serve(source: Path = FUNCTION / "main.py", target: str = "inkdigits", **settings: str) -> Iterator[Server]:
    """A server that answers, ended afterward."""
    server = start(source, target, **settings)
    try:
        wait_for(server.address, server.process)
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


def can_be_watched() -> bool:
    """Whether the system tells of processes' children and memory as Linux does."""
    return os.path.exists(f"/proc/{os.getpid()}/smaps_rollup")
