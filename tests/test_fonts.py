"""Handwriting fonts: what is listed, how it is fetched and checked, and what comes of it. Nothing is fetched here."""

from __future__ import annotations

import csv
import io
import subprocess
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageFont

import fonts
from download import sha256
from recognizer import recognize
from recognizer.ink import Request, ink_from_strokes
from recognizer.picture import ink_from_picture
from render import png

pytestmark = pytest.mark.usefixtures("no_network")

FILE = ImageFont.load_default(20).font_bytes  # Pillow's own font
LISTED = [fonts.Font(f"hand-{k}", "1.2.3", "OFL-1.1", sha256(FILE)) for k in range(30)]


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """A list of fonts, each of which npm has; the packages that it is asked for, each time."""
    path = tmp_path / "fonts.csv"
    rows = [f"{font.name},{font.version},{font.license},{font.sha256}" for font in LISTED]
    path.write_text("\n".join(["package,version,license,sha256", *rows]), encoding="utf-8")
    asked: list[list[str]] = []

    def pack(command: list[str], **_: object) -> None:
        asked.append([word for word in command if word.startswith("@")])
        for package in asked[-1]:
            name, version = package.removeprefix("@fontsource/").rsplit("@", 1)
            folder = Path(command[command.index("--pack-destination") + 1])
            with tarfile.open(folder / f"fontsource-{name}-{version}.tgz", "w:gz") as tar:
                entry = tarfile.TarInfo(f"package/files/{name}-latin-400-normal.woff")
                entry.size = len(FILE)
                tar.addfile(entry, io.BytesIO(FILE))

    monkeypatch.setattr(fonts, "LIST", path)
    monkeypatch.setattr(subprocess, "run", pack)
    monkeypatch.setenv("OFFLINE", "0")
    return asked


def test_every_font_is_listed_once_with_its_license() -> None:
    with fonts.LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["package"] for row in rows}) == len({row["sha256"] for row in rows}) == len(rows)
    assert {row["license"] for row in rows} == {"OFL-1.1", "Apache-2.0", "MIT"}
    assert {len(row["sha256"]) for row in rows} == {64}


def test_each_font_is_on_one_side() -> None:
    sides = {side: {font.name for font in fonts.listed(side)} for side in ("train", "validation", "test")}
    with fonts.LIST.open(encoding="utf-8") as file:
        count = len(file.readlines()) - 1
    assert sum(map(len, sides.values())) == len(set.union(*sides.values())) == count
    assert len(sides["train"]) > len(sides["test"]) > 20


def test_fonts_are_fetched_some_at_once_and_kept(packages: list[list[str]]) -> None:
    assert fonts.files(LISTED) == [FILE] * 30
    assert packages == [[f"@fontsource/hand-{k}@1.2.3" for k in some] for some in (range(20), range(20, 30))]
    assert fonts.files(LISTED) == [FILE] * 30
    assert len(packages) == 2


def test_a_font_that_changed_in_the_cache_is_fetched_again(packages: list[list[str]]) -> None:
    fonts.files(LISTED[:2])
    (fonts.cache_dir() / "fonts" / "hand-1.woff").write_bytes(b"something else")
    assert fonts.files(LISTED[:2]) == [FILE] * 2
    assert packages[1:] == [["@fontsource/hand-1@1.2.3"]]


def test_another_font_than_the_listed_one_is_refused(packages: list[list[str]]) -> None:
    with pytest.raises(OSError, match=r"hand-x@1\.2\.3 has another font"):
        fonts.files([fonts.Font("hand-x", "1.2.3", "OFL-1.1", "0" * 64)])


def test_fonts_are_digits_of_a_few_writers(packages: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "HANDS", 3)
    data = fonts.load_fonts()
    names = {font.name for font in fonts.listed("train")}
    writers = [sample.writer for sample in data.samples]
    assert set(writers) == {"fonts-0", "fonts-1", "fonts-2"}
    assert writers[::10] == writers[9::10]  # a font's digits stay together
    assert "".join(sample.label for sample in data.samples) == "0123456789" * len(names)
    (source,) = data.sources
    assert (source.name, source.records, source.writers) == ("fonts", 10 * len(names), len(names))
    for sample in data.samples[:10]:
        height = np.ptp(np.vstack(sample.strokes)[:, 1])
        assert 0.7 * fonts.HEIGHT < height < fonts.HEIGHT  # from the pen's middle to its middle
    read = [recognize(Request(ink_from_strokes(sample.strokes))).predictions[0].text for sample in data.samples[:10]]
    assert sum(text == sample.label for text, sample in zip(read, data.samples)) >= 9  # a printed 1 may be a 7


def test_a_text_is_drawn_as_it_reads() -> None:
    picture = fonts.drawn(FILE, "2057")
    assert recognize(Request(ink_from_picture(png(picture)))).predictions[0].text == "2057"


FAULTS = [subprocess.CalledProcessError(1, "npm"), FileNotFoundError("npm"), tarfile.ReadError(), KeyError("a file")]


@pytest.mark.parametrize("fault", FAULTS)
def test_fonts_out_of_reach_are_a_note(
    packages: list[list[str]], monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(subprocess, "run", fail)
    data = fonts.load_fonts()
    assert (data.samples, data.sources) == ([], [])
    (note,) = data.notes
    assert note.startswith("Not found: fonts")
    assert "npm" in note


def test_nothing_is_fetched_offline(packages: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFLINE", "1")
    assert "OFFLINE" in fonts.load_fonts().notes[0]
    assert packages == []
