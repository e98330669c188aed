"""Measure what the function serves, on writers that nothing was trained on or tuned to.

    make evaluate                            all of it, in about three minutes, into build/evaluation/
    make evaluate DATA_DIR=~/ink             with the pen traces in that folder
    make evaluate ARGS="--misses joined"     one kind: every miss with its cause, in a list and on contact sheets
    make evaluate ARGS="--misses joined --side validation"     of the writers that decisions are made by

Everything is read by the function's own code with function/model.tflite. Sources that are absent are said to be.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import numpy as np

import held_out
import junk
import measure
import report
import tally
from errors import count_causes, explain
from held_out import HeldOut
from measure import FORMS, QUICK, Amounts, Run, Say, digest
from readings import Reading, read_strokes
from recognizer import model
from recognizer.classifier import FOLDER
from sheets import COLUMNS, ROWS, number_tile, raster_tile, worst_first, write_sheets
from sources import run_script
from tally import Rasters

OUTPUT = Path(__file__).resolve().parent.parent / "build" / "evaluation"
PAGES = 20  # of contact sheets at most, when one kind is looked at
RASTERS_SHOWN = 120


def say(line: str) -> None:
    """A line of progress, at once."""
    print(line, flush=True)


def evaluate(
    data: HeldOut | None = None, amounts: Amounts = Amounts(), folder: Path | None = None, say: Say = say  # noqa: B008
) -> dict:
    """Measure the model that lies beside the function.

    Parameters
    ----------
    data : HeldOut, optional
        By default all that is found.
    amounts : Amounts
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
    run = measure.read_all(data, amounts, say)
    figures = describe(run, data.notes, amounts)
    figures["settings"]["seconds"] = round(time.perf_counter() - start, 1)
    if folder:
        write(run, figures, folder)
    return figures


def describe(run: Run, missing: Sequence[str], amounts: Amounts) -> dict:
    """All figures of a run."""
    pooled, real = run.pooled(), run.real()
    spread = {
        "numbers": [(r.confidence, r.right) for r in pooled],
        "real numbers": [(r.confidence, r.right) for r in real],
        "digits in numbers": [digit for r in pooled for digit in r.digits],
    }
    return {
        "model": describe_model(),
        "settings": asdict(amounts) | {"seed": held_out.SEED},
        "missing": list(missing),
        "rasters": {name: tally.of_rasters(name, own) for name, own in run.rasters.items()},
        "numbers": {name: part for kind, own in run.numbers.items() for name, part in _whole_and_parts(kind, own)},
        "pictures": tally.of_pictures(run.pictures) if run.pictures else {},
        "touching": {kind: tally.of_readings("", own) for kind, own in run.touching.items()},
        "confidence": {name: tally.of_confidence(*zip(*own, strict=True)) for name, own in spread.items() if own},
        "levels": {n: tally.of_levels(own) for n, own in (("all numbers", pooled), ("real numbers", real)) if own},
        "junk": tally.of_junk(pooled, run.junk),
        "blank": [sum(r.right for r in run.blank), len(run.blank)],
        "confusion": tally.confusion(*_digits(r for r in pooled if r.grouped)),
        "writers": tally.of_writers(pooled),
        "causes": {name: count_causes(worst_first(own)) for name, own in run.numbers.items()},
    }


def _whole_and_parts(kind: str, readings: Sequence[Reading]) -> list[tuple[str, dict]]:
    """Figures of a kind; also without suspect labels, in boxes and not, and with one joined pair only."""
    sure = [reading for reading in readings if not reading.case.suspect]
    boxed = [reading for reading in readings if reading.case.boxed]
    free = [reading for reading in readings if not reading.case.boxed]
    found = [(kind, tally.of_readings(kind, readings))]
    found += [(f"{kind}, without suspects", tally.of_readings("", sure))] if len(sure) < len(readings) else []
    once = [reading for reading in readings if reading.case.joins == 1]
    found += [(f"{kind}, one pair", tally.of_readings("", once))] if 0 < len(once) < len(readings) else []
    pair = ((f"{kind}, boxed", boxed), (f"{kind}, not boxed", free)) if boxed and free else ()
    return found + [(name, tally.of_readings("", own)) for name, own in pair]


def _digits(grouped: Sequence[Reading]) -> tuple[list[int], list[int]]:
    """Digits as written and as read, of numbers that were divided as they were written."""
    pairs = [(int(a), int(b)) for r in grouped for a, b in zip(r.case.text, r.text, strict=True)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def describe_model() -> dict:
    """Which model it is."""
    content, second = (FOLDER / "model.tflite").read_bytes(), FOLDER / "trajectories.tflite"
    return {
        "version": model().version,
        "sha256": sha256(content).hexdigest(),
        "digest": digest(),
        "bytes": len(content),
        "goal_bytes": tally.MAX_BYTES,
        "bytes_of_trajectories": second.stat().st_size if second.exists() else 0,
    }


def write(run: Run, figures: dict, folder: Path) -> None:
    """figures.json, report.md, plots and contact sheets."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    pages = [page for name, own in run.rasters.items() for page in write_raster_misses(name, own, folder)]
    kinds = run.numbers | {form: run.pictures[form] for form in FORMS if run.pictures} | run.junk
    kinds |= {f"{kind}, as one picture": own for kind, own in run.touching.items()}
    pages += [page for kind, own in kinds.items() for page in write_misses(kind, own, folder)]
    report.write(figures, [page.name for page in pages], folder)


def write_misses(kind: str, readings: Sequence[Reading], folder: Path, pages: int = 1) -> list[Path]:
    """Contact sheets of one kind, the most confident misses first."""
    shown = worst_first(readings)[: COLUMNS * ROWS * pages]
    tiles = [number_tile(reading, _cause(reading)) for reading in shown]
    return write_sheets(tiles, folder / f"misses-{_file_name(kind)}.png", pages)


def _cause(reading: Reading) -> str:
    return str(explain(reading)) if reading.case.text and not reading.files else ""


def _file_name(kind: str) -> str:
    return kind.replace(", ", "-").replace(" ", "-")


def write_raster_misses(name: str, own: Rasters, folder: Path) -> list[Path]:
    """A contact sheet of rasters that the net alone misses."""
    missed = np.flatnonzero(own.read != own.labels)
    missed = missed[np.argsort(-own.confidence[missed])][:RASTERS_SHOWN]
    tiles = [raster_tile(own.images[k], own.labels[k], own.read[k], own.confidence[k]) for k in missed]
    return write_sheets(tiles, folder / f"misses-{_file_name(name)}-rasters.png")


def look_at(kind: str, data: HeldOut, count: int, folder: Path, side: str = "test") -> None:
    """Print every miss of one kind with its cause, and write their contact sheets; test or validation writers'.

    Raises
    ------
    SystemExit
        When there is no such kind.
    """
    test = side == "test"
    fonts = junk.TEST_LETTERS if test else junk.VALIDATION_LETTERS
    known = measure.stroke_cases(data, Amounts(count)) | held_out.junk_cases(data.samples, count, fonts)
    if kind not in {*known, *FORMS}:
        raise SystemExit(f"no kind {kind!r}; there are: {', '.join([*known, *FORMS])}")
    readings = list(measure.read_drawn(known["spaced"], kind) if kind in FORMS else read_strokes(known[kind]))
    missed = worst_first(readings)
    for r in missed:
        say(f"{r.case.text or '-':>12} {r.text:12} {r.confidence:.3f} {r.level:12} {r.case.writer:32} {_cause(r)}")
    say(f"{len(missed)} of {len(readings)} missed")
    folder.mkdir(parents=True, exist_ok=True)
    for page in write_misses(kind if test else f"{side} {kind}", readings, folder, PAGES):
        say(str(page))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    whole = Amounts()
    parser.add_argument("--count", type=int, default=whole.count, help=f"numbers of each kind ({whole.count})")
    parser.add_argument("--pictures", type=int, default=whole.pictures, help=f"as pictures ({whole.pictures})")
    parser.add_argument("--junk", type=int, default=whole.junk, help=f"of each kind of junk ({whole.junk})")
    parser.add_argument("--quick", action="store_true", help="a few cases of each kind, to see that it runs")
    parser.add_argument("--misses", metavar="KIND", help="only look at what is missed of one kind")
    parser.add_argument("--side", choices=("test", "validation"), default="test", help="with --misses: whose (test)")
    parser.add_argument("--out", type=Path, default=OUTPUT, help="folder for what is written")
    options = parser.parse_args()
    if options.side != "test" and not options.misses:
        parser.error("--side goes with --misses: figures are of test writers")
    return options


def main() -> None:
    options = read_options()
    if options.misses:
        look_at(options.misses, held_out.load(options.side), options.count, options.out, options.side)
        return
    amounts = QUICK if options.quick else Amounts(options.count, options.pictures, options.junk)
    figures = evaluate(amounts=amounts, folder=options.out)
    print(f"\n{report.heading(figures)}")
    for table in report.tables(figures):
        print(f"\n{report.as_text(table)}")
    print(f"\n{figures['settings']['seconds']:.0f} s; tables and pictures: {options.out}")


if __name__ == "__main__":
    run_script(main)
