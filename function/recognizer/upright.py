"""Ink set upright: no line that climbs, falls or bends, no strokes that lean, no digits wider or narrower than usual.

Whoever writes on a phone's glass, where there is no line, climbs, falls or goes in an arc; hands lean; some write wide,
tablets may have pixels that are not square, and pages may tell places as parts of a canvas' sides. Rules about gaps and
widths, and the nets, know such ink less well. So slope, arc, slant and proportions of the whole number are estimated
first, and what is beyond the usual is taken away (Guerfali and Plamondon 1993, "Normalizing and restoring on-line
handwriting"). A little ink says little of a hand: the less there is, the more an estimate is drawn towards the usual.

Lengths are in units of the number's height; y points down.
"""

import numpy as np
from numpy.typing import NDArray

from .ink import Ink
from .lines import extents, lengths
from .steady import steadied
from .strokes import Normalized, normalize

# What is usual stays as it was written: nine of ten real numbers have such slopes and slants, four such widths.
USUAL_SLOPES = (-0.04, 0.04)  # y per x
USUAL_SLANTS = (-0.4, 0.05)  # x per y: most hands lean a little to the right
USUAL_WIDTHS = (0.5, 0.7)  # of a digit, in its own heights
# The unusual is taken away up to here.
SLOPES, SLANTS, WIDTHS = (-0.7, 0.7), (-0.8, 0.5), (0.03, 2.0)
# Weight of the usual: squares of heights, heights, strokes, fourth powers of heights.
SLOPE_PRIOR, SLANT_PRIOR, WIDTH_PRIOR, BEND_PRIOR = 1.0, 2.0, 3.0, 1.0
USUAL_SAG, SAG = 0.1, 2.0  # how far the line's middle is from its ends, either way: what is left alone, and the most
LEAST_REACH = 1.0  # from the middle of the line to its ends: shorter ones do not bend
TALL = 0.5  # strokes at least this high tell where the line runs, and how wide digits are
A_DIGIT = (0.03, 2.0)  # width in its own heights of a stroke that counts as a digit; a dozen in a square are 0.05 wide
CURVED = 1.15  # least length by diagonal of such a stroke: a leaning 1 is no narrow digit
BAR = 1.41  # most length by diagonal of a bar or a cap, however jagged: such strokes, wider than high, tell no line
LEVEL = 3.0  # x per y of a line that tells no slant: whether a level bar goes up or down is chance


def set_upright(ink: Ink) -> Normalized:
    """Bring slope, arc, slant and width to where they are usual, of strokes that are jagged once they are steadied.

    The slant of strokes is that of what was drawn downwards: links to the next digit go up, and lean more. Of pictures,
    whose lines have no direction, it is that of all.

    Parameters
    ----------
    ink : Ink
        Not empty.

    Returns
    -------
    Normalized
    """
    lines, first, height = normalize(ink)
    if ink.kind == "strokes":
        lines = steadied(lines, first)
    x, y = lines[:, ::2], lines[:, 1::2]  # views: what is done to them is done to the lines
    slope, bend, middle = _line(lines, first)
    y -= (slope - _within(USUAL_SLOPES, slope)) * x
    if bend:
        y -= bend * (x - middle) ** 2
    slant = _slant(x, y, directed=ink.kind == "strokes")
    x -= (slant - _within(USUAL_SLANTS, slant)) * y
    width = _width(lines, first)
    x /= width / _within(USUAL_WIDTHS, width)
    return Normalized(lines, first, height)


def _line(lines: NDArray[np.float64], first: NDArray[np.intp]) -> tuple[float, float, float]:
    """The line through the middles of tall strokes (ridge regression): y per x, and by what it bends beyond the usual,
    y per square of x from the line's middle, the third.
    """
    low, high = extents(lines, first)
    width, height = (high - low).T
    bar = (width > height) & (lengths(lines, first) < BAR * np.hypot(width, height))
    tall = (height > TALL) & ~bar
    count = np.count_nonzero(tall)
    if count < 2:
        return 0.0, 0.0, 0.0
    across, down = (low + high)[tall].T / 2
    middle = across.mean()
    across = across - middle
    down = down - down.mean()
    squares = across @ across
    slope = _within(SLOPES, across @ down / (squares + SLOPE_PRIOR))
    reach = np.ptp(across) / 2
    if count < 3 or reach < LEAST_REACH:
        return slope, 0.0, 0.0
    bow = across**2  # without what a straight line explains
    bow -= bow.mean() + across * (across @ bow / squares)
    sag = _within((-SAG, SAG), reach**2 * (bow @ down) / (bow @ bow + BEND_PRIOR))
    return slope, (sag - _within((-USUAL_SAG, USUAL_SAG), sag)) / reach**2, middle


def _slant(x: NDArray[np.float64], y: NDArray[np.float64], directed: bool) -> float:
    """x per y of all that was drawn downwards, not level: as much more as the ink leans more, whatever it shows."""
    across, down = x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]
    steep = np.abs(across) < LEVEL * np.abs(down)
    counts = steep & (down > 0) if directed else steep * np.sign(down)
    usual = sum(USUAL_SLANTS) / 2
    return _within(SLANTS, (across @ counts + SLANT_PRIOR * usual) / (down @ counts + SLANT_PRIOR))


def _width(lines: NDArray[np.float64], first: NDArray[np.intp]) -> float:
    """Median width of digits in their own heights."""
    low, high = extents(lines, first)
    width, height = (high - low).T
    digit = (height > TALL) & (lengths(lines, first) > CURVED * np.hypot(width, height))
    widths = sorted(w for w in (width[digit] / height[digit]).tolist() if A_DIGIT[0] < w < A_DIGIT[1])
    count = len(widths)
    if not count:
        return USUAL_WIDTHS[0]
    median = (widths[(count - 1) // 2] + widths[count // 2]) / 2
    usual = _within(USUAL_WIDTHS, median)
    return _within(WIDTHS, usual * (median / usual) ** (count / (count + WIDTH_PRIOR)))


def _within(bounds: tuple[float, float], value: float) -> float:
    """The value, or the bound that it is beyond."""
    return float(min(max(value, bounds[0]), bounds[1]))
