"""pendigits: fetched from UCI, unpacked, checked, and read from UNIPEN's form."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

import numpy as np

from download import cache_dir, fetch, keep, sha256
from samples import Sample, Source, SourceError, read_strokes

PENDIGITS_ZIP = "https://archive.ics.uci.edu/static/public/81/pen+based+recognition+of+handwritten+digits.zip"
PENDIGITS_FOLDER = "https://archive.ics.uci.edu/ml/machine-learning-databases/pendigits/"
PENDIGITS_FILES = {"tra": "pendigits-orig.tra.Z", "tes": "pendigits-orig.tes.Z"}
PENDIGITS_SPLIT = {"tra": "train", "tes": "test"}
PENDIGITS_HEIGHT = 500  # units of the tablet, whose y points up
# `digest` of the 10,992 records. It holds for the files as well as for the same records as JSON lines.
PENDIGITS_DIGEST = "8ac71b7bd54f930e148ae96e85213d5f002b4d851990e2c95c7dce263b508e2c"
PENDIGITS = Source(
    "pendigits",
    "Pen-Based Recognition of Handwritten Digits (Alpaydin and Alimoglu, 1998)",
    "https://doi.org/10.24432/C5MG6K",
    "CC BY 4.0",
    "fewer hands to learn from, and no figure for its 14 unseen writers",
)


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
