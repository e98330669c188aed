"""Ink apart from paper: gray planes -> where there is ink.

A drawing has one gray of paper and one threshold. A photo or scan has light that changes over the page: its
paper is estimated first and taken away.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

MIN_CONTRAST = 24  # of 255: less between ink and paper is noise of a blank picture, JPEG's included
EVEN = 0.12  # spread of the paper's gray, of its distance from the ink's: beyond it the light is uneven
EXTREME = 0.005  # share of pixels that are the darkest, or the lightest
BEYOND = 0.3  # of the contrast: in a drawing these are at most 0.33 beyond the mean, with a pen of 2 pixels
DIM = 32.0  # gray: darker paper is taken to be as light as this
GRAINY = 0.03  # of the paper's brightness: from here on grain is averaged over 3 x 3 pixels, from twice as much 5 x 5
RIMS = 16  # in the smaller side: the rim of a picture tells its paper from its ink
TILES = 16  # in the smaller side: the grid on which uneven light is estimated
MAX_TILES = 1000  # in the longer side: a picture of 61 x 65,535 pixels would have 262,144, and take 100 MB
WINDOW = 9  # tiles: light is the middle of so many by so many; ink covers less than half of them
NOISE = 4.0  # standard deviations of the paper's grain that ink must be darker by
LIGHTER = 0.5  # of the threshold of ink, at least: what is so much lighter than its paper should be
STEPS = 0.002  # of a picture, at least, is so light where light has steps
SPARSE = 4  # every so many pixels, each way, tell what a picture is like
CLEAR = 1.25  # times as much as that, at least, is the contrast of all ink: of the darkest of normal grain it is 1.06


class Split(msgspec.Struct, frozen=True):
    """A histogram parted into two: the threshold, the means below and above it, the standard deviation below it."""

    threshold: int
    low: float
    high: float
    low_spread: float

    @property
    def contrast(self) -> float:
        """Distance of the two means."""
        return self.high - self.low


class Levels(msgspec.Struct, frozen=True):
    """How gray becomes darkness of ink, the same for all pictures of a sequence.

    Attributes
    ----------
    darkness : ndarray of shape (256,), dtype uint8
        For each gray: how far it is from the paper on the ink's side, be the ink dark or light.
    split : Split
        Paper and ink in the picture's darkness.
    """

    darkness: NDArray[np.uint8]
    split: Split

    @property
    def threshold(self) -> int:
        """Ink is darker than this."""
        return self.split.threshold

    def inked(self, gray: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Which pixels are as dark as ink, of any shape."""
        return self.darkness[gray] > self.threshold


def otsu(counts: NDArray[np.intp]) -> Split:
    """Threshold that parts a histogram best into two (Otsu 1979, IEEE Trans. SMC 9(1)).

    Parameters
    ----------
    counts : ndarray of shape (256,)
        Pixels of each value.

    Returns
    -------
    Split
        Its threshold is midway between the two means; a histogram of one value gives two equal ones.
    """
    values = np.arange(256)
    below, moment = np.cumsum(counts), np.cumsum(counts * values)
    above = np.maximum(below[-1] - below, 1)
    low, high = moment / np.maximum(below, 1), (moment[-1] - moment) / above
    between = np.where(below < below[-1], below * above * (high - low) ** 2, 0.0)
    best = int(between.argmax())
    if not between[best]:
        mean = float(moment[-1] / max(below[-1], 1))
        return Split(255, mean, mean, 0.0)
    low, high = float(low[best]), float(high[best])
    spread = float(np.sqrt(counts[: best + 1] @ (values[: best + 1] - low) ** 2 / below[best]))
    return Split(int((low + high) / 2), low, high, spread)


def find_levels(gray: NDArray[np.uint8]) -> Levels | None:
    """Paper, ink and threshold of a picture; None when it shows no ink.

    Paper is what fills the rim of the picture; where the rim tells nothing, what fills most of the picture.

    Parameters
    ----------
    gray : ndarray of shape (H, W), dtype uint8
        0 black to 255 white.
    """
    counts = np.array(Image.fromarray(gray).histogram())
    split = otsu(counts)
    if split.contrast < MIN_CONTRAST:
        return None
    light_paper = _light_share(gray, counts, split.threshold) > 0.5
    grays = np.arange(256)
    of_paper = np.where((grays > split.threshold) == light_paper, counts, 0)
    paper = int(np.argmax(np.convolve(of_paper, np.ones(5), "same")))
    darkness = np.clip(paper - grays if light_paper else grays - paper, 0, 255).astype(np.uint8)
    split = otsu(np.bincount(darkness, counts, minlength=256))
    return None if split.contrast < MIN_CONTRAST else Levels(darkness, split)


def _light_share(gray: NDArray[np.uint8], counts: NDArray[np.intp], threshold: int) -> float:
    """Share of pixels lighter than `threshold`: of the picture's rim if that is clear, else of all of it."""
    wide = max(1, min(gray.shape) // RIMS)
    rim = (gray[:wide], gray[-wide:], gray[:, :wide], gray[:, -wide:])
    share = float(np.mean(np.concatenate([part.reshape(-1) for part in rim]) > threshold))
    if not 0.25 < share < 0.75:
        return share
    return float(counts[threshold + 1 :].sum() / counts.sum())


def is_even(gray: NDArray[np.uint8], levels: Levels) -> bool:
    """Whether one threshold does for the whole picture.

    It does not when the paper has many grays; nor when there is a wide shadow, which passes for ink or for paper:
    then there is something that is far darker or lighter than either, and the shadow fills whole neighborhoods.

    Parameters
    ----------
    gray : ndarray of shape (H, W), dtype uint8
        0 black to 255 white.
    levels : Levels
        From `find_levels`.
    """
    if levels.split.low_spread > EVEN * levels.split.contrast:
        return False
    counts = np.array(Image.fromarray(gray).histogram())
    split = otsu(counts)
    darkest, lightest = np.searchsorted(np.cumsum(counts), gray.size * np.array([EXTREME, 1 - EXTREME]))
    if max(split.low - darkest, lightest - split.high) <= BEYOND * split.contrast:
        return True
    light = _tiles(gray)[0]
    return float(light.max() - light.min()) <= EVEN * split.contrast


class Evened(msgspec.Struct, frozen=True):
    """Ink on unevenly lit paper.

    Attributes
    ----------
    darkness : ndarray of shape (H, W), dtype uint8
        0 paper to 255.
    threshold : int
        Ink is darker than this.
    steps : bool
        Whether paper is far lighter than it should be: beside the edge of a shadow it is darker, too, and no ink.
    """

    darkness: NDArray[np.uint8]
    threshold: int
    steps: bool


def even_out(gray: NDArray[np.uint8]) -> Evened | None:
    """Ink on unevenly lit paper; None when there is none.

    Light falls on paper and ink alike, so darkness is taken as a share of the paper's own brightness, which is
    the median of a wide neighborhood: wider than any pen, narrower than the light's changes.

    Parameters
    ----------
    gray : ndarray of shape (H, W), dtype uint8
        0 black to 255 white.
    """
    light = _light(gray)
    share = (light - gray) / np.maximum(light, DIM)
    grain = grain_of(share)
    if grain > GRAINY:
        gray = np.asarray(Image.fromarray(gray).filter(ImageFilter.BoxBlur(1 if grain < 2 * GRAINY else 2)))
        share = (light - gray) / np.maximum(light, DIM)
        grain = grain_of(share)
    noise = NOISE * grain
    if (share[np.abs(share) > noise] ** 3).sum() < 0:  # ink is lighter than its paper
        share = (gray - light) / np.maximum(255.0 - light, 96.0)
        noise = NOISE * grain_of(share)
    split = parted(darkness := as_darkness(share), 255 * noise)
    if split is None:
        return None
    lighter = np.count_nonzero(share < -max(LIGHTER * split.threshold / 255, noise))
    return Evened(darkness, split.threshold, lighter > STEPS * share.size)


def as_darkness(share: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Shares of the paper's brightness, 0 to 1, as 0 to 255."""
    return (255 * np.clip(share, 0, 1)).astype(np.uint8)


def parted(darkness: NDArray[np.uint8], noise: float) -> Split | None:
    """Paper and ink in darkness of shape (H, W) with grain of up to `noise`; None when there is no ink."""
    split = otsu(_pooled(np.bincount(darkness.reshape(-1), minlength=256), noise))
    if split.contrast < max(MIN_CONTRAST, CLEAR * noise):
        return None
    return msgspec.structs.replace(split, threshold=int(max(split.threshold, noise)))


def grain_of(share: NDArray[np.float32]) -> float:
    """Standard deviation of what is paper for the most part, for normal grain."""
    return 1.4826 * float(np.median(np.abs(share)))


def _pooled(counts: NDArray[np.intp], noise: float) -> NDArray[np.intp]:
    """A histogram of darkness in which grain is plain paper: spread out, it would outweigh the ink of a few digits."""
    grain = np.arange(256) <= noise
    pooled = np.where(grain, 0, counts)
    pooled[0] = counts[grain].sum()
    return pooled


def _light(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Brightness of the paper at every pixel, shape (H, W), smooth."""
    light, side = _tiles(gray)
    size = (light.shape[1] * side, light.shape[0] * side)
    whole = Image.fromarray(light).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(whole)[: gray.shape[0], : gray.shape[1]]


def _tiles(gray: NDArray[np.uint8]) -> tuple[NDArray[np.float32], int]:
    """Brightness of the paper in square tiles, and their side in pixels: medians of medians of windows."""
    height, width = gray.shape
    side = max(4, min(height, width) // TILES, max(height, width) // MAX_TILES)
    rows, columns = -(-height // side), -(-width // side)
    padded = np.pad(gray, ((0, rows * side - height), (0, columns * side - width)), mode="edge")
    thin = max(1, side // 8)
    sparse = padded.reshape(rows, side, columns, side)[:, ::thin, :, ::thin].swapaxes(1, 2)
    medians = np.median(sparse.reshape(rows, columns, -1), axis=-1)
    reach = min(WINDOW // 2, rows - 1, columns - 1)
    around = np.pad(medians, reach, mode="reflect", reflect_type="odd")  # light goes on beyond the edge as it came
    windows = np.lib.stride_tricks.sliding_window_view(around, (2 * reach + 1, 2 * reach + 1))
    return np.median(windows, axis=(-1, -2)).astype(np.float32), side
