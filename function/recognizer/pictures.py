"""Encoded pictures -> planes of gray; whatever can be wrong with a file is found here.

Formats are told by their first bytes and opened by their own plugin: nothing else that Pillow can read is
ever tried, and its fifty plugins are not imported. Sizes are read from the header before a pixel is decoded.
"""

import re
import struct
import warnings
from functools import reduce
from io import BytesIO
from operator import mul

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from .errors import InkError
from .limits import (
    MAX_JPEG_PIXELS,
    MAX_JPEG_SAMPLES,
    MAX_JPEG_SCANS,
    MAX_PICTURE_PIXELS,
    MAX_PICTURE_SIDE,
    MAX_PNG_CHUNKS,
    MAX_WEBP_PIXELS,
)
from .paper import MIN_CONTRAST, otsu

WORK_PIXELS = 1_000_000  # a picture is reduced by a whole number until it has at most so many
COLORED = 0.7  # of luma's contrast: an extreme of the three colors that has as much is taken instead
TWO_GRAYS = 64  # between the lightest and the darkest hundredth of what is opaque: there is ink and paper
_MOST_PIXELS = {"PNG": MAX_PICTURE_PIXELS, "WEBP": MAX_WEBP_PIXELS, "JPEG": MAX_JPEG_PIXELS}
_ORIENTATION = 0x0112  # EXIF tag
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
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


class Plane(msgspec.Struct, frozen=True):
    """A picture in gray.

    Attributes
    ----------
    gray : ndarray of shape (H, W), dtype uint8, 0 black to 255 white
        Upright, without transparency.
    pixel : float
        Side of a pixel of `gray`, in pixels of the picture as sent.
    paper : int or None
        Gray that was put behind a transparent picture; None for an opaque one.
    band : {"L", "darkest", "lightest", "R", "G", "B"}
        What `gray` is: the picture's luma, an extreme of its colors, or one of them.
    """

    gray: NDArray[np.uint8]
    pixel: float
    paper: int | None
    band: str


def picture_size(data: bytes, pointer: str) -> tuple[tuple[int, int], int]:
    """Width and height from a picture's header, and how many times its pixels count; they stay encoded.

    Parameters
    ----------
    data : bytes
        PNG, JPEG or WebP file.
    pointer : str
        JSON pointer of the picture in the request, for errors.

    Raises
    ------
    InkError
        422 when it is no such file, is broken or moves; 413 when it has too many pixels.
    """
    with _open(data, pointer) as image:
        of_16_bits = image.format == "PNG" and any(";16" in tile.args for tile in image.tile)
        slow = image.format == "WEBP" or of_16_bits or "interlace" in image.info
        return image.size, 2 if slow else 1


def read_gray(data: bytes, pointer: str, paper: int | None = None, band: str | None = None) -> Plane:
    """Decode a picture to gray, upright, on paper where it is transparent.

    Parameters
    ----------
    data : bytes
        PNG, JPEG or WebP file.
    pointer : str
        JSON pointer of the picture in the request, for errors.
    paper : int, optional
        Gray to put behind a transparent picture; by default one that sets its ink off.
    band : {"L", "darkest", "lightest", "R", "G", "B"}, optional
        By default what tells ink from paper best.

    Returns
    -------
    Plane
        Reduced by a whole number when the picture has more than `WORK_PIXELS`.

    Raises
    ------
    InkError
        As `picture_size`, and 422 when the file is broken further on.
    """
    with _open(data, pointer) as image:
        longer = max(image.size)
        try:
            step = reduction(image.width * image.height)
            if step > 1:
                image.draft("L", (image.width // step, image.height // step))  # a JPEG is reduced while decoded
            image.load()
            band, gray, paper = (band, *_flatten(image, paper, band)) if band else _best(image, paper)
        except Exception as error:  # see _open
            raise _broken(type(image), pointer) from error
        turn = _turn(image)
    step = -(-step // round(longer / max(gray.size)))  # what is left to do
    gray = gray.reduce(step) if step > 1 else gray
    gray = gray if turn is None else gray.transpose(turn)
    return Plane(np.asarray(gray), longer / max(gray.size), paper, band)


def _open(data: bytes, pointer: str) -> ImageFile.ImageFile:
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
        raise _broken(plugin, pointer) from error
    _check_pixels(image.size, plugin, pointer)
    if plugin is JpegImagePlugin.JpegImageFile:
        _check_scans(image, data, pointer)
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        raise InkError(422, f"expected a still picture, found an animation of {frames} frames", pointer)
    return image


def _turn(image: ImageFile.ImageFile) -> Image.Transpose | None:
    """What sets a picture upright by its EXIF; where that is broken, the picture need not be."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION))
    except Exception:  # see _open
        return None


def reduction(pixels: int) -> int:
    """Whole number by which a picture's sides are divided to bring it down to `WORK_PIXELS`."""
    return int(np.ceil(np.sqrt(max(1.0, pixels / WORK_PIXELS))))


def _best(image: Image.Image, paper: int | None) -> tuple[str, Image.Image, int | None]:
    """What tells ink of all colors from paper; flat, and its paper.

    Of dark ink that is the darkest of the three colors, of light ink the lightest: on white, yellow is as dark then
    as black. Luma where these tell less, as of white on red; one color where luma tells nothing, as of red and
    green that are as light. A JPEG that was reduced while it was decoded has lost its colors.
    """

    def contrast(flat: tuple[str, Image.Image, int | None]) -> float:
        return otsu(np.array(flat[1].histogram())).contrast

    luma = ("L", *_flatten(image, paper, "L"))
    if Image.getmodebase(image.mode) == "L":
        return luma
    dark = _is_dark(luma[1])
    band = "darkest" if dark else "lightest"
    extreme = (band, *_flatten(image, paper, band))
    # between two colors that are as dark there, the soft edges of ink are lighter than both: an outline
    if contrast(extreme) >= max(MIN_CONTRAST, COLORED * contrast(luma)) and _is_dark(extreme[1]) == dark:
        return extreme
    if contrast(luma) >= MIN_CONTRAST:
        return luma
    return max(((band, *_flatten(image, paper, band)) for band in "RGB"), key=contrast)


def _is_dark(gray: Image.Image) -> bool:
    """Whether ink is darker than its paper, by a histogram: paper's gray is its median, ink is far from it."""
    counts = np.array(gray.histogram())
    lean = np.arange(256) - np.searchsorted(np.cumsum(counts), counts.sum() / 2)
    return int(counts @ lean**3) <= 0


def _flatten(image: Image.Image, paper: int | None, band: str) -> tuple[Image.Image, int | None]:
    """A band of any of Pillow's modes, in mode L; transparent pictures are laid on `paper`."""
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):  # Pillow would clip at 255
        return Image.fromarray((np.asarray(image).clip(0, 65535).astype(np.uint16) >> 8).astype(np.uint8)), None
    if "transparency" in image.info:
        image = image.convert("RGBA")
    gray = _band(image, band)
    if image.mode not in ("RGBA", "LA", "PA"):
        return gray, None
    alpha = image.getchannel("A")
    if paper is None:
        paper = _paper_behind(gray, alpha)
    laid = Image.new("L", gray.size, paper)
    laid.paste(gray, mask=alpha)
    return laid, paper


def _band(image: Image.Image, band: str) -> Image.Image:
    """Luma, one of the colors, or at each pixel the darkest or lightest of them."""
    if band == "L" and "L" not in image.getbands():
        return image.convert("L")
    if band != "L" and "R" not in image.getbands():
        image = image.convert("RGB")
    if band in image.getbands():
        return image.getchannel(band)
    return reduce(ImageChops.darker if band == "darkest" else ImageChops.lighter, map(image.getchannel, "RGB"))


def _paper_behind(gray: Image.Image, alpha: Image.Image) -> int:
    """Gray that sets off what is opaque.

    Opaque ink of one gray lies on nothing: the far end of the scale shows it. What is opaque over most of the
    picture and of two grays is paper with ink on it: its own paper fills the rest.
    """
    opaque = alpha.point([0] * 128 + [255] * 128)
    counts = np.array(gray.histogram(opaque))
    total = counts.sum()
    low, middle, high = np.searchsorted(np.cumsum(counts), total * np.array([0.01, 0.5, 0.99]))
    if 2 * total > gray.width * gray.height and high - low > TWO_GRAYS:
        return int(middle)
    return 0 if counts @ np.arange(256) > 127.5 * total else 255


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
        raise _broken(WebPImagePlugin.WebPImageFile, pointer) from error


def _check_pixels(size: tuple[int, int], plugin: type[ImageFile.ImageFile], pointer: str) -> None:
    width, height = size
    most = _MOST_PIXELS[plugin.format]
    if width * height > most:
        detail = f"expected a {plugin.format} picture of at most {most} pixels, found {width} x {height}"
        raise InkError(413, detail, pointer)
    if max(size) > MAX_PICTURE_SIDE:
        most = f"{MAX_PICTURE_SIDE} pixels a side"
        raise InkError(413, f"expected a picture of at most {most}, found {width} x {height}", pointer)


def _broken(plugin: type, pointer: str) -> InkError:
    return InkError(422, f"expected a whole {plugin.format} file, found a broken one", pointer)
