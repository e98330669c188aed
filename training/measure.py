"""Read all that is held out: single digits by the net alone, numbers as strokes and as pictures, junk, blank sheets."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import held_out
import render
from compose import KINDS
from dataset import digit_rasters
from fonts import drawn
from held_out import CHANGES, HEIGHT, SLIPS, Case, HeldOut
from photo import photograph
from readings import Reading, read_pictures, read_strokes
from recognizer import model
from recognizer.classifier import FOLDER
from tally import Rasters
from thinned import strokes_of

COMPOSED = (*KINDS, "tiny", "huge", *CHANGES, "shaken", *SLIPS)
FORMS = {"images": "images", "image": "image", "marker": "image", "photo": "image"}  # of a drawn number; how it is sent
TOUCHING = ("tight", "overlapping", "joined")  # of these kinds, as one picture
MNIST_PICTURES = 1000  # of MNIST's test images, sent as pictures of 28 x 28 and as strokes
BLANK_SIZE = (300, 150)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Amounts:
    """How much is measured.

    Attributes
    ----------
    count : int
        Composed numbers of each kind: 50 of each length.
    pictures : int
        Of the well-spaced ones, as pictures too, and of those whose digits touch.
    junk : int
        Of each kind of junk.
    singles : int or None
        Single digits of each source at most.
    """

    count: int = 600
    pictures: int = 300
    junk: int = 300
    singles: int | None = None


QUICK = Amounts(24, 6, 10, 60)


@dataclass
class Run:
    """All that was read."""

    rasters: dict[str, Rasters] = field(default_factory=dict)
    numbers: dict[str, list[Reading]] = field(default_factory=dict)  # single digits of a source too
    pictures: dict[str, list[Reading]] = field(default_factory=dict)
    touching: dict[str, list[Reading]] = field(default_factory=dict)  # as one picture
    junk: dict[str, list[Reading]] = field(default_factory=dict)
    blank: list[Reading] = field(default_factory=list)

    def pooled(self) -> list[Reading]:
        """Numbers of all kinds, real and composed, each once; sets of single digits are not among them."""
        return [reading for own in self.numbers.values() if not single(own) for reading in own]

    def real(self) -> list[Reading]:
        """Numbers as they were written."""
        return [r for name, own in self.numbers.items() if name not in COMPOSED and not single(own) for r in own]


def single(readings: Sequence[Reading]) -> bool:
    """Whether these are digits sent one by one."""
    return all(len(reading.case.text) == 1 for reading in readings)


def digest(folder: Path = FOLDER) -> str:
    """SHA-256 of all that answers depend on besides code: both nets, calibration and lattice."""
    card = json.loads((folder / "model.json").read_text())
    nets = [path.read_bytes() for path in sorted(folder.glob("*.tflite"))]
    return sha256(b"".join([*nets, json.dumps([card["calibration"], card["lattice"]]).encode()])).hexdigest()


def read_all(data: HeldOut, amounts: Amounts, say: Say) -> Run:
    """Read everything; a line of progress for each kind."""
    run = Run(rasters=read_rasters(data, amounts.singles))
    for name, own in run.rasters.items():
        say(f"{name}, the net alone: {(own.read == own.labels).mean():.2%} of {len(own.labels)}")
    for name, cases in stroke_cases(data, amounts).items():
        run.numbers[name] = _told(name, read_strokes(cases), say)
    if len(data.labels):
        run.numbers["mnist, as pictures"] = _told("mnist, as pictures", read_mnist(data, amounts.singles), say)
        thin = read_strokes(mnist_strokes(data, amounts.singles))
        run.numbers["mnist, as strokes"] = _told("mnist, as strokes", thin, say)
    if data.fonts:
        run.numbers["fonts, as pictures"] = _told("fonts, as pictures", read_fonts(data), say)
    spaced = run.numbers.get("spaced", [])[: amounts.pictures]
    if spaced:
        run.pictures["strokes"] = spaced
        for form in FORMS:
            run.pictures[form] = _told(form, read_drawn([reading.case for reading in spaced], form), say)
    for kind in [kind for kind in TOUCHING if kind in run.numbers]:
        cases = [reading.case for reading in run.numbers[kind][: amounts.pictures]]
        run.touching[kind] = _told(f"{kind}, as one picture", read_drawn(cases, "image"), say)
    for kind, cases in held_out.junk_cases(data.samples, amounts.junk).items():
        run.junk[kind] = list(read_strokes(cases))
        say(f"{kind}: {np.mean([r.level == 'poor' for r in run.junk[kind]]):.1%} of {len(cases)} poor")
    run.blank = read_blank()
    return run


def _told(name: str, readings: Iterable[Reading], say: Say) -> list[Reading]:
    start = time.perf_counter()
    found = list(readings)
    right = np.mean([reading.right for reading in found])
    say(f"{name}: {right:.2%} of {len(found)} exact, {time.perf_counter() - start:.1f} s")
    return found


def read_rasters(data: HeldOut, limit: int | None) -> dict[str, Rasters]:
    """Single digits of each source, read by the net alone."""
    found = {}
    if len(data.labels):
        images, labels = data.images[:limit], data.labels[:limit].astype(np.int64)
        found["mnist"] = _rasters(images, labels, [str(k) for k in range(len(labels))], np.zeros(len(labels), bool))
    for name in sorted({sample.source for sample in data.samples if len(sample.label) == 1}):
        own = [s for s in data.samples if s.source == name and len(s.label) == 1][:limit]
        drawn = digit_rasters(own)
        suspect = np.array([s.suspect for s in own])
        found[name] = _rasters(drawn.images, drawn.labels, [s.writer for s in own], suspect)
    return found


def _rasters(images: NDArray, labels: NDArray, writers: list[str], suspect: NDArray) -> Rasters:
    return Rasters(images, labels, writers, np.exp(model().classifier.log_probabilities(images)), suspect)


def stroke_cases(data: HeldOut, amounts: Amounts) -> dict[str, list[Case]]:
    """What is sent as strokes, by name: as it was written, and composed."""
    found = {name: own if _has_numbers(own) else own[: amounts.singles] for name, own in sources(data).items()}
    found |= {kind: held_out.composed(data.samples, kind, amounts.count) for kind in COMPOSED}
    return {name: cases for name, cases in found.items() if cases}


def _has_numbers(cases: Sequence[Case]) -> bool:
    return any(len(case.text) > 1 for case in cases)


def sources(data: HeldOut) -> dict[str, list[Case]]:
    """Cases as they were written, of each source; digits and numbers apart."""
    found: dict[str, list[Case]] = {}
    for name in sorted({sample.source for sample in data.samples}):
        own = held_out.written(sample for sample in data.samples if sample.source == name)
        digits = [case for case in own if len(case.text) == 1]
        numbers = [case for case in own if len(case.text) > 1]
        found |= {f"{name}, digits": digits, f"{name}, numbers": numbers} if digits and numbers else {name: own}
    return found


def read_mnist(data: HeldOut, limit: int | None) -> Iterator[Reading]:
    """MNIST's images as they are, light on dark, sent as pictures."""
    some = _mnist(data, limit)
    sent = ((Case(text, (), writer), [render.png(Image.fromarray(image))]) for text, writer, image in some)
    return read_pictures(sent, "image")


def mnist_strokes(data: HeldOut, limit: int | None) -> Iterator[Case]:
    """The same images thinned to strokes in whole pixels, as a pen may have gone."""
    return (Case(text, tuple(strokes_of(image, whole=True)), writer) for text, writer, image in _mnist(data, limit))


def _mnist(data: HeldOut, limit: int | None) -> Iterator[tuple[str, str, NDArray[np.uint8]]]:
    """What some of the images say, a writer for each, and the images."""
    count = min(MNIST_PICTURES, limit or MNIST_PICTURES, len(data.labels))
    return ((str(data.labels[k]), str(k), data.images[k]) for k in range(count))


def read_fonts(data: HeldOut) -> Iterator[Reading]:
    """Each digit of each font, sent as a picture."""
    sent = (
        (Case(digit, (), name), [render.png(drawn(file, digit))])
        for name, file in data.fonts.items()
        for digit in "0123456789"
    )
    return read_pictures(sent, "image")


def read_drawn(cases: Sequence[Case], form: str) -> Iterator[Reading]:
    """Composed numbers drawn and sent as pictures; in all forms a case has one size, in all but one the same pen."""
    return read_pictures(((case, _files(case, form, k)) for k, case in enumerate(cases)), FORMS[form])


def _files(case: Case, form: str, number: int) -> list[bytes]:
    rng = held_out.generator(f"picture {number}")
    look = render.random_look(case.strokes, HEIGHT, rng)
    if form == "marker":
        look = render.with_marker(look, HEIGHT, rng)
    if form == "images":
        return render.pictures(case.strokes, look)
    *_, canvas = render.canvases(case.strokes, look)
    return [photograph(canvas, HEIGHT * look.scale, rng) if form == "photo" else render.encode(canvas, look)]


def read_blank() -> list[Reading]:
    """No ink at all, in every form; the right answer is no number."""
    nothing = Case("", (), "nobody")
    sheets = [Image.new("L", BLANK_SIZE, 255), Image.new("L", BLANK_SIZE, 0), Image.new("LA", BLANK_SIZE, (0, 0))]
    files = [[render.png(sheet)] for sheet in sheets]
    found = list(read_strokes([nothing, Case("", (np.zeros((0, 2)),), "nobody")]))
    found += read_pictures([(nothing, own) for own in files], "image")
    return found + list(read_pictures([(nothing, own * 3) for own in files], "images"))
