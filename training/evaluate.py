"""Measure what the function serves, on writers that nothing was trained on or tuned to.

    make evaluate                            all of it, in about four minutes, into build/evaluation/
    make evaluate DATA_DIR=~/ink             with the pen traces in that folder
    make evaluate ARGS="--misses joined"     one kind: every miss with its cause, in a list and on contact sheets

Everything is read by the function's own code with function/model.tflite. Sources that are absent are said to be.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np

import held_out
import render
import report
import tally
from compose import KINDS
from dataset import digit_rasters
from errors import count_causes, explain
from held_out import HEIGHT, Case, HeldOut
from readings import Reading, read_pictures, read_strokes
from recognizer import model
from recognizer.classifier import FOLDER
from sheets import COLUMNS, ROWS, number_tile, raster_tile, worst_first, write_sheets
from tally import Rasters

OUTPUT = Path(__file__).resolve().parent.parent / "build" / "evaluation"
COUNT = 600  # composed numbers of each kind: 50 of each length
PICTURES = 300  # of them as pictures too, of the well-spaced
JUNK = 300  # of each kind of junk
QUICK = {"count": 24, "pictures": 6, "junk": 10, "singles": 60}
COMPOSED = (*KINDS, "tiny", "huge")
PAGES = 20  # of contact sheets at most, when one kind is looked at

Say = Callable[[str], None]


@dataclass
class Run:
    """All that was read."""

    rasters: dict[str, Rasters] = field(default_factory=dict)
    numbers: dict[str, list[Reading]] = field(default_factory=dict)  # single digits of a source too
    pictures: dict[str, list[Reading]] = field(default_factory=dict)
    junk: dict[str, list[Reading]] = field(default_factory=dict)

    def pooled(self) -> list[Reading]:
        """Numbers of all kinds, real and composed, each once; single digits sent alone are not among them."""
        return [reading for kind, own in self.numbers.items() if not _single(own) for reading in own]


def _single(readings: Sequence[Reading]) -> bool:
    return all(len(reading.case.text) == 1 for reading in readings)


def say(line: str) -> None:
    print(line, flush=True)


def evaluate(
    data: HeldOut | None = None,
    *,
    count: int = COUNT,
    pictures: int = PICTURES,
    junk: int = JUNK,
    singles: int | None = None,
    folder: Path | None = None,
    say: Say = say,
) -> dict:
    """Measure the model that lies beside the function.

    Parameters
    ----------
    data : HeldOut, optional
        By default all that is found.
    count, pictures, junk : int
        Composed numbers of each kind; how many of the well-spaced are sent as pictures too; junk of each kind.
    singles : int, optional
        At most this many single digits of each source.
    folder : Path, optional
        For figures.json, report.md, plots and contact sheets; nothing is written without it.
    say : callable
        Takes a line of progress.

    Returns
    -------
    dict
        Plain figures, as in figures.json.
    """
    start = time.perf_counter()
    data = held_out.load() if data is None else data
    for note in data.notes:
        say(note)
    run = read_all(data, count, pictures, junk, singles, say)
    settings = {"count": count, "pictures": pictures, "junk": junk, "singles": singles, "seed": held_out.SEED}
    figures = describe(run, data.notes, settings)
    figures["settings"]["seconds"] = round(time.perf_counter() - start, 1)
    if folder:
        write(run, figures, folder)
    return figures


def read_all(data: HeldOut, count: int, pictures: int, junk: int, singles: int | None, say: Say) -> Run:
    """Read everything; a line of progress for each kind."""
    run = Run(rasters=read_rasters(data, singles))
    for name, own in run.rasters.items():
        say(f"{name}, the net alone: {(own.read == own.labels).mean():.2%} of {len(own.labels)}")
    sets = {name: own if "numbers" in name else own[:singles] for name, own in sources(data).items()}
    sets |= {kind: held_out.composed(data.samples, kind, count) for kind in COMPOSED}
    for name, cases in sets.items():
        if cases:
            run.numbers[name] = _read(name, read_strokes(cases), say)
    run.pictures = read_as_pictures(run.numbers.get("spaced", [])[:pictures], say)
    for kind, cases in held_out.junk_cases(data.samples, junk).items():
        run.junk[kind] = list(read_strokes(cases))
        say(f"{kind}: {np.mean([r.level == 'poor' for r in run.junk[kind]]):.1%} of {len(cases)} poor")
    return run


def _read(name: str, readings: Iterable[Reading], say: Say) -> list[Reading]:
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


def _rasters(images: np.ndarray, labels: np.ndarray, writers: list[str], suspect: np.ndarray) -> Rasters:
    return Rasters(images, labels, writers, np.exp(model().classifier.log_probabilities(images)), suspect)


def sources(data: HeldOut) -> dict[str, list[Case]]:
    """Cases as they were written, digits and numbers of each source; numbers also by how they were written."""
    found: dict[str, list[Case]] = {}
    for name in sorted({sample.source for sample in data.samples}):
        own = held_out.written(sample for sample in data.samples if sample.source == name)
        digits = [case for case in own if len(case.text) == 1]
        numbers = [case for case in own if len(case.text) > 1]
        found[name if not numbers else f"{name}, digits"] = digits
        found[name if not digits else f"{name}, numbers"] = numbers
    return {name: cases for name, cases in found.items() if cases}


def parts(readings: Sequence[Reading]) -> dict[str, list[Reading]]:
    """Of written cases: without suspect labels; in boxes and not."""
    sure = [reading for reading in readings if not reading.case.suspect]
    boxed = [reading for reading in readings if reading.case.boxed]
    found = {"without suspects": sure} if len(sure) < len(readings) else {}
    if boxed:
        found |= {"boxed": boxed, "not boxed": [r for r in readings if not r.case.boxed]}
    return found


def read_as_pictures(strokes: list[Reading], say: Say) -> dict[str, list[Reading]]:
    """The same cases as strokes (at hand), as a sequence of pictures and as one picture, each in one look."""
    if not strokes:
        return {}
    rng = held_out.generator("pictures")
    drawn = [(r.case, render.random_look(r.case.strokes, HEIGHT, rng)) for r in strokes]
    found = {"strokes": strokes}
    for form in ("images", "image"):
        found[form] = _read(form, read_pictures(drawn, form), say)
    return found


def describe(run: Run, missing: Sequence[str], settings: dict) -> dict:
    """All figures."""
    pooled = run.pooled()
    digits = [digit for reading in pooled for digit in reading.digits]
    real = [r for name, own in run.numbers.items() if name not in COMPOSED and not _single(own) for r in own]
    spread = {"numbers": [(r.confidence, r.right) for r in pooled], "real numbers": [(r.confidence, r.right) for r in real]}
    spread["digits in numbers"] = digits
    same = [r for r in pooled if r.grouped]
    numbers = {}
    for name, own in run.numbers.items():
        numbers[name] = tally.of_readings(name, own)
        numbers |= {f"{name}, {part}": tally.of_readings("", rest) for part, rest in parts(own).items()}
    return {
        "model": _card(),
        "settings": dict(settings),
        "missing": list(missing),
        "rasters": {name: tally.of_rasters(name, own) for name, own in run.rasters.items()},
        "numbers": numbers,
        "pictures": tally.of_pictures(run.pictures) if run.pictures else {},
        "confidence": {name: tally.of_confidence(*zip(*own, strict=True)) for name, own in spread.items() if own},
        "levels": {name: tally.of_levels(own) for name, own in (("all numbers", pooled), ("real numbers", real)) if own},
        "junk": tally.of_junk(pooled, run.junk),
        "confusion": tally.confusion(*_digits(same)),
        "causes": {name: count_causes(worst_first(own)) for name, own in run.numbers.items()},
    }


def _digits(grouped: Sequence[Reading]) -> tuple[list[int], list[int]]:
    """Digits as written and as read, of numbers that were divided as they were written."""
    pairs = [(int(a), int(b)) for r in grouped for a, b in zip(r.case.text, r.text, strict=True)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def _card() -> dict:
    """Which model it is."""
    content = (FOLDER / "model.tflite").read_bytes()
    digest = sha256(content).hexdigest()
    return {"version": model().version, "sha256": digest, "bytes": len(content), "goal_bytes": tally.MAX_BYTES}


def write(run: Run, figures: dict, folder: Path) -> None:
    """figures.json, report.md, plots and contact sheets."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    pages = [page for name, own in run.rasters.items() for page in write_raster_misses(name, own, folder)]
    kinds = run.numbers | {form: own for form, own in run.pictures.items() if form != "strokes"} | run.junk
    pages += [page for kind, own in kinds.items() for page in write_misses(kind, own, folder)]
    report.write(figures, [page.name for page in pages], folder)


def write_misses(kind: str, readings: Sequence[Reading], folder: Path, pages: int = 1) -> list[Path]:
    """Contact sheets of one kind, the most confident misses first."""
    shown = worst_first(readings)[: COLUMNS * ROWS * pages]
    tiles = [number_tile(r, "" if r.files or not r.case.text else str(explain(r))) for r in shown]
    return write_sheets(tiles, folder / f"misses-{_file_name(kind)}.png", pages)


def _file_name(kind: str) -> str:
    return kind.replace(", ", "-").replace(" ", "-")


def write_raster_misses(name: str, own: Rasters, folder: Path) -> list[Path]:
    """A contact sheet of rasters that the net alone misses."""
    missed = np.flatnonzero(own.read != own.labels)
    missed = missed[np.argsort(-own.confidence[missed])][: 2 * COLUMNS * ROWS]
    tiles = [raster_tile(own.images[k], own.labels[k], own.read[k], own.confidence[k]) for k in missed]
    return write_sheets(tiles, folder / f"misses-{_file_name(name)}-rasters.png")


def look_at(kind: str, data: HeldOut, count: int, folder: Path) -> None:
    """Print every miss of one kind with its cause, and write their contact sheets."""
    folder.mkdir(parents=True, exist_ok=True)
    known = sources(data) | held_out.junk_cases(data.samples, count)
    forms = {"images", "image"}
    if kind not in {*known, *COMPOSED, *forms}:
        raise SystemExit(f"no kind {kind!r}; there are {', '.join([*known, *COMPOSED, *forms])}")
    if kind in forms:
        rng = held_out.generator("pictures")
        cases = held_out.composed(data.samples, "spaced", count)
        readings = list(read_pictures([(c, render.random_look(c.strokes, HEIGHT, rng)) for c in cases], kind))
    else:
        cases = known[kind] if kind in known else held_out.composed(data.samples, kind, count)
        readings = list(read_strokes(cases))
    missed = worst_first(readings)
    for r in missed:
        cause = explain(r) if r.case.text and kind not in forms else ""
        say(f"{r.case.text or '-':>12} {r.text:12} {r.confidence:.3f} {r.level:12} {r.case.writer:32} {cause}")
    say(f"{len(missed)} of {len(readings)} missed")
    for page in write_misses(kind, readings, folder, PAGES):
        say(str(page))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=COUNT, help=f"numbers of each kind (default {COUNT})")
    parser.add_argument("--pictures", type=int, default=PICTURES, help=f"of them as pictures (default {PICTURES})")
    parser.add_argument("--junk", type=int, default=JUNK, help=f"of each kind of junk (default {JUNK})")
    parser.add_argument("--quick", action="store_true", help="a few cases of each kind, to see that it runs")
    parser.add_argument("--misses", metavar="KIND", help="only look at what is missed of one kind")
    parser.add_argument("--out", type=Path, default=OUTPUT, help="folder for what is written")
    options = parser.parse_args()
    if options.misses:
        look_at(options.misses, held_out.load(), options.count, options.out)
        return
    chosen = QUICK if options.quick else {name: getattr(options, name) for name in ("count", "pictures", "junk")}
    figures = evaluate(folder=options.out, **chosen)
    print()
    print(report.heading(figures))
    for table in report.tables(figures):
        print(f"\n{report.as_text(table)}")
    print(f"\n{figures['settings']['seconds']:.0f} s; tables and pictures: {options.out}")


if __name__ == "__main__":
    main()
