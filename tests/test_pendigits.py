"""pendigits on a small text made here: nothing is fetched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import pendigits
from download import cache_dir
from pendigits import digest, fetch_pendigits, read_pendigits, uncompress
from samples import SourceError

pytestmark = pytest.mark.usefixtures("no_network")

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


def test_uncompress_by_hand() -> None:
    assert uncompress(TOBEORNOT) == b"TOBEORNOTTOBEORTOBEORNOT"


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
    assert uncompress(compress(text, widest)) == text


def test_uncompress_repeats_that_use_the_code_just_defined() -> None:
    assert uncompress(compress(b"a" * 1000, 16)) == b"a" * 1000


def test_uncompress_empties_the_table_at_code_256() -> None:
    group = packed_group([ord("a"), ord("b"), 257, 256], 9, full=True)
    again = packed_group([ord("c"), ord("d"), 257], 9, full=False)
    assert uncompress(b"\x1f\x9d\x90" + group + again) == b"ababcdcd"


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b\x08\0", b"\x1f\x9d\x9f\0\0", b"\x1f\x9d\x90\xff\xff\xff"])
def test_uncompress_refuses_other_bytes(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"\.Z file"):
        uncompress(data)


def test_read_pendigits_turns_y_and_drops_empty_strokes() -> None:
    eight, four = read_pendigits(PENDIGITS_TEXT, "tra")
    assert (eight.label, eight.writer, eight.split, eight.source) == ("8", "tra-12", "train", "pendigits")
    assert eight.strokes[0].tolist() == [[267, 167], [265, 170], [260, 156]]
    assert eight.strokes[0].dtype == np.float32
    assert (four.label, four.writer, len(four.strokes)) == ("4", "tra-7", 2)
    assert read_pendigits(PENDIGITS_TEXT, "tes")[0].split == "test"


def test_digest_changes_with_ink_label_and_writer_but_not_with_order_or_place() -> None:
    one, two = read_pendigits(PENDIGITS_TEXT, "tra")
    whole = digest([one, two])
    moved = replace(one, strokes=tuple(stroke + np.float32(33) for stroke in one.strokes))
    assert digest([two, moved]) == whole
    changed = (replace(one, strokes=(one.strokes[0][:2],)), replace(one, label="3"), replace(one, writer="tra-13"))
    assert whole not in {digest([other, two]) for other in changed}


def serve_pendigits(monkeypatch: pytest.MonkeyPatch) -> None:
    """UCI's older address serves the small text as both files."""
    served = {
        pendigits.PENDIGITS_FOLDER + name: compress(PENDIGITS_TEXT.encode(), 16)
        for name in pendigits.PENDIGITS_FILES.values()
    }

    def fetch(address: str) -> bytes:
        if address not in served:
            raise OSError("not served")
        return served[address]

    monkeypatch.setattr(pendigits, "fetch", fetch)


def test_pendigits_is_fetched_unpacked_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    serve_pendigits(monkeypatch)
    expected = [s for part in ("tra", "tes") for s in read_pendigits(PENDIGITS_TEXT, part)]
    monkeypatch.setattr(pendigits, "PENDIGITS_DIGEST", digest(expected))
    assert [(s.label, s.writer) for s in fetch_pendigits()] == [(s.label, s.writer) for s in expected]
    monkeypatch.setattr(pendigits, "fetch", lambda address: pytest.fail("fetched again"))
    assert len(fetch_pendigits()) == 4


def test_pendigits_that_differs_from_the_published_records_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    serve_pendigits(monkeypatch)
    with pytest.raises(SourceError, match="the 4 records that were fetched are not the published ones"):
        fetch_pendigits()
    assert not (cache_dir() / "pendigits").exists()
