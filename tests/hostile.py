"""Bodies within all limits, made to cost as much as they can: no one's handwriting, but all must be answered."""

import base64
import io
import json
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recognizer import limits
from recognizer.body import SMALL_NUMBERS

Strokes = list[NDArray[np.float64]]
STROKES, POINTS, VALUES = limits.MAX_STROKES, limits.MAX_POINTS, limits.MAX_VALUES


def _rng() -> np.random.Generator:
    return np.random.default_rng(20261122)


# Strokes


def _on_one_spot() -> Strokes:
    """The same scribble; the very same one would be passed over as sent again."""
    return [_rng().normal(0, 30, (POINTS // STROKES, 2)) + 1e-3 * k for k in range(STROKES)]


def _same_but_for_the_ends() -> Strokes:
    scribble = np.random.default_rng(0).uniform(0, 100, (POINTS // STROKES - 1, 2))  # each is cut
    return [np.vstack([scribble, [k, k]]) for k in range(STROKES)]


def _same_point() -> Strokes:
    return [np.full((POINTS // STROKES, 2), 7.0)] * STROKES


def _dots() -> Strokes:
    return list(_rng().uniform(0, 300, (STROKES, 1, 2)))


def _row_of_dots() -> Strokes:
    return [np.array([[3.0 * k, 0.0]]) for k in range(STROKES)]


def _crowd(step: float) -> Strokes:
    """256 small digits' worth of strokes at even steps, in heights: each within reach of as many others as can be."""
    rng = _rng()
    return [rng.uniform(0, 100, (POINTS // STROKES, 2)) * [0.6, 1.0] + [100 * step * k, 0.0] for k in range(STROKES)]


def _nested() -> Strokes:
    """Boxes one inside the other: all begin left of and end right of all later ones."""
    box = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], float) - 0.5
    return [box * (STROKES + 20 - k) for k in range(STROKES)]


def _zigzag(width: float, teeth: int) -> Strokes:
    along = np.linspace(0, 1, POINTS)
    return [np.column_stack([width * along, 100 * np.abs((along * teeth) % 2 - 1)])]


def _zigzags(width: float, step: float) -> Strokes:
    """256 zigzags, each to be cut in as many parts as any."""
    along = np.linspace(0, 1, POINTS // STROKES)
    tooth = 100 * np.abs((along * 13) % 2 - 1)
    return [np.column_stack([width * along + step * k, tooth]) for k in range(STROKES)]


def _dense_zigzags() -> Strokes:
    """Few, of very many points: each is cut, and its parts and all that is beside them are in a thousand hypotheses."""
    along = np.linspace(0, 1, POINTS // 6)
    return [np.column_stack([60 * along + 15 * k, 100 * np.abs((5 * along) % 2 - 1)]) for k in range(6)]


def _spiral() -> Strokes:
    angle = np.linspace(0, 400, POINTS)
    return [np.column_stack([np.cos(angle), np.sin(angle)]) * angle[:, None]]


def _ring() -> Strokes:
    """Nearly all points in a ring around four ones."""
    angle = np.linspace(0, 10 * np.pi, POINTS - 8)
    ones = [np.array([[x, -300.0], [x, 300.0]]) for x in (-300.0, -100.0, 100.0, 300.0)]
    return [1000 * np.column_stack([np.cos(angle), np.sin(angle)]), *ones]


def _long_row() -> Strokes:
    """256 ones: the most digits that strokes alone allow."""
    return [np.array([[30.0 * k, 0.0], [30.0 * k + 2, 100.0]]) for k in range(STROKES)]


def _noise() -> Strokes:
    return [_rng().uniform(-1e9, 1e9, (POINTS, 2))]


def _far_apart() -> Strokes:
    return [np.array([[-1e9, -1e9]]), np.array([[1e9, 1e9]]), np.array([[0.0, 5e-324], [5e-324, 0.0]])] * 80


def _denormals() -> Strokes:
    return [_rng().uniform(0, 1, (POINTS // STROKES, 2)) * 5e-323 for _ in range(STROKES)]


def _two_scales() -> Strokes:
    """One number, and 250 strokes a billion times smaller inside it."""
    big = np.array([[0.0, 0.0], [0.0, 1e9]])
    return [big, *(_rng().uniform(0, 1, (250, 60, 2)))]


def _flat() -> Strokes:
    return [np.column_stack([np.linspace(0, 1e9, POINTS), np.zeros(POINTS)])]


def _long_lines() -> Strokes:
    """Few points, and the longest ink between them."""
    rng = _rng()
    return [rng.choice([-1e9, 1e9], (POINTS // STROKES, 2)) for _ in range(STROKES)]


STROKES_SENT: dict[str, Callable[[], Strokes]] = {
    "256 strokes on one spot": _on_one_spot,
    "256 strokes, the same but for their ends": _same_but_for_the_ends,
    "20,000 times the same point": _same_point,
    "256 dots": _dots,
    "256 dots in a row": _row_of_dots,
    "256 strokes, one behind the other": lambda: _crowd(0.3),
    "256 strokes, overlapping": lambda: _crowd(0.1),
    "256 strokes, hardly moved": lambda: _crowd(0.01),
    "256 nested boxes": _nested,
    "256 ones": _long_row,
    "ring of 20,000 points": _ring,
    "zigzag of 20,000 points, 10,000 teeth": lambda: _zigzag(1000, 10_000),
    "zigzag of 20,000 points, 12 digits wide": lambda: _zigzag(800, 40),
    "zigzag of 20,000 points, very wide": lambda: _zigzag(1e6, 2000),
    "256 zigzags on one spot": lambda: _zigzags(100, 1e-3),
    "256 zigzags, overlapping": lambda: _zigzags(120, 20),
    "256 zigzags side by side": lambda: _zigzags(120, 130),
    "6 zigzags of 3,333 points": _dense_zigzags,
    "spiral": _spiral,
    "noise of extreme coordinates": _noise,
    "far apart": _far_apart,
    "denormals": _denormals,
    "two scales": _two_scales,
    "flat": _flat,
    "long lines": _long_lines,
}


# Pictures


def _png(pixels: NDArray[np.uint8 | np.uint16]) -> str:
    return _picture(pixels, "PNG", compress_level=1)


def _picture(pixels: NDArray[np.uint8 | np.uint16], form: str, **options: object) -> str:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form, **options)
    return base64.b64encode(file.getvalue()).decode()


def _specks(height: int, width: int, step: int) -> NDArray[np.uint8]:
    gray = np.full((height, width), 255, np.uint8)
    gray[::step, ::step] = 0
    return gray


def _speckled(share: float, height: int = 1000, width: int = 1000, side: int = 1) -> NDArray[np.uint8]:
    """Ink on a share of the picture, at random."""
    coarse = _rng().random((height // side, width // side)) < share
    return np.where(np.kron(coarse, np.ones((side, side), bool)), 0, 255).astype(np.uint8)


def _stripes(step: int) -> NDArray[np.uint8]:
    gray = np.full((1000, 1000), 255, np.uint8)
    gray[:, ::step] = 0
    return gray


def _checkers(side: int) -> NDArray[np.uint8]:
    row, column = np.indices((1000, 1000)) // side
    return np.where((row + column) % 2, 0, 255).astype(np.uint8)


def _maze() -> NDArray[np.uint8]:
    """One connected piece of ink without end: rows joined at alternate sides."""
    gray = np.full((1000, 1000), 255, np.uint8)
    gray[::6] = 0
    gray[::12, -1] = 0
    for k in range(0, 994, 6):
        gray[k : k + 6, -1 if k % 12 else 0] = 0
    return gray


def _gray_noise() -> NDArray[np.uint8]:
    return _rng().integers(0, 256, (1000, 1000), dtype=np.uint8)


def _bomb() -> NDArray[np.uint8]:
    """As many pixels as are allowed in as few bytes as can be."""
    return np.zeros((2000, 2000), np.uint8)


def _many_digits() -> NDArray[np.uint8]:
    """Twenty bars, the ink of a long number."""
    gray = np.full((100, 800), 255, np.uint8)
    for k in range(20):
        gray[10:90, 40 * k + 10 : 40 * k + 14] = 0
    return gray


PICTURE_SENT: dict[str, Callable[[], NDArray[np.uint8]]] = {
    "thousands of specks": lambda: _specks(1000, 1000, 8),
    "specks of one pixel in two": lambda: _specks(1000, 1000, 2),
    "1 % noise": lambda: _speckled(0.01),
    "10 % noise": lambda: _speckled(0.1),
    "dense noise": lambda: _speckled(0.5),
    "noise of 5 pixels": lambda: _speckled(0.5, side=5),
    "noise of 20 pixels": lambda: _speckled(0.5, side=20),
    "stripes": lambda: _stripes(4),
    "wide stripes": lambda: _stripes(20),
    "checkers": lambda: _checkers(1),
    "large checkers": lambda: _checkers(10),
    "maze": _maze,
    "gray noise": _gray_noise,
    "all black": _bomb,
    "many strokes in a row": _many_digits,
    "noise at every pixel allowed": lambda: _speckled(0.3, 2000, 2000),
    "narrow noise": lambda: _speckled(0.3, limits.MAX_PICTURE_SIDE, 61),
    "one row": lambda: _speckled(0.5, 1, 1_000_000 // 256 * 4),
}


def _grown(count: int, height: int, width: int) -> list[str]:
    """The canvas after each of `count` strokes of noise: each picture adds to the last."""
    born = _rng().random((height, width))
    return [_png(np.where(born < 0.5 * (k + 1) / count, 0, 255).astype(np.uint8)) for k in range(count)]


def _blocks(height: int, width: int, bands: int) -> NDArray[np.uint8]:
    """Squares of 8 pixels of any color."""
    colors = _rng().integers(0, 256, (height // 8, width // 8, bands), dtype=np.uint8)
    return colors.repeat(8, axis=0).repeat(8, axis=1)


def _scribbled(count: int, height: int, width: int) -> list[str]:
    """The canvas after each of `count` lines across it."""
    return [_png(gray) for gray in _lines(count, height, width)]


def _lines(count: int, height: int, width: int) -> Iterator[NDArray[np.uint8]]:
    gray, rng = np.full((height, width), 255, np.uint8), _rng()
    for _ in range(count):
        along = np.linspace(0, 1, 4 * max(height, width))
        begin, end = rng.uniform(3, [height - 3, width - 3], (2, 2))
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                row, column = (begin + along[:, None] * (end - begin)).astype(int).T
                gray[row + down, column + right] = 0
        yield gray


def _comb() -> list[str]:
    """Long teeth on a bar, a third of their length more in each: thousands of lines in a thousand hypotheses."""
    gray = np.full((3000, 300), 255, np.uint8)
    for k, top in enumerate(_rng().choice([300, 900], 60)):
        gray[top:2700, 14 + 9 * k // 2 : 17 + 9 * k // 2] = 0
    gray[1499:1502, 15:285] = 0
    return [_png(np.where(np.arange(3000)[:, None] < 1000 * (k + 1), gray, np.uint8(255))) for k in range(3)]


PICTURES_SENT: dict[str, Callable[[], list[str]]] = {
    "64 pictures of noise": lambda: _grown(64, 559, 559),
    "64 pictures of lines": lambda: _scribbled(64, 559, 559),
    "3 pictures of a comb": _comb,
    "64 pictures of one pixel": lambda: _grown(64, 1, 1),
    "5 pictures of 4 megapixels": lambda: _scribbled(5, 2000, 2000),
    "5 times 300 lines": lambda: [_png([*_lines(300, 2000, 2000)][-1])] * 5,
    "4 times blocks, WebP": lambda: [_picture(_blocks(1560, 1600, 4), "WEBP", quality=20, method=0)] * 4,
    "5 times blocks, PNG": lambda: [_png(_blocks(2000, 2000, 4))] * 5,
    "twice blocks, PNG of 16 bits": lambda: [_png(_blocks(2000, 2000, 1)[..., 0].astype(np.uint16) << 8)] * 2,
    "5 times blocks, JPEG": lambda: [_picture(_blocks(2000, 2000, 3), "JPEG", progressive=True)] * 5,
    "progressive JPEG": lambda: [_picture(_blocks(4000, 4000, 3), "JPEG", progressive=True, quality=20)],
}


# Text


def _deep(count: int, what: bytes = b"[") -> bytes:
    return b'{"strokes": ' + what * count


def _one_stroke(point: bytes, count: int) -> bytes:
    return b'{"strokes": [[' + b",".join([point] * count) + b"]]}"


def _beside_small_numbers(value: bytes) -> bytes:
    """As much of a value as fits, in a field that nobody reads, beside numbers that take another decoder."""
    values = b",".join([value] * (7_900_000 // (len(value) + 1)))
    return b'{"strokes": [[%b]], "x": [%b]}' % (b",".join([b"[1e-9,1e-9]"] * SMALL_NUMBERS), values)


TEXT_SENT: dict[str, Callable[[], bytes]] = {
    "deep arrays": lambda: _deep(4_000_000),
    "deep arrays, closed": lambda: _deep(2_000_000) + b"]" * 2_000_000 + b"}",
    "deep objects": lambda: _deep(1_000_000, b'{"a":'),
    "as many values as are allowed": lambda: b'{"strokes": [], "x": [' + b"[]," * (VALUES - 10) + b"[]]}",
    "as many members as are allowed": lambda: (
        b"{" + b",".join(b'"%d":0' % k for k in range(VALUES - 10)) + b', "strokes": []}'
    ),
    "one long string": lambda: b'{"image": "' + b"A" * 8_000_000 + b'"}',
    "one long number": lambda: b'{"strokes": [[[' + b"1" * 8_000_000 + b", 0]]]}",
    "one long fraction": lambda: b'{"strokes": [[[0.' + b"1" * 8_000_000 + b", 0]]]}",
    "escapes": lambda: b'{"image": "' + b"\\u0041" * 1_300_000 + b'"}',
    "blanks": lambda: b" " * 8_000_000 + b'{"strokes": []}',
    "a long name": lambda: b'{"strokes": [], "include": ["' + "\U000e0001".encode() * 2_000_000 + b'"]}',
    "as many denormals as are allowed": lambda: _one_stroke(b"[5e-324,5e-324,5e-324,5e-324]", VALUES // 4 - 10),
    "20,000 points of four denormals": lambda: _one_stroke(b"[1.2345678e-310,5e-324,5E-0320,0.5e-320]", POINTS),
    "points of long denormals": lambda: _one_stroke(b"[%b,%b]" % ((b"1.%be-310" % (b"23456789" * 23),) * 2), POINTS),
    "as many points as values allow": lambda: _one_stroke(b'{"x":1,"y":2}', VALUES // 2 - 10),
    "arrays in arrays beside small numbers": lambda: _beside_small_numbers(b"[" * 800 + b"]" * 800),
    "objects in objects beside small numbers": lambda: _beside_small_numbers(b'{"":' * 800 + b"0" + b"}" * 800),
    "blanks between characters": lambda: b'{"image": "' + b"AB " * 2_600_000 + b'"}',
    "percent signs": lambda: b'{"image": "data:;base64,' + b"%41" * 2_600_000 + b'"}',
    "percent signs between characters": lambda: b'{"image": "data:;base64,' + b"AB%20" * 1_500_000 + b'"}',
    "percent signs beyond ASCII": lambda: b'{"image": "data:;base64,' + "%41\u00e9".encode() * 1_500_000 + b'"}',
    "nothing of JSON": lambda: b"\xff" * 8_000_000,
}


def bodies() -> dict[str, Callable[[], bytes]]:
    """Name to what makes the body."""
    made: dict[str, Callable[[], bytes]] = dict(TEXT_SENT)
    for name, strokes in STROKES_SENT.items():
        made[f"strokes: {name}"] = lambda strokes=strokes: _strokes_body(strokes())
    for name, picture in PICTURE_SENT.items():
        made[f"image: {name}"] = lambda picture=picture: json.dumps({"image": _png(picture())}).encode()
    for name, pictures in PICTURES_SENT.items():
        made[f"images: {name}"] = lambda pictures=pictures: json.dumps({"images": pictures()}).encode()
    return made


def _strokes_body(strokes: Strokes) -> bytes:
    sent = {"strokes": [stroke.tolist() for stroke in strokes], "hints": {"alternatives": limits.MAX_ALTERNATIVES}}
    return json.dumps(sent | {"include": ["rasters"]}).encode()
