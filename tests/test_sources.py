"""What is found in the folder of pen traces and what is said of the rest."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sources
from client import FUNCTION
from download import sha256
from samples import Sample, SourceError

pytestmark = pytest.mark.usefixtures("no_network")


def record(label: str = "7", **others: object) -> dict:
    """A record in the documented form."""
    return {"label": label, "writer": "ann", "strokes": [[[0, 0], [10, 0], [4, 20]]]} | others


def put(name: str, *records: dict) -> Path:
    """Write a JSON-lines file into ``DATA_DIR``."""
    path = sources.data_dir() / name
    text = "".join(json.dumps(one) + "\n" for one in records).encode()
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return path


def test_jsonl_reads_every_field() -> None:
    strokes = [[[0, 0], [1, 2]], [], [[5, 0, 100], [5, 9, 120]]]
    put("unipen-numbers.jsonl.gz", record("41", strokes=strokes, segments=[[0], [2]], boxed=True, suspect=True))
    (found,) = sources.load_ink().samples
    assert (found.label, found.writer, found.source) == ("41", "ann", "unipen-numbers")
    assert [stroke.tolist() for stroke in found.strokes] == [[[0, 0], [1, 2]], [[5, 0], [5, 9]]]
    assert found.segments == ((0,), (1,))  # counted without the empty stroke
    assert found.boxed
    assert found.suspect
    assert found.split is None


def test_jsonl_of_the_site_is_read_in_the_forms_of_the_function() -> None:
    points = [{"x": 1, "y": 2, "t": 0, "pressure": 0.5}, {"x": 3.5, "y": 4}]
    strokes = [points, {"points": points}, {"points": [[1, 2], [3.5, 4]]}]
    put("mine.jsonl", record(strokes=strokes, hints={"alternatives": 3}, include=["rasters"]))
    (found,) = sources.load_ink().samples
    assert [stroke.tolist() for stroke in found.strokes] == [[[1, 2], [3.5, 4]]] * 3


def test_jsonl_example_of_the_training_page_is_read() -> None:
    page = (Path(sources.__file__).parent / "README.md").read_text(encoding="utf-8")
    put("page.jsonl", *(json.loads(block.split("```")[0]) for block in page.split("```json\n")[1:]))
    (found,) = sources.load_ink().samples
    assert (found.label, found.writer, found.segments) == ("212", "ann", ((0,), (1,), (2,)))


def test_jsonl_of_ones_own_is_a_source_named_like_its_file() -> None:
    path = put("kitchen table.jsonl", record(), {"label": "3", "strokes": [[[0, 0], [1, 1]]]})
    data = sources.load_ink()
    assert [(s.source, s.writer) for s in data.samples] == [
        ("kitchen table", "ann"),
        ("kitchen table", "kitchen table"),
    ]
    (source,) = data.sources
    assert (source.records, source.writers, source.sha256) == (2, 2, sha256(path.read_bytes()))


def test_jsonl_record_without_ink_is_left_out() -> None:
    put("mine.jsonl", record(strokes=[]), record(strokes=[[]]), record())
    assert len(sources.load_ink().samples) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "JSON"),
        ("[1]", "TypeError"),
        ("[1]", "a record is an object"),
        ('{"label": "1"}', "strokes"),
        ('{"label": "1"}', "a record has label and strokes, found none of strokes"),
        ('{"label": 1, "strokes": []}', "label 1 is not"),
        ('{"label": "a", "strokes": []}', "label 'a' is not"),
        ('{"label": "1", "strokes": [[[0]]]}', "two finite numbers"),
        ('{"label": "1", "strokes": [[[0, NaN]]]}', "two finite numbers"),
        ('{"label": "1", "strokes": [[[0, "x"]]]}', "x"),
        ('{"label": "1", "strokes": [[[0, "?"]]]}', "a point is two finite numbers, x and y: could not"),
        ('{"label": "1", "strokes": [[0, 1]]}', "a point is two finite numbers, x and y: "),
        ('{"label": "1", "strokes": [[{"x": 0}]]}', "a point is two finite numbers, x and y: 'y'"),
        ('{"label": "12", "strokes": [[[0, 1]]], "segments": [[0]]}', "1 segments for the 2 digits"),
        ('{"label": "12", "strokes": [[[0, 1]], [[9, 1]]], "segments": [[0], [7]]}', "name stroke 7 of 2"),
        ('{"label": "12", "strokes": [[[0, 1]], [[9, 1]]], "segments": [[0], ["1"]]}', "name stroke '1' of 2"),
        ('{"label": "12", "strokes": [[[0, 1]], [[9, 1]]], "segments": [[0, 1], []]}', "digit 2 of '12' has no ink"),
        ('{"label": "12", "strokes": [[[0, 1]], []], "segments": [[0], [1]]}', "digit 2 of '12' has no ink"),
        ('{"label": "1", "strokes": [[[0, 1]]], "split": "Test"}', "split 'Test' is neither"),
        ('{"label": "1", "strokes": [[[0, 1]]], "split": "validation"}', "split 'validation' is neither"),
    ],
)
def test_jsonl_that_is_wrong_names_file_and_line(line: str, says: str) -> None:
    path = put("mine.jsonl", record())
    path.write_text(path.read_text() + "\n" + line + "\n")
    with pytest.raises(SourceError, match=r"mine\.jsonl, line 3: ") as caught:
        sources.load_ink()
    assert says in str(caught.value)


@pytest.mark.parametrize("end", [0, 5, 40, -1])
def test_packed_jsonl_that_is_cut_off_is_named(end: int) -> None:
    path = put("mine.jsonl.gz", record())
    path.write_bytes(path.read_bytes()[:end] or b"not packed")
    with pytest.raises(SourceError, match=r"mine\.jsonl\.gz: "):
        sources.load_ink()


def test_known_file_that_is_another_than_the_published_figures_is_told() -> None:
    put("unipen-digits.jsonl.gz", record())
    data = sources.load_ink()
    assert len(data.samples) == 1
    assert any(note.startswith("unipen-digits.jsonl.gz is not the file") for note in data.notes)


def test_folder_of_traces_that_is_none_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", "/nowhere/ink")
    with pytest.raises(SourceError, match="DATA_DIR is no folder: /nowhere/ink"):
        sources.load_ink()


def test_a_wrong_folder_is_told_in_one_line() -> None:
    environment = os.environ | {"DATA_DIR": "/nowhere/ink", "PYTHONPATH": str(FUNCTION)}
    command = [sys.executable, FUNCTION.parent / "training" / "evaluate.py", "--quick"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1:] == ["DATA_DIR is no folder: /nowhere/ink"]
    assert "Traceback" not in done.stderr


def test_folder_of_traces_may_begin_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ink").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DATA_DIR", "~/ink")
    put("mine.jsonl", record())
    assert len(sources.load_ink().samples) == 1
    assert (tmp_path / "ink" / "mine.jsonl").exists()


def test_absent_sources_are_told_with_what_they_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", "")
    data = sources.load_ink()
    assert data.samples == []
    assert data.sources == []
    for source, note in zip(sources.KNOWN, data.notes, strict=True):
        assert note.startswith(f"Not found: {source.name} ")
        assert source.address in note
        assert f"What that costs: {source.costs}." in note


def test_pendigits_that_is_no_file_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    strokes = (np.zeros((2, 2), np.float32),)
    fetched = [Sample("1", f"{side}-1", strokes, "pendigits", split=side) for side in ("train", "test")]
    monkeypatch.setattr(sources, "fetch_pendigits", lambda: fetched)
    data = sources.load_ink()
    assert data.samples == fetched
    (source,) = data.sources
    assert (source.name, source.records, source.writers) == ("pendigits", 2, 2)
    assert not any(note.startswith("Not found: pendigits") for note in data.notes)


def test_pendigits_that_is_not_the_published_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> list[Sample]:
        raise SourceError("not the published ones")

    monkeypatch.setattr(sources, "fetch_pendigits", refuse)
    assert "not the published ones" in sources.load_ink().notes[0]
