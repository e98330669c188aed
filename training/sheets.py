"""Contact sheets: what was missed, as it was sent, with what was read."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from readings import Reading

# Okabe and Ito 2008, "Color Universal Design": hues that people of every color vision tell apart.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#000000")
UNREAD = "#B0B0B0"
TILE = (320, 150)
CAPTION = 34  # pixels at the foot of a tile
COLUMNS, ROWS = 5, 12
FINE = 3  # drawn this many times as large
FONT = 13


def number_tile(reading: Reading, cause: str = "") -> Image.Image:
    """Ink as it was sent, each digit that was read in a color of its own, unread ink gray; a picture above it."""
    width, height = TILE[0], TILE[1] - CAPTION
    tile = Image.new("RGB", TILE, "white")
    if reading.files:
        picture = Image.open(BytesIO(reading.files[-1])).convert("LA")
        paper = Image.new("LA", picture.size, (255, 255))
        picture = Image.alpha_composite(paper.convert("RGBA"), picture.convert("RGBA"))
        picture.thumbnail((width - 8, height // 2 - 4))
        tile.paste(picture, (4, 2))
        tile.paste(_ink(reading, (width, height // 2)), (0, height // 2))
    else:
        tile.paste(_ink(reading, (width, height)))
    truth = reading.case.text or "no number"
    _caption(tile, f"{truth} read {reading.text or 'nothing'}  {reading.confidence:.3f} {reading.level}", cause)
    return tile


def _ink(reading: Reading, size: tuple[int, int]) -> Image.Image:
    answer = reading.answer
    image = Image.new("RGB", (size[0] * FINE, size[1] * FINE), "white")
    if answer is None or not len(answer.hypotheses.lines):
        return image.resize(size)
    lines = answer.hypotheses.lines
    low = lines.reshape(-1, 2).min(axis=0)
    extent = np.maximum(lines.reshape(-1, 2).max(axis=0) - low, 1e-6)
    room = np.array(image.size) - 24
    scale = (room / extent).min()
    corner = (np.array(image.size) - extent * scale) / 2
    draw = ImageDraw.Draw(image)
    _draw(draw, lines, UNREAD, low, scale, corner)
    for k, digit in enumerate(answer.predictions[0].digits if answer.predictions else ()):
        own = answer.hypotheses.spans[answer.hypotheses.spans[:, 0] == digit.hypothesis]
        rows = np.concatenate([np.arange(begin, end) for _, begin, end in own])
        _draw(draw, lines[rows], PALETTE[k % len(PALETTE)], low, scale, corner)
    return image.resize(size, Image.Resampling.BOX)


def _draw(
    draw: ImageDraw.ImageDraw, lines: NDArray, color: str, low: NDArray, scale: float, corner: NDArray
) -> None:
    points = (lines.reshape(-1, 2, 2) - low) * scale + corner
    for (x0, y0), (x1, y1) in points:
        draw.line((x0, y0, x1, y1), fill=color, width=2 * FINE)
        draw.ellipse((x0 - FINE, y0 - FINE, x0 + FINE, y0 + FINE), fill=color)
        draw.ellipse((x1 - FINE, y1 - FINE, x1 + FINE, y1 + FINE), fill=color)


def raster_tile(image: NDArray[np.uint8], truth: int, read: int, confidence: float) -> Image.Image:
    """A raster of 28 x 28, dark on light."""
    tile = Image.new("RGB", (TILE[0] // 2, TILE[1]), "white")
    tile.paste(Image.fromarray(255 - image).resize((112, 112), Image.Resampling.NEAREST), (24, 2))
    _caption(tile, f"{truth} read {read}  {confidence:.3f}", "")
    return tile


def _caption(tile: Image.Image, first: str, second: str) -> None:
    draw = ImageDraw.Draw(tile)
    font = ImageFont.load_default(FONT)
    draw.text((5, TILE[1] - CAPTION), first, "black", font)
    draw.text((5, TILE[1] - CAPTION // 2 - 1), second, "#666666", font)
    draw.rectangle((0, 0, tile.width - 1, tile.height - 1), outline="#DDDDDD")


def write_sheets(tiles: Sequence[Image.Image], path: Path, pages: int = 1) -> list[Path]:
    """Tiles in pages: ``misses.png``, ``misses-2.png`` and so on."""
    if not tiles:
        path.unlink(missing_ok=True)
        return []
    columns = COLUMNS * TILE[0] // tiles[0].width
    written = []
    for page in range(min(pages, -(-len(tiles) // (columns * ROWS)))):
        own = tiles[page * columns * ROWS : (page + 1) * columns * ROWS]
        target = path if page == 0 else path.with_stem(f"{path.stem}-{page + 1}")
        _page(own, columns).save(target)
        written.append(target)
    return written


def _page(tiles: Sequence[Image.Image], columns: int) -> Image.Image:
    width, height = tiles[0].size
    rows = -(-len(tiles) // columns)
    page = Image.new("RGB", (width * min(columns, len(tiles)), height * rows), "white")
    for k, tile in enumerate(tiles):
        page.paste(tile, (k % columns * width, k // columns * height))
    return page


def worst_first(readings: Iterable[Reading]) -> list[Reading]:
    """Misses, the most confident first: those hurt most."""
    return sorted((r for r in readings if not r.right), key=lambda r: -r.confidence)
