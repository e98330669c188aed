"""Digits of handwriting fonts: shapes that people draw by design, for hands that no pen trace has.

Each font of `fonts.csv` (Fontsource's packages on npm) is a hand whose ten digits are drawn once, and taken apart into
strokes as the function does with any picture; which way a pen went along them is a guess. Fonts are split as writers
are (`split.py`): those to learn from and those to measure by are never the same.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from download import cache_dir, fetch_npm, keep, sha256
from samples import InkData, Sample, Source, counted, missing
from split import side_of
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
    def path(self) -> str:
        """Of its file in the package: Latin characters of regular weight."""
        return f"files/{self.name}-latin-400-normal.woff"


def listed(side: str) -> list[Font]:
    """The fonts of a side, ``train``, ``validation`` or ``test``, by the rule for writers."""
    with LIST.open(encoding="utf-8", newline="") as file:
        fonts = [Font(row["package"], row["version"], row["license"], row["sha256"]) for row in csv.DictReader(file)]
    return [font for font in fonts if side_of(f"font-{font.name}") == side]


def files(fonts: Sequence[Font]) -> list[bytes]:
    """The WOFF file of each: from the cache, else from npm.

    Raises
    ------
    OSError
        When one cannot be had, or is not the one that is listed.
    """
    folder = cache_dir() / "fonts"
    wanted = [font for font in fonts if not _is_kept(folder, font)]
    for k in range(0, len(wanted), AT_ONCE):
        some = wanted[k : k + AT_ONCE]
        for font, (data,) in zip(some, fetch_npm({font.package: [font.path] for font in some})):
            if sha256(data) != font.sha256:
                raise OSError(f"{font.package} has another font than the one that is listed")
            keep(folder / f"{font.name}.woff", data)
    return [(folder / f"{font.name}.woff").read_bytes() for font in fonts]


def _is_kept(folder: Path, font: Font) -> bool:
    path = folder / f"{font.name}.woff"
    return path.is_file() and sha256(path.read_bytes()) == font.sha256


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
        Sample(digit, hands[font.name], _strokes(file, digit), FONTS.name)
        for font, file in zip(fonts, found)
        for digit in "0123456789"
    ]
    digests = "".join(font.sha256 for font in fonts)
    source = counted(FONTS, samples, sha256(digests.encode()))
    return InkData(samples, [replace(source, writers=len(fonts))], [])


def _strokes(file: bytes, digit: str) -> tuple[np.ndarray, ...]:
    light = 255 - np.asarray(drawn(file, digit))
    return tuple(stroke.round(2).astype(np.float32) for stroke in strokes_of(light, whole=False))
