"""The lattice: an example worked by hand, then every path counted, then whole ink."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import recognizer
from handwriting import number
from lattices import UNREAD, all_paths, log_probabilities, pieces_of_ink, random_lattice
from recognizer.classifier import NOT_DIGIT
from recognizer.confidence import log_odds
from recognizer.ink import ink_from_strokes
from recognizer.known import build_known, fits
from recognizer.lattice import (
    MAX_SHARED,
    SHARED,
    Lattice,
    Weights,
    backward,
    build,
    by_leftmost_piece,
    forward,
    log_add,
    path_scores,
)
from recognizer.looks import look
from recognizer.n_best import Reading, from_left_to_right, middles, n_best
from recognizer.predictions import Digit, Prediction, search
from recognizer.segmentation import FEATURES, Hypotheses, segment

PLAIN = Weights(1.0, np.zeros(len(FEATURES)))  # a path's score is the probability that all its ink is digits

# Worked by hand
#
# Two pieces of ink, A and B. Alone, A is a digit at 0.8: a 1 at 0.6 or a 7 at 0.2. B is a 0 at 0.5.
# Together they are a digit at 0.2: a 4 at 0.16 or a 9 at 0.04. So there are two paths:
#
#     A B   0.8 * 0.5 = 0.40      "10" 0.6 * 0.5 = 0.30,  "70" 0.2 * 0.5 = 0.10
#     AB          0.2 = 0.20      "4" 0.16,  "9" 0.04
#                       0.60      "10" 0.30 / 0.60 = 1/2,  "4" 4/15,  "70" 1/6,  "9" 1/15

A, B, AB = 0b01, 0b10, 0b11
TWO_PIECES = pieces_of_ink(2, [A, B, AB])
SCORED = log_probabilities({"1": 0.6, "7": 0.2}, {"0": 0.5}, {"4": 0.16, "9": 0.04})


def by_hand() -> tuple[Lattice, np.ndarray]:
    scores, labels, skips = path_scores(TWO_PIECES, SCORED, PLAIN)
    return build(TWO_PIECES, scores, skips), labels


def found(predictions: tuple[Prediction, ...]) -> dict[str, float]:
    return {prediction.text: prediction.confidence for prediction in predictions}


def test_scores_of_the_example_are_those_on_paper() -> None:
    scores, labels, skips = path_scores(TWO_PIECES, SCORED, PLAIN)
    np.testing.assert_allclose(np.exp(scores), [0.8, 0.5, 0.2])
    np.testing.assert_allclose(np.exp(labels[0, [1, 7]]), [0.75, 0.25])
    np.testing.assert_allclose(np.exp(labels[2, [4, 9]]), [0.8, 0.2])
    assert skips.shape == (0,)


def test_sums_of_the_example_are_those_on_paper() -> None:
    """Nodes: nothing read, A read, everything read."""
    lattice, _ = by_hand()
    np.testing.assert_allclose(np.exp(forward(lattice)), [1.0, 0.8, 0.6])
    np.testing.assert_allclose(np.exp(backward(lattice)), [0.6, 0.5, 1.0])
    assert lattice.final == [2]


def test_texts_and_posteriors_of_the_example_are_those_on_paper() -> None:
    lattice, labels = by_hand()
    readings, everything, posterior = n_best(lattice, labels, 4)
    assert np.exp(everything) == pytest.approx(0.6)
    assert posterior == pytest.approx({0: 2 / 3, 1: 2 / 3, 2: 1 / 3})
    assert {reading.text: np.exp(reading.total) for reading in readings[:4]} == pytest.approx(
        {"10": 0.3, "4": 0.16, "70": 0.1, "9": 0.04}
    )
    assert [reading.text for reading in readings[:4]] == ["10", "4", "70", "9"]
    assert readings[0].path == ((0, 1), (1, 0))


def test_predictions_of_the_example_are_those_on_paper() -> None:
    predictions = search(TWO_PIECES, SCORED, PLAIN, alternatives=3)
    assert found(predictions) == pytest.approx({"10": 1 / 2, "4": 4 / 15, "70": 1 / 6, "9": 1 / 15})
    one, zero = predictions[0].digits
    assert (one.grapheme, one.hypothesis, zero.grapheme, zero.hypothesis) == ("1", 0, "0", 1)
    assert one.confidence == pytest.approx(2 / 3 * 0.75)
    assert one.not_digit == pytest.approx(0.2)
    assert one.probabilities.sum() == pytest.approx(1)
    assert one.probabilities[[1, 7]] == pytest.approx([0.75, 0.25])


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("??", {"10": 3 / 4, "70": 1 / 4}),
        ("?0", {"10": 3 / 4, "70": 1 / 4}),
        ("7?", {"70": 1.0}),
        ("70", {"70": 1.0}),
        ("?", {"4": 4 / 5, "9": 1 / 5}),
        ("9", {"9": 1.0}),
        ("???", {}),
    ],
)
def test_pattern_leaves_the_texts_that_fit_it(pattern: str, expected: dict[str, float]) -> None:
    """With ``?0`` only the path A B is left: 0.3 and 0.1 of 0.4."""
    predictions = search(TWO_PIECES, SCORED, PLAIN, 3, pattern)
    assert {text: value for text, value in found(predictions).items() if value > 1e-6} == pytest.approx(expected)


def test_number_of_alternatives_is_what_was_asked_for() -> None:
    for count in range(4):
        predictions = search(TWO_PIECES, SCORED, PLAIN, count)
        assert [p.text for p in predictions] == ["10", "4", "70", "9"][: count + 1]
        assert predictions[0].confidence == pytest.approx(1 / 2)  # the same whatever is asked for


def test_stray_dot_is_skipped_at_its_price() -> None:
    """A is a 1; the dot B is a digit at 0.01, and skipping it costs e to the power of -2: 0.135 of 0.145."""
    ink = pieces_of_ink(2, [A, B], [B], 1.0)
    weights = Weights(1.0, np.where(np.arange(len(FEATURES)) == UNREAD, -2.0, 0.0))
    scored = log_probabilities({"1": 1.0}, {"0": 0.01})
    predictions = search(ink, scored, weights, 1)
    skipped = np.exp(-2)
    assert found(predictions) == pytest.approx({"1": skipped / (skipped + 0.01), "10": 0.01 / (skipped + 0.01)})
    assert [digit.hypothesis for digit in predictions[0].digits] == [0]


def test_two_paths_of_one_text_count_together() -> None:
    """Three pieces; "1" and "7" with the middle piece on either side, or "4": 0.3 + 0.3 against 0.4."""
    ink = pieces_of_ink(3, [0b001, 0b110, 0b011, 0b100, 0b111])
    scored = log_probabilities({"1": 0.6}, {"7": 0.5}, {"1": 0.5}, {"7": 0.6}, {"4": 0.4})
    predictions = search(ink, scored, PLAIN, 1)
    assert found(predictions) == pytest.approx({"17": 0.6, "4": 0.4})


def test_two_digits_may_have_ink_in_common_at_its_price() -> None:
    """A 1 of the first two pieces and a 7 of the last two; the middle one is in the mask of either."""
    ink = replace(pieces_of_ink(3, [0b011, 0b110, 0b111]), shared=0b010)
    scored = log_probabilities({"1": 0.9}, {"7": 0.9}, {"4": 0.1})
    both = 2 * 0.9 * 0.9 * np.exp(SHARED)
    predictions = search(ink, scored, PLAIN, 1)
    assert found(predictions) == pytest.approx({"17": both / (both + 0.1), "4": 0.1 / (both + 0.1)})
    assert [digit.hypothesis for digit in predictions[0].digits] == [0, 1]
    assert search(replace(ink, shared=0), scored, PLAIN, 0)[0].text == "4"


@pytest.mark.parametrize(("link", "sure"), [(0.05, 1.0), (0.2, 1.0), (0.3, 0.5), (0.5, 0.5)])
def test_a_digit_with_a_little_more_ink_or_less_is_the_same_digit(link: float, sure: float) -> None:
    """A link between a 1 and a 7 goes with either, equally likely: its length tells whether that matters."""
    whole = pieces_of_ink(3, [0b001, 0b011, 0b100, 0b110])
    ink = replace(whole, ink=np.array([1.0, link, 1.0]))
    scored = log_probabilities({"1": 1}, {"1": 1}, {"7": 1}, {"7": 1})
    best = search(ink, scored, PLAIN, 0)[0]
    assert (best.text, best.confidence) == ("17", pytest.approx(1.0))
    assert [digit.confidence for digit in best.digits] == pytest.approx([sure, sure])


def test_features_and_digitness_are_weighed() -> None:
    """A gap of 0.5 at weight -4 costs e to the power of -2; digitness 2 squares P(some digit)."""
    features = np.zeros((3, len(FEATURES)))
    features[2, FEATURES.index("gap")] = 0.5
    ink = replace(TWO_PIECES, features=features)
    weights = Weights(2.0, np.where(np.array(FEATURES) == "gap", -4.0, 0.0))
    both, together = 0.4**2, 0.2**2 * np.exp(-2)
    predictions = search(ink, SCORED, weights, 3)
    assert found(predictions)["10"] == pytest.approx(0.75 * both / (both + together))
    assert found(predictions)["4"] == pytest.approx(0.8 * together / (both + together))


def test_digits_are_put_in_order_of_place_and_same_texts_counted_together() -> None:
    """Two digits whose leftmost pieces lie the other way round than their middles."""
    readings = [Reading("71", np.log(0.3), ((0, 7), (1, 1))), Reading("17", np.log(0.2), ((2, 1), (3, 7)))]
    (reading,) = from_left_to_right(readings, [5.0, 1.0, 1.0, 5.0])
    assert reading.text == "17"
    assert np.exp(reading.total) == pytest.approx(0.5)
    assert reading.path == ((1, 1), (0, 7))


def test_no_ink_has_no_predictions() -> None:
    assert search(segment(ink_from_strokes([])), np.zeros((0, 11)), PLAIN) == ()


def test_small_arithmetic() -> None:
    assert log_add(np.log(0.2), np.log(0.3)) == pytest.approx(np.log(0.5))
    assert log_add(-np.inf, 1.5) == log_add(1.5, -np.inf) == 1.5
    assert log_add(-np.inf, -np.inf) == -np.inf
    assert log_odds(0.5) == 0
    assert log_odds(0.8) == pytest.approx(np.log(4))
    assert log_odds(0.0) == pytest.approx(-log_odds(1.0)) == pytest.approx(np.log(1e-6), abs=1e-5)


# Every path counted


def enumerate_texts(
    ink: Hypotheses, scored: np.ndarray, weights: Weights, pattern: str | None = None
) -> tuple[dict[str, float], Counter]:
    """Summed scores of every text, and of the paths through every hypothesis, by counting one by one.

    Texts that fit a pattern are in order of place, all others in order of their paths.
    """
    middle = middles(ink)
    texts: dict[str, float] = defaultdict(float)
    through: Counter = Counter()
    for path in all_paths(ink):
        digits = [step for step in path if step >= 0]
        if pattern is not None:
            if len(pattern) != len(digits):
                continue
            digits.sort(key=middle.__getitem__)
        score = sum(float(ink.skip_features[-1 - step] @ weights.features) for step in path if step < 0)
        score += sum(float(ink.features[h] @ weights.features) for h in digits)
        odds = np.exp(scored[digits, :NOT_DIGIT])
        score += (weights.digitness - 1) * float(np.log(odds.sum(axis=1)).sum())
        choices = [[c for c in range(10) if odds[i, c] > 1e-9] for i in range(len(digits))]
        for labels in product(*choices):
            text = "".join(map(str, labels))
            if pattern is None or all(p in ("?", c) for p, c in zip(pattern, text)):
                value = float(np.exp(score) * np.prod([odds[i, c] for i, c in enumerate(labels)]))
                texts[text] += value
                through.update(dict.fromkeys(digits, value))
    return texts, through


RANDOM = settings(max_examples=80, deadline=None, derandomize=True)


@RANDOM
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_forward_and_backward_sum_all_paths(seed: int, pieces: int) -> None:
    ink, scored, weights = random_lattice(np.random.default_rng(seed), pieces)
    scores, _, skips = path_scores(ink, scored, weights)
    lattice = build(ink, scores, skips)
    texts, _ = enumerate_texts(ink, scored, weights)
    everything = sum(texts.values())
    ahead, behind = forward(lattice), backward(lattice)
    assert np.exp(behind[0]) == pytest.approx(everything)
    assert sum(np.exp(ahead[node]) for node in lattice.final) == pytest.approx(everything)
    assert ahead[0] == 0


@RANDOM
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_n_best_of_all_are_all_texts_with_their_posteriors(seed: int, pieces: int) -> None:
    """What is left out along the way has a share of e to the power of -12 an edge."""
    ink, scored, weights = random_lattice(np.random.default_rng(seed), pieces)
    scores, labels, skips = path_scores(ink, scored, weights)
    readings, everything, posterior = n_best(build(ink, scores, skips), labels, 100_000)
    texts, through = enumerate_texts(ink, scored, weights)
    total = sum(texts.values())
    assert np.exp(everything) == pytest.approx(total)
    shares = {reading.text: np.exp(reading.total - everything) for reading in readings}
    for text, value in texts.items():
        if text:
            assert shares.get(text, 0.0) == pytest.approx(value / total, abs=2e-4)
    for h, value in through.items():
        assert posterior.get(h, 0.0) == pytest.approx(value / total, abs=2e-5)
    totals = [reading.total for reading in readings]
    assert totals == sorted(totals, reverse=True)


@RANDOM
@given(st.integers(0, 10_000), st.integers(2, 4), st.data())
def test_pattern_sums_the_paths_and_labels_that_fit_it(seed: int, pieces: int, data: st.DataObject) -> None:
    """Digits of a path may have to change places with their neighbors."""
    ink, scored, weights = random_lattice(np.random.default_rng(seed), pieces)
    middle = middles(ink)
    paths = [[middle[h] for h in path if h >= 0] for path in all_paths(ink)]
    assume(all(np.abs(np.argsort(path, kind="stable") - np.arange(len(path))).max(initial=0) < 2 for path in paths))
    lengths = sorted({len(path) for path in paths} - {0})
    any_text, _ = enumerate_texts(ink, scored, weights, "?" * data.draw(st.sampled_from(lengths)))
    text = data.draw(st.sampled_from(sorted(any_text)))
    pattern = "".join(data.draw(st.sampled_from([c, "?"])) for c in text)
    fitting, through = enumerate_texts(ink, scored, weights, pattern)
    scores, labels, skips = path_scores(ink, scored, weights)
    lattice = build_known(ink, scores, skips, pattern, labels, middle)
    readings, everything, posterior = n_best(lattice, labels, 100_000)
    readings = from_left_to_right(readings, middle)
    total = sum(fitting.values())
    assert np.exp(everything) == pytest.approx(total, rel=1e-5)
    shares = {reading.text: np.exp(reading.total - everything) for reading in readings}
    assert all(fits(text, pattern) for text in shares)
    for fitted, value in fitting.items():
        assert shares.get(fitted, 0.0) == pytest.approx(value / total, abs=2e-4)
    for h, value in through.items():
        assert posterior.get(h, 0.0) == pytest.approx(value / total, abs=2e-4)


@RANDOM
@given(st.integers(0, 10_000), st.integers(2, 4), st.integers(0, 15))
def test_ink_in_common_is_as_if_there_were_hypotheses_without_it(seed: int, pieces: int, mask: int) -> None:
    ink, scored, weights = random_lattice(np.random.default_rng(seed), pieces)
    ink = replace(ink, shared=mask & ((1 << pieces) - 1))
    scores, labels, skips = path_scores(ink, scored, weights)
    rows = [(h, *own) for h, whole in enumerate(ink.members) for own in without(whole, ink.shared)]
    which, members, count = map(list, zip(*rows))
    apart = replace(ink, shared=0, members=members, boxes=ink.boxes[which], features=ink.features[which])
    priced = scores[which] + SHARED * np.array(count)
    one, another = build(ink, scores, skips), build(apart, priced, skips)
    assert forward(one) == pytest.approx(forward(another))
    for pattern in (None, "??", "1?"):
        if pattern is not None:
            one = build_known(ink, scores, skips, pattern, labels, middles(ink))
            another = build_known(apart, priced, skips, pattern, labels[which], middles(apart))
        texts = [
            {reading.text: reading.total for reading in n_best(lattice, own, 100_000)[0]}
            for lattice, own in ((one, labels), (another, labels[which]))
        ]
        assert texts[0] == pytest.approx(texts[1])


def without(whole: int, shared: int) -> Iterator[tuple[int, int]]:
    """A mask, and what is left without one or two of the pieces that are shared; how many."""
    bits = [1 << p for p in range(whole.bit_length()) if (whole & shared) >> p & 1]
    for count in (0, 1, 2):
        for some in combinations(bits, count):
            if own := whole & ~sum(some):
                yield own, count


@pytest.mark.parametrize(
    ("left_out", "shared", "edges"),
    [
        pytest.param((1, 2), 0, 105, id="nothing in common"),
        pytest.param((1, 2), 0b11, 105 + 182 + 78, id="one piece, or two"),
        pytest.param((1, 2), (1 << 14) - 1, 105 + 1274, id="one: with two there would be 7,098 more"),
        pytest.param((1, 2, 3), (1 << 14) - 1, 469, id="none: with one there would be 5,278 more"),
    ],
)
def test_of_ink_in_common_there_is_no_more_than_time_allows(left_out: tuple, shared: int, edges: int) -> None:
    """Hypotheses of 14 pieces but for some."""
    bits, full = [1 << p for p in range(14)], (1 << 14) - 1
    members = [full & ~sum(some) for count in left_out for some in combinations(bits, count)]
    ink = replace(pieces_of_ink(14, members), shared=shared)
    assert sum(map(len, by_leftmost_piece(ink, [0.0] * len(members), []))) == edges <= len(members) + MAX_SHARED


@RANDOM
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_best_of_a_few_is_the_best_of_all(seed: int, pieces: int) -> None:
    """Beams are short; the first text and its posterior are right all the same, as long as it is likely."""
    ink, scored, weights = random_lattice(np.random.default_rng(seed), pieces)
    scores, labels, skips = path_scores(ink, scored, weights)
    readings, everything, _ = n_best(build(ink, scores, skips), labels, 4)
    texts, _ = enumerate_texts(ink, scored, weights)
    total = sum(texts.values())
    best = max((text for text in texts if text), key=texts.get)
    share = texts[best] / total
    if share > 0.3:
        assert readings[0].text == best
        assert np.exp(readings[0].total - everything) == pytest.approx(share, rel=0.05)


# Whole ink


def scored_ink(strokes: list) -> tuple[Hypotheses, np.ndarray]:
    """As the function does it."""
    hypotheses, _, scored = look(ink_from_strokes(strokes), recognizer.model().classifier.log_probabilities)
    return hypotheses, scored


def read(strokes: list, alternatives: int = 3, pattern: str | None = None) -> tuple[Prediction, ...]:
    return search(*scored_ink(strokes), recognizer.model().weights, alternatives, pattern)


def writings(count: int, **options: object) -> Iterator[tuple[str, list]]:
    for seed in range(count):
        rng = np.random.default_rng(seed)
        text = "".join(rng.choice(list("0123456789"), 1 + seed % 6))
        yield text, list(number(text, rng, **options).strokes)


@pytest.mark.parametrize("options", [{}, {"gap": (-0.15, 0.05)}, {"joined": 1.0}])
def test_confidences_descend_and_sum_to_one_at_most(options: dict) -> None:
    for _, strokes in writings(12, **options):
        predictions = read(strokes, 10)
        confidences = [prediction.confidence for prediction in predictions]
        assert 1 <= len(predictions) <= 11
        assert confidences == sorted(confidences, reverse=True)
        assert all(0 <= value <= 1 for value in confidences)
        assert sum(confidences) <= 1 + 1e-9
        assert len({prediction.text for prediction in predictions}) == len(predictions)
        for prediction in predictions:
            assert prediction.text == "".join(digit.grapheme for digit in prediction.digits)


def test_as_many_alternatives_come_as_are_wanted_where_there_are_more() -> None:
    """Bars that are put on last make two paths of one text: they are one reading before any is left out."""
    for _, strokes in writings(40, gap=(-0.3, 0.1), late=True, shuffled=True):
        few, many = read(strokes, 3), read(strokes, 10)
        assert len(few) == min(len(many), 4)
        assert few[0].confidence == pytest.approx(many[0].confidence, abs=0.002)


def test_digits_of_a_prediction_share_no_ink_and_stand_from_left_to_right() -> None:
    for _, strokes in writings(12, gap=(-0.15, 0.05)):
        hypotheses, scored = scored_ink(strokes)
        for prediction in search(hypotheses, scored, recognizer.model().weights, 5):
            masks = [hypotheses.members[digit.hypothesis] for digit in prediction.digits]
            assert sum(mask.bit_count() for mask in masks) == np.bitwise_or.reduce(masks).bit_count()
            boxes = hypotheses.boxes[[digit.hypothesis for digit in prediction.digits]]
            assert (np.diff(boxes[:, [0, 2]].mean(axis=1)) >= 0).all()
            for digit in prediction.digits:
                _assert_sound(digit)


def _assert_sound(digit: Digit) -> None:
    assert 0 <= digit.confidence <= 1
    assert 0 <= digit.not_digit <= 1
    assert digit.probabilities.shape == (10,)
    assert digit.probabilities.sum() == pytest.approx(1)


def test_pattern_fixes_length_and_digits_of_whole_ink() -> None:
    for text, strokes in writings(12):
        for pattern in ("?" * len(text), text[:-1] + "?", "?" + text[1:], text):
            predictions = read(strokes, 5, pattern)
            assert predictions
            for prediction in predictions:
                assert len(prediction.text) == len(pattern)
                assert all(p in ("?", c) for p, c in zip(pattern, prediction.text))


def test_true_pattern_helps_and_a_full_one_is_certain() -> None:
    for text, strokes in writings(12):
        (best, *_) = read(strokes, 0, text)
        assert best.text == text
        assert best.confidence == pytest.approx(1, abs=1e-4)  # paths below e to the power of -12 are left out


def test_pattern_of_the_right_length_alone_changes_no_reading() -> None:
    """Overlapping digits are put in the order of place, whether their number is known or not."""
    for seed in range(60):
        rng = np.random.default_rng(seed)
        strokes = list(number("".join(rng.choice(list("0123456789"), 4)), rng, gap=(-0.3, -0.05), late=True).strokes)
        hypotheses, scored = scored_ink(strokes)
        best = search(hypotheses, scored, recognizer.model().weights, 0)[0]
        same_length = search(hypotheses, scored, recognizer.model().weights, 0, "?" * len(best.text))[0]
        assert same_length.text == best.text
        assert same_length.confidence >= best.confidence - 1e-3


def test_places_of_a_pattern_count_from_left_to_right() -> None:
    """A 1 under the long cap of a 5, which begins further to the left, while the whole 5 lies further to the right."""
    one, cap = [(50, 12), (50, 100)], [(5, 0), (88, 0)]
    body = [(62, 2), (58, 40), (83, 42), (96, 68), (78, 98), (52, 92)]
    for pattern in (None, "??", "1?", "?5", "15"):
        (best, *_) = read([one, body, cap], 3, pattern)
        assert best.text == "15"
        assert best.confidence > 0.9
        assert [digit.hypothesis for digit in best.digits] == [
            digit.hypothesis for digit in read([one, body, cap])[0].digits
        ]
    assert all(prediction.text[0] == "7" for prediction in read([one, body, cap], 3, "7?"))


def test_a_digit_that_was_certain_anyway_makes_no_number_surer() -> None:
    certainties = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        best = read(strokes := list(number("".join(rng.choice(list("0123456789"), 8)), rng, joined=1.0).strokes))[0]
        certain = max(range(len(best.digits)), key=lambda k: best.digits[k].confidence)
        certainties.append(best.digits[certain].confidence)
        pattern = "".join(letter if k == certain else "?" for k, letter in enumerate(best.text))
        told, length = read(strokes, 3, pattern)[0], read(strokes, 3, "?" * len(pattern))[0]
        assert told.text == best.text
        # Bayes' rule: what is told makes surer by what it was not sure of.
        assert 0.98 * length.confidence <= told.confidence <= 1.02 * length.confidence / certainties[-1]
    assert sum(certainty > 0.99 for certainty in certainties) >= 8


def test_what_is_best_does_not_depend_on_how_many_are_wanted() -> None:
    """Nor is leaving all ink unread ever a reading."""
    for strokes in ([[(0, 0)]], [[(0, 100), (300, 101)]], [[(0, 0), (40, 0)]]):
        best = {read(strokes, count)[0].text for count in range(6)}
        assert len(best) == 1
        assert "" not in best


def test_one_digit_has_as_many_readings_as_are_wanted() -> None:
    strokes = list(number("2", np.random.default_rng(0)).strokes)
    for pattern in (None, "?"):
        assert len({prediction.text for prediction in read(strokes, 9, pattern)}) == 10


def test_the_longest_pattern_that_the_ink_allows_is_read() -> None:
    """Six sevens with bars, as twelve digits: unlikely, but what was asked for."""
    seven, bar = np.array([(0, 0), (30, 0), (10, 60)]), np.array([(5, 30), (28, 30)])
    strokes = [line + np.array([50 * k, 0]) for k in range(6) for line in (seven, bar)]
    assert read(strokes)[0].text == "777777"
    assert [len(prediction.text) for prediction in read(strokes, 0, "?" * 12)] == [12]


def test_pattern_longer_than_the_ink_has_pieces_gives_no_prediction() -> None:
    assert read([[(0, 0), (0, 100)]], 3, "??") == ()
    assert read([[(0, 0), (0, 100)]], 3, "?" * 40) == ()


def test_confidence_is_the_same_however_many_alternatives_are_wanted() -> None:
    for _, strokes in writings(12, gap=(-0.1, 0.2)):
        one, many = read(strokes, 0), read(strokes, 10)
        assert one[0].text == many[0].text
        assert one[0].confidence == pytest.approx(many[0].confidence, rel=0.02, abs=1e-4)


def test_stray_dot_beside_a_number_is_left_unread() -> None:
    rng = np.random.default_rng(4)
    strokes = list(number("407", rng).strokes)
    height = np.ptp(np.vstack(strokes)[:, 1])
    right, foot = np.vstack(strokes)[:, :2].max(axis=0)
    dot = [(right + 0.5 * height, foot - 0.4 * height)]
    (best, *_) = read([*strokes, dot])
    assert best.text == "407"
    assert len(best.digits) == 3


def test_lone_dot_is_hardly_a_number() -> None:
    predictions = read([[(5, 5)]])
    assert {len(prediction.text) for prediction in predictions} == {1}
    assert sum(prediction.confidence for prediction in predictions) < 0.1


def test_twenty_digits_are_read_with_a_posterior() -> None:
    text = "31415926535897932384"
    predictions = read(list(number(text, np.random.default_rng(3)).strokes))
    assert predictions[0].text == text
    assert 0.9 < predictions[0].confidence <= 1
