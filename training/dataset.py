"""What the net is trained on: MNIST, pen digits, hypotheses of composed and real numbers, junk.

All ink is drawn by the function's own rasterizer. Digits in numbers and what is wrong there are hypotheses of the
function's own segmentation, so that the net learns from exactly what it will be shown; single digits and junk are
drawn whole, without it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

import junk
from augment import arc_lengths, to_unit, warp
from compose import Number, compose
from hypotheses import (
    NOT_DIGIT,
    UNCLEAR,
    fragments,
    height_of,
    is_upright_bar,
    nearest_digit,
    segment_labeled,
)
from other_hands import by_other_hands
from recognizer.ink import ink_from_strokes
from recognizer.rasterize import GAIN, SIDE, rasterize
from recognizer.segmentation import FEATURES, MIN_SIDE, Hypotheses
from recognizer.trajectories import CHANNELS, STEPS, trajectories
from samples import Sample
from styles import lift, restyle

KIND_SHARES = {  # of the composed numbers
    "spaced": 0.15,
    "tight": 0.22,
    "overlapping": 0.22,
    "wide": 0.04,
    "added_last": 0.1,
    "out_of_order": 0.05,
    "joined": 0.22,
}
MAX_NEGATIVES = 5  # of one number, drawn at random: long numbers have many
MAX_WHOLE = 3  # of these of whole strokes, which the function looks at first; parts of cut strokes are many more
BARS = 0.3  # of upright bars that are kept as negatives: as many as there are would make ones doubtful
GAINS = (1.7, 4.5)  # pen widths, see `rasterize`
CUTS = FEATURES.index("cuts")
DOUBT = 0.5  # that a fragment is the digit, to some hand: times the square of its share of the digit's ink
MANY = 5  # different digits
ELASTIC, GRID = 0.8, 5  # of pictures: pixels, standard deviation of the shifts at so many by so many places


@dataclass
class Rasters:
    """Rasters with their classes.

    Attributes
    ----------
    images : ndarray of shape (N, 28, 28), dtype uint8
    labels : ndarray of shape (N,), dtype int64
        10 is no digit.
    others : ndarray of shape (N,), dtype int64
        A second class that is right with probability `doubts`: a fragment of a digit is no digit, but
        where somebody writes so, it is that digit and no other.
    doubts : ndarray of shape (N,), dtype float32
    ways : ndarray of shape (N, 48, 6), dtype uint8, or None
        Trajectories; none where the way of the pen is not known.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    others: NDArray[np.int64] = None  # type: ignore[assignment]
    doubts: NDArray[np.float32] = None  # type: ignore[assignment]
    ways: NDArray[np.uint8] | None = None

    def __post_init__(self) -> None:
        if self.others is None:
            self.others, self.doubts = self.labels, np.zeros(len(self.labels), np.float32)

    @staticmethod
    def join(parts: Iterable["Rasters"]) -> "Rasters":
        parts = list(parts)
        fields = zip(*((p.images, p.labels, p.others, p.doubts) for p in parts), strict=True)
        ways = [part.ways for part in parts if part.ways is not None]
        return Rasters(*map(np.concatenate, fields), np.concatenate(ways) if len(ways) == len(parts) else None)

    def where(self, keep: NDArray) -> "Rasters":
        ways = None if self.ways is None else self.ways[keep]
        return Rasters(self.images[keep], self.labels[keep], self.others[keep], self.doubts[keep], ways)

    def __len__(self) -> int:
        return len(self.labels)


NOTHING = Rasters(
    np.zeros((0, SIDE, SIDE), np.uint8), np.zeros(0, np.int64), ways=np.zeros((0, STEPS, CHANNELS), np.uint8)
)


def followed(pools: dict[str, Rasters]) -> dict[str, Rasters]:
    """The same with trajectories as the images, of the pools that have any."""
    return {
        name: Rasters(pool.ways, pool.labels, pool.others, pool.doubts)
        for name, pool in pools.items() if pool.ways is not None
    }


def gains(rng: Generator, count: int) -> NDArray[np.float32]:
    """Pen widths, most near the one that is used when reading."""
    wild = np.exp(rng.uniform(*np.log(GAINS), count))
    return np.where(rng.random(count) < 0.5, GAIN, wild).astype(np.float32)


def draw(glyphs: Sequence[Sequence[NDArray]], rng: Generator | None) -> NDArray[np.uint8]:
    """Each list of strokes as one raster -> (N, 28, 28); with varied pens when there is an rng."""
    return draw_and_follow(glyphs, rng)[0]


def draw_and_follow(
    glyphs: Sequence[Sequence[NDArray]], rng: Generator | None
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The same, and the trajectories -> (N, 48, 6)."""
    return _draw_and_follow(*_lines(glyphs), rng)


def _draw_and_follow(
    lines: NDArray[np.float64], spans: NDArray[np.intp], rng: Generator | None
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Rasters and trajectories of all hypotheses; with an rng, of varied pens, and as some other hands go."""
    if rng is None or not len(spans):
        return rasterize(lines, spans, min_side=MIN_SIDE), trajectories(lines, spans, min_side=MIN_SIDE)
    images = rasterize(lines, spans, min_side=MIN_SIDE, gain=gains(rng, int(spans[-1, 0]) + 1))
    return images, trajectories(*by_other_hands(lines, spans, rng), min_side=MIN_SIDE)


def _lines(glyphs: Sequence[Sequence[NDArray]]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Lines of all glyphs, and where those of each stroke begin and end, as `rasterize` takes them."""
    inks = [ink_from_strokes(to_unit(strokes)) for strokes in glyphs]
    lines = np.vstack([ink.points[ink.joins].reshape(-1, 4) for ink in inks])
    glyph = np.repeat(np.arange(len(inks)), [len(ink.joins) for ink in inks])
    stroke = np.concatenate([ink.stroke[ink.joins[:, 0]] for ink in inks])
    begin = np.flatnonzero((np.diff(glyph, prepend=-1) != 0) | (np.diff(stroke, prepend=-1) != 0))
    return lines, np.stack([glyph[begin], begin, np.append(begin[1:], len(lines))], axis=1)


def digit_rasters(samples: Sequence[Sample], rng: Generator | None = None) -> Rasters:
    """Single digits, each restyled and warped anew when there is an rng, as they are when there is none."""
    drawn = []
    for k in range(0, len(samples), 500):
        some = samples[k : k + 500]
        strokes = [to_unit(s.strokes) for s in some]
        if rng:
            strokes = [warp(restyle(s.label, own, rng), rng) for s, own in zip(some, strokes)]
        drawn.append(draw_and_follow(strokes, rng))
    images, ways = map(np.concatenate, zip(*drawn))
    return Rasters(images, np.array([int(s.label) for s in samples]), ways=ways)


def elastic(images: NDArray[np.uint8], rng: Generator) -> NDArray[np.uint8]:
    """Pictures bent like rubber (Simard, Steinkraus, Platt 2003), (N, 28, 28) -> (N, 28, 28).

    The shifts are random at 5 x 5 places and smooth between them.
    """
    side = images.shape[1]
    at, places = np.linspace(0, GRID - 1, side)[:, None], np.arange(GRID)
    smooth = np.exp(-((at - places) ** 2))
    smooth /= smooth.sum(axis=1, keepdims=True)
    bent = []
    for k in range(0, len(images), 1000):
        part = np.pad(images[k : k + 1000], ((0, 0), (0, 1), (0, 1))).astype(np.float32)
        shift = smooth @ rng.normal(0, ELASTIC / (smooth**2).sum(axis=1).mean(), (2, len(part), GRID, GRID)) @ smooth.T
        y = np.clip(np.arange(side)[:, None] + shift[0], 0, side - 1)
        x = np.clip(np.arange(side) + shift[1], 0, side - 1)
        row, column = y.astype(np.intp), x.astype(np.intp)
        down, right = y - row, x - column
        n = np.arange(len(part))[:, None, None]
        upper = part[n, row, column] * (1 - right) + part[n, row, column + 1] * right
        lower = part[n, row + 1, column] * (1 - right) + part[n, row + 1, column + 1] * right
        bent.append((upper * (1 - down) + lower * down + 0.5).astype(np.uint8))
    return np.concatenate(bent)


def by_writer(samples: Iterable[Sample]) -> dict[str, dict[str, list[Sample]]]:
    """writer -> label -> single digits."""
    table: dict[str, dict[str, list[Sample]]] = defaultdict(lambda: defaultdict(list))
    for sample in samples:
        if len(sample.label) == 1 and not sample.suspect:
            table[sample.writer][sample.label].append(sample)
    return {writer: dict(labels) for writer, labels in table.items()}


def of_many_digits(samples: Iterable[Sample]) -> list[Sample]:
    """Single digits of writers who wrote at least `MANY` of the ten; else of those who wrote most of them.

    Numbers to fit by are set together from theirs alone: else one misread glyph of a writer who wrote few would count
    as often as all the digits of another.
    """
    table = by_writer(samples)
    most = max(map(len, table.values()), default=0)
    return [s for labels in table.values() if len(labels) >= min(MANY, most) for own in labels.values() for s in own]


def composed_numbers(
    samples: Iterable[Sample],
    count: int,
    rng: Generator,
    *,
    kinds: dict[str, float],
    lengths: tuple[int, int],
    strength: float = 1.0,
    lifted: float = 0.0,
) -> list[Number]:
    """Numbers, each of digits of one writer.

    Parameters
    ----------
    samples : single digits (others are passed over)
    count : int
    rng : Generator
    kinds : dict of kind to share
    lengths : (least, most) digits
    strength : float
        Of the warps; at 0 the ink stays as it was written.
    lifted : float
        Share of the digits whose pen is lifted in the middle, see `styles.lift`.

    Returns
    -------
    list of Number, empty without single digits
    """
    table = by_writer(samples)
    if not table:
        return []
    writers = sorted(table)
    names, shares = list(kinds), np.array(list(kinds.values()))
    numbers = []
    for _ in range(count):
        writer = writers[rng.integers(len(writers))]
        own = table[writer]
        labels = rng.choice(sorted(own), rng.integers(lengths[0], lengths[1] + 1))
        glyphs = [own[c][rng.integers(len(own[c]))].strokes for c in labels]
        if strength:
            glyphs = [restyle(c, to_unit(glyph), rng) for c, glyph in zip(labels, glyphs)]
        if lifted:
            glyphs = [lift(c, to_unit(g), rng) if rng.random() < lifted else g for c, g in zip(labels, glyphs)]
        kind = names[rng.choice(len(names), p=shares / shares.sum())]
        numbers.append(compose("".join(labels), glyphs, kind, rng, strength=strength, writer=writer))
    return numbers


def real_numbers(samples: Iterable[Sample], rng: Generator | None = None) -> list[Number]:
    """Real numbers whose segmentation is known, warped as a whole when there is an rng."""
    numbers = []
    for sample in samples:
        if len(sample.label) > 1 and sample.segments and not sample.suspect:
            height = np.median([np.ptp(np.vstack([sample.strokes[i] for i in g])[:, 1]) for g in sample.segments])
            strokes = [np.asarray(s, np.float64) / max(height, 1e-6) for s in sample.strokes]
            strokes = warp(strokes, rng, 0.7) if rng else strokes
            digits = tuple(tuple((i, 0, len(strokes[i]) - 1) for i in g) for g in sample.segments)
            numbers.append(Number(sample.label, tuple(strokes), digits, sample.writer))
    return numbers


def hypothesis_rasters(numbers: Iterable[Number], rng: Generator, *, varied: bool = True) -> Rasters:
    """Digits inside of numbers, and a few of the wrong hypotheses of each; with varied pens, if wanted.

    Of the cuts that are near enough to a digit one is drawn at random: no digit comes more often for being cut.
    """
    variation = rng if varied else None
    parts = [NOTHING]
    for number in numbers:
        hypotheses, labels = segment_labeled(number.text, number.strokes, number.digits)
        height = height_of(number.strokes, number.digits)
        negatives = rng.permutation([
            h for h in np.flatnonzero(labels == NOT_DIGIT)
            if rng.random() < BARS or not is_upright_bar(hypotheses.drawing_segments(h), number.strokes, height)
        ]).astype(np.intp)
        cut = hypotheses.features[negatives, CUTS] > 0
        whole = negatives[~cut][:MAX_WHOLE]
        keep = np.concatenate([
            _one_of_each_digit(number, hypotheses, labels, rng),
            whole,
            negatives[cut][: MAX_NEGATIVES - len(whole)],
        ])
        spans = np.concatenate([
            np.insert(hypotheses.spans[hypotheses.spans[:, 0] == h, 1:], 0, i, axis=1) for i, h in enumerate(keep)
        ]) if len(keep) else np.zeros((0, 3), np.intp)
        images, ways = _draw_and_follow(hypotheses.lines, spans, variation)
        whole, share = fragments(number.text, number.strokes, number.digits, hypotheses, labels)
        parts.append(Rasters(images, labels[keep], whole[keep], (DOUBT * share[keep] ** 2).astype(np.float32), ways))
    return Rasters.join(parts)


def _one_of_each_digit(
    number: Number, hypotheses: Hypotheses, labels: NDArray[np.int64], rng: Generator
) -> NDArray[np.intp]:
    right = rng.permutation(np.flatnonzero((labels != NOT_DIGIT) & (labels != UNCLEAR)))
    arcs = [arc_lengths(stroke) for stroke in number.strokes]
    digit = [nearest_digit(hypotheses.drawing_segments(h), number.digits, arcs)[1] for h in right]
    return right[np.unique(digit, return_index=True)[1]]


def composed_hypotheses(samples: Iterable[Sample], count: int, rng: Generator) -> Rasters:
    """Hypotheses of so many numbers to learn from, composed of these single digits."""
    return hypothesis_rasters(composed_numbers(samples, count, rng, kinds=KIND_SHARES, lengths=(1, 4)), rng)


def real_hypotheses(samples: Iterable[Sample], rng: Generator) -> Rasters:
    """Those of the real numbers among them, each warped once."""
    return hypothesis_rasters(real_numbers(samples, rng), rng)


def junk_rasters(count: int, rng: Generator, fonts: junk.Fonts = junk.TRAIN_LETTERS) -> Rasters:
    """Letters (three of five), drawings and scribbles."""
    makers: list[Callable] = [lambda: junk.letter(rng, fonts)] * 3
    makers += [lambda: junk.drawing(rng), lambda: junk.scribble(rng)]
    glyphs = [makers[rng.integers(len(makers))]() for _ in range(count)]
    images, ways = map(np.concatenate, zip(*(draw_and_follow(glyphs[k : k + 500], rng) for k in range(0, count, 500))))
    return Rasters(images, np.full(count, NOT_DIGIT), ways=ways)
