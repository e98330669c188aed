"""Honest probabilities: worked by hand, bounds and order for anything, then whole ink and junk."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import recognizer
from fit_lattice import SIGNS, fit_confidence, fit_levels, fit_temperature
from handwriting import number
from lattices import pieces_of_ink
from recognizer.confidence import EVIDENCE, FLOOR, MOST, Calibration, calibrate, evidence, level, of_digit, written_over
from recognizer.ink import Request, ink_from_strokes
from recognizer.predictions import Digit, Prediction
from recognizer.segmentation import FEATURES, Hypotheses

ONE_TO_ONE = Calibration(np.array([float(name == "posterior") for name in EVIDENCE]), strong=0.9, intermediate=0.5)
BOUNDS = Calibration(np.zeros(len(EVIDENCE)), strong=0.95, intermediate=0.4)


def hypotheses(count: int = 1, unread: int = 0) -> Hypotheses:
    """A piece for each digit, and some pieces that are no hypothesis."""
    return pieces_of_ink(count + unread, [1 << p for p in range(count)])


def digit(hypothesis: int, probability: float = 1.0, not_digit: float = 0.0) -> Digit:
    """A 1 at some probability, else a 7."""
    probabilities = np.zeros(10)
    probabilities[[1, 7]] = probability, 1 - probability
    return Digit("1", hypothesis, probability, probabilities, not_digit)


def predictions(*confidences: float) -> tuple[Prediction, ...]:
    return tuple(Prediction(str(k), value, (digit(0),)) for k, value in enumerate(confidences))


def calibration(**weights: float) -> Calibration:
    return Calibration(np.array([weights.get(name, 0.0) for name in EVIDENCE]), strong=0.9, intermediate=0.5)


# Worked by hand


def test_evidence_is_that_on_paper() -> None:
    """Two digits of three pieces: P(1) 0.8 and 0.6, no digit at 0.1 and 0.5."""
    ink = hypotheses(2, unread=1)
    best = Prediction("11", 0.75, (digit(0, 0.8, 0.1), digit(1, 0.6, 0.5)))
    found = dict(zip(EVIDENCE, evidence(best, ink)))
    assert found == pytest.approx({
        "bias": 1.0,
        "posterior": log(3),
        "least_digit": log(0.5),
        "mean_digit": (log(0.9) + log(0.5)) / 2,
        "unread": 1 / 3,
        "cuts": 0.0,
        "cut_ones": 0.0,
        "written_over": 0.0,
    })  # fmt: skip


def test_ones_cut_out_of_a_stroke_are_counted() -> None:
    """A 1 cut out of a stroke, no digit at 0.9, and a 7 at 0.2."""
    ink = hypotheses(2)
    ink.features[0, FEATURES.index("cuts")] = 2
    best = Prediction("17", 0.5, (digit(0, 1.0, 0.9), replace(digit(1, 0.0, 0.2), grapheme="7")))
    found = dict(zip(EVIDENCE, evidence(best, ink)))
    assert (found["cuts"], found["cut_ones"]) == (2, 1)


@pytest.mark.parametrize(
    ("boxes", "over"),
    [
        ([[0, 0, 50, 100], [5, 0, 55, 100]], True),
        ([[0, 0, 50, 100], [20, 0, 70, 100]], True),
        ([[0, 0, 50, 100], [30, 0, 80, 100]], False),
        ([[0, 0, 50, 100], [20, 0, 30, 100]], False),  # a 1 in another digit
        ([[20, 0, 20, 100], [20, 0, 20, 100]], False),  # without an area
        ([[0, 0, 50, 100], [60, 0, 90, 100], [62, 0, 92, 100]], True),
        ([[0, 0, 50, 100]], False),
    ],
)
def test_neighbors_that_share_half_of_the_larger_box_are_written_over(boxes: list, over: bool) -> None:
    assert written_over(np.array(boxes, float)) is over


def test_evidence_is_finite_where_probabilities_are_nothing() -> None:
    best = Prediction("1", 0.0, (digit(0, 1.0, 1.0),))
    found = evidence(best, hypotheses())
    assert np.isfinite(found).all()
    assert found[EVIDENCE.index("least_digit")] == FLOOR
    certain = evidence(Prediction("1", 1.0, (digit(0),)), hypotheses())
    assert np.isfinite(certain).all()
    assert certain[EVIDENCE.index("posterior")] == MOST


def test_posterior_alone_is_given_back_as_it_is() -> None:
    readings, _ = calibrate(predictions(0.7, 0.2, 0.05), hypotheses(), ONE_TO_ONE)
    assert [reading.confidence for reading in readings] == pytest.approx([0.7, 0.2, 0.05])


def test_doubt_lowers_all_readings_alike() -> None:
    """Odds of 0.8 less ln 4: 1 to 1. The rest was 0.15 and 0.05 of 0.8, and keeps that proportion."""
    doubtful = calibration(posterior=1.0, bias=-log(4))
    readings, name = calibrate(predictions(0.8, 0.15, 0.05), hypotheses(), doubtful)
    assert [reading.confidence for reading in readings] == pytest.approx([0.5, 0.15 * 0.5 / 0.8, 0.05 * 0.5 / 0.8])
    assert name == "intermediate"


def test_trust_takes_from_the_others_what_it_gives_to_the_best() -> None:
    """Odds of 0.5 and ln 4: 0.8; the others share what is left as before."""
    readings, _ = calibrate(predictions(0.5, 0.3, 0.2), hypotheses(), calibration(posterior=1.0, bias=log(4)))
    assert [reading.confidence for reading in readings] == pytest.approx([0.8, 0.12, 0.08])


@pytest.mark.parametrize(
    ("posterior", "of_best", "expected"),
    [
        (0.8, True, 0.5),  # right whenever the best reading is, and never else
        (0.9, True, 0.75),  # and in half of the other cases
        (0.4, True, 0.25),  # in half of the cases where the best reading is right: with another cut
        (0.1, False, 0.25),  # in half of the cases where it is wrong
        (0.6, False, 0.75),  # likelier than the best reading is wrong: it must be in half of that, too
    ],
)
def test_digits_are_weighed_anew_with_the_number(posterior: float, of_best: bool, expected: float) -> None:
    """A posterior of 0.8 that is found to be 0.5."""
    assert of_digit(posterior, 0.8, 0.5, of_best) == pytest.approx(expected)


def test_a_digit_is_as_sure_as_the_number_or_surer() -> None:
    """Odds of 0.5 and ln 4: 0.8, and so is a digit that was as sure; one of 0.75 is right in half of the rest, too."""
    best = Prediction("11", 0.5, (digit(0, 0.5), digit(1, 0.75)))
    weights = calibration(posterior=1.0, bias=log(4))
    (reading,), _ = calibrate((best,), hypotheses(2), weights)
    assert reading.confidence == pytest.approx(0.8)
    assert [one.confidence for one in reading.digits] == pytest.approx([0.8, 0.9])


def test_nothing_read_is_poor() -> None:
    assert calibrate((), hypotheses(0), ONE_TO_ONE) == ((), "poor")


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [(1.0, "strong"), (0.95, "strong"), (0.9499, "intermediate"), (0.4, "intermediate"), (0.3999, "poor"), (0, "poor")],
)
def test_levels_begin_at_their_bounds(confidence: float, expected: str) -> None:
    assert level(confidence, BOUNDS) == expected


def test_level_is_that_of_the_calibrated_confidence() -> None:
    high = predictions(0.99)
    assert calibrate(high, hypotheses(), ONE_TO_ONE)[1] == "strong"
    assert calibrate(high, hypotheses(), calibration(posterior=1.0, bias=-10.0))[1] == "poor"


# Anything


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=11),
    st.lists(st.floats(-50, 50), min_size=len(EVIDENCE), max_size=len(EVIDENCE)),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_confidences_descend_and_sum_to_one_at_most_whatever_the_weights(
    shares: list[float], weights: list[float], probability: float, not_digit: float
) -> None:
    posteriors = np.sort(shares)[::-1] / max(sum(shares), 1)
    readings = tuple(Prediction(str(k), p, (digit(0, probability, not_digit),)) for k, p in enumerate(posteriors))
    found, name = calibrate(readings, hypotheses(), Calibration(np.array(weights), 0.9, 0.5))
    confidences = [reading.confidence for reading in found]
    assert [reading.text for reading in found] == [reading.text for reading in readings]
    assert all(0 <= value <= 1 for value in confidences)
    assert all(0 <= digit.confidence <= 1 + 1e-9 for reading in found for digit in reading.digits)
    assert (np.diff(confidences) <= 1e-12).all()
    assert sum(confidences) <= 1 + 1e-9
    assert name == level(confidences[0], Calibration(np.array(weights), 0.9, 0.5))


# Fitting


def test_temperature_that_logits_were_multiplied_with_is_found_again() -> None:
    """Labels drawn from softmax(logits); logits three times as large need a temperature of three."""
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (20_000, 11))
    odds = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = (odds.cumsum(axis=1) > rng.random((len(odds), 1))).argmax(axis=1)
    assert fit_temperature(logits, labels) == pytest.approx(1.0, abs=0.03)
    assert fit_temperature(3 * logits, labels) == pytest.approx(3.0, abs=0.1)


def test_weights_that_truth_was_drawn_by_are_found_again() -> None:
    rng = np.random.default_rng(1)
    features = np.column_stack([np.ones(20_000), rng.normal(0, 1, (20_000, 2))])
    truth = np.array([0.5, 2.0, -1.0])
    right = (rng.random(20_000) < 1 / (1 + np.exp(-features @ truth))).astype(float)
    np.testing.assert_allclose(fit_confidence(features, right, np.ones(20_000)), truth, atol=0.1)


def test_weight_of_an_example_counts_it_so_often() -> None:
    features = np.ones((2, 1))
    found = fit_confidence(features, np.array([1.0, 0.0]), np.array([3.0, 1.0]))
    assert 1 / (1 + exp(-found[0])) == pytest.approx(0.75, abs=1e-3)


def test_bounds_of_the_evidence_hold() -> None:
    """Evidence that goes with wrong answers gets no weight where it may only speak for them."""
    rng = np.random.default_rng(2)
    features = rng.normal(0, 1, (2_000, 2))
    right = (features @ [1.0, -1.0] + rng.logistic(0, 1, 2_000) > 0).astype(float)
    first, second = fit_confidence(features, right, np.ones(2_000), [(0, None), (0, None)])
    assert first > 0.5
    assert second == 0


def test_strong_begins_where_enough_answers_are_right() -> None:
    """A hundred sure answers of which one is wrong, then ten of which five are."""
    confidence = np.concatenate([np.linspace(0.99, 0.9, 100), np.linspace(0.8, 0.7, 10)])
    right = np.concatenate([np.arange(100) != 50, np.arange(10) % 2 == 1]).astype(float)
    strong, intermediate = fit_levels(confidence, right, np.ones(110), precision=0.985)
    assert strong == pytest.approx(0.9)
    assert 0 < intermediate <= strong
    at_least = confidence >= strong
    assert right[at_least].mean() >= 0.985
    stricter, _ = fit_levels(confidence, right, np.ones(110), precision=0.995)
    assert stricter > confidence[50]


def test_strong_is_out_of_reach_where_no_answer_is_right() -> None:
    strong, _ = fit_levels(np.linspace(0, 1, 50), np.zeros(50), np.ones(50))
    assert strong >= 0.999


# Whole ink, with the model that is served


def confidence_of(strokes: list) -> float:
    return recognizer.recognize(Request(ink_from_strokes(strokes))).predictions[0].confidence


def test_served_calibration_is_in_order() -> None:
    served = recognizer.model().calibration
    assert served.weights.shape == (len(EVIDENCE),)
    assert np.isfinite(served.weights).all()
    assert 0 < served.intermediate <= served.strong < 1
    assert served.weights[EVIDENCE.index("posterior")] > 0  # a surer lattice is a surer answer
    for weight, name in zip(served.weights, EVIDENCE, strict=True):
        least, most = SIGNS[name]
        assert least is None or weight >= least
        assert most is None or weight <= most


def test_a_number_with_a_scribble_over_it_is_less_certain() -> None:
    clean = list(number("407", np.random.default_rng(4)).strokes)
    points = np.vstack(clean)[:, :2]
    left, right = points[:, 0].min(), points[:, 0].max()
    low, high = np.quantile(points[:, 1], [0.1, 0.9])
    zigzag = np.column_stack([np.linspace(left, right, 21), np.where(np.arange(21) % 2, low, high)])
    assert confidence_of([*clean, zigzag]) < confidence_of(clean)
    assert level(confidence_of([*clean, zigzag]), recognizer.model().calibration) != "strong"
