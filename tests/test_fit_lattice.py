"""What is fitted: the lattice's weights, the temperature, the odds of being a digit."""

from collections.abc import Sequence

import numpy as np
import pytest

import fit_lattice
from handwriting import number
from hypotheses import NOT_DIGIT
from lattices import all_paths, random_lattice
from recognizer.classifier import load
from recognizer.lattice import Weights, build, path_scores
from recognizer.segmentation import FEATURES


@pytest.mark.parametrize("seed", range(8))
def test_best_paths_are_those_of_all_paths(seed: int) -> None:
    ink, scored, weights = random_lattice(np.random.default_rng(seed), 4)
    scores, _, skips = path_scores(ink, scored, weights)

    def score(path: tuple[int, ...]) -> float:
        return sum(scores[step] if step >= 0 else skips[-1 - step] for step in path)

    everything = sorted((score(path) for path in all_paths(ink)), reverse=True)
    found = [score(path) for path in fit_lattice.best_paths(build(ink, scores, skips))]
    np.testing.assert_allclose(found, everything[: fit_lattice.MAX_PATHS])


def written(text: str | None, seeds: Sequence[int], gap: tuple[float, float]) -> list[fit_lattice.Case]:
    """A number of each of these hands, as the served nets see it; of three digits at random where no text is given."""
    classifier = load()[0]
    found = []
    for seed in seeds:
        rng = np.random.default_rng([seed, 5])
        own = text or "".join(rng.choice(list("0123456789"), 3))
        strokes = [stroke[:, :2] for stroke in number(own, rng, gap=gap).strokes]
        found.append(fit_lattice.case(own, strokes, classifier.log_probabilities))
    return found


def theta(weights: Weights) -> np.ndarray:
    """Weights as they are fitted, in one array."""
    return np.concatenate([[weights.digitness], weights.features])


def loss(weights: Weights, rows: Sequence[fit_lattice._Rows]) -> float:
    return fit_lattice._loss(theta(weights), rows, theta(weights))[0]


def test_fitted_weights_give_the_truth_a_higher_probability() -> None:
    """On numbers of hands that the weights were not fitted on. Measured four times: 0.005 to 0.029 for 0.11 to 0.13."""
    fitted = fit_lattice.fit_weights(written(None, range(300), (-0.1, 0.2)))
    choices = Weights(1.0, np.zeros(len(FEATURES))), fit_lattice.start(), fitted
    cases = written(None, range(500, 900), (-0.1, 0.2))
    rows = [[fit_lattice._rows(case, weights) for weights in choices] for case in cases]
    by_all = [own for own in rows if all(np.isfinite(row.text).any() for row in own)]  # the same numbers for each
    assert len(by_all) >= 0.9 * len(cases)
    nothing, by_hand, best = map(loss, choices, zip(*by_all))
    assert best < 0.35 * nothing
    assert best <= by_hand


def test_without_numbers_the_weights_are_those_set_by_hand() -> None:
    np.testing.assert_array_equal(theta(fit_lattice.fit_weights([])), theta(fit_lattice.start()))


def test_gradient_of_the_loss_is_that_of_finite_differences() -> None:
    weights = fit_lattice.start()
    rows = [fit_lattice._rows(case, weights) for case in written("307", range(4), (-0.15, 0.1))]
    center = theta(weights) - 0.3
    _, gradient = fit_lattice._loss(theta(weights), rows, center)
    for k, step in enumerate(1e-5 * np.eye(len(center))):
        more, less = (fit_lattice._loss(theta(weights) + sign * step, rows, center)[0] for sign in (1, -1))
        assert gradient[k] == pytest.approx((more - less) / 2e-5, abs=1e-5)


def drawn_from(scores: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A class of each row, with the probabilities of its softmax."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (odds.cumsum(axis=1) > rng.random((len(odds), 1)) * odds.sum(axis=1, keepdims=True)).argmax(axis=1)


def test_temperature_is_found_again() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (40_000, 11))
    labels = drawn_from(logits[:, :NOT_DIGIT] / 1.5, rng)
    assert fit_lattice.fit_temperature(logits, labels) == pytest.approx(1.5, rel=0.05)


def test_slope_and_intercept_of_log_odds_are_found_again() -> None:
    rng = np.random.default_rng(1)
    odds = rng.normal(0, 3, 40_000)
    labels = np.where(rng.random(len(odds)) < 1 / (1 + np.exp(-(0.8 * odds - 1.0))), 3, NOT_DIGIT)
    assert fit_lattice.fit_digitness(odds, labels) == pytest.approx((0.8, -1.0), abs=0.05)
