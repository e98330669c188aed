"""Samples of handwriting, and the JSON lines in which they are written down (explained in README.md)."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

SPLITS = (None, "train", "test")  # on which side of its own a source may put a record
POINT = "a point is two finite numbers, x and y"  # what is said where one is not


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
        the nets are not shown them.
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
    license: str
    costs: str = ""
    sha256: str = ""
    records: int = 0
    writers: int = 0


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


def counted(source: Source, samples: Sequence[Sample], checksum: str) -> Source:
    """A source of which these samples were found."""
    return replace(source, sha256=checksum, records=len(samples), writers=len({s.writer for s in samples}))


def missing(source: Source, why: str) -> str:
    """What is said of a source that was not found."""
    return f"Not found: {source.name} ({source.title}, {source.address}; {why}). What that costs: {source.costs}."


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
    try:
        pairs = [(point["x"], point["y"]) if isinstance(point, dict) else point[:2] for point in _points(stroke)]
        points = np.array(pairs, np.float32)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"{POINT}: {error}") from error
    if points.shape != (len(pairs), 2) or not np.isfinite(points).all():
        raise ValueError(POINT)
    return points


def read_record(record: dict, source: str) -> Sample | None:
    """One record of a JSON-lines file, or None when it has no ink.

    Raises
    ------
    ValueError, TypeError, KeyError
        When it is not in the documented form.
    """
    if not isinstance(record, dict):
        raise TypeError("a record is an object")
    if missing := {"label", "strokes"} - record.keys():
        raise ValueError(f"a record has label and strokes, found none of {' and '.join(sorted(missing))}")
    if not (isinstance(record["label"], str) and record["label"].isdigit() and record["label"].isascii()):
        raise ValueError(f"label {record['label']!r} is not a string of digits")
    strokes = read_strokes(record["strokes"])
    if not strokes:
        return None
    if record.get("split") not in SPLITS:
        raise ValueError(f"split {record['split']!r} is neither 'train' nor 'test'")
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
    strokes = record["strokes"]
    if wrong := [index for segment in segments for index in segment if index not in range(len(strokes))]:
        raise ValueError(f"segments name stroke {wrong[0]!r} of {len(strokes)}, counted from 0")
    kept = [index for index, stroke in enumerate(strokes) if _points(stroke)]
    found = tuple(tuple(kept.index(index) for index in segment if index in kept) for segment in segments)
    if not all(found):
        raise ValueError(f"digit {found.index(()) + 1} of {record['label']!r} has no ink in its segment")
    return found


def read_jsonl(path: Path, source: str) -> Iterator[Sample]:
    """Samples of a JSON-lines file (``.jsonl`` or ``.jsonl.gz``).

    Raises
    ------
    SourceError
        Naming the file where it cannot be read or unpacked, and the line, at the first one that is not in the
        documented form.
    """
    try:
        data = path.read_bytes()
        lines = (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"{path}: {type(error).__name__}: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            sample = read_record(json.loads(line), source)
        except (ValueError, TypeError, KeyError, IndexError) as error:
            raise SourceError(f"{path}, line {number}: {type(error).__name__}: {error}") from error
        if sample:
            yield sample
