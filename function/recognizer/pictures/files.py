"""Encoded pictures, opened: whatever can be wrong with a file before its pixels are decoded is found here.

Formats are told by their first bytes and opened by their own plugin: nothing else that Pillow can read is
ever tried, and its fifty plugins are not imported. Sizes are read from the header before a pixel is decoded.
"""

import re
import struct
import warnings
from io import BytesIO
from operator import mul

from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from ..errors import InkError
from ..limits import (
    MAX_JPEG_PIXELS,
    MAX_JPEG_SAMPLES,
    MAX_JPEG_SCANS,
    MAX_PICTURE_PIXELS,
    MAX_PICTURE_SIDE,
    MAX_PNG_CHUNKS,
    MAX_WEBP_PIXELS,
)

_MOST_PIXELS = {"PNG": MAX_PICTURE_PIXELS, "WEBP": MAX_WEBP_PIXELS, "JPEG": MAX_JPEG_PIXELS}
_SEGMENT = re.compile(rb"\xff[^\0\x01\xd0-\xd8\xff]")  # marker of a JPEG's segment, none of those without a length
_START_OF_SCAN, _END_OF_IMAGE = b"\xff\xda", b"\xff\xd9"
_MAX_SEGMENTS = 10_000
_KNOWN = (  # first bytes, where they stand, what they are: only to say what was found
    (b"GIF8", 0, "GIF"),
    (b"BM", 0, "BMP"),
    (b"II*\0", 0, "TIFF"),
    (b"MM\0*", 0, "TIFF"),
    (b"%PDF", 0, "PDF"),
    (b"ftypavi", 4, "AVIF"),
    (b"ftyphei", 4, "HEIC"),
    (b"<svg", 0, "SVG"),
    (b"<?xml", 0, "XML"),
    (b"<!DOCTYPE html", 0, "HTML"),
)


def _pass_over(stream: PngImagePlugin.PngStream, pos: int, length: int) -> bytes:
    return ImageFile._safe_read(stream.fp, length)


# Text and color profiles of a PNG are passed over, and with them an orientation that stands in text and not in EXIF:
# those of a file of 6 MB took 12 s to unpack.
for _kind in ("iCCP", "iTXt", "tEXt", "zTXt"):
    setattr(PngImagePlugin.PngStream, f"chunk_{_kind}", _pass_over)
warnings.filterwarnings("ignore", module=r"PIL\.")  # they quote what was sent, and the log would have it
Image.MAX_IMAGE_PIXELS = None  # the limit here is lower and answered with 413


def picture_size(data: bytes, pointer: str) -> tuple[tuple[int, int], int]:
    """Width and height from a picture's header, and how many times its pixels count.

    Parameters
    ----------
    data : bytes
        PNG, JPEG or WebP file.
    pointer : str
        JSON pointer of the picture in the request, for errors.

    Returns
    -------
    size : (width, height)
        As it is stored, not turned by its EXIF.
    times : int
        2 where decoding takes twice as long, else 1.

    Raises
    ------
    InkError
        422 when it is no such file, is broken or an animation; 413 when it has too many pixels, chunks or scans.
    """
    with open_picture(data, pointer) as image:
        of_16_bits = image.format == "PNG" and any(";16" in tile.args for tile in image.tile)
        slow = image.format == "WEBP" or of_16_bits or "interlace" in image.info
        return image.size, 2 if slow else 1


def open_picture(data: bytes, pointer: str) -> ImageFile.ImageFile:
    """A picture whose header has been read and found within the limits; see `picture_size`."""
    plugin = _plugin(data)
    if plugin is None:
        raise InkError(422, f"expected PNG, JPEG or WebP, found {_found(data)}", pointer)
    if plugin is WebPImagePlugin.WebPImageFile:
        _check_pixels(_webp_size(data, pointer), plugin, pointer)  # its plugin takes the memory as it opens
    if plugin is PngImagePlugin.PngImageFile and _has_too_many_chunks(data):
        raise InkError(413, f"expected a PNG of at most {MAX_PNG_CHUNKS} chunks, found more", pointer)
    try:
        image = plugin(BytesIO(data))
    except Exception as error:  # Pillow's plugins raise anything from SyntaxError to struct.error
        raise broken(plugin, pointer) from error
    _check_pixels(image.size, plugin, pointer)
    if plugin is JpegImagePlugin.JpegImageFile:
        _check_scans(image, data, pointer)
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        raise InkError(422, f"expected a still picture, found an animation of {frames} frames", pointer)
    return image


def _plugin(data: bytes) -> type[ImageFile.ImageFile] | None:
    """Pillow's reader for the file's first bytes, None for formats that are not read."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImagePlugin.PngImageFile
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImagePlugin.JpegImageFile
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WebPImagePlugin.WebPImageFile
    return None


def _found(data: bytes) -> str:
    """What a file that is none of the three formats looks like, for the sender to read."""
    for start, place, name in _KNOWN:
        if data[place : place + len(start)] == start:
            return name
    return f"{len(data)} bytes of something else" if data else "nothing"


def _has_too_many_chunks(data: bytes) -> bool:
    """Whether a PNG has more chunks than are read; each is its length, a name, so many bytes, and a checksum."""
    at, count = 8, 0
    while at + 8 <= len(data) and data[at + 4 : at + 8] != b"IEND" and count <= MAX_PNG_CHUNKS:
        at += int.from_bytes(data[at : at + 4], "big") + 12
        count += 1
    return count > MAX_PNG_CHUNKS


def _check_scans(image: JpegImagePlugin.JpegImageFile, data: bytes, pointer: str) -> None:
    """A JPEG in several scans must not have too many, nor too much that is kept from one to the next."""
    scans = _jpeg_scans(data)
    if scans > MAX_JPEG_SCANS:
        raise InkError(413, f"expected a JPEG of at most {MAX_JPEG_SCANS} scans, found more", pointer)
    down, across = ([layer[at] for layer in image.layer] for at in (1, 2))
    finest = max(down, default=0) * max(across, default=0)
    samples = image.width * image.height * sum(map(mul, down, across)) // max(finest, 1)
    if samples > MAX_JPEG_SAMPLES and (scans > 1 or "progressive" in image.info):
        detail = f"expected a JPEG in several scans, or a progressive one, of at most {MAX_JPEG_SAMPLES} samples"
        raise InkError(413, f"{detail}, found {samples}", pointer)


def _jpeg_scans(data: bytes) -> int:
    """Scans of a JPEG (ITU T.81, annex B) up to its end; too many where it has more segments than any needs.

    Segments say how long they are, what follows a scan's ends at the next marker.
    """
    at, scans = 2, 0
    for _ in range(_MAX_SEGMENTS):
        marker = _SEGMENT.search(data, at)
        if not marker or marker[0] == _END_OF_IMAGE:
            return scans
        scans += marker[0] == _START_OF_SCAN
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2], "big")
    return MAX_JPEG_SCANS + 1


def _webp_size(data: bytes, pointer: str) -> tuple[int, int]:
    """Width and height from a WebP header (RFC 9649, sections 2.5 to 2.7), (0, 0) where it makes no sense."""
    try:
        if data[12:16] == b"VP8X":
            wide, high = (int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
            return wide + 1, high + 1
        if data[12:16] == b"VP8L":
            (bits,) = struct.unpack_from("<I", data, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        wide, high = struct.unpack_from("<HH", data, 26)
        return wide & 0x3FFF, high & 0x3FFF
    except struct.error as error:
        raise broken(WebPImagePlugin.WebPImageFile, pointer) from error


def _check_pixels(size: tuple[int, int], plugin: type[ImageFile.ImageFile], pointer: str) -> None:
    width, height = size
    most = _MOST_PIXELS[plugin.format]
    if width * height > most:
        detail = f"expected a {plugin.format} picture of at most {most} pixels, found {width} x {height}"
        raise InkError(413, detail, pointer)
    if max(size) > MAX_PICTURE_SIDE:
        most = f"{MAX_PICTURE_SIDE} pixels a side"
        raise InkError(413, f"expected a picture of at most {most}, found {width} x {height}", pointer)


def broken(plugin: type, pointer: str) -> InkError:
    return InkError(422, f"expected a whole {plugin.format} file, found a broken one", pointer)
