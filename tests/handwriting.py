"""Ink made for this project: digits as people write them, set into numbers, and junk.

Each digit has several styles, drawn by hand as control points. A writer's hand (slant, width, habits, device) and
random warps vary them, so that no two digits are alike and repeated ones look like different people's. Everything is
decided by the random generator that is given: the same seed gives the same ink.

Frames: templates stand in a box of height 1, x right, y down, the top of the digit at 0 and its base at 1. What is
written has pixels of the screen, x right, y down, and milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

Point = tuple[float, float]
Path = np.ndarray  # (n, 2) float64, a curve in the frame of the templates


@dataclass(frozen=True)
class Style:
    """One way of writing a digit or letter.

    Attributes
    ----------
    name : str
        What a person would call it.
    strokes : tuple of tuple of points
        Control points of each stroke, in the order of writing. The pen runs smoothly through them; a point that stands
        twice is a corner.
    late : tuple of int
        Strokes that people also add when the rest of the number is already written (bars, caps, slashes, stems).
    """

    name: str
    strokes: tuple[tuple[Point, ...], ...]
    late: tuple[int, ...] = ()


def _style(name: str, *strokes: str, late: tuple[int, ...] = ()) -> Style:
    """Style from one string a stroke: ``x,y`` in hundredths of the height, ``!`` after a corner."""
    return Style(name, tuple(_control_points(stroke) for stroke in strokes), late)


def _control_points(stroke: str) -> tuple[Point, ...]:
    points: list[Point] = []
    for word in stroke.split():
        x, y = word.rstrip("!").split(",")
        points += [(int(x) / 100, int(y) / 100)] * (1 + word.endswith("!"))
    return tuple(points)


STYLES: dict[str, list[Style]] = {
    "0": [
        _style("plain", "36,2 16,9 3,36 5,70 22,97 44,91 57,62 54,25 40,5 30,3"),
        _style("slashed", "34,3 15,9 2,38 5,72 23,97 45,91 58,60 54,24 38,4 31,3", "66,4 32,48 -4,97", late=(1,)),
        _style("slashed without lifting", "40,4 18,6 2,36 6,74 26,98 48,88 58,54 54,20 44,4! 44,4 24,50 4,92"),
        _style("started at the bottom", "27,98 48,88 58,54 48,13 29,2 10,16 2,50 9,84 25,98"),
        _style("clockwise", "22,6 42,4 57,30 56,68 38,96 16,92 3,62 5,26 20,7"),
        _style("not closed", "34,6 14,14 2,44 7,78 27,98 48,88 58,56 55,24 47,10"),
        _style("looped on top", "46,10 26,4 7,24 2,58 14,90 36,98 55,78 58,42 48,12 34,0 26,6 32,15 48,14 62,7"),
        _style("overlapped", "42,8 22,2 5,26 4,66 22,97 46,90 59,56 52,18 32,4 14,18 7,38"),
    ],
    "1": [
        _style("stroke", "2,0 2,50 0,100"),
        _style("slanted", "34,0 18,48 0,100"),
        _style("flag", "0,27 14,16 27,0! 26,48 25,100"),
        _style("long flag", "0,46 18,26 36,0! 35,50 33,100"),
        _style("flag and foot", "2,26 16,14 27,0! 27,50 26,98", "2,99 28,98 54,98", late=(1,)),
        _style("flag and foot without lifting", "0,24 14,14 24,1! 25,50 24,98! 2,99! 26,97 50,98"),
        _style("from the bottom", "0,100 4,50 6,0"),
    ],
    "2": [
        _style("round", "3,22 11,6 31,0 51,8 55,28 42,52 20,78 2,97! 28,95 62,96"),
        _style("looped", "4,18 20,1 42,2 53,19 44,46 26,74 9,94 0,93 2,82 15,79 33,91 49,99 66,92"),
        _style("straight base", "3,12 22,3 42,5 51,18 45,38 26,66 1,98! 30,98 60,98"),
        _style("like a Z", "2,8 26,4 54,5! 30,48 2,96! 30,94 58,95"),
        _style("hooked", "16,32 5,27 7,10 28,0 50,8 54,30 38,58 3,96! 18,89 36,94 50,99 66,90"),
    ],
    "3": [
        _style("round", "4,14 20,1 42,4 49,20 38,38 18,46! 42,48 57,66 50,89 27,100 2,89"),
        _style("flat top", "2,4 28,3 54,2! 38,22 20,40! 44,42 57,63 49,89 24,100 0,91"),
        _style("looped waist", "5,12 24,0 45,7 46,26 31,43 17,47 16,40 28,39 48,51 56,72 44,95 20,99 1,86"),
        _style("soft waist", "8,10 28,0 48,9 47,30 30,46 44,54 55,72 46,94 22,100 0,88"),
    ],
    "4": [
        _style("open", "13,2 9,28 2,56! 32,56 68,54", "46,20 45,60 42,100", late=(1,)),
        _style("open, like a cup", "5,3 3,30 9,50 27,55 50,48", "55,1 53,48 49,100", late=(1,)),
        _style("open, without lifting", "12,2 7,30 3,54! 24,54 40,44 54,12! 50,56 46,100"),
        _style("closed, without lifting", "66,66 34,66 2,67! 22,38 46,1! 45,50 43,100"),
        _style("closed", "45,0 25,32 1,65! 34,65 68,63", "45,0 45,50 43,100", late=(1,)),
        _style("closed, low stem", "42,2 22,32 2,62! 32,62 66,60", "43,36 42,68 40,100", late=(1,)),
        _style("three strokes", "14,2 9,30 3,56", "2,57 34,57 67,55", "47,24 45,60 43,100", late=(2,)),
    ],
    "5": [
        _style("one stroke", "55,3 34,3 13,4! 11,22 8,42! 28,36 50,46 56,68 45,92 22,100 0,89"),
        _style("cap last", "13,5 11,24 8,43! 28,37 51,48 56,70 44,93 21,100 0,90", "13,4 34,3 57,1", late=(1,)),
        _style("cap first", "12,4 32,4 56,2", "13,5 10,24 9,42! 30,37 51,49 55,71 42,94 18,99 0,89"),
        _style("like an S", "54,7 34,1 14,8 10,25 24,40 44,52 54,70 45,91 24,100 2,92"),
        _style("angular", "52,2 14,3! 6,46! 26,43 48,52 52,72 40,92 0,99"),
    ],
    "6": [
        _style("round", "44,2 25,16 8,44 3,72 15,95 36,98 53,82 50,62 33,53 14,60 5,76"),
        _style("straight back", "38,0 20,32 5,64 4,86 21,99 44,94 52,77 40,61 21,62 6,76"),
        _style("curled", "54,12 40,1 20,8 5,36 3,70 17,95 40,98 56,80 51,59 31,53 13,63 8,78"),
        _style("open bowl", "36,0 14,30 3,64 10,92 32,99 50,87 50,69 37,60 23,65"),
        _style("crossed", "47,4 26,14 7,44 4,76 20,98 44,93 53,73 40,57 18,61 -4,76"),
    ],
    "7": [
        _style("plain", "0,4 30,4 58,3! 42,36 22,100"),
        _style("barred", "0,5 30,4 60,2! 44,36 24,100", "12,52 34,49 58,47", late=(1,)),
        _style("serif and bar", "2,18 4,3! 30,4 60,2! 44,36 26,100", "12,53 36,50 60,48", late=(1,)),
        _style("serif stroke", "4,1 2,12 1,23", "4,4 30,5 55,4! 49,28 44,62 42,100"),
        _style("hooked", "0,16 7,4 22,6 38,9 60,1! 44,34 30,66 23,100"),
        _style("round", "0,9 20,2 44,2 55,10 50,28 34,60 24,100"),
    ],
    "8": [
        _style("like an S", "48,13 33,1 13,7 8,25 22,41 42,54 54,74 44,95 22,99 3,84 9,63 29,45 47,28 50,12"),
        _style("like a mirrored S", "10,12 26,0 46,7 48,27 32,43 12,57 2,78 16,97 38,98 54,81 46,59 28,44 11,27 8,10"),
        _style(
            "two circles", "32,1 14,6 9,24 21,41 40,38 48,20 38,4 30,1", "28,42 8,54 2,77 17,97 40,96 54,77 45,52 27,42"
        ),
        _style("from the middle", "29,46 11,30 14,6 33,0 48,12 44,32 28,48 8,64 4,87 24,100 48,93 52,68 31,46"),
        _style("open", "52,10 38,0 17,4 9,21 22,39 43,54 53,75 42,96 20,98 4,82 12,63 34,46 50,30 56,17"),
    ],
    "9": [
        _style("round", "50,17 37,3 16,4 3,22 8,42 26,48 44,37 52,16! 54,46 47,77 29,100"),
        _style("straight leg", "48,12 32,1 11,7 3,27 14,46 34,44 48,24 51,4! 51,52 49,100"),
        _style("hooked", "49,14 34,1 13,7 4,26 14,44 34,42 48,24 51,7! 54,42 51,82 35,100 12,96 2,86"),
        _style("open", "44,7 24,3 5,18 7,38 25,45 44,33 54,6! 50,54 45,100"),
        _style("looped", "51,20 40,3 18,1 4,18 9,38 28,42 45,30 51,16 52,30 47,66 34,100"),
        _style("two strokes", "48,9 30,1 9,10 4,30 17,46 37,41 49,22 48,8", "50,6 50,52 47,100", late=(1,)),
    ],
}

# Letters that are no digits either when they are written badly (so no o, l, z, s, b, g, q, I, O, S, Z, B, G).
LETTERS: dict[str, Style] = {
    letter: _style(letter, *strokes)
    for letter, strokes in {
        "A": ("0,100 20,48 38,0! 56,50 74,100", "14,62 38,61 62,62"),
        "E": ("4,2 3,50 2,98", "4,2 30,2 54,1", "4,48 26,48 46,47", "3,98 30,98 56,97"),
        "F": ("4,2 3,50 2,100", "4,2 30,2 56,1", "4,46 26,46 46,45"),
        "H": ("2,0 2,50 0,100", "60,0 59,50 58,100", "2,50 30,49 59,48"),
        "K": ("3,0 3,50 2,100", "54,2 28,30 4,54! 30,74 58,100"),
        "M": ("0,100 8,50 14,2! 28,36 42,68! 58,34 70,2! 78,50 84,100",),
        "N": ("2,100 4,50 6,2! 32,50 58,98! 60,50 62,0",),
        "R": ("4,0 4,50 3,100", "4,4 34,1 52,16 44,40 6,48! 32,72 58,100"),
        "W": ("0,2 10,50 20,98! 32,60 42,28! 54,62 64,98! 76,50 86,2",),
        "X": ("2,2 30,50 58,100", "58,2 30,50 0,100"),
        "Y": ("2,2 16,24 30,48", "60,0 42,30 28,60 18,100"),
        "a": ("56,24 34,12 10,28 2,58 12,88 34,92 52,62 58,18! 56,60 60,88 76,92",),
        "e": ("4,56 34,50 56,34 46,12 22,10 4,36 6,74 28,96 56,90 72,76",),
        "h": ("4,0 4,50 2,100! 8,62 28,44 44,54 46,78 46,100",),
        "k": ("6,0 5,50 2,100", "46,40 24,56 6,68! 24,82 50,100"),
        "m": ("2,36 4,70 4,100! 8,58 22,38 34,50 34,100! 40,58 54,38 66,52 66,82 70,100",),
        "n": ("2,30 4,70 4,100! 10,54 30,32 50,44 54,74 58,100",),
        "w": ("0,30 6,72 20,98 32,78 38,40! 44,76 58,98 72,72 78,30",),
    }.items()
}


# Curves


def curve(control: Sequence[Point] | np.ndarray, density: int = 24) -> Path:
    """Smooth curve through control points, broken at those that stand twice.

    Centripetal Catmull-Rom splines (Yuksel, Schaefer, Keyser 2011, "Parameterization and applications of Catmull-Rom
    curves"): no cusps and no loops of their own between unevenly spaced points.

    Parameters
    ----------
    control : array_like of shape (k, 2)
    density : int
        Points for each piece between two control points.

    Returns
    -------
    ndarray of shape (n, 2), dtype float64
    """
    points = np.asarray(control, float)
    corners = np.flatnonzero((points[1:] == points[:-1]).all(1)) + 1
    return np.vstack([_smooth(part, density) for part in np.split(points, corners)])


def _smooth(points: np.ndarray, density: int) -> Path:
    if len(points) < 2:
        return points
    knots = np.concatenate([[0], np.cumsum(np.sqrt(np.linalg.norm(np.diff(points, axis=0), axis=1)) + 1e-9)])
    steps, chords = np.diff(knots)[:, None], np.diff(points, axis=0)
    slopes = chords / steps
    inner = (slopes[:-1] * steps[1:] + slopes[1:] * steps[:-1]) / (steps[1:] + steps[:-1])
    ends = (
        (1.5 * slopes[:1] - 0.5 * inner[:1], 1.5 * slopes[-1:] - 0.5 * inner[-1:]) if len(inner) else (slopes, slopes)
    )
    tangents = np.vstack([ends[0], inner, ends[1]])
    u = np.linspace(0, 1, density, endpoint=False)[None, :, None]
    start, step = points[:-1, None], steps[:, None]
    hermite = (
        (2 * u**3 - 3 * u**2 + 1) * start
        + (u**3 - 2 * u**2 + u) * step * tangents[:-1, None]
        + (3 * u**2 - 2 * u**3) * points[1:, None]
        + (u**3 - u**2) * step * tangents[1:, None]
    )  # (pieces, density, 2)
    return np.vstack([hermite.reshape(-1, 2), points[-1:]])


# Hands


@dataclass(frozen=True)
class Device:
    """What the ink is drawn with: reports a second, grid of the coordinates in pixels, shake in parts of the height."""

    name: str
    rate: tuple[float, float]
    grid: float
    shake: tuple[float, float]


DEVICES = (
    Device("mouse", (60, 125), 1.0, (0.004, 0.012)),
    Device("finger", (60, 120), 0.5, (0.002, 0.007)),
    Device("pen", (120, 240), 0.125, (0.001, 0.004)),
)


@dataclass(frozen=True)
class Hand:
    """How one person writes.

    Attributes
    ----------
    styles : dict of str to int
        Index into `STYLES` for each digit: a person has one way of writing a seven.
    slant : float
        Pixels to the right for each pixel up.
    width : float
        Factor on the width.
    turn : float
        Radians by which all is turned, clockwise.
    speed : float
        Heights a second.
    unrest : float
        How much repeated digits differ; 0 not at all.
    rate, grid, shake : float
        Of the device: reports a second, grid in pixels, shake in parts of the height.
    """

    styles: dict[str, int]
    slant: float = 0.0
    width: float = 1.0
    turn: float = 0.0
    speed: float = 8.0
    unrest: float = 0.0
    rate: float = 120.0
    grid: float = 0.125
    shake: float = 0.0


def hand(rng: np.random.Generator, warp: float = 1.0, device: Device | None = None) -> Hand:
    """A random person with a random device; ``warp`` 0 writes like the templates, 1 like people."""
    device = device or DEVICES[rng.integers(len(DEVICES))]
    return Hand(
        styles={label: int(rng.integers(len(styles))) for label, styles in STYLES.items()},
        slant=warp * rng.normal(0.10, 0.14),
        width=float(np.exp(warp * rng.normal(0.0, 0.13))),
        turn=warp * rng.normal(0.0, 0.05),
        speed=rng.uniform(5.0, 13.0),
        unrest=warp * rng.uniform(0.6, 1.4),
        rate=rng.uniform(*device.rate),
        grid=device.grid,
        shake=warp * rng.uniform(*device.shake),
    )


def _form(style: Style, by: Hand, rng: np.random.Generator) -> list[Path]:
    """Curves of one digit or letter as this person writes it this time; height 1, its box at (0, 0)."""
    loose = by.unrest * 0.009
    paths = [curve(_loosened(stroke, rng, loose)) for stroke in style.strokes]
    paths = [path + rng.normal(0, loose, 2) for path in paths]  # a bar or cap does not always meet
    bend = _elastic(rng, by.unrest * 0.022)
    matrix = _affine(by, rng)
    paths = [(path + bend(path)) @ matrix.T for path in paths]
    corner, far = np.vstack(paths).min(0), np.vstack(paths).max(0)
    return [(path - corner) / (far - corner)[1] for path in paths]


def _loosened(stroke: Sequence[Point], rng: np.random.Generator, amount: float) -> np.ndarray:
    """Control points a little off; a corner stays one."""
    points = np.asarray(stroke, float)
    moved = points + rng.normal(0, amount, points.shape)
    again = np.flatnonzero((points[1:] == points[:-1]).all(1)) + 1
    moved[again] = moved[again - 1]
    return moved


def _elastic(rng: np.random.Generator, amount: float, waves: int = 4) -> Callable[[Path], Path]:
    """Smooth random displacement of the plane: a few long waves, so that ink bends and never breaks."""
    direction = rng.normal(0, 1, (2, waves))
    direction *= rng.uniform(1.5, 4.5, waves) / np.linalg.norm(direction, axis=0)  # 1.4 to 4 heights long
    phase = rng.uniform(0, 2 * np.pi, waves)
    push = rng.normal(0, amount, (waves, 2))
    return lambda path: np.sin(path @ direction + phase) @ push


def _affine(by: Hand, rng: np.random.Generator) -> np.ndarray:
    """Slant, width and turn of this person, a little different each time; (2, 2)."""
    slant = by.slant + by.unrest * rng.normal(0, 0.035)
    width = by.width * np.exp(by.unrest * rng.normal(0, 0.05))
    turn = by.turn + by.unrest * rng.normal(0, 0.02)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return rotation @ np.array([[width, -slant], [0.0, 1.0]])


# The pen's movement


def _timed(path: Path, by: Hand, height: float) -> np.ndarray:
    """Seconds at each point of a path in pixels, from 0.

    The pen slows down where the path bends: speed goes with the curvature to the power of -1/3 (Lacquaniti, Terzuolo,
    Viviani 1983, "The law relating the kinematic and figural aspects of drawing movements"), and it starts and stops.
    """
    step = np.linalg.norm(np.diff(path, axis=0), axis=1) / height
    along = np.concatenate([[0], np.cumsum(step)])
    middle = (along[1:] + along[:-1]) / 2
    heading = np.unwrap(np.arctan2(*np.diff(path, axis=0).T[::-1]))
    reach = 0.04  # heights over which a corner is felt
    bend = np.interp(middle + reach, middle, heading) - np.interp(middle - reach, middle, heading)
    speed = by.speed * (np.abs(bend) / (2 * reach) + 1.0) ** (-1 / 3)
    edge = np.minimum(middle, along[-1] - middle)
    speed *= np.clip(np.sqrt(edge / 0.12), 0.25, 1.0)
    return np.concatenate([[0], np.cumsum(step / speed)])


def _penned(
    path: Path, by: Hand, height: float, start: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """What the device reports of a path in pixels: (n, 3) x, y, milliseconds, and the place of each on the path (n,).

    Places are counted in points of the path, as fractions.
    """
    keep = np.concatenate([[True], (np.diff(path, axis=0) != 0).any(1)])
    path, index = path[keep], np.flatnonzero(keep)
    if len(path) < 2:
        return np.array([[*_on_grid(path[0], by), round(start)]]), index[:1].astype(float)
    seconds = _timed(path, by, height)
    count = max(2, int(np.ceil(seconds[-1] * by.rate)) + 1)
    at = np.linspace(0, seconds[-1], count)
    at[1:-1] += rng.uniform(-0.15, 0.15, count - 2) / by.rate  # reports do not come like clockwork
    xy = np.column_stack([np.interp(at, seconds, path[:, axis]) for axis in (0, 1)])
    xy += _shake(count, by.rate, rng) * by.shake * height
    points = np.column_stack([_on_grid(xy, by), np.round(start + 1000 * at)])
    return points, np.interp(at, seconds, index)


def _on_grid(xy: np.ndarray, by: Hand) -> np.ndarray:
    return np.round(xy / by.grid) * by.grid


def _shake(count: int, rate: float, rng: np.random.Generator) -> np.ndarray:
    """Tremor of about 10 a second, of standard deviation 1; (count, 2)."""
    span = max(1, int(rate / 20))
    noise = rng.normal(0, 1, (count + 2 * span, 2)).cumsum(0)
    smooth = (noise[2 * span :] - noise[: -2 * span]) / np.sqrt(2 * span)
    return smooth[:count]


# Digits and numbers


def digit(
    label: str, rng: np.random.Generator, style: int | None = None, warp: float = 1.0, height: float = 100.0
) -> list[np.ndarray]:
    """One digit by a person of its own.

    Parameters
    ----------
    label : str
        ``"0"`` to ``"9"``.
    rng : numpy.random.Generator
        Decides everything.
    style : int, optional
        Index into ``STYLES[label]``; any when not given.
    warp : float
        How far from the template: 0 not at all, 1 as people differ.
    height : float
        Pixels.

    Returns
    -------
    list of ndarray of shape (n, 3), dtype float64
        Strokes in the order of writing: x, y (down), milliseconds from the first point.
    """
    by = hand(rng, warp)
    if style is not None:
        by = replace(by, styles=by.styles | {label: style})
    return list(number(label, rng, by=by, height=height, baseline=0.0, size=0.0).strokes)


@dataclass(frozen=True)
class Written:
    """A number as it was written.

    Attributes
    ----------
    text : str
    strokes : tuple of ndarray of shape (n, 3), dtype float64
        In the order of writing: x, y (down) in pixels, milliseconds from the first point.
    segments : tuple of tuple of int
        The strokes of each digit, from left to right. A stroke that joins two digits belongs to both.
    links : tuple of (stroke, first point, last point)
        Ink inside a stroke that only leads from one digit to the next, from left to right.
    """

    text: str
    strokes: tuple[np.ndarray, ...]
    segments: tuple[tuple[int, ...], ...]
    links: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class _Run:
    """A path to be written in one go, the digits that it belongs to, and its links: (begin, end) points of it."""

    path: Path
    digits: tuple[int, ...]
    links: tuple[tuple[int, int], ...] = ()
    late: bool = False


def number(
    text: str,
    rng: np.random.Generator,
    *,
    gap: tuple[float, float] = (0.12, 0.4),
    height: float = 100.0,
    baseline: float = 0.04,
    size: float = 0.07,
    warp: float = 1.0,
    late: bool = False,
    shuffled: bool = False,
    joined: float = 0.0,
    by: Hand | None = None,
    origin: Point = (20.0, 20.0),
) -> Written:
    """A number, digits side by side, all by one person.

    Parameters
    ----------
    text : str
        Digits ``0`` to ``9``.
    rng : numpy.random.Generator
        Decides everything.
    gap : (float, float)
        Between the boxes of neighbors, in heights, drawn evenly between the two; negative: the boxes overlap.
    height : float
        Of a digit, in pixels, on the average.
    baseline, size : float
        Standard deviations of the foot of the digits, in heights, and of the logarithm of their size.
    warp : float
        How far from the templates: 0 not at all, 1 as people differ.
    late : bool
        Bars, caps, slashes and stems are added when all else is written; digits are written in styles that have one.
    shuffled : bool
        Digits are written in a random order.
    joined : float
        The probability that the pen is not lifted between two neighbors. Some pairs nobody joins, and they stay apart:
        after a digit that ends low on its left, such as a 3, for one.
    by : Hand, optional
        Who writes; a random person when not given.
    origin : (float, float)
        Pixels: where the upper left of the first digit is, about.

    Returns
    -------
    Written
    """
    by = by or hand(rng, warp)
    by = _with_late_strokes(by, rng) if late else by
    styles = [STYLES[label][by.styles[label]] for label in text]
    forms = _set_side_by_side([_form(style, by, rng) for style in styles], rng, gap, baseline, size)
    runs = [
        _Run(np.asarray(origin) + height * path, (place,), late=late and index in style.late)
        for place, (style, form) in enumerate(zip(styles, forms, strict=True))
        for index, path in enumerate(form)
    ]
    runs = _joined(runs, text, rng, joined, height) if joined else runs
    return _written(text, _in_order(runs, rng, shuffled), by, height, rng)


def _with_late_strokes(by: Hand, rng: np.random.Generator) -> Hand:
    """The same person, using styles that have a stroke to add late wherever there is one."""
    styles = dict(by.styles)
    for label, choices in STYLES.items():
        late = [index for index, style in enumerate(choices) if style.late]
        if late:
            styles[label] = int(rng.choice(late))
    return replace(by, styles=styles)


def _set_side_by_side(
    forms: list[list[Path]], rng: np.random.Generator, gap: tuple[float, float], baseline: float, size: float
) -> list[list[Path]]:
    """Forms moved next to each other, in heights: feet near 1."""
    placed, right = [], 0.0
    for form in forms:
        scale = float(np.exp(rng.normal(0, size)))
        left = right + rng.uniform(*gap) if placed else 0.0
        foot = np.vstack(form)[:, 1].max()
        move = np.array([left, 1.0 - scale * foot + rng.normal(0, baseline)])
        placed.append([scale * path + move for path in form])
        right = left + scale * np.vstack(form)[:, 0].max()
    return placed


def _in_order(runs: list[_Run], rng: np.random.Generator, shuffled: bool) -> list[_Run]:
    """Runs in the order of writing: by digit, from left to right or shuffled, late ones at the end."""
    digits = sorted({run.digits[0] for run in runs})
    rank = dict(zip(digits, rng.permutation(len(digits)) if shuffled else range(len(digits)), strict=True))
    return sorted(runs, key=lambda run: (run.late, rank[run.digits[0]]))


def _joined(runs: list[_Run], text: str, rng: np.random.Generator, chance: float, height: float) -> list[_Run]:
    """Runs of neighbors put together, with a link from the last stroke of one to the first of the next."""
    boxes = {
        place: _box([run.path for run in runs if run.digits == (place,)]) for (place,) in {run.digits for run in runs}
    }
    out: list[_Run] = []
    for run in runs:
        before = out[-1] if out else run
        new = run.digits[0] > before.digits[-1] and not before.late and not run.late
        if new and _goes_on(before, run, boxes, text) and rng.random() < chance:
            out[-1] = _link(before, run, height)
        else:
            out.append(run)
    return out


def _box(paths: list[Path]) -> np.ndarray:
    """Upper left and lower right corner of some paths; (2, 2)."""
    points = np.vstack(paths)
    return np.array([points.min(0), points.max(0)])


def _goes_on(first: _Run, second: _Run, boxes: dict[int, np.ndarray], text: str) -> bool:
    """Whether people go on without lifting the pen.

    Not from low on the left, as after a 3. Not to the far side of the next digit, as to the cap of a 5, but for the 8
    and the 9, through which the pen may go; and to those not from above.
    """
    before, after = first.digits[-1], second.digits[0]
    end_x, end_y = _within(first.path[-1], boxes[before])
    start_x, _ = _within(second.path[0], boxes[after])
    width, height = np.diff(boxes[before], axis=0)[0]
    low_left = end_x < 0.4 and end_y > 0.6 and width > 0.4 * height and _direction(first.path[::-1])[0] > 0.4
    too_far = start_x > 0.8 and (end_y < 0.5 or text[after] not in "89") and text[after] != "1"
    return not low_left and not too_far


def _within(point: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Where a point is in a box: (0, 0) at the upper left, (1, 1) at the lower right."""
    return (point - box[0]) / np.maximum(box[1] - box[0], 1e-9)


def _link(first: _Run, second: _Run, height: float) -> _Run:
    """Two runs as one: the pen leaves as it arrived, swings over and comes in as the next digit begins."""
    start, end = first.path[-1], second.path[0]
    reach = min(0.7 * float(np.linalg.norm(end - start)), 0.6 * height)
    leave, arrive = _direction(first.path[::-1]) * -reach, _direction(second.path) * reach
    u = np.linspace(0, 1, 26)[1:-1, None]
    swing = (
        (2 * u**3 - 3 * u**2 + 1) * start
        + (u**3 - 2 * u**2 + u) * leave
        + (3 * u**2 - 2 * u**3) * end
        + (u**3 - u**2) * arrive
    )
    begin = len(first.path)
    moved = tuple((a + begin + len(swing), b + begin + len(swing)) for a, b in second.links)
    return _Run(
        np.vstack([first.path, swing, second.path]),
        first.digits + second.digits,
        (*first.links, (begin, begin + len(swing) - 1), *moved),
    )


def _direction(path: Path) -> np.ndarray:
    """Unit vector in which a path begins."""
    vector = path[min(8, len(path) - 1)] - path[0]
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


def _written(text: str, runs: list[_Run], by: Hand, height: float, rng: np.random.Generator) -> Written:
    """Runs written one after the other, with the pen in the air for a while between them."""
    strokes, links, clock = [], [], 0.0
    segments: list[list[int]] = [[] for _ in text]
    for index, run in enumerate(runs):
        points, at = _penned(run.path, by, height, clock, rng)
        clock = points[-1, 2] + rng.uniform(90, 320)
        strokes.append(points)
        for place in run.digits:
            segments[place].append(index)
        links += [(run.digits[0], index, *_points_between(at, *link)) for link in run.links]
    return Written(text, tuple(strokes), tuple(map(tuple, segments)), tuple(link[1:] for link in sorted(links)))


def _points_between(at: np.ndarray, begin: int, end: int) -> tuple[int, int]:
    """First and last of the reports that lie on points begin to end of the path; the nearest one when none does."""
    inside = np.flatnonzero((at >= begin - 0.5) & (at <= end + 0.5))
    if len(inside) == 0:
        inside = np.array([np.abs(at - (begin + end) / 2).argmin()])
    return int(inside[0]), int(inside[-1])


# Junk


def junk(rng: np.random.Generator, kind: str | None = None, height: float = 100.0) -> list[np.ndarray]:
    """Ink that is no number: letters, a word, a scribble, a spiral, a heart, a star, a grid, a face or dots.

    Parameters
    ----------
    rng : numpy.random.Generator
        Decides everything.
    kind : str, optional
        One of `JUNK`; any when not given.
    height : float
        Pixels.

    Returns
    -------
    list of ndarray of shape (n, 3), dtype float64
        As `digit` gives it.
    """
    paths = JUNK[kind or sorted(JUNK)[rng.integers(len(JUNK))]](rng)
    by = hand(rng)
    runs = [_Run(20.0 + height * path, (0,)) for path in paths]
    return list(_written("0", runs, by, height, rng).strokes)


def _letter(rng: np.random.Generator) -> list[Path]:
    return _form(LETTERS[sorted(LETTERS)[rng.integers(len(LETTERS))]], hand(rng), rng)


def _word(rng: np.random.Generator) -> list[Path]:
    by = hand(rng)
    letters = rng.choice(sorted(LETTERS), rng.integers(2, 6))
    forms = [_form(LETTERS[letter], by, rng) for letter in letters]
    sizes = [0.62 if letter in "aemnw" else 1.0 for letter in letters]
    forms = [[size * path for path in form] for size, form in zip(sizes, forms, strict=True)]
    forms = _set_side_by_side(forms, rng, (0.05, 0.25), 0.03, 0.05)
    return [path for form in forms for path in form]


def _scribble(rng: np.random.Generator) -> list[Path]:
    """To and fro, as when something is crossed out."""
    turns = rng.integers(7, 14)
    x = np.linspace(0, rng.uniform(0.5, 1.6), turns) + rng.normal(0, 0.06, turns)
    y = np.where(np.arange(turns) % 2, 0.1, 0.9) + rng.normal(0, 0.12, turns)
    return [curve(np.column_stack([x, y]))]


def _tangle(rng: np.random.Generator) -> list[Path]:
    return [curve(rng.uniform(0, 1, (rng.integers(9, 16), 2)) * [1.1, 1.0])]


def _spiral(rng: np.random.Generator) -> list[Path]:
    angle = np.linspace(0, 2 * np.pi * rng.uniform(2.5, 4.5), 160) * rng.choice([-1, 1]) + rng.uniform(0, 6)
    radius = np.linspace(0.02, 0.5, 160)
    path = np.column_stack([np.cos(angle), rng.uniform(0.8, 1.1) * np.sin(angle)]) * radius[:, None] + 0.5
    return [path + _elastic(rng, 0.015)(path)]


def _heart(rng: np.random.Generator) -> list[Path]:
    control = _control_points("50,30 40,8 18,4 2,24 10,56 50,98! 90,56 98,24 82,4 60,8 50,28")
    return [curve(_loosened(control, rng, 0.025))]


def _star(rng: np.random.Generator) -> list[Path]:
    control = _control_points("14,98! 50,0! 86,98! 0,36! 100,36! 14,98")
    return [curve(_loosened(control, rng, 0.03))]


def _grid(rng: np.random.Generator) -> list[Path]:
    bars = ("30,2 28,50 24,98", "66,0 64,50 60,98", "2,34 46,33 92,30", "0,68 46,67 90,64")
    return [curve(_loosened(_control_points(bar), rng, 0.025)) for bar in bars]


def _face(rng: np.random.Generator) -> list[Path]:
    lines = (
        "50,0 14,14 0,50 14,86 50,100 86,86 100,50 86,14 46,1",
        "32,30 33,36 33,42",
        "66,30 66,36 67,42",
        "24,62 36,78 52,82 68,76 76,62",
    )
    return [curve(_loosened(_control_points(line), rng, 0.02)) for line in lines]


def _dots(rng: np.random.Generator) -> list[Path]:
    return [rng.uniform(0, 1, (1, 2)) * [2.0, 1.0] for _ in range(rng.integers(1, 6))]


JUNK: dict[str, Callable[[np.random.Generator], list[Path]]] = {
    "letter": _letter,
    "word": _word,
    "scribble": _scribble,
    "tangle": _tangle,
    "spiral": _spiral,
    "heart": _heart,
    "star": _star,
    "grid": _grid,
    "face": _face,
    "dots": _dots,
}
