"""Keras model -> function/model.tflite and function/model.json: quantized, calibrated, described.

Everything here is chosen on validation writers; test writers are only reported on.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import keras
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

import junk
from augment import to_unit
from dataset import KIND_SHARES, Rasters, by_writer, composed_numbers, followed, of_many_digits
from fit_lattice import (
    SIGNS,
    Case,
    cases,
    fit_confidence,
    fit_digitness,
    fit_levels,
    fit_temperature,
    fit_weights,
)
from model import Nets
from quantize import REPRESENTATIVE, quantize
from recognizer.classifier import Classifier, Net, Trajectories, digit_odds, fused, in_turn, odds_of_both
from recognizer.confidence import EVIDENCE, evidence
from recognizer.lattice import Weights
from recognizer.predictions import search
from recognizer.segmentation import FEATURES
from samples import Sample, Source
from split import Split

FOLDER = Path(__file__).resolve().parent.parent / "function"
NUMBERS = 6_000  # composed, for the lattice's weights
LIFTED = 0.35  # of their digits that can be written with one more stroke: few writers show how stroke parts lie
JUNK = 9_600  # pieces of ink that are no number, for the confidence
JUNK_SHARE = 0.1  # of all ink, that the confidence is to be honest for
CONFIDENCE_NUMBERS = 7_500
ASIDE = 0.06  # of the height, standard deviation: how far from a digit the one is that is written over it
LENGTHS, CONFIDENCE_LENGTHS = (1, 7), (1, 12)  # digits: long numbers teach the lattice no more, but are less certain
CONFIDENCE_KINDS = KIND_SHARES | {"joined": 0.06}  # few people join digits


@dataclass(frozen=True)
class Quantized:
    """Both nets as TFLite flatbuffers; none of trajectories where there was no ink to learn from."""

    rasters: bytes
    trajectories: bytes | None


@dataclass(frozen=True)
class Export:
    """What goes into the files."""

    tflite: bytes
    temperature: float
    digitness: tuple[float, float]
    lattice: Weights
    confidence: NDArray[np.float64]
    strong: float
    intermediate: float
    trajectories: Trajectories | None


def quantized(nets: Nets, pools: dict[str, Rasters], rng: Generator) -> Quantized:
    """Keras models -> int8."""
    rasters = quantize(nets.rasters, representative(pools.values(), rng))
    print(f"int8: {len(rasters):,} bytes")
    return Quantized(rasters, quantized_second(nets.trajectories, pools, rng))


def quantized_second(net: keras.Model | None, pools: dict[str, Rasters], rng: Generator) -> bytes | None:
    """The net of trajectories alone."""
    if not net:
        return None
    trajectories = quantize(net, representative(followed(pools).values(), rng))
    print(f"int8, of trajectories: {len(trajectories):,} bytes")
    return trajectories


def quantized_in(folder: Path) -> Quantized:
    """What an earlier `write` left there."""
    second = folder / "trajectories.tflite"
    return Quantized((folder / "model.tflite").read_bytes(), second.read_bytes() if second.exists() else None)


def export(nets: Quantized, validation: dict[str, Rasters], split: Split, share: float, rng: Generator) -> Export:
    """Fit temperature, lattice and confidence to the quantized nets."""
    rasters = Rasters.join(validation.values())
    net = Net(nets.rasters)
    logits = net.logits(rasters.images)
    temperature, digitness = fit_temperature(logits, rasters.labels), fit_digitness(digit_odds(logits), rasters.labels)
    trajectories = fit_second(Net(nets.trajectories), net, validation) if nets.trajectories else None
    classifier = Classifier(nets.rasters, temperature, digitness, trajectories)
    print(f"temperature {temperature:.3f}, digitness {digitness}")
    cases = number_cases(split.validation, int(NUMBERS * share), KIND_SHARES, LENGTHS, classifier, rng)
    weights = fit_weights(cases)
    confidence, strong, intermediate = fit_honesty(split.validation, classifier, weights, share, rng)
    return Export(nets.rasters, temperature, digitness, weights, confidence, strong, intermediate, trajectories)


def fit_second(net: Net, first: Net, validation: dict[str, Rasters]) -> Trajectories:
    """Calibrate the net of trajectories together with that of the rasters."""
    known = Rasters.join(one for name, one in validation.items() if one.ways is not None and name != "sequences")
    logits, second = in_turn(first, known.images, net, known.ways)
    temperature = fit_temperature(fused(logits, second), known.labels)
    digitness = fit_digitness(odds_of_both(logits, second), known.labels)
    recovered = temperature
    if guessed := validation.get("sequences"):
        recovered = fit_temperature(fused(first.logits(guessed.images), net.logits(guessed.ways)), guessed.labels)
    print(f"with trajectories: temperature {temperature:.3f}, recovered {recovered:.3f}, digitness {digitness}")
    return Trajectories(net, temperature, digitness, recovered)


def representative(pools: Iterable[Rasters], rng: Generator) -> NDArray[np.uint8]:
    """An equal share of each pool -> (N, 28, 28), or (N, 48, 6) where its images are trajectories."""
    pools = list(pools)
    size = REPRESENTATIVE // len(pools)
    return np.concatenate([pool.images[rng.choice(len(pool), min(size, len(pool)), False)] for pool in pools])


def number_cases(
    samples: Sequence[Sample], count: int, kinds: dict[str, float], lengths: tuple[int, int], classifier: Classifier,
    rng: Generator,
) -> list[Case]:
    """Composed numbers, ink as written but for some that are written with one more stroke, and all real numbers."""
    digits = of_many_digits(samples)
    numbers = composed_numbers(digits, count, rng, kinds=kinds, lengths=lengths, strength=0, lifted=LIFTED)
    real = [(s.label, s.strokes) for s in samples if len(s.label) > 1 and not s.suspect]
    inks = [(n.text, n.strokes) for n in numbers] + real
    return cases(inks, classifier.log_probabilities)


def fit_honesty(samples: Sequence[Sample], classifier: Classifier, weights: Weights, share: float,
                rng: Generator) -> tuple[NDArray, float, float]:
    """Weights of the confidence's evidence, and the bounds of its levels, from numbers and junk."""
    numbers = number_cases(
        samples, int(CONFIDENCE_NUMBERS * share), CONFIDENCE_KINDS, CONFIDENCE_LENGTHS, classifier, rng
    )
    if not numbers:
        print("no pen digits of validation writers: the confidence is the lattice's posterior, never strong below 0.99")
        return np.array([float(name == "posterior") for name in EVIDENCE]), 0.99, 0.5
    inks = junk_inks(samples, int(JUNK * share), rng)
    others = cases([("", ink) for ink in inks], classifier.log_probabilities)
    rows, right = [], []
    for one in numbers + others:
        readings = search(one.hypotheses, one.log_probabilities, weights, 0)
        rows.append(evidence(readings[0], one.hypotheses) if readings else None)
        right.append(bool(readings) and readings[0].text == one.text)
    found = np.array([row is not None for row in rows])
    weight = np.repeat([(1 - JUNK_SHARE) / len(numbers), JUNK_SHARE / len(others)], [len(numbers), len(others)])
    features = np.array([row for row in rows if row is not None])
    right_, weight_ = np.array(right)[found].astype(float), weight[found]
    v = fit_confidence(features, right_, weight_, [SIGNS[name] for name in EVIDENCE])
    confidence = 1 / (1 + np.exp(-features @ v))
    strong, intermediate = fit_levels(confidence, right_, weight_)
    print(f"confidence {dict(zip(EVIDENCE, v.round(3).tolist()))}; strong from {strong:.4f}")
    return v, strong, intermediate


def junk_inks(samples: Sequence[Sample], count: int, rng: Generator,
              fonts: junk.Fonts = junk.VALIDATION_LETTERS) -> list[list[NDArray]]:
    """Letters, alone and in a row; scribbles; drawings; where there are single digits, halves and corrected numbers.

    Half a 1 is a 1. Of a corrected number the digit that was written over is none, but the lattice reads both.
    """
    table = by_writer(samples)
    digits = [s for own in table.values() for label in own if label != "1" for s in own[label]]
    inks = []
    for k in range(count):
        if k % 10 < 5:
            inks.append(in_a_row([junk.letter(rng, fonts) for _ in range(rng.integers(1, 4))], rng))
        elif k % 10 < 9:
            inks.append(junk.scribble(rng) if k % 2 else junk.drawing(rng))
        elif digits and k % 20 < 10:
            inks.append(_first_half(digits[rng.integers(len(digits))].strokes))
        elif digits:
            inks.append(_corrected(table[digits[rng.integers(len(digits))].writer], rng))
    return inks


def _corrected(own: dict[str, list[Sample]], rng: Generator) -> list[NDArray]:
    """Up to four digits of one writer (label -> samples), over one of which another is written."""
    labels = rng.permutation(sorted(own))[: rng.integers(2, 6)]
    first, *others = (to_unit(own[label][rng.integers(len(own[label]))].strokes) for label in labels)
    over = others.pop() if others else first
    moved = _middle(first) - _middle(over) + rng.normal(0, ASIDE, 2)
    glyphs = [[*first, *(stroke + moved for stroke in over)], *others]
    return in_a_row([glyphs[k] for k in rng.permutation(len(glyphs))], rng)


def _middle(strokes: Sequence[NDArray]) -> NDArray[np.float64]:
    """Of the box around strokes (n, 2) -> (2,)."""
    points = np.vstack(strokes)
    return (points.min(axis=0) + points.max(axis=0)) / 2


def _first_half(strokes: Sequence[NDArray]) -> list[NDArray]:
    """The first half of a digit's points, one at least."""
    left, kept = max(sum(map(len, strokes)) // 2, 1), []
    for stroke in strokes:
        kept.append(stroke[:left].astype(float))
        left -= len(kept[-1])
        if not left:
            break
    return kept


def in_a_row(glyphs: Sequence[Sequence[NDArray]], rng: Generator) -> list[NDArray]:
    """Glyphs of height about 1 side by side."""
    placed, right = [], 0.0
    for glyph in glyphs:
        low, high = (f(np.vstack(glyph)[:, 0]) for f in (np.min, np.max))
        placed += [stroke + np.array([right - low, 0]) for stroke in glyph]
        right += high - low + rng.uniform(0.1, 0.4)
    return placed


def card(export: Export, sources: Iterable[Source], split: Split, settings: dict) -> dict:
    """What model.json says before it is measured."""
    sides = ("train", "validation", "test")
    return {
        "name": "inkdigits",
        "version": settings["version"],
        "date": date.today().isoformat(),
        "sha256": hashlib.sha256(export.tflite).hexdigest(),
        "bytes": len(export.tflite),
        "intended_use": "numbers of 1 to 20 digits 0 to 9, written by hand in one line, as strokes or as pictures",
        "limits": "no sign, point, comma, letter or second line; other scripts' digits; numbers upside down",
        "training": settings,
        "versions": {module.__name__: module.__version__ for module in (keras, np)},
        "trajectories": _second_file(export.trajectories),
        "data": [asdict(source) for source in sources],
        "split": {side: _count(getattr(split, side)) for side in sides},
        "calibration": {
            "temperature": export.temperature,
            "digitness": dict(zip(("slope", "intercept"), export.digitness)),
            "confidence": dict(zip(EVIDENCE, export.confidence.tolist())),
            "trajectories": _calibrated(export.trajectories),
            "levels": {"strong": export.strong, "intermediate": export.intermediate},
        },
        "lattice": {
            "digitness": export.lattice.digitness,
            "features": dict(zip(FEATURES, export.lattice.features.tolist())),
        },
        "figures": {},
    }


def _second_file(trajectories: Trajectories | None) -> dict | None:
    if not trajectories:
        return None
    return {"sha256": hashlib.sha256(trajectories.net.model).hexdigest(), "bytes": len(trajectories.net.model)}


def _calibrated(trajectories: Trajectories | None) -> dict | None:
    if not trajectories:
        return None
    digitness = dict(zip(("slope", "intercept"), trajectories.digitness))
    return {"temperature": trajectories.temperature, "recovered": trajectories.recovered, "digitness": digitness}


def _count(samples: Sequence[Sample]) -> dict[str, dict[str, int]]:
    """Records and writers of each source."""
    names = sorted({sample.source for sample in samples})
    own = {name: [s for s in samples if s.source == name] for name in names}
    return {n: {"records": len(s), "writers": len({one.writer for one in s})} for n, s in own.items()}


def write(export: Export, description: dict, folder: Path = FOLDER) -> None:
    """All files: none takes its place before all are written; the card, which names the others, does so last."""
    files = {"model.tflite": export.tflite}
    if export.trajectories:
        files["trajectories.tflite"] = export.trajectories.net.model
    files["model.json"] = (json.dumps(description, indent=1) + "\n").encode()
    for name, content in files.items():
        (folder / f".{name}.new").write_bytes(content)
    for name in files:
        os.replace(folder / f".{name}.new", folder / name)
