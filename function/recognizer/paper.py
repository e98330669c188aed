"""Ink apart from paper: gray planes -> where there is ink.

A drawing has one gray of paper and one threshold. A photo or scan has light that changes over the page: its
paper is estimated first and taken away.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

MIN_CONTRAST = 24  # of 255: less between ink and paper is noise of a blank picture, JPEG's included
FAINT = 0.6  # of the threshold: what was this dark in an earlier picture was ink already, as its edges flicker
EVEN = 0.12  # spread of the paper's gray, of its distance from the ink's: beyond it the light is uneven
TILES = 16  # of the smaller side: the grid on which uneven light is estimated
WINDOW = 9  # tiles: light is the middle of so many by so many; ink covers less than half of them
NOISE = 4.0  # standard deviations of the paper's grain that ink must be darker by


@dataclass(frozen=True)
class Levels:
    """How gray becomes darkness of ink, the same for all pictures of a sequence.

    Attributes
    ----------
    darkness : ndarray of shape (256,), dtype uint8
        For each gray: how far it is from the paper on the ink's side, be the ink dark or light.
    threshold : int
        Ink is darker than this.
    even : bool
        Whether the paper is of one gray.
    """

    darkness: NDArray[np.uint8]
    threshold: int
    even: bool = True


def otsu(counts: NDArray[np.intp]) -> tuple[int, float, float, float]:
    """Threshold that parts a histogram best into two (Otsu 1979, IEEE Trans. SMC 9(1)).

    Parameters
    ----------
    counts : ndarray of shape (256,)
        Pixels of each value.

    Returns
    -------
    threshold : int
        Midway between the two means.
    low, high : float
        Mean values of the two classes.
    spread : float
        Standard deviation of the lower class.
    """
    values = np.arange(256)
    below, moment = np.cumsum(counts), np.cumsum(counts * values)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = moment / below, (moment[-1] - moment) / above
        between = below * above * (high - low) ** 2
    best = int(np.nanargmax(between)) if np.isfinite(between).any() else 255
    if not np.isfinite(high[best]):
        return 255, float(low[-1]), float(low[-1]), 0.0
    variance = counts[: best + 1] @ (values[: best + 1] - low[best]) ** 2 / below[best]
    return int((low[best] + high[best]) / 2), float(low[best]), float(high[best]), float(np.sqrt(variance))


def find_levels(gray: NDArray[np.uint8]) -> Levels | None:
    """Paper, ink and threshold of a picture; None when it shows no ink.

    Paper is the commonest gray; ink lies on the side to which the rest leans.

    Parameters
    ----------
    gray : ndarray of shape (H, W), dtype uint8
        0 black to 255 white.
    """
    counts = np.array(Image.fromarray(gray).histogram())
    grays = np.arange(256)
    paper = int(np.argmax(np.convolve(counts, np.ones(5), "same")))
    dark_ink = counts @ (grays - paper) <= 0
    darkness = np.clip(paper - grays if dark_ink else grays - paper, 0, 255).astype(np.uint8)
    threshold, low, high, spread = otsu(np.bincount(darkness, counts, minlength=256))
    if high - low < MIN_CONTRAST:
        return None
    return Levels(darkness, threshold, spread < EVEN * (high - low))


def even_out(gray: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int] | None:
    """Darkness of ink on unevenly lit paper, and its threshold; None when there is no ink.

    Light falls on paper and ink alike, so darkness is taken as a share of the paper's own brightness, which is
    the median of a wide neighborhood: wider than any pen, narrower than the light's changes.

    Parameters
    ----------
    gray : ndarray of shape (H, W), dtype uint8
        0 black to 255 white.

    Returns
    -------
    darkness : ndarray of shape (H, W), dtype uint8
        0 paper to 255.
    threshold : int
        Ink is darker than this.
    """
    light = _light(gray)
    lean = gray - light
    if (lean**3).sum() <= 0:
        share = -lean / np.maximum(light, 32.0)
    else:
        share = lean / np.maximum(255.0 - light, 96.0)
    darkness = (255 * np.clip(share, 0, 1)).astype(np.uint8)
    grain = 255 * 1.4826 * float(np.median(np.abs(share)))  # standard deviation, for normal grain
    threshold, low, high, _ = otsu(np.bincount(darkness.reshape(-1), minlength=256))
    if high - low < MIN_CONTRAST:
        return None
    return darkness, int(max(threshold, NOISE * grain))


def _light(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Brightness of the paper at every pixel, shape (H, W): medians of tiles, of windows of tiles, made smooth."""
    height, width = gray.shape
    side = max(4, min(height, width) // TILES)
    rows, columns = -(-height // side), -(-width // side)
    padded = np.pad(gray, ((0, rows * side - height), (0, columns * side - width)), mode="edge")
    tiles = padded.reshape(rows, side, columns, side).swapaxes(1, 2).reshape(rows, columns, -1)
    sparse = tiles[..., :: max(1, tiles.shape[-1] // 64)]
    medians = np.median(sparse, axis=-1)  # (rows, columns)
    reach = WINDOW // 2
    around = np.pad(medians, reach, mode="reflect", reflect_type="odd") if min(rows, columns) > reach else None
    if around is None:
        around = np.pad(medians, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(around, (WINDOW, WINDOW))
    smooth = np.median(windows, axis=(-1, -2)).astype(np.float32)
    whole = Image.fromarray(smooth).resize((columns * side, rows * side), Image.Resampling.BICUBIC)
    return np.asarray(whole)[:height, :width]
