"""Ink in hard shadows: a stroke is a narrow valley with lighter paper on both sides, the edge of a shadow is a step.

A closing by a square wider than the pen fills valleys and keeps steps, whatever their shape: what it adds is ink (the
top-hat: Meyer 1979; Serra 1982, Image Analysis and Mathematical Morphology).
"""

import math

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ..components import ink_components, piece_extents
from .measures import is_frayed, pen_width
from .morphology import holds_square, of_adjacent
from .paper import DIM, NOISE, SPARSE, Levels, as_darkness, grain_of, parted

WIDEST = 6  # in the smaller side of the picture: no pen is looked for that is wider
WIDER = 2.5  # pen widths, and 2 pixels: the square's side; so wide is ink where strokes cross
BRIGHT = 96.0  # gray: darker chalk is taken to be as light as this
LEAST = 64  # pixels of a picture's smaller side: in a smaller one bold digits would be taken for shadows
SOLID = 0.2  # of it: the square that fits into a shadow
DARK = 64.0  # of 255 of the paper's brightness, at least, ink takes on average: creases take less
BOTH = 0.03  # of the ink, at least, is in the shadow, and out of it
CROSSING = 8.0  # squares of the pen, at least, on both sides: a piece of ink that goes on across the edge


class Shaded(msgspec.Struct, frozen=True):
    """Ink in a shadow and beside it.

    Attributes
    ----------
    darkness : ndarray of shape (H, W), dtype uint8
        0 paper to 255, a share of the paper's brightness.
    threshold : int
        Ink is darker than this.
    crossed : bool
        Whether a piece of ink goes on across the edge, as across that of a sheet none does.
    """

    darkness: NDArray[np.uint8]
    threshold: int
    crossed: bool


class _Valleys(msgspec.Struct, frozen=True):
    """What is narrow, in darkness (H, W), its threshold, contrast and pen in pixels; the gray without it, (H, W)."""

    darkness: NDArray[np.uint8]
    threshold: int
    contrast: float
    pen: float
    light: NDArray[np.uint8]


def in_shadow(gray: NDArray[np.uint8], levels: Levels) -> Shaded | None:
    """Ink of a picture in which a wide part is as dark as ink, or as light, and there is ink on it and beside it.

    Parameters
    ----------
    gray : ndarray of shape (H, W), dtype uint8
        0 black to 255 white.
    levels : Levels
        From `find_levels`.
    """
    if min(gray.shape) < LEAST or not _comes_in(levels.inked(gray[::SPARSE, ::SPARSE])):
        return None
    found = _valleys(gray)
    if found is None or found.contrast < DARK:
        return None
    ink, shade = found.darkness > found.threshold, levels.inked(found.light)
    if not ink.any() or not BOTH <= np.mean(shade[ink]) <= 1 - BOTH:
        return None
    if not all(_has_ink(gray, ink, part) for part in (shade, ~shade)):
        return None
    return Shaded(found.darkness, found.threshold, _crosses(ink, shade, CROSSING * found.pen**2))


def narrow_ink(gray: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int] | None:
    """Darkness of narrow ink on paper whose light has steps, and its threshold; None when there is no ink.

    Parameters
    ----------
    gray : ndarray of shape (H, W), dtype uint8
        0 black to 255 white.

    Returns
    -------
    darkness : ndarray of shape (H, W), dtype uint8
        0 paper to 255, a share of the paper's brightness.
    threshold : int
        Ink is darker than this.
    """
    found = _valleys(gray)
    return (found.darkness, found.threshold) if found and found.contrast >= DARK else None


def closed(gray: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Gray of shape (H, W) closed by a square of `side` pixels, made odd: what is dark and narrower is gone."""
    reach = side // 2
    for of, beyond in ((np.maximum, 0), (np.minimum, 255)):
        for _ in range(2):
            gray = of_adjacent(of, np.pad(gray, ((reach, reach), (0, 0)), constant_values=beyond), 2 * reach + 1).T
    return gray


def _valleys(gray: NDArray[np.uint8]) -> _Valleys | None:
    """Ink, dark or light: it is narrower than what is between strokes, and farther from the paper than a halo."""
    smooth = np.asarray(Image.fromarray(gray).filter(ImageFilter.BoxBlur(1)))
    widest = max(9, min(gray.shape) // WIDEST)
    dark, light = _narrower(smooth, widest, dark=True), _narrower(smooth, widest, dark=False)
    if not dark and not light:
        return None
    is_dark = not light or (dark is not None and dark.pen * light.contrast <= light.pen * dark.contrast)
    side = min(widest, math.ceil(WIDER * (dark if is_dark else light).pen) + 2)
    found = _narrower(smooth, side, dark=is_dark)
    return found and msgspec.structs.replace(found, darkness=_without_corners(found, side))


def _narrower(gray: NDArray[np.uint8], side: int, *, dark: bool) -> _Valleys | None:
    """Dark valleys of a picture (H, W) that are narrower than so many pixels, or light ridges."""
    light = closed(gray, side) if dark else 255 - closed(255 - gray, side)
    brighter, darker, least = (light, gray, DIM) if dark else (gray, light, BRIGHT)
    share = (brighter - darker) / np.maximum(brighter, np.float32(least))
    some = share[::SPARSE, ::SPARSE]
    usual = np.median(some)  # of grain a closing leaves the lightest
    darkness = as_darkness(share - usual)
    split = parted(darkness, 255 * NOISE * grain_of(some - usual))
    if split is None:
        return None
    return _Valleys(darkness, split.threshold, split.contrast, pen_width(darkness > split.threshold), light)


def _without_corners(found: _Valleys, side: int) -> NDArray[np.uint8]:
    """Darkness without small pieces at the picture's edges: there the corners of shadows are sharp."""
    ink = found.darkness > found.threshold
    if is_frayed(ink):
        return found.darkness
    pieces, count = ink_components(ink)
    low, high = piece_extents(pieces, count)
    beyond = np.array(ink.shape)[:, None] - side
    corner = ((high < side) | (low >= beyond)).any(axis=0) & (high - low < 2 * side).all(axis=0)
    corner[0] = False
    return np.where(corner[pieces], 0, found.darkness)


def _comes_in(shade: NDArray[np.bool_]) -> bool:
    """Whether a part of a picture (H, W) comes in from its edges, as shadows do, with a square that no pen fills."""
    side = max(1, int(SOLID * min(shade.shape)))
    rim = np.concatenate((shade[0], shade[-1], shade[1:-1, 0], shade[1:-1, -1]))
    if not side <= np.count_nonzero(rim) <= len(rim) - side:
        return False
    return holds_square(shade, side)


def _has_ink(gray: NDArray[np.uint8], ink: NDArray[np.bool_], part: NDArray[np.bool_]) -> bool:
    """Whether ink is of another gray than its paper in a part of a picture, all (H, W): of a wide pen's edge it is not.
    """
    paper, written = gray[part & ~ink], gray[part & ink]
    if not len(paper) or not len(written):
        return False
    usual = np.median(paper[::SPARSE])
    return bool(abs(usual - np.median(written)) >= DARK / 255 * max(usual, DIM))


def _crosses(ink: NDArray[np.bool_], shade: NDArray[np.bool_], least: float) -> bool:
    """Whether a piece of ink has so many pixels in the shadow, and out of it; both (H, W)."""
    if is_frayed(ink):
        return False
    pieces, count = ink_components(ink)
    within, beside = (np.bincount(pieces[part & ink], minlength=count + 1) for part in (shade, ~shade))
    return bool(np.minimum(within, beside).max() >= least)
