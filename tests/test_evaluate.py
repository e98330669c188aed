"""The evaluation: its figures by hand, its cases, and a whole run over ink made for this project."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageFont

import errors
import evaluate
import handwriting
import held_out
import measure
import metrics
import photo
import readings
import render
import report
import tally
from held_out import Case, HeldOut
from samples import Sample

WRITERS = 3


@pytest.fixture(scope="module")
def ink() -> HeldOut:
    """Two of each digit and some numbers by each of three people, 20 images for MNIST's, and Pillow's own font."""
    rng = np.random.default_rng(5)
    samples = []
    for writer in range(WRITERS):
        by = handwriting.hand(rng)
        for label in "00112233445566778899":
            strokes = handwriting.number(label, rng, by=by).strokes
            samples.append(Sample(label, f"writer {writer}", _two_columns(strokes), "digits made here"))
        for text in ("47", "305", "8126"):
            own = handwriting.number(text, rng, by=by)
            strokes, boxed = _two_columns(own.strokes), text == "47"
            samples.append(
                Sample(text, f"writer {writer}", strokes, "numbers made here", own.segments, None, text == "305", boxed)
            )
    images = np.zeros((20, 28, 28), np.uint8)
    images[:, 4:24, 13:16] = 255  # ones
    fonts = {"own": ImageFont.load_default(20).font_bytes}
    return HeldOut(samples, images, np.ones(20, np.uint8), fonts, ["Not found: a source that the test left out."])


def _two_columns(strokes: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    return tuple(stroke[:, :2].astype(np.float32) for stroke in strokes)


# Figures


def test_wilson_by_hand() -> None:
    low, high = metrics.wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # R: binom::binom.wilson(8, 10)
    assert metrics.wilson(0, 0) == (0.0, 1.0)
    assert metrics.wilson(10, 10)[1] == 1.0


def test_interval_is_wider_when_one_writer_makes_all_errors() -> None:
    writers = [str(k // 20) for k in range(100)]
    spread = [k % 5 != 0 for k in range(100)]
    one = [k >= 20 for k in range(100)]
    assert np.ptp(metrics.rate_interval(one, writers)) > 1.5 * np.ptp(metrics.rate_interval(spread, writers))


def test_interval_without_errors_is_not_a_point() -> None:
    low, high = metrics.rate_interval([True] * 50, ["a", "b"] * 25)
    assert low < 0.95
    assert high == 1.0


def test_calibration_error_by_hand() -> None:
    bins = metrics.reliability([0.9, 0.9, 0.5, 0.5], [1, 1, 1, 0], bins=2)
    assert bins.accuracy.tolist() == [0.5, 1.0]
    assert bins.error == pytest.approx(0.05)


def test_calibration_error_of_honest_confidence_is_small() -> None:
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0, 1, 20_000)
    assert metrics.reliability(confidence, rng.random(20_000) < confidence).error < 0.02
    assert metrics.reliability(np.sqrt(confidence), rng.random(20_000) < confidence).error > 0.1


def test_auroc_counts_ties_half() -> None:
    assert metrics.auroc([3, 2], [1, 0]) == 1.0
    assert metrics.auroc([1, 1], [1, 1]) == 0.5
    assert metrics.auroc([2, 0], [1]) == 0.5


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [("407", "407", 0), ("407", "47", 1), ("", "12", 2), ("12", "21", 2), ("5", "6", 1)],
)
def test_edit_distance(first: str, second: str, distance: int) -> None:
    assert metrics.edit_distance(first, second) == distance


# Cases


@pytest.mark.parametrize("kind", measure.COMPOSED)
def test_composed_numbers_have_all_lengths_and_known_digits(ink: HeldOut, kind: str) -> None:
    cases = held_out.composed(ink.samples, kind, 24)
    assert {len(case.text) for case in cases} == set(range(2 if kind == "joined" else 1, 13))
    for case in cases:
        assert case.text.isdigit()
        assert len(case.digits) == len(case.text)
        assert all(end < len(case.strokes[stroke]) for digit in case.digits for stroke, _, end in digit)


def test_composed_numbers_are_of_one_writer_as_written(ink: HeldOut) -> None:
    (case,) = held_out.composed(ink.samples, "spaced", 1, lengths=[1])
    own = [s for s in ink.samples if s.writer == case.writer and s.label == case.text]
    assert any(same_form(case.strokes, sample.strokes) for sample in own)


def same_form(first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> bool:
    """Whether two inks differ in place and size alone."""
    a, b = (np.vstack(strokes).astype(float) for strokes in (first, second))
    units = [(points - points.min(axis=0)) / np.ptp(points[:, 1]) for points in (a, b)]
    return len(a) == len(b) and np.allclose(*units, atol=1e-4)


def test_more_cases_leave_the_first_ones_as_they_are(ink: HeldOut) -> None:
    few, many = (held_out.composed(ink.samples, "tight", count) for count in (5, 9))
    assert [case.text for case in few] == [case.text for case in many[:5]]


def test_joined_numbers_have_joins_and_others_none(ink: HeldOut) -> None:
    assert all(case.joins >= 1 for case in held_out.composed(ink.samples, "joined", 12))
    assert {case.joins for case in held_out.composed(ink.samples, "joined", 12, lengths=[2])} == {1}
    assert all(case.joins == 0 for case in held_out.composed(ink.samples, "overlapping", 12))


def test_changes_turn_lean_and_stretch_a_number_and_no_more() -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        turned, leaning, stretched = (np.array(change(rng)) for change in held_out.CHANGES.values())
        np.testing.assert_allclose(turned @ turned.T, np.eye(2), atol=1e-12)
        assert abs(np.degrees(np.arctan2(turned[1, 0], turned[0, 0]))) < 15
        np.testing.assert_allclose(leaning, [[1, leaning[0, 1]], [0, 1]])
        assert abs(leaning[0, 1]) < 0.4
        np.testing.assert_allclose(stretched, np.diag([stretched[0, 0], 1]))
        assert 0.6 < stretched[0, 0] < 1.66


@pytest.mark.parametrize("kind", held_out.CHANGES)
def test_each_number_is_changed_in_its_own_way(ink: HeldOut, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a matrix in place of the kind's own, of a draw that goes on from number to number."""
    drawn: list[float] = []

    def change(rng: np.random.Generator) -> list[list[float]]:
        drawn.append(rng.uniform(2, 3))
        return [[1, 0], [0, drawn[-1]]]

    monkeypatch.setitem(held_out.CHANGES, kind, lambda rng: [[1, 0], [0, rng.uniform(2, 3) * 0 + 1]])
    plain = held_out.composed(ink.samples, kind, 9)
    monkeypatch.setitem(held_out.CHANGES, kind, change)
    changed = held_out.composed(ink.samples, kind, 9)
    for one, other, factor in zip(plain, changed, drawn, strict=True):
        assert one.text == other.text
        np.testing.assert_allclose(np.vstack(other.strokes), np.vstack(one.strokes) * [1, factor])
    assert len(set(drawn)) == 9


def test_shaken_numbers_leave_their_line_by_a_little(ink: HeldOut, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = held_out.composed(ink.samples, "shaken", 12)
    monkeypatch.setattr(held_out, "SHAKE", 0.0)
    steady = held_out.composed(ink.samples, "shaken", 12)
    for one, other in zip(numbers, steady, strict=True):
        away = np.vstack(one.strokes) - np.vstack(other.strokes)
        assert 1.5 < away.std() < 4.0  # of 100 units


@pytest.mark.parametrize("kind", held_out.SLIPS)
def test_one_digit_of_a_number_has_a_stroke_more(ink: HeldOut, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = held_out.composed(ink.samples, kind, 12)
    monkeypatch.setitem(held_out.SLIPS, kind, lambda strokes, _: strokes)
    plain = held_out.composed(ink.samples, kind, 12)
    assert len(numbers[0].strokes) == len(plain[0].strokes) + 1
    for case in numbers:
        assert sum(map(len, case.digits)) == len(case.strokes)


def test_tiny_keeps_fractions_and_huge_is_in_whole_units(ink: HeldOut) -> None:
    tiny, huge = (held_out.composed(ink.samples, kind, 1, lengths=[1])[0] for kind in ("tiny", "huge"))
    assert np.ptp(np.vstack(tiny.strokes)[:, 1]) < 12
    assert not all(np.array_equal(stroke, np.round(stroke)) for stroke in tiny.strokes)
    assert np.ptp(np.vstack(huge.strokes)[:, 1]) > 10_000
    assert all(np.array_equal(stroke, np.round(stroke)) for stroke in huge.strokes)


def test_half_digit_is_half_of_the_way() -> None:
    strokes = (np.array([[0.0, 0], [0, 10]]), np.array([[5.0, 0], [5, 10], [5, 30]]))
    for seed in range(6):
        half = held_out._half(strokes, np.random.default_rng(seed))
        assert sum(np.hypot(*np.diff(stroke, axis=0).T).sum() for stroke in half) == pytest.approx(20)


def test_junk_says_no_number(ink: HeldOut) -> None:
    cases = held_out.junk_cases(ink.samples, 4)
    assert {"letter", "letters in a row", "scribble", "shape", "half digit"} == set(cases)
    assert all(case.text == "" and case.strokes for own in cases.values() for case in own)
    assert "half digit" not in held_out.junk_cases([], 1)


# Pictures


def test_pictures_grow_stroke_by_stroke(ink: HeldOut) -> None:
    (case,) = held_out.composed(ink.samples, "spaced", 1, lengths=[4])
    look = render.Look(scale=1.0, pen=5.0)
    inked = [canvas.sum() for canvas in render.canvases(case.strokes, look)]
    assert len(inked) == len(case.strokes)
    assert all(a < b for a, b in pairwise(inked))


def test_pen_is_as_wide_as_asked() -> None:
    stroke = np.array([[0.0, 0.0], [0.0, 100.0]])
    *_, canvas = render.canvases([stroke], render.Look(scale=1.0, pen=8.0))
    assert canvas[canvas.shape[0] // 2].sum() == pytest.approx(8, abs=0.5)


def test_photo_is_darker_where_there_is_ink() -> None:
    canvas = np.zeros((80, 80))
    canvas[20:60, 36:44] = 1.0
    for seed in range(10):
        picture = Image.open(io.BytesIO(photo.photograph(canvas, 40.0, np.random.default_rng(seed))))
        assert picture.format == "JPEG"
        gray = np.asarray(picture, float)
        edge = (len(gray) - len(canvas)) // 2  # of paper
        middle = gray[edge:-edge, edge:-edge]
        assert middle[canvas == 1].mean() < 0.6 * middle[canvas == 0].mean()


# Readings


def cross() -> Case:
    """Two digits of two strokes each, four unlike lines."""
    lines = [[(0, 0), (0, 10)], [(3, 0), (3, 10)], [(20, 0), (20, 10)], [(23, 0), (23, 10)]]
    strokes = tuple(np.array(line, float) for line in lines)
    return Case("11", strokes, "nobody", (((0, 0, 1), (1, 0, 1)), ((2, 0, 1), (3, 0, 1))))


def test_matches_need_the_digits_own_ink_and_no_other() -> None:
    whole = readings.matches(cross(), [[(0, 0, 1), (1, 0, 1)], [(2, 0, 1), (3, 0, 1)]])
    assert whole.tolist() == [[True, False], [False, True]]
    assert not readings.matches(cross(), [[(0, 0, 1)], [(1, 0, 1), (2, 0, 1), (3, 0, 1)]]).any()


def test_matches_leave_out_a_link() -> None:
    points = np.stack([np.arange(21.0), np.zeros(21)], axis=1)
    case = Case("11", (points,), "nobody", (((0, 0, 8),), ((0, 12, 20),)))
    assert readings.matches(case, [[(0, 0, 10)], [(0, 10, 20)]]).tolist() == [[True, False], [False, True]]
    assert not readings.matches(case, [[(0, 0, 14)], [(0, 14, 20)]]).any()


def test_cause_of_a_wrong_digit_names_the_pair() -> None:
    reading = readings.Reading(Case("407", (), "nobody"), "401", 0.9, "strong", (), True, (), 0.0)
    assert str(errors.explain(reading)) == "digit: 7>1"


def test_causes_count_each_pair_once_a_miss() -> None:
    texts = [("17", "71"), ("11", "77"), ("31", "37")]
    missed = [
        readings.Reading(Case(text, (), "nobody"), read, 0.9, "strong", (), True, (), 0.0) for text, read in texts
    ]
    assert dict(errors.count_causes(missed)) == {"digit: 1>7": 3, "digit: 7>1": 1}


def test_every_miss_has_a_cause(ink: HeldOut) -> None:
    cases = held_out.composed(ink.samples, "joined", 40)
    missed = [reading for reading in readings.read_strokes(cases) if not reading.right]
    assert missed
    assert sum(count for _, count in errors.count_causes(missed)) >= len(missed)
    for reading in missed:
        cause = errors.explain(reading)
        assert cause.kind in ("digit", "no hypothesis", "division", "outvoted", "search", "unknown")
        assert cause.kind != "digit" or reading.grouped


# The whole


@pytest.fixture(scope="module")
def done(ink: HeldOut, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, Path, list[str]]:
    """A small run: figures, folder, progress."""
    folder, lines = tmp_path_factory.mktemp("evaluation"), []
    return evaluate.evaluate(ink, measure.Amounts(12, 4, 5, 30), folder, lines.append), folder, lines


def test_evaluation_measures_everything(done: tuple[dict, Path, list[str]]) -> None:
    figures, _, lines = done
    assert set(figures["rasters"]) == {"mnist", "digits made here"}
    others = {"mnist, as pictures", "mnist, as strokes", "fonts, as pictures"}
    assert {"digits made here", "numbers made here", *others, *measure.COMPOSED} <= set(figures["numbers"])
    for part in ("without suspects", "boxed", "not boxed"):
        assert f"numbers made here, {part}" in figures["numbers"]
    assert set(figures["pictures"]) == {"strokes", *measure.FORMS}
    touching = {kind: own["exact"]["count"] for kind, own in figures["touching"].items()}
    assert touching == dict.fromkeys(measure.TOUCHING, 4)
    assert figures["blank"] == [8, 8]
    assert figures["missing"][0] in lines
    assert figures["numbers"]["spaced"]["exact"]["count"] == 12
    assert figures["numbers"]["fonts, as pictures"]["exact"]["count"] == 10
    assert figures["numbers"]["spaced"]["by_length"].keys() == {str(n) for n in range(1, 13)}


def test_evaluation_reads_what_the_function_reads(done: tuple[dict, Path, list[str]]) -> None:
    figures, _, _ = done
    assert figures["rasters"]["mnist"]["accuracy"]["rate"] == 1.0
    assert figures["rasters"]["digits made here"]["accuracy"]["rate"] > 0.8
    assert figures["numbers"]["numbers made here"]["digit_error"] < 0.2
    assert figures["numbers"]["spaced"]["grouped"] > 0.7
    assert figures["pictures"]["images"]["digit_error"] < 0.3


def test_evaluation_writes_tables_and_pictures(done: tuple[dict, Path, list[str]]) -> None:
    figures, folder, _ = done
    assert json.loads((folder / "figures.json").read_text()) == figures
    text = (folder / "report.md").read_text()
    names = [line[line.index("(") + 1 : -1] for line in text.splitlines() if line.startswith("![")]
    assert {"reliability.png", "lengths.png", "confusion.png"} <= set(names)
    assert all((folder / name).is_file() for name in names)


def test_tables_show_goals_and_verdicts(done: tuple[dict, Path, list[str]]) -> None:
    figures, _, _ = done
    (table,) = [table for table in report.tables(figures) if table[0].startswith("Whole answers")]
    rows = {row[0]: row for row in table[2]}
    for name in set(measure.COMPOSED) & set(tally.GOALS):
        exact = figures["numbers"][name]["exact"]
        assert rows[name][2] == f"{100 * exact['rate']:.2f}"
        assert rows[name][4] == f"{100 * tally.GOALS[name][0]:g}"
        assert rows[name][5] == ("reached" if exact["rate"] >= tally.GOALS[name][0] else "MISSED")


def test_evaluation_without_any_data_says_so() -> None:
    nothing = HeldOut([], notes=["Not found: everything."])
    figures = evaluate.evaluate(nothing, measure.Amounts(2, 1, 2), say=lambda _: None)
    assert figures["numbers"] == {}
    assert figures["junk"] == {}
    json.dumps(figures, allow_nan=False)
    assert "Not found: everything." in report.heading(figures)
    assert all(report.as_text(table) for table in report.tables(figures))


def test_figures_name_both_nets_and_what_is_fitted(done: tuple[dict, Path, list[str]]) -> None:
    figures, _, _ = done
    assert figures["model"]["digest"] == measure.digest()


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("side", ["test", "validation"])
def test_misses_are_of_the_writers_asked_for(side: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sides = {"train": ["a"], "validation": ["b"], "test": ["c"]}
    seen = []
    monkeypatch.setattr(held_out, "load_ink", lambda: SimpleNamespace(samples=[], notes=[]))
    monkeypatch.setattr(held_out, "split_ink", lambda _: SimpleNamespace(**sides))
    monkeypatch.setattr(evaluate, "look_at", lambda kind, data, *_: seen.append((kind, data.samples)))
    options = ["--misses", "joined", "--out", str(tmp_path)] + (["--side", side] if side != "test" else [])
    monkeypatch.setattr(sys, "argv", ["evaluate.py", *options])
    evaluate.main()
    assert seen == [("joined", sides[side])]


def test_figures_are_of_test_writers_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["evaluate.py", "--side", "validation"])
    with pytest.raises(SystemExit):
        evaluate.main()
    assert "--side goes with --misses" in capsys.readouterr().err


def test_misses_of_one_kind_are_listed(
    ink: HeldOut, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate.look_at("joined", ink, 22, tmp_path)
    printed = capsys.readouterr().out
    assert "of 22 missed" in printed
    with pytest.raises(SystemExit, match="no kind"):
        evaluate.look_at("nonsense", ink, 2, tmp_path)
