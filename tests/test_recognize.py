"""Whole numbers, read by the served model: ink that was made for this project, in every way that people write it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np
import pytest

import recognizer
from augment import arc_lengths
from canvas import Canvas, encoded, transparent
from forms import ink_of, read, read_ink
from handwriting import JUNK, STYLES, Written, digit, junk, number
from kinds import KINDS
from polyline import polyline
from recognizer import Answer, recognize, warm_up
from recognizer.classifier import load
from recognizer.ink import Request, ink_from_strokes
from recognizer.picture import ink_from_picture
from recognizer.rasterize import rasterize
from recognizer.segmentation import MIN_SIDE
from recognizer.snapshots import ink_from_snapshots
from recognizer.trajectories import trajectories

NUMBERS = 60  # of each kind; lengths 1 to 20, each three times
LEAST = {  # numbers that must be read exactly, and that must be strong
    # Measured with model 1.10.0: 60, 60, 60, 58, 59, 60, 59 exactly; 45, 44, 44, 37, 36, 45, 35 strong, none wrong.
    "spaced": (57, 32),
    "wide": (57, 32),
    "tight": (57, 32),
    "overlapping": (55, 26),
    "late": (57, 24),
    "shuffled": (57, 32),
    "late and shuffled": (57, 24),
}


def written(seed: int, length: int, **options: object) -> Written:
    rng = np.random.default_rng([seed, 3])
    return number("".join(rng.choice(list("0123456789"), length)), rng, **options)


def text(answer: Answer) -> str:
    return answer.predictions[0].text if answer.predictions else ""


def same(one: Answer, other: Answer) -> bool:
    """The same readings at the same confidences, to the last bit."""
    return one.level == other.level and [(p.text, p.confidence) for p in one.predictions] == [
        (p.text, p.confidence) for p in other.predictions
    ]


# Numbers


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_of_one_to_twenty_digits_are_read_exactly(kind: str) -> None:
    numbers = [written(seed, 1 + seed % 20, **KINDS[kind]) for seed in range(NUMBERS)]
    answers = [read(one.strokes) for one in numbers]
    right = [text(answer) == one.text for answer, one in zip(answers, numbers)]
    strong = [found for found, answer in zip(right, answers) if answer.level == "strong"]
    least, least_strong = LEAST[kind]
    assert sum(right) >= least
    assert len(strong) >= least_strong
    assert sum(strong) >= 0.97 * len(strong)  # strong means that it can be used unseen


def test_short_numbers_joined_without_lifting_the_pen_are_mostly_read() -> None:
    """Measured with model 1.10.0: 58 of 60; with 1.8.0 57."""
    numbers = [written(seed, 2 + seed % 3, joined=1.0) for seed in range(NUMBERS)]
    assert sum(text(read(one.strokes)) == one.text for one in numbers) >= 53


@pytest.mark.parametrize("label", list(STYLES))
def test_every_style_of_a_digit_is_read_alone(label: str) -> None:
    """Three persons a style; measured with model 1.9.0: all of them."""
    found = [
        text(read(digit(label, np.random.default_rng([seed, style]), style)))
        for style in range(len(STYLES[label]))
        for seed in range(3)
    ]
    assert found.count(label) >= 0.85 * len(found)


def test_zeros_slashed_the_other_way_are_zeros() -> None:
    """Upper left to lower right; measured with model 1.9.0: all of them."""
    found = []
    for seed in range(60):
        rng = np.random.default_rng([seed, 5])
        (ring,) = (stroke[:, :2] for stroke in digit("0", rng, 0))
        low, high = ring.min(axis=0), ring.max(axis=0)
        reach = (high - low) * rng.uniform(-0.15, 0.15)
        found.append(text(read([ring, polyline([low - reach, high + reach], 12)])))
    assert found.count("0") >= 57


def test_ones_with_a_hook_where_the_pen_goes_back_up_are_ones() -> None:
    """Measured with model 1.9.0: all of them."""
    found = []
    for seed in range(60):
        rng = np.random.default_rng([seed, 6])
        hook = (rng.uniform(5, 20) * rng.choice([-1, 1]), rng.uniform(75, 90))
        found.append(text(read([polyline([(rng.normal(0, 8), 0), (0, 100), hook], 12)])))
    assert found.count("1") >= 57


@pytest.mark.parametrize("gap", [5, 12])
def test_one_whose_middle_is_missing_is_no_two_ones(gap: float) -> None:
    """Of a hundred units' height, alone and after a 2; measured with model 1.9.0: all of them, with 1.7.1 32 of 80."""
    for before in ("", "2"):
        found = []
        for seed in range(20):
            rng = np.random.default_rng([seed, 7])
            ink = [stroke[:, :2] for stroke in number("2", rng).strokes] if before else []
            top, foot, at = 160 + rng.normal(0, 6), 160 + rng.normal(0, 6), rng.uniform(30, 70)
            halves = [(0, at - gap / 2), (at + gap / 2, 100)]
            across = [[(top + (foot - top) * y / 100, y) for y in half] for half in halves]
            found.append(text(read([*ink, *(polyline(half, 8) for half in across)])))
        assert found.count(before + "1") >= 18


def test_pen_that_skips_in_one_stroke_makes_no_digit_more() -> None:
    """The longest stroke of each number lacks 2 to 8 of a hundred units; measured with model 1.9.0: all are read."""
    wrong = []
    for seed in range(NUMBERS):
        one, rng = written(seed, 1 + seed % 8), np.random.default_rng([seed, 8])
        strokes = [stroke[:, :2] for stroke in one.strokes]
        ways = [arc_lengths(stroke) for stroke in strokes]
        k = max(range(len(ways)), key=lambda s: ways[s][-1])
        way = ways[k]
        at, gap = rng.uniform(0.15, 0.85) * way[-1], rng.uniform(2, 8)
        strokes[k : k + 1] = strokes[k][way < at], strokes[k][way > at + gap]
        wrong += [(one.text, found)] if (found := text(read(strokes))) != one.text else []
    assert len(wrong) <= 4, wrong


@pytest.mark.parametrize(("size", "least"), [(12, 38), (18, 31)])
def test_stray_mark_beside_a_number_is_no_digit(size: float, least: int) -> None:
    """A short line of any direction; digits are a hundred units high.

    Measured with model 1.10.0: 40 and 35 of 40. With 1.9.1: 40 and 34, with 1.7.1: 34 and 25.
    """
    found = []
    for seed in range(40):
        one, rng = written(seed, 2 + seed % 6), np.random.default_rng([seed, 9])
        points = np.vstack([stroke[:, :2] for stroke in one.strokes])
        angle = rng.uniform(0, 2 * np.pi)
        half = np.array([np.cos(angle), np.sin(angle)]) * size / 2
        left, right = points[:, 0].min() - 40, points[:, 0].max() + 40
        middle = np.array([rng.choice([left, right]), rng.uniform(points[:, 1].min(), points[:, 1].max())])
        found.append(text(read([*one.strokes, polyline([middle - half, middle + half], 4)])) == one.text)
    assert sum(found) >= least


def test_twenty_digits_are_read_with_their_ink() -> None:
    one = written(1, 20)
    answer = read(one.strokes)
    assert text(answer) == one.text
    for digit_read, strokes in zip(answer.predictions[0].digits, one.segments):
        found = answer.hypotheses.drawing_segments(digit_read.hypothesis)
        assert tuple(run[0] for run in found) == strokes


def test_truth_is_among_the_alternatives_mostly() -> None:
    numbers = [written(seed, 1 + seed % 6, **KINDS["overlapping"]) for seed in range(NUMBERS)]
    answers = [read(one.strokes, alternatives=5) for one in numbers]
    among = sum(one.text in [p.text for p in answer.predictions] for one, answer in zip(numbers, answers))
    assert among >= 0.92 * NUMBERS


def test_truth_that_is_not_first_is_often_among_the_alternatives() -> None:
    """Of joined numbers, measured with model 1.10.0: 18 of the 30 that are not read; with 1.9.1 14 of 27."""
    numbers = [written(seed, 2 + seed % 5, joined=1.0) for seed in range(4 * NUMBERS)]
    answers = [read(one.strokes, alternatives=5) for one in numbers]
    among = [
        one.text in [reading.text for reading in answer.predictions]
        for one, answer in zip(numbers, answers)
        if text(answer) != one.text
    ]
    assert len(among) <= 36
    assert sum(among) >= 0.35 * len(among)


# Place, size, order


@pytest.mark.parametrize("scale", [1e-150, 1e-14, 0.001, 0.3, 40.0, 1e5])
def test_any_place_and_size_reads_the_same(scale: float) -> None:
    for seed in range(6):
        strokes = [stroke[:, :2] for stroke in written(seed, 3 + seed).strokes]
        one = read(strokes)
        other = read([stroke * scale + np.array([-300, 2000]) * scale for stroke in strokes])
        assert text(other) == text(one)
        assert other.level == one.level
        assert other.predictions[0].confidence == pytest.approx(one.predictions[0].confidence, abs=0.02)


def test_denser_points_read_the_same() -> None:
    for seed in range(6):
        strokes = [stroke[:, :2] for stroke in written(seed, 3 + seed).strokes]
        dense = [np.insert(s, np.arange(1, len(s)), (s[1:] + s[:-1]) / 2, axis=0) for s in strokes]
        assert text(read(dense)) == text(read(strokes))


def test_order_of_writing_hardly_matters() -> None:
    agree = 0
    for seed in range(20):
        strokes = list(written(seed, 4).strokes)
        order = np.random.default_rng(seed).permutation(len(strokes))
        agree += text(read([strokes[k] for k in order])) == text(read(strokes))
    assert agree >= 19


def test_strokes_may_run_the_other_way() -> None:
    """A zero clockwise, a bar from right to left, a 1 from its foot: other hands, as sure.

    Measured with model 1.10.0: all 40 are read, 33 are strong and one is poor.
    """
    numbers = [written(seed, 1 + seed % 5) for seed in range(40)]
    answers = [read([stroke[::-1] for stroke in one.strokes]) for one in numbers]
    assert sum(text(answer) == one.text for answer, one in zip(answers, numbers)) >= 37
    levels = [answer.level for answer in answers]
    assert levels.count("poor") <= 2
    assert levels.count("strong") >= 29


# Pictures


@pytest.mark.parametrize("form", ["images", "image"])
def test_pictures_agree_with_the_strokes_that_they_were_drawn_from(form: str) -> None:
    """Measured with model 1.10.0: all 20 of either form."""
    agree = 0
    for seed in range(20):
        strokes = written(seed, 1 + seed % 6).strokes
        ink = ink_of(strokes, form, Canvas(pen=4 + seed % 5))
        agree += text(read_ink(ink)) == text(read(strokes))
    assert agree >= 18


def test_way_of_the_pen_is_known_of_strokes_guessed_at_of_a_sequence_and_not_asked_for_of_a_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    served = recognizer.model()
    asked: list[tuple[bool, bool]] = []

    class Spy:
        def log_probabilities(self, rasters: np.ndarray, ways: np.ndarray | None, recovered: bool) -> np.ndarray:
            asked.append((ways is not None, recovered))
            return served.classifier.log_probabilities(rasters, ways, recovered)

    monkeypatch.setattr(recognizer, "model", lambda: msgspec.structs.replace(served, classifier=Spy()))
    strokes = written(0, 3).strokes
    canvas = Canvas(pen=6)
    files = [encoded(transparent(picture)) for picture in canvas.snapshots(strokes)]
    for ink in (ink_from_strokes(strokes), ink_from_snapshots(files), ink_from_picture(files[-1])):
        asked.clear()
        assert text(recognize(Request(ink)))
        expected = {"strokes": (True, False), "images": (True, True), "image": (False, True)}
        assert set(asked) == {expected[ink.kind]}


# What is no number


@pytest.mark.parametrize("kind", sorted(JUNK))
def test_junk_is_not_strong(kind: str) -> None:
    """Measured with model 1.10.0: of 20 of a kind two letters and one heart are strong, and 15 or more are poor.

    Two kinds fall short: hearts are read as 0 with a dent, 19 of them intermediate, and two lines across two as 17, 16
    of them. The letters are an R each, of stem and loop, read as 12.
    """
    levels = [read(junk(np.random.default_rng([seed, 1]), kind)).level for seed in range(20)]
    assert levels.count("strong") <= {"heart": 3, "letter": 3}.get(kind, 1)
    assert kind in ("grid", "heart") or levels.count("poor") >= 13


def test_junk_is_less_certain_than_numbers() -> None:
    """Measured with model 1.10.0: in 99.6 % of the pairs."""
    numbers = [read(written(seed, 1 + seed % 5).strokes).predictions[0].confidence for seed in range(40)]
    others = [read(junk(np.random.default_rng([seed, 2]))) for seed in range(60)]
    of_junk = np.array([answer.predictions[0].confidence if answer.predictions else 0.0 for answer in others])
    higher = (np.array(numbers)[:, None] > of_junk).mean()
    assert higher >= 0.98


@pytest.mark.parametrize(
    "strokes", [[[(5, 5)]], [[(5, 5)] * 40], [[(0, 0)], [(50, 3)], [(90, 8)]]], ids=["dot", "one place", "three dots"]
)
def test_dots_are_answered_and_not_strong(strokes: list) -> None:
    answer = read(strokes)
    assert answer.level != "strong"
    assert np.isfinite([prediction.confidence for prediction in answer.predictions]).all()


@pytest.mark.parametrize("strokes", [[], [[]], [[], [], []]])
def test_no_ink_is_no_number(strokes: list) -> None:
    answer = read(strokes)
    assert answer.predictions == ()
    assert answer.level == "poor"
    assert answer.rasters.shape == (0, 28, 28)


# The answer


@pytest.mark.parametrize("alternatives", [0, 1, 3, 10])
def test_answer_has_the_alternatives_asked_for(alternatives: int) -> None:
    """Digits that overlap have so many readings."""
    answer = read(written(3, 4, gap=(-0.2, 0.0)).strokes, alternatives=alternatives)
    assert len({prediction.text for prediction in answer.predictions}) == len(answer.predictions) == 1 + alternatives


def test_pattern_decides_length_and_digits() -> None:
    one = written(5, 4)
    for pattern in ("????", one.text[0] + "???", one.text):
        assert text(read(one.strokes, pattern=pattern)) == one.text
    wrong = str((int(one.text[1]) + 1) % 10)
    assert text(read(one.strokes, pattern=f"?{wrong}??"))[1] == wrong
    assert read(one.strokes, pattern="?" * 40).predictions == ()


def test_strokes_that_are_surely_one_digit_are_cut_where_the_pattern_asks_for_more() -> None:
    """Two joined digits may look like one; a straight line cannot be two."""
    eight = [stroke[:, :2] * [1.3, 1] for stroke in number("8", np.random.default_rng(2)).strokes]
    assert len(eight) == 1
    assert text(read(eight)) == "8"
    answer = read(eight, pattern="??")
    assert len(text(answer)) == 2
    assert answer.level == "poor"
    first, second = answer.predictions[0].digits
    assert answer.hypotheses.drawing_segments(first.hypothesis) != answer.hypotheses.drawing_segments(second.hypothesis)
    assert read([[(0, 0), (0, 100)]], pattern="??").predictions == ()


@pytest.mark.parametrize("pattern", ["99", "9?", "?9"])
def test_a_digit_that_the_pattern_knows_is_as_sure_as_the_number(pattern: str) -> None:
    best = read(number("42", np.random.default_rng(3)).strokes, pattern=pattern).predictions[0]
    assert best.confidence > 0.9
    assert all(digit.confidence >= best.confidence - 0.01 for digit in best.digits)


def test_rasters_are_what_the_net_saw_of_each_hypothesis() -> None:
    answer = read(written(2, 5).strokes)
    ink = answer.hypotheses
    assert answer.rasters.dtype == np.uint8
    assert answer.rasters.shape == (len(ink), 28, 28)
    np.testing.assert_array_equal(answer.rasters, rasterize(ink.lines, ink.spans, min_side=MIN_SIDE))
    best = answer.predictions[0].digits[0]
    ways = trajectories(ink.lines, ink.spans, min_side=MIN_SIDE)
    seen = recognizer.model().classifier.log_probabilities(answer.rasters, ways)[best.hypothesis]
    assert best.not_digit == pytest.approx(np.exp(seen[10]))
    assert best.probabilities == pytest.approx(np.exp(seen[:10]) / np.exp(seen[:10]).sum())


def test_levels_are_those_of_the_contract() -> None:
    found = {read(written(seed, 1 + seed % 8, gap=(-0.2, 0.1)).strokes).level for seed in range(30)}
    found |= {read(junk(np.random.default_rng(seed))).level for seed in range(10)}
    assert found <= {"strong", "intermediate", "poor"}
    assert {"strong", "poor"} <= found


# Again and at once


def test_same_ink_is_always_read_the_same() -> None:
    strokes = written(7, 9, gap=(-0.1, 0.2)).strokes
    first = read(strokes)
    read(written(8, 3).strokes)
    assert same(read(strokes), first)


def test_answer_does_not_touch_the_ink() -> None:
    ink = ink_from_strokes(written(7, 9).strokes)
    before = ink.points.copy(), ink.joins.copy()
    recognize(Request(ink))
    np.testing.assert_array_equal(ink.points, before[0])
    np.testing.assert_array_equal(ink.joins, before[1])


def test_threads_read_the_same_as_one_after_the_other() -> None:
    inks = [ink_from_strokes(written(seed, 1 + seed % 7).strokes) for seed in range(16)]
    expected = [recognize(Request(ink)) for ink in inks]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda ink: recognize(Request(ink)), inks * 2))
    assert all(same(one, other) for one, other in zip(found, expected * 2))


def test_warm_up_loads_the_model_once_and_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []
    monkeypatch.setattr(recognizer, "load", lambda: loaded.append(load()) or loaded[-1])
    recognizer.model.cache_clear()
    warm_up()
    assert len(loaded) == 1
    read([[(0, 0), (0, 100)]])
    warm_up()
    assert len(loaded) == 1
