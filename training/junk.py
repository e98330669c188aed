"""Ink that is no number: letters and signs, scribbles, dots. Negatives for the eleventh class.

Letters come from the Hershey fonts (A. V. Hershey 1967, "Calligraphy for Computers"; public domain,
drawn with single lines as a pen would), each warped like written ink. They are split as writers are: no letter is drawn
with the same lines on two sides.
"""

from collections.abc import Mapping
from functools import cache

import numpy as np
from HersheyFonts import HersheyFonts
from numpy.random import Generator
from numpy.typing import NDArray

from augment import arc_lengths, warp
from hypotheses import is_upright_bar

# Of each font the characters whose letters nobody takes for a digit; other scripts' letters stand in their places.
_LATIN = "#$%*+<=>?@AEFHKMNPRUVWXadfhkmnpuvwx[{~"
TRAIN_LETTERS = {
    "futural": _LATIN,
    "rowmans": _LATIN,
    "cursive": "AHMPUWadhmpuw",
    "cyrillic": "#$%&ADEGHKLMNPQRUWX^`adeghiklmnpqruwx}",
    "japanese": "$%&'()+,-./01345679:ADEFGIJKMNOPxy{|}",
}
VALIDATION_LETTERS = {"scripts": "FKNRVXfknvx", "japanese": "TUVWXZ[\\^_`abcdfhlnoqrs"}
TEST_LETTERS = {"greeks": "CDNPRWXaegjklmpqtvwx"}

GRID, RING, DENTED = 0.1, 0.2, 0.15  # of the drawings
DENTS = (1, 1, 1, 3, 4, 5, 6)  # two might be the waist of an 8

Fonts = Mapping[str, str]


@cache
def letters(font: str, characters: str) -> tuple[tuple[NDArray[np.float64], ...], ...]:
    """These letters of a Hershey font as strokes scaled to height 1, y down."""
    pen = HersheyFonts()
    pen.load_default_font(font)
    lines = ([np.array(stroke, np.float64) for stroke in pen.strokes_for_text(one)] for one in characters)
    return tuple(tuple(_unit([_dense(stroke) for stroke in strokes])) for strokes in lines)


def _unit(strokes: list[NDArray]) -> list[NDArray]:
    points = np.vstack(strokes)
    low = points.min(axis=0)
    return [(stroke - low) / max(np.ptp(points, axis=0).max(), 1e-6) for stroke in strokes]


def _dense(stroke: NDArray) -> NDArray:
    """Points at most a tenth of a letter apart, so that warps bend long lines."""
    arc = arc_lengths(stroke)
    at = np.linspace(0, arc[-1], max(int(arc[-1] / 2), 2)) if arc[-1] else np.zeros(1)
    return np.stack([np.interp(at, arc, stroke[:, 0]), np.interp(at, arc, stroke[:, 1])], axis=1)


def letter(rng: Generator, fonts: Fonts = TRAIN_LETTERS) -> list[NDArray[np.float64]]:
    """One warped letter or sign of one of these fonts, each with its characters."""
    font = list(fonts)[rng.integers(len(fonts))]
    glyphs = letters(font, fonts[font])
    return warp(glyphs[rng.integers(len(glyphs))], rng)


def drawing(rng: Generator) -> list[NDArray[np.float64]]:
    """One to five of: a polygon, an arc, a wave, a hook of lines, somewhere, some closed; lines across lines; a ring
    with something in it; a round line with dents."""
    chance = rng.random()
    if chance < GRID + RING:
        return warp(_grid(rng) if chance < GRID else _ring(rng), rng)
    if chance < GRID + RING + DENTED:
        return warp([_dented(rng)], rng)
    strokes: list[NDArray[np.float64]] = []
    count = rng.choice([1, 1, 2, 3, 4, 5])
    for _ in range(count):
        kind = rng.integers(4 if count > 1 else 3)
        if kind == 0:  # corners around a middle, as near and as far as those of stars, hearts, houses
            corners = rng.integers(3, 11)
            angle = np.linspace(0, 2 * np.pi, corners + 1) + rng.normal(0, 0.15, corners + 1)
            radius = rng.uniform(0.7 if corners < 6 else 0.2, 1, corners + 1)  # round ones would be zeros
            angle[-1], radius[-1] = angle[0], radius[0]
            line = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        elif kind == 3:  # never alone: it would be a 1
            angle = np.linspace(0, rng.uniform(0.5, 1.2) * np.pi, 24)
            line = np.stack([np.cos(angle), rng.uniform(0.3, 1) * np.sin(angle)], axis=1)
        elif kind == 2:
            t = np.linspace(0, 1, 40)
            wave = np.sin(2 * np.pi * rng.uniform(1, 4) * t) * rng.uniform(0.2, 0.8)
            line = np.stack([t * rng.uniform(1, 4), wave], axis=1)
        else:
            line = np.cumsum(rng.normal(0, 1, (rng.integers(3, 6), 2)), axis=0)
        strokes.append(_dense(line @ _turned(rng) * 20 * rng.uniform(0.3, 1)) / 20 + rng.uniform(-0.7, 0.7, 2))
    return strokes


def _grid(rng: Generator) -> list[NDArray[np.float64]]:
    """Two to four lines across two to four."""
    level, upright = rng.integers(2, 5, 2)
    ends = np.linspace(0, 1, 12)
    lines = [np.stack([ends, np.full(12, y)], axis=1) for y in np.linspace(0.15, 0.85, level)]
    lines += [np.stack([np.full(12, x), ends], axis=1) for x in np.linspace(0.15, 0.85, upright)]
    return [line + rng.normal(0, 0.03, 2) for line in lines]


def _ring(rng: Generator) -> list[NDArray[np.float64]]:
    """A ring with two to four dots, short lines or bows in it: one alone might be the slash or the dot of a zero."""
    t = np.linspace(0, 2 * np.pi * rng.uniform(0.95, 1.1), 30) + rng.uniform(0, 2 * np.pi)
    ring = np.stack([np.cos(t), np.sin(t)], axis=1) * rng.choice([-1, 1], 2)
    count = rng.integers(2, 5)
    around = rng.uniform(0, 2 * np.pi) + np.arange(count) * (2 * np.pi / count) + rng.normal(0, 0.3, count)
    strokes = [ring * rng.uniform(0.8, 1.25, 2)]
    for angle in around:
        along = np.linspace(-1, 1, 8)
        bow = np.stack([along, rng.uniform(-0.8, 0.8) * (1 - along**2)], axis=1) @ _turned(rng)
        place = rng.uniform(0.3, 0.6) * np.array([np.cos(angle), np.sin(angle)])
        strokes.append(bow * rng.choice([0.06, rng.uniform(0.1, 0.35)]) + place)
    return strokes


def _dented(rng: Generator) -> NDArray[np.float64]:
    """A closed round line with dents, each too deep for a zero that is closed carelessly: a heart, a cloud, a bean."""
    turn = np.linspace(0, 2 * np.pi, 90) * rng.choice([-1, 1]) + rng.uniform(0, 2 * np.pi)
    count = rng.choice(DENTS)
    radius = np.ones(90)
    for middle in np.arange(count) * (2 * np.pi / count) + rng.normal(0, 0.4 / count, count):
        away = np.abs((turn - middle + np.pi) % (2 * np.pi) - np.pi)
        radius -= rng.uniform(0.5, 0.8) * np.maximum(1 - away / rng.uniform(0.6, 1.0), 0)
    if count == 1 and rng.random() < 0.7:  # often a tip across from the dent
        radius += rng.uniform(0.3, 0.6) * np.exp(-(np.pi - away) / 0.5)
    line = radius[:, None] * np.stack([np.sin(turn), -np.cos(turn)], axis=1) * rng.uniform(0.75, 1.2, 2)
    return line @ _turned(rng) if rng.random() < 0.5 else line


def scribble(rng: Generator) -> list[NDArray[np.float64]]:
    """One of: a wandering line, a zigzag, a coil, a tangle of chords, a cross, a row of dots."""
    kind = rng.integers(6)
    n = rng.integers(8, 60)
    t = np.linspace(0, 1, n)
    if kind == 0:
        line = np.cumsum(np.cumsum(rng.normal(0, 1, (n, 2)), axis=0), axis=0) / n
        a_one = is_upright_bar([(0, 0, n - 1)], [line], np.ptp(line[:, 1]))
        return scribble(rng) if a_one else [line]
    if kind == 1:
        zigzag = np.stack([t * rng.uniform(0.3, 2), (np.arange(n) % 2) * rng.uniform(0.3, 1, n)], axis=1)
        return [zigzag @ _turned(rng)]
    if kind == 2:
        turns = rng.uniform(1.5, 6) * 2 * np.pi * t
        radius = 0.5 + rng.uniform(-0.5, 0.5) * t
        coil = np.stack([radius * np.cos(turns) + rng.uniform(0, 2) * t, radius * np.sin(turns)], axis=1)
        return [coil @ _turned(rng)]
    if kind == 3:
        return [rng.uniform(0, 1, (rng.integers(5, 14), 2))]
    if kind == 4:
        return [rng.uniform(0, 1, (2, 2)) for _ in range(rng.integers(3, 7))]
    return [rng.uniform(0, 1, (1, 2)) + rng.normal(0, 0.02, (3, 2)) for _ in range(rng.integers(1, 5))]


def _turned(rng: Generator) -> NDArray[np.float64]:
    angle = rng.uniform(0, 2 * np.pi)
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
