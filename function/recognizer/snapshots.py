"""The canvas after each stroke, as pictures -> Ink.

Stroke k is the ink that is new in picture k. What counts is the ink of the last picture: each of its pixels belongs to
the picture since which it has been there without a break. So ink that was undone in between is gone, and a picture that
adds nothing, or only takes away, is a stroke without points.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from .errors import InkError
from .ink import Ink
from .limits import MAX_PIXELS
from .pictures.border import without_border
from .pictures.dots import off_dots
from .pictures.edges import without_edges
from .pictures.faint import darkened, faint_ink
from .pictures.files import picture_size
from .pictures.gray import Plane, read_gray
from .pictures.labels import births, without_slivers
from .pictures.paper import find_levels
from .pictures.rings import on_form
from .pictures.ruled import across, find_bands
from .pictures.rules import find_rules
from .traced import as_ink, center_lines, frame_of, no_ink, workable


def ink_from_snapshots(pictures: Sequence[bytes], pointer: str = "/images") -> Ink:
    """The whole canvas after each stroke, in order.

    Parameters
    ----------
    pictures : sequence of bytes
        PNG, JPEG or WebP files of one size; ink of one kind, dark or light, on even or transparent paper.
    pointer : str
        JSON pointer of the list in the request, for errors.

    Returns
    -------
    Ink
        Stroke k holds what picture k added.

    Raises
    ------
    InkError
        422 for a file that cannot be read or is of another size than the first, 413 for too many pixels or for ink of
        too many points.
    """
    if not pictures:
        return no_ink("images")
    pointers = [f"{pointer}/{number}" for number in range(len(pictures))]
    _check_sizes([picture_size(data, at) for data, at in zip(pictures, pointers, strict=True)], pointer)
    last = read_gray(pictures[-1], pointers[-1])
    earlier = (  # the latest first; one at a time is decoded
        _gray_like(last, data, at) for data, at in zip(pictures[-2::-1], pointers[-2::-1], strict=True)
    )
    levels = find_levels(last.gray)
    if levels is None:
        return _no_ink_after(earlier)
    darkness = levels.darkness[last.gray]
    faint = faint_ink(darkness, levels.threshold)
    darkness = without_border(darkened(darkness, faint), levels.threshold)
    rules, mask = find_rules(darkness, levels.threshold)
    if not mask.any():
        return _no_ink_after(earlier)
    frame = frame_of(mask, last.pixel)
    bands = find_bands(rules, mask.shape, frame.box)
    plain = np.where((darkness > levels.threshold) & ~mask, 0, darkness)[frame.box]
    fainter = None if faint is None else faint[frame.box]
    older = (across(darkened(levels.darkness[gray[frame.box]], fainter), bands) for gray in earlier)
    labels = births((frame.enlarge(part) for part in chain([plain], older)), levels.threshold, len(pictures))
    labels = np.where((labels == 1) & ~without_edges(labels > 0), 0, labels)  # there before anything is written
    labels, printed = on_form(off_dots(labels))
    labels, step = workable(labels)
    skeleton = center_lines(without_slivers(labels), crossing=True)
    return as_ink("images", skeleton.later(1) if printed else skeleton, frame, step, pointer)


def _check_sizes(sizes: list[tuple[tuple[int, int], int]], pointer: str) -> None:
    """All pictures must be of one size, or it cannot be said what is new, and not too large together."""
    (first, _), *_ = sizes
    total = 0
    for number, (size, times) in enumerate(sizes):
        if size != first:
            expected, found = ("{} x {}".format(*of) for of in (first, size))
            detail = f"expected a picture of {expected} pixels like the first, found {found}"
            raise InkError(422, detail, f"{pointer}/{number}")
        total += size[0] * size[1] * times
    if total > MAX_PIXELS:
        twice = any(times > 1 for _, times in sizes)
        counted = "; those of interlaced or 16 bit PNG and those of WebP count twice" if twice else ""
        expected = f"expected at most {MAX_PIXELS} pixels in all pictures together{counted}"
        raise InkError(413, f"{expected}, found {total}", pointer)


def _gray_like(last: Plane, picture: bytes, pointer: str) -> NDArray[np.uint8]:
    """Gray of an earlier picture, shape (H, W) as the last one's."""
    gray = read_gray(picture, pointer, last.paper, last.band).gray
    if gray.shape != last.gray.shape:
        raise InkError(422, "expected a picture that stands as the last one does, found one that is turned", pointer)
    return gray


def _no_ink_after(earlier: Iterable[NDArray[np.uint8]]) -> Ink:
    """No ink in the last picture; the earlier ones are decoded for their errors."""
    deque(earlier, maxlen=0)
    return no_ink("images")
