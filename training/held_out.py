"""What is measured on: ink of writers that nothing was trained on or tuned to, digits, numbers and junk."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

import fonts
import junk
from augment import arc_lengths, to_unit
from compose import KINDS, compose
from dataset import by_writer
from mnist import load_mnist
from samples import Sample, SourceError
from sources import load_ink
from split import split_ink
from styles import go_over, skip

SEED = 2026
HEIGHT = 100.0  # units of a composed number's digits
TINY, HUGE = 8.0, 20_000.0  # units; huge ones in whole units, as a tablet sends them
LENGTHS = range(1, 13)
CHANGES: dict[str, Callable[[Generator], list[list[float]]]] = {  # how a whole spaced number may stand: matrices
    "turned": lambda rng: _turn(np.radians(rng.uniform(-15, 15))),
    "leaning": lambda rng: [[1, rng.uniform(-0.4, 0.4)], [0, 1]],
    "stretched": lambda rng: [[np.exp(rng.uniform(-0.5, 0.5)), 0], [0, 1]],  # 0.6 to 1.6 times as wide
}
SLIPS: dict[str, Callable[[list[NDArray], Generator], list[NDArray]]] = {  # what befalls one digit
    "gone_over": go_over,
    "skipped": skip,
}
SHAKE = 0.03  # of the height, standard deviation
SHAKES = (0.06, 0.25)  # of the height, length of a shake along the way
WORDS = (2, 4)  # letters in a row
WORD_GAP = (0.05, 0.4)  # of the letters' height

Segments = tuple[tuple[tuple[int, int, int], ...], ...]  # for each digit its (stroke, first, last point)


@dataclass(frozen=True)
class Case:
    """Ink to be read, and what it says.

    Attributes
    ----------
    text : str
        Empty for ink that is no number.
    strokes : tuple of ndarray of shape (n, 2), dtype float64
    writer : str
    digits : tuple of tuple of (stroke, first point, last point), or None
        The ink of each digit, where it is known; a link between two digits belongs to none.
    suspect, boxed : bool
        As in `Sample`.
    """

    text: str
    strokes: tuple[NDArray[np.float64], ...]
    writer: str
    digits: Segments | None = None
    suspect: bool = False
    boxed: bool = False

    @property
    def joins(self) -> int:
        """Neighbors that were written without lifting the pen."""
        strokes = [{stroke for stroke, _, _ in digit} for digit in self.digits or ()]
        return sum(bool(first & second) for first, second in pairwise(strokes))


@dataclass(frozen=True)
class HeldOut:
    """Everything that is kept for measuring.

    Attributes
    ----------
    samples : list of Sample
        Digits and numbers of test writers, or of another side that is looked at.
    images : ndarray of shape (N, 28, 28), dtype uint8
        MNIST's test images; none when MNIST is not to be had.
    labels : ndarray of shape (N,)
    fonts : dict of str to bytes
        The files of the handwriting fonts of that side, by name.
    notes : list of str
        What is missing.
    """

    samples: list[Sample]
    images: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((0, 28, 28), np.uint8))
    labels: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    fonts: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def load(side: str = "test") -> HeldOut:
    """MNIST's test images, ink and fonts of a side of `Split`; what is absent is a note, not an error."""
    ink = load_ink()
    data = HeldOut(getattr(split_ink(ink.samples), side), notes=list(ink.notes))
    listed = fonts.listed(side)
    try:
        data.fonts.update(zip((font.name for font in listed), fonts.files(listed)))
    except OSError as error:
        data.notes.append(f"Not found: fonts ({error}).")
    try:
        mnist = load_mnist()
    except SourceError as error:
        data.notes.append(f"Not found: mnist ({error}).")
        return data
    return replace(data, images=mnist.test_images, labels=mnist.test_labels)


def generator(name: str) -> Generator:
    """A generator of its own for each kind of case, so that one kind's count does not change another's cases."""
    return np.random.default_rng([SEED, crc32(name.encode())])


def written(samples: Iterable[Sample]) -> list[Case]:
    """Digits or numbers as they were written."""
    return [_as_written(sample) for sample in samples]


def _as_written(sample: Sample) -> Case:
    strokes = tuple(np.asarray(stroke, np.float64) for stroke in sample.strokes)
    groups = sample.segments or ((tuple(range(len(strokes))),) if len(sample.label) == 1 else None)
    digits = groups and tuple(tuple((k, 0, len(strokes[k]) - 1) for k in group) for group in groups)
    return Case(sample.label, strokes, sample.writer, digits, sample.suspect, sample.boxed)


def composed(samples: Iterable[Sample], kind: str, count: int, lengths: Sequence[int] = LENGTHS) -> list[Case]:
    """Numbers set together from one writer's digits as they were written, each length as often as any other.

    Parameters
    ----------
    samples : iterable of Sample
        Single digits (others, and suspect ones, are passed over); only of writers that wrote all ten.
    kind : str
        A key of `KINDS`; ``tiny`` or ``huge``: spaced, in those sizes; ``shaken``; or a key of `CHANGES` or `SLIPS`.
    count : int
    lengths : sequence of int
        A single digit is not joined: ``joined`` begins with two.

    Returns
    -------
    list of Case
    """
    rng = generator(kind)
    table = {writer: own for writer, own in by_writer(samples).items() if len(own) == 10}
    writers = sorted(table)
    lengths = [length for length in lengths if length > 1 or kind != "joined"]
    if not writers:
        return []
    return [_composed(table, writers, kind, lengths[k % len(lengths)], rng) for k in range(count)]


def _composed(
    table: dict[str, dict[str, list[Sample]]], writers: list[str], kind: str, length: int, rng: Generator
) -> Case:
    writer = writers[rng.integers(len(writers))]
    text = "".join(rng.choice(sorted(table[writer]), length))
    glyphs = [table[writer][c][rng.integers(len(table[writer][c]))].strokes for c in text]
    if kind in SLIPS:
        one = rng.integers(length)
        glyphs[one] = SLIPS[kind](to_unit(glyphs[one]), rng)
    number = compose(text, glyphs, kind if kind in KINDS else "spaced", rng, strength=0, writer=writer)
    strokes = [_shaken(s, rng) for s in number.strokes] if kind == "shaken" else number.strokes
    strokes = _sized(strokes, kind)
    if kind in CHANGES:
        matrix = np.array(CHANGES[kind](rng))
        strokes = tuple(stroke @ matrix.T for stroke in strokes)
    return Case(text, strokes, writer, number.digits)


def _turn(angle: float) -> list[list[float]]:
    """Matrix of a turn, radians."""
    return [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]


def _shaken(stroke: NDArray[np.float64], rng: Generator) -> NDArray[np.float64]:
    """As by a mouse or an unsteady hand: shifts that grow and fade along the way."""
    way = arc_lengths(stroke) / rng.uniform(*SHAKES)
    at = np.arange(int(way[-1]) + 2)
    x, y = rng.normal(0, SHAKE, (2, len(at)))
    return stroke + np.column_stack([np.interp(way, at, x), np.interp(way, at, y)])


def _sized(strokes: Sequence[NDArray], kind: str) -> tuple[NDArray[np.float64], ...]:
    """Strokes of height 1, in the units of their kind."""
    size = {"tiny": TINY, "huge": HUGE}.get(kind, HEIGHT)
    scaled = (stroke * size for stroke in strokes)
    return tuple(np.round(stroke) if kind == "huge" else stroke for stroke in scaled)


def junk_cases(
    samples: Sequence[Sample], count: int, fonts: junk.Fonts = junk.TEST_LETTERS
) -> dict[str, list[Case]]:
    """Ink that is no number, by kind, `count` of each.

    Letters are of a script that was not trained on, halves of test writers' digits. Scribbles come from the
    generator that training uses, with another seed; ``shape`` from one that training does not know.
    """
    makers: dict[str, Callable[[Generator], list[NDArray]]] = {
        "letter": lambda rng: junk.letter(rng, fonts),
        "letters in a row": lambda rng: _word(rng, fonts),
        "scribble": junk.scribble,
        "shape": _shape,
    }
    cases = {kind: _junk(kind, make, count) for kind, make in makers.items()}
    whole = [s for s in samples if len(s.label) == 1 and s.label != "1" and not s.suspect]  # half a 1 is a 1
    if whole:
        rng = generator("half digit")
        picked = [whole[k] for k in rng.integers(0, len(whole), count)]
        cases["half digit"] = [Case("", tuple(_half(s.strokes, rng)), s.writer) for s in picked]
    return cases


def _junk(kind: str, make: Callable[[Generator], list[NDArray]], count: int) -> list[Case]:
    rng = generator(kind)
    return [Case("", tuple(stroke * HEIGHT for stroke in make(rng)), f"{kind} {k}") for k in range(count)]


def _word(rng: Generator, fonts: junk.Fonts) -> list[NDArray]:
    strokes: list[NDArray] = []
    right = 0.0
    for _ in range(rng.integers(WORDS[0], WORDS[1] + 1)):
        glyph = to_unit(junk.letter(rng, fonts))
        strokes += [stroke + np.array([right, 0.0]) for stroke in glyph]
        right = max(float(stroke[:, 0].max()) for stroke in strokes) + rng.uniform(*WORD_GAP)
    return strokes


def _half(strokes: Sequence[NDArray], rng: Generator) -> list[NDArray[np.float64]]:
    """The first or the second half of a digit's way, strokes in the order of writing."""
    strokes = [np.asarray(stroke, np.float64) for stroke in strokes]
    arcs = [arc_lengths(stroke) for stroke in strokes]
    half = sum(float(arc[-1]) for arc in arcs) / 2
    first, second, way = [], [], 0.0
    for points, arc in zip(strokes, arcs, strict=True):
        arc = way + arc
        cut = np.stack([np.interp(half, arc, points[:, axis]) for axis in (0, 1)])[None]
        before, after = points[arc < half], points[arc >= half]
        if len(before):
            first.append(np.vstack([before, cut]) if len(after) else before)
        if len(after):
            second.append(np.vstack([cut, after]) if len(before) else after)
        way = float(arc[-1])
    return first if not second or (first and rng.random() < 0.5) else second


SHAPES = {  # control points in a box of height 1, a stroke each
    "star": [[(0.5, 0), (0.8, 1), (0, 0.38), (1, 0.38), (0.2, 1), (0.5, 0)]],
    "heart": [[(0.5, 0.3), (0.3, 0), (0, 0.25), (0.15, 0.6), (0.5, 1), (0.85, 0.6), (1, 0.25), (0.7, 0), (0.5, 0.3)]],
    "house": [[(0, 1), (0, 0.45), (0.5, 0), (1, 0.45), (1, 1), (0, 1), (1, 0.45), (0, 0.45), (1, 1)]],
    "arrow": [[(0, 0.5), (1.4, 0.5)], [(1.0, 0.1), (1.4, 0.5), (1.0, 0.9)]],
    "check": [[(0, 0.6), (0.35, 1), (1.1, 0)]],
    "wave": [[(0, 0.5), (0.2, 0), (0.4, 1), (0.6, 0), (0.8, 1), (1.0, 0), (1.2, 1), (1.4, 0), (1.6, 0.5)]],
    "hash": [[(0.3, 0), (0.2, 1)], [(0.7, 0), (0.6, 1)], [(0, 0.35), (1, 0.3)], [(0, 0.7), (1, 0.65)]],
    "face": [
        [(0.5, 0), (0.1, 0.15), (0, 0.5), (0.15, 0.9), (0.5, 1), (0.9, 0.85), (1, 0.5), (0.85, 0.1), (0.5, 0)],
        [(0.3, 0.3), (0.3, 0.42)], [(0.7, 0.3), (0.7, 0.42)], [(0.25, 0.65), (0.5, 0.82), (0.75, 0.65)],
    ],
    "box": [[(0, 0), (1, 0.02), (0.98, 1), (0.02, 0.98), (0, 0), (0.98, 1)], [(1, 0), (0, 1)]],
    "bolt": [[(0.6, 0), (0.1, 0.55), (0.55, 0.5), (0.2, 1)], [(0.2, 1), (0.45, 0.95)], [(0.2, 1), (0.18, 0.78)]],
}  # fmt: skip


def _shape(rng: Generator) -> list[NDArray]:
    """A drawing: points moved at random, a little turned, squeezed."""
    strokes = SHAPES[sorted(SHAPES)[rng.integers(len(SHAPES))]]
    angle, squeeze = rng.normal(0, 0.12), np.exp(rng.normal(0, 0.12))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) @ np.diag([squeeze, 1 / squeeze])
    return [_between(np.array(stroke) + rng.normal(0, 0.03, (len(stroke), 2))) @ turn for stroke in strokes]


def _between(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ten points on the way from each point to the next."""
    at = np.linspace(0, len(corners) - 1, 10 * (len(corners) - 1) + 1)
    return np.stack([np.interp(at, np.arange(len(corners)), corners[:, axis]) for axis in (0, 1)], axis=1)
