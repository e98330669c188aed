"""Digits of handwriting fonts: shapes that people draw by design, for hands that no pen trace has.

Each font of `fonts.csv` (Fontsource's packages on npm) is a hand whose ten digits are drawn once, and taken apart into
strokes as the function does with any picture; which way a pen went along them is a guess. Fonts are split as writers
are (`split.py`): those to learn from and those to measure by are never the same.
"""

from __future__ import annotations

import csv
import io
import random
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from download import FETCH_SECONDS, cache_dir, keep, offline, sha256
from samples import InkData, Sample, Source, counted, missing
from split import SPLIT_SEED, TEST, VALIDATION, place
from thinned import strokes_of

LIST = Path(__file__).with_name("fonts.csv")
FONTS = Source(
    "fonts",
    "Digits of handwriting fonts, drawn and taken apart into strokes",
    "npm packages @fontsource/*, see training/fonts.csv",
    "SIL OFL 1.1, a few Apache 2.0 or MIT",
    "ones with a flag drawn with a wide pen are more often read as 7",
)
AT_ONCE = 20  # packages asked for
EM, HEIGHT, MARGIN = 100, 100, 30  # pixels: of the font that is measured; of an 8 as it is drawn; of paper
HANDS, SEED = 28, 1  # numbers are composed of one hand's digits: were each font a hand, half of them would be fonts'


@dataclass(frozen=True)
class Font:
    """A font by its package: name without scope, version, license, SHA-256 of its WOFF file."""

    name: str
    version: str
    license: str
    sha256: str

    @property
    def package(self) -> str:
        return f"@fontsource/{self.name}@{self.version}"

    @property
    def side(self) -> str:
        """Its side, by the rule for writers."""
        where = place(f"font-{self.name}", SPLIT_SEED)
        return "test" if where < TEST else "validation" if where < TEST + VALIDATION else "train"


def listed(side: str) -> list[Font]:
    """The fonts of a side: ``train``, ``validation`` or ``test``."""
    with LIST.open(encoding="utf-8", newline="") as file:
        fonts = [Font(row["package"], row["version"], row["license"], row["sha256"]) for row in csv.DictReader(file)]
    return [font for font in fonts if font.side == side]


def files(fonts: Sequence[Font]) -> list[bytes]:
    """The WOFF file of each, Latin characters of regular weight: from the cache, else from npm.

    Raises
    ------
    OSError
        When one cannot be had, or is not the one that is listed.
    """
    folder = cache_dir() / "fonts"
    wanted = [font for font in fonts if not _is_kept(folder, font)]
    for k in range(0, len(wanted), AT_ONCE):
        for font, data in _packed(wanted[k : k + AT_ONCE]):
            if sha256(data) != font.sha256:
                raise OSError(f"{font.package} has another font than the one that is listed")
            keep(folder / f"{font.name}.woff", data)
    return [(folder / f"{font.name}.woff").read_bytes() for font in fonts]


def _is_kept(folder: Path, font: Font) -> bool:
    path = folder / f"{font.name}.woff"
    return path.is_file() and sha256(path.read_bytes()) == font.sha256


def _packed(fonts: Sequence[Font]) -> Iterator[tuple[Font, bytes]]:
    """Fonts and their files from npm's registry, as npm is set up."""
    if offline():
        raise OSError("nothing may be fetched (OFFLINE is set)")
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", *(font.package for font in fonts), "--silent", "--pack-destination", folder]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=FETCH_SECONDS, cwd=folder)
            for font in fonts:
                with tarfile.open(Path(folder) / f"fontsource-{font.name}-{font.version}.tgz") as archive:
                    yield font, archive.extractfile(f"package/files/{font.name}-latin-400-normal.woff").read()
        except (subprocess.SubprocessError, tarfile.TarError, KeyError) as error:
            raise OSError(f"npm pack: {error}") from error


def drawn(file: bytes, text: str) -> Image.Image:
    """A text in a font, an 8 of which is `HEIGHT` pixels high: black on white, mode L."""
    _, top, _, bottom = ImageFont.truetype(io.BytesIO(file), EM).getbbox("8")
    font = ImageFont.truetype(io.BytesIO(file), EM * HEIGHT // (bottom - top))
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (right - left + 2 * MARGIN, bottom - top + 2 * MARGIN), 255)
    ImageDraw.Draw(image).text((MARGIN - left, MARGIN - top), text, font=font, fill=0)
    return image


def load_fonts() -> InkData:
    """Digits to learn from, as strokes; about four fonts are one writer. None but a note if they cannot be had."""
    fonts = listed("train")
    try:
        found = files(fonts)
    except OSError as error:
        return InkData([], [], [missing(FONTS, str(error))])
    names = sorted(font.name for font in fonts)
    random.Random(SEED).shuffle(names)
    hands = {name: f"fonts-{k % HANDS}" for k, name in enumerate(names)}
    samples = [
        Sample(digit, hands[font.name], _strokes(file, digit), FONTS.name, split="train")
        for font, file in zip(fonts, found)
        for digit in "0123456789"
    ]
    digests = "".join(font.sha256 for font in fonts)
    source = counted(FONTS, samples, sha256(digests.encode()))
    return InkData(samples, [replace(source, writers=len(fonts))], [])


def _strokes(file: bytes, digit: str) -> tuple[np.ndarray, ...]:
    light = 255 - np.asarray(drawn(file, digit))
    return tuple(stroke.round(2).astype(np.float32) for stroke in strokes_of(light, whole=False))
