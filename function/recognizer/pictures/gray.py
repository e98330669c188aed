"""Encoded pictures -> planes of gray: upright, on paper where they are transparent, of the color that shows ink."""

from functools import reduce

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFile

from .files import broken, open_picture
from .paper import MIN_CONTRAST, otsu

WORK_PIXELS = 1_000_000  # a picture is reduced by a whole number until it has at most so many
COLORED = 0.7  # of luma's contrast: an extreme of the three colors that has as much is taken instead
TWO_GRAYS = 64  # between the lightest and the darkest hundredth of what is opaque: there is ink and paper
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
    colorless : bool
        Whether there are colors that were not looked at.
    """

    gray: NDArray[np.uint8]
    pixel: float
    paper: int | None
    band: str
    colorless: bool


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
        By default what tells ink from paper best; of a JPEG that is reduced while it is decoded luma, which is faster.

    Returns
    -------
    Plane
        Reduced by a whole number when the picture has more than `WORK_PIXELS`.

    Raises
    ------
    InkError
        As of `picture_size`, and 422 when the file is broken further on.
    """
    with open_picture(data, pointer) as image:
        longer, stored = max(image.size), image.mode
        try:
            step = _reduction(image.width * image.height)
            if step > 1:
                mode = "L" if band in (None, "L") else "RGB"
                image.draft(mode, (image.width // step, image.height // step))  # a JPEG is reduced while decoded
            colorless = image.mode != stored
            image.load()
            band, gray, paper = (band, *_flatten(image, paper, band)) if band else _best(image, paper)
        except Exception as error:  # see open_picture
            raise broken(type(image), pointer) from error
        turn = _turn(image)
    step = -(-step // round(longer / max(gray.size)))  # what is left to do
    gray = gray.reduce(step) if step > 1 else gray
    gray = gray if turn is None else gray.transpose(turn)
    return Plane(np.asarray(gray), longer / max(gray.size), paper, band, colorless)


def _turn(image: ImageFile.ImageFile) -> Image.Transpose | None:
    """What sets a picture upright by its EXIF; where that is broken, the picture need not be."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION))
    except Exception:  # see open_picture
        return None


def _reduction(pixels: int) -> int:
    """Whole number by which a picture's sides are divided to bring it down to `WORK_PIXELS`."""
    return int(np.ceil(np.sqrt(max(1.0, pixels / WORK_PIXELS))))


def _best(image: Image.Image, paper: int | None) -> tuple[str, Image.Image, int | None]:
    """What tells ink of all colors from paper; flat, and its paper.

    Of dark ink that is the darkest of the three colors, of light ink the lightest: on white, yellow is as dark then
    as black. Luma where these tell less, as of white on red; one color where luma tells nothing, as of red and
    green that are as light.
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
