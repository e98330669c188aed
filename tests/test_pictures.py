"""Files: formats, modes, limits, and everything that can be wrong with one."""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
import time
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from canvas import Canvas, encoded, on_paper, transparent
from center_lines import drawn, farthest, written
from recognizer import limits
from recognizer.errors import InkError
from recognizer.picture import ink_from_picture
from recognizer.pictures.files import picture_size
from recognizer.pictures.gray import read_gray
from recognizer.snapshots import ink_from_snapshots

SEVEN = [np.array([[30.0, 30], [90, 30], [50, 130]]), np.array([[45.0, 80], [85, 80]])]
COVER = Canvas(pen=6).coverage(SEVEN)
GRAY = on_paper(COVER)


def png(width: int, height: int, *chunks: tuple[bytes, bytes], bits: int = 8, kind: int = 0, laced: int = 0) -> bytes:
    """PNG file, gray unless its kind is another, with chunks of one's own after the header."""
    header = (b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, laced))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (header, *chunks, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + body


def palette() -> Image.Image:
    return GRAY.convert("RGB").convert("P", palette=Image.Palette.ADAPTIVE)


def sixteen_bits() -> Image.Image:
    return Image.fromarray(np.asarray(GRAY).astype(np.uint16) * 257)


def colored() -> Image.Image:
    return Image.merge("RGB", [Image.eval(GRAY, lambda v, at=at: 255 - (255 - v) * at // 255) for at in (20, 90, 220)])


def clear_white() -> Image.Image:
    """RGB whose white is declared transparent (tRNS)."""
    image = GRAY.convert("RGB")
    image.info["transparency"] = (255, 255, 255)
    return image


@pytest.mark.parametrize(
    ("image", "form", "options"),
    [
        (GRAY, "PNG", {}),
        (GRAY, "PNG", {"interlace": 1}),
        (GRAY.convert("1"), "PNG", {}),
        (palette(), "PNG", {}),
        (sixteen_bits(), "PNG", {}),
        (colored(), "PNG", {}),
        (clear_white(), "PNG", {"transparency": (255, 255, 255)}),
        (transparent(COVER).convert("LA"), "PNG", {}),
        (transparent(COVER), "PNG", {}),
        (transparent(COVER), "WEBP", {"lossless": True}),
        (transparent(COVER), "WEBP", {"quality": 60}),
        (GRAY, "WEBP", {"quality": 40}),
        (GRAY, "JPEG", {"quality": 30}),
        (GRAY.convert("RGB"), "JPEG", {"progressive": True}),
        (GRAY.convert("CMYK"), "JPEG", {}),
    ],
    ids=lambda value: value.mode if isinstance(value, Image.Image) else None,
)
def test_every_mode_of_every_format_is_read(image: Image.Image, form: str, options: dict[str, object]) -> None:
    ink = ink_from_picture(encoded(image, form, **options))
    assert farthest(drawn(ink), written(SEVEN)) < 3


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_turned_as_their_exif_says(orientation: int, form: str) -> None:
    stored = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = GRAY.transpose(stored[orientation]) if orientation > 1 else GRAY
    ink = ink_from_picture(encoded(image, form, exif=exif.tobytes()))
    assert farthest(drawn(ink), written(SEVEN)) < 3


@pytest.mark.parametrize("exif", [b"", b"II*\0", b"no TIFF header"], ids=["none", "cut off", "other"])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_whose_exif_is_broken_are_read_as_they_stand(exif: bytes, form: str) -> None:
    ink = ink_from_picture(encoded(GRAY, form, exif=b"Exif\0\0" + exif))
    assert farthest(drawn(ink), written(SEVEN)) < 3


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "nothing"),
        (b"\0" * 100, "100 bytes of something else"),
        (encoded(GRAY, "GIF"), "GIF"),
        (encoded(GRAY, "BMP"), "BMP"),
        (encoded(GRAY, "TIFF"), "TIFF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"%PDF-1.7", "PDF"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_formats_are_named(data: bytes, found: str) -> None:
    with pytest.raises(InkError, match=f"expected PNG, JPEG or WebP, found {found}") as caught:
        ink_from_picture(data)
    assert (caught.value.status, caught.value.errors[0]["pointer"]) == (422, "/image")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_truncated_files_are_refused_wherever_they_end(form: str) -> None:
    whole = encoded(on_paper(np.random.default_rng(0).random((40, 60))), form)
    for end in (3, 12, 20, 30, 60, len(whole) // 2, len(whole) - 30):
        with pytest.raises(InkError) as caught:
            ink_from_picture(whole[:end])
        assert caught.value.status == 422


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_damaged_files_are_read_or_refused(form: str) -> None:
    """Measured: 12 of 150 PNG files are read, 124 JPEG, 61 WebP."""
    rng = np.random.default_rng(0)
    whole = np.frombuffer(encoded(GRAY, form), np.uint8)
    read = 0
    for _ in range(150):
        damaged = whole.copy()
        damaged[rng.integers(12, len(whole), rng.integers(1, 6))] = rng.integers(0, 256)
        with contextlib.suppress(InkError):  # anything else fails the test
            read += len(ink_from_picture(damaged.tobytes()).points) > 0
    assert 5 <= read <= 145


def test_a_broken_picture_is_pointed_at_even_when_no_ink_follows() -> None:
    whole, blank = encoded(GRAY), encoded(on_paper(np.zeros_like(COVER)))
    with pytest.raises(InkError, match="expected a whole PNG file") as caught:
        ink_from_snapshots([whole, whole[:-40], blank])
    assert caught.value.errors[0]["pointer"] == "/images/1"


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_animations_are_refused(form: str) -> None:
    other = on_paper(COVER[::-1])
    with pytest.raises(InkError, match="expected a still picture, found an animation of 2 frames"):
        ink_from_picture(encoded(GRAY, form, save_all=True, append_images=[other]))


@pytest.mark.parametrize("size", [(2001, 2000), (100_000, 100_000), (2**31 - 1, 2**31 - 1), (5_000_000, 1)])
def test_huge_pictures_are_refused_before_they_are_decoded(size: tuple[int, int]) -> None:
    data = png(*size, (b"IDAT", zlib.compress(bytes(1000))))
    tracemalloc.start()
    message = f"at most {limits.MAX_PICTURE_PIXELS} pixels, found {size[0]} x {size[1]}"
    with pytest.raises(InkError, match=message) as caught:
        ink_from_picture(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.status == 413
    assert peak < 1_000_000


def test_a_picture_of_too_long_a_side_is_refused() -> None:
    with pytest.raises(InkError, match=f"at most {limits.MAX_PICTURE_SIDE} pixels a side, found 1 x 4000000") as caught:
        ink_from_picture(png(1, 4_000_000, (b"IDAT", zlib.compress(bytes(1000)))))
    assert caught.value.status == 413


def test_huge_webp_is_refused_by_its_header() -> None:
    header = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (16382).to_bytes(3, "little") * 2
    message = f"a WEBP picture of at most {limits.MAX_WEBP_PIXELS} pixels, found 16383 x 16383"
    with pytest.raises(InkError, match=message) as caught:
        ink_from_picture(b"RIFF" + struct.pack("<I", 4 + len(header)) + b"WEBP" + header)
    assert caught.value.status == 413


@pytest.mark.parametrize("size", [70_000, 550_000])
@pytest.mark.parametrize(
    ("kind", "start", "packed"),
    [
        (b"iCCP", b"profile\0\0", True),
        (b"zTXt", b"Comment\0\0", True),
        (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0", True),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0", False),
        (b"tEXt", b"Comment\0", False),
    ],
)
def test_text_and_profiles_of_any_size_are_passed_over(kind: bytes, start: bytes, packed: bool, size: int) -> None:
    told = np.random.default_rng(0).integers(32, 127, size, np.uint8).tobytes()
    chunk = struct.pack(">I", len(body := start + (zlib.compress(told) if packed else told))) + kind + body
    whole = encoded(GRAY)
    sent = whole[:33] + chunk + struct.pack(">I", zlib.crc32(kind + body)) + whole[33:]  # after the header
    assert np.array_equal(ink_from_picture(sent).points, ink_from_picture(whole).points)


@pytest.mark.alone
@pytest.mark.parametrize(("kind", "start"), [(b"iCCP", b"k\0\0"), (b"zTXt", b"k\0\0"), (b"iTXt", b"k\0\1\0\0\0")])
@pytest.mark.parametrize(("size", "count"), [(50_000_000, 1), (65_000, 9_000)], ids=["large", "many"])
def test_text_and_profiles_are_not_unpacked(kind: bytes, start: bytes, size: int, count: int) -> None:
    bomb = (kind, start + zlib.compress(b"\xff" * size))
    data = png(8, 8, *[bomb] * count, (b"IDAT", zlib.compress(bytes(72))))
    begin = time.process_time()
    assert not len(ink_from_picture(data).points)
    assert time.process_time() - begin < 1
    tracemalloc.start()
    ink_from_picture(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * len(bomb[1]) + 1_000_000


def test_png_of_too_many_chunks_is_refused() -> None:
    data = png(8, 8, *[(b"abCd", b"")] * limits.MAX_PNG_CHUNKS, (b"IDAT", zlib.compress(bytes(72))))
    with pytest.raises(InkError, match=f"at most {limits.MAX_PNG_CHUNKS} chunks") as caught:
        ink_from_picture(data)
    assert caught.value.status == 413
    assert not len(ink_from_picture(png(8, 8, (b"IDAT", zlib.compress(bytes(72)))) + bytes(200_000)).points)


def test_jpeg_of_too_many_scans_is_refused() -> None:
    whole = encoded(GRAY, "JPEG", progressive=True)
    start = whole.index(b"\xff\xda")
    scans = whole[start:-2] * (limits.MAX_JPEG_SCANS + 1)
    with pytest.raises(InkError, match=f"at most {limits.MAX_JPEG_SCANS} scans") as caught:
        ink_from_picture(whole[:start] + scans + whole[-2:])
    assert caught.value.status == 413


@pytest.mark.parametrize(
    ("mode", "options", "samples"),
    [
        ("RGB", {"progressive": True, "subsampling": 0}, 48_000_000),
        ("RGB", {"progressive": True, "subsampling": 1}, 32_000_000),
        ("CMYK", {"progressive": True, "subsampling": 0}, 64_000_000),
        ("RGB", {"progressive": True, "subsampling": 2}, None),
        ("L", {"progressive": True}, None),
        ("RGB", {"subsampling": 0}, None),
    ],
)
def test_progressive_jpeg_of_too_many_samples_is_refused(mode: str, options: dict, samples: int | None) -> None:
    """All of it is kept up to its last scan: 150 MB of the third."""
    large = encoded(Image.new(mode, (4000, 4000)), "JPEG", **options)
    if samples is None:
        assert picture_size(large, "") == ((4000, 4000), 1)
        return
    with pytest.raises(InkError, match=f"at most {limits.MAX_JPEG_SAMPLES} samples, found {samples}") as caught:
        picture_size(large, "")
    assert caught.value.status == 413


@pytest.mark.parametrize("sampling", [0x00, 0x01, 0x41, 0xFF])
def test_jpeg_whose_colors_are_sampled_as_they_cannot_be_is_refused_or_read(sampling: int) -> None:
    whole = bytearray(encoded(Image.new("RGB", (64, 64)), "JPEG", progressive=True))
    colors = whole.index(b"\xff\xc2") + 10
    whole[colors + 1 : colors + 9 : 3] = bytes([sampling] * 3)
    with contextlib.suppress(InkError):
        ink_from_picture(bytes(whole))


def test_what_lies_behind_a_jpeg_or_in_its_segments_is_no_scan() -> None:
    whole = encoded(GRAY, "JPEG")
    noise = b"\xff\xda" * (2 * limits.MAX_JPEG_SCANS)
    segment = b"\xff\xe2" + (len(noise) + 2).to_bytes(2, "big") + noise
    for padded in (whole + noise, whole[:2] + segment + whole[2:]):  # a phone puts a short film behind its photo
        np.testing.assert_array_equal(ink_from_picture(padded).points, ink_from_picture(whole).points)


def test_jpeg_of_segments_without_end_is_refused_at_once() -> None:
    whole = encoded(GRAY, "JPEG")
    start = whole.index(b"\xff\xda")
    with pytest.raises(InkError) as caught:
        ink_from_picture(whole[:start] + whole[start:-2] + b"\xff\xfe\0\x02" * 20_000 + whole[-2:])
    assert caught.value.status == 413


def test_pictures_may_be_too_large_together() -> None:
    one = encoded(Image.new("L", (1500, 1000), 255))
    with pytest.raises(InkError, match=f"at most {limits.MAX_PIXELS} pixels in all pictures together") as caught:
        ink_from_snapshots([one] * 14)
    assert (caught.value.status, caught.value.errors[0]["pointer"]) == (413, "/images")


def test_pixels_of_webp_count_twice() -> None:
    one = encoded(Image.new("L", (1500, 1000), 255), "WEBP")
    ink_from_snapshots([one] * 6)
    with pytest.raises(InkError, match="those of WebP count twice, found 21000000"):
        ink_from_snapshots([one] * 7)


@pytest.mark.parametrize(
    "header", [{"laced": 1}, {"bits": 16}, {"bits": 16, "kind": 6}], ids=["interlaced", "16 bits", "of colors, too"]
)
def test_pixels_of_png_that_takes_longer_count_twice(header: dict[str, int]) -> None:
    one = png(2000, 1000, (b"IDAT", zlib.compress(bytes(17_000_000), 1)), **header)
    assert picture_size(one, "") == ((2000, 1000), 2)
    assert not len(ink_from_snapshots([one] * 2).points)
    with pytest.raises(InkError, match=r"16 bit PNG .* count twice, found 24000000"):
        ink_from_snapshots([one] * 6)


def test_large_jpeg_is_reduced_while_it_is_decoded() -> None:
    plane = read_gray(encoded(Image.new("RGB", (4000, 3000), "white"), "JPEG"), "/image")
    assert plane.gray.shape == (750, 1000)
    assert plane.pixel == 4


def test_transparency_that_hides_a_corner_only_is_still_paper() -> None:
    image = GRAY.convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 12, 12))
    assert farthest(drawn(ink_from_picture(encoded(image))), written(SEVEN)) < 3


def read_alone(picture: bytes) -> subprocess.CompletedProcess:
    """Read a picture in a process of its own, which prints the plugins that it has."""
    script = (
        "import sys\nfrom recognizer.picture import ink_from_picture\nink_from_picture(sys.stdin.buffer.read())\n"
        "print(*(name for name in sys.modules if name.endswith('ImagePlugin')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(limits.__file__).parents[1])}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, input=picture, capture_output=True, check=True, env=environment)


def test_pillow_s_other_plugins_are_not_imported() -> None:
    out = read_alone(encoded(GRAY, "WEBP"))
    assert set(out.stdout.decode().split()) == {f"PIL.{name}ImagePlugin" for name in ("Png", "Jpeg", "WebP")}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_is_wrong_in_exif_is_not_logged(form: str) -> None:
    """A tag, of a number that was sent, whose value lies behind the end of the file."""
    exif = b"Exif\0\0II*\0" + struct.pack("<LHHHLLL", 8, 1, 31337, 2, 313370, 60, 0)
    assert read_alone(encoded(GRAY, form, exif=exif)).stderr == b""
