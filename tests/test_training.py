"""Training: every step of it in a run of less than a minute, on ink that was made for this project."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, combinations
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.spatial import ConvexHull
from scipy.special import log_softmax

import dataset
import export
import junk
import model
import other_hands
import recognizer
import small_training
import train
from dataset import Rasters
from hands import digits_of, numbers_of
from handwriting import STYLES, digit, number
from hypotheses import NOT_DIGIT, is_upright_bar
from pools import EPOCH_COUNTS, OF_WAYS, batches, training_pools
from read_back import read_back
from recognizer.classifier import Net, load
from recognizer.confidence import EVIDENCE, Calibration, written_over
from recognizer.ink import Request, ink_from_strokes
from recognizer.lattice import Weights
from recognizer.rasterize import rasterize
from recognizer.segmentation import FEATURES, MIN_SIDE, segment
from recognizer.trajectories import trajectories
from samples import InkData
from small_training import Run
from split import Split

WEIGHTS = 130_000  # of the net, at most

pytestmark = pytest.mark.xdist_group("trained")  # in one process, so that the small run is made once


@pytest.fixture(scope="module")
def run() -> Run:
    return small_training.run()


@pytest.fixture(autouse=True)
def settle_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """After `run`, nets that are trained have no means and variances any more, or are not asked to read."""
    monkeypatch.setattr(model, "SETTLE", 1)


def written_digits(seed: int, count: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Rasters of fresh digits by fresh hands, and their labels."""
    rng = np.random.default_rng(seed)
    labels = [label for label in STYLES for _ in range(count)]
    glyphs = [[stroke[:, :2] for stroke in digit(label, rng)] for label in labels]
    return dataset.draw(glyphs, None), np.array([int(label) for label in labels])


# What is learned


def likelihood(logits: np.ndarray, labels: np.ndarray) -> float:
    """Mean ln P of the labels."""
    return float(log_softmax(logits, axis=1)[np.arange(len(labels)), labels].mean())


def test_net_learns_digits_that_it_has_not_seen(run: Run) -> None:
    """Measured: 200 of 200. A net that was not trained guesses."""
    images, labels = written_digits(1)
    learned = model.digit_accuracy(model.logits(run.nets.rasters, images), labels)
    untrained = model.digit_accuracy(model.logits(model.create_model(), images), labels)
    assert learned >= 0.9
    assert untrained <= 0.4


def test_net_learns_what_is_no_digit(run: Run) -> None:
    row = train.measure(run.nets.rasters, run.validation)
    assert row["mnist"] >= 0.9
    assert row["in_numbers"] >= 0.9
    assert row["wrong"] >= 0.5
    assert row["junk"] >= 0.4


def test_net_is_as_compact_as_the_goal() -> None:
    net = model.create_model()
    assert net.count_params() <= WEIGHTS
    assert net.output_shape == (None, model.CLASSES)


# What is written


def test_exported_model_is_read_by_the_function_and_reads_numbers(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written to a folder, loaded as the function loads its own, and asked through `recognize`."""
    export.write(run.made, run.card, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.json", "model.tflite", "trajectories.tflite"]
    classifier, card = load(tmp_path)
    weights, calibration = Weights.from_json(card["lattice"]), Calibration.from_json(card["calibration"])
    small = recognizer.Model(card["version"], classifier, weights, calibration)
    monkeypatch.setattr(recognizer, "model", lambda: small)
    right = 0
    for seed in range(40):
        rng = np.random.default_rng([seed, 9])
        text = "".join(rng.choice(list("0123456789"), 1 + seed % 5))
        answer = recognizer.recognize(Request(ink_from_strokes(number(text, rng).strokes)))
        right += answer.predictions[0].text == text
    assert right >= 0.7 * 40


def test_card_describes_the_model(run: Run) -> None:
    card = json.loads(json.dumps(run.card))
    assert card["sha256"] == hashlib.sha256(run.made.tflite).hexdigest()
    assert card["bytes"] == len(run.made.tflite) <= 150_000
    assert card["trajectories"]["sha256"] == hashlib.sha256(run.made.trajectories.net.model).hexdigest()
    assert card["trajectories"]["bytes"] == len(run.made.trajectories.net.model) <= 55_000
    assert card["version"] == "0.0.0-test"
    assert card["training"]["seed"] == small_training.SEED
    assert card["data"][0]["name"] == "hands"
    assert card["data"][0]["license"] == "MIT"
    assert tuple(card["lattice"]["features"]) == FEATURES
    assert tuple(card["calibration"]["confidence"]) == EVIDENCE
    assert card["split"]["train"]["hands"] == {"records": 24 * 20, "writers": 24}
    assert card["split"]["validation"]["hands' numbers"] == {"records": 8 * 4, "writers": 8}
    assert np.isfinite([run.made.temperature, run.made.strong, run.made.intermediate]).all()
    assert 0.1 < run.made.temperature < 1  # labels are smoothed, so the net is too modest
    assert 0 < run.made.intermediate <= run.made.strong < 1


@pytest.mark.parametrize("room", [0, 1, 2])
def test_files_are_all_new_or_all_old(room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full after so many files of the new model leaves the old one."""
    names = ("model.tflite", "trajectories.tflite", "model.json")
    for name in names:
        (tmp_path / name).write_bytes(b"old")
    write_bytes, made = Path.write_bytes, SimpleNamespace(net=SimpleNamespace(model=b"new"))

    def write(path: Path, content: bytes) -> None:
        if len(list(tmp_path.iterdir())) == len(names) + room:
            raise OSError("no space left on device")
        write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(OSError, match="no space"):
        export.write(SimpleNamespace(tflite=b"new", trajectories=made), {}, tmp_path)
    assert [(tmp_path / name).read_bytes() for name in names] == [b"old"] * 3


def test_representative_data_has_an_equal_share_of_everything(run: Run) -> None:
    images = export.representative(run.pools.values(), np.random.default_rng(0))
    each = export.REPRESENTATIVE // len(run.pools)
    assert len(images) == sum(min(each, len(pool)) for pool in run.pools.values())
    everything = {image.tobytes() for pool in run.pools.values() for image in pool.images}
    assert {image.tobytes() for image in images} <= everything


# Data


def pools(seed: int) -> dict[str, Rasters]:
    """Of six hands."""
    samples = [sample for writer in range(6) for sample in digits_of(writer) + numbers_of(writer)]
    mnist = dataset.digit_rasters(samples[:20])
    return training_pools(Split(samples, [], []), mnist, 0.002, np.random.default_rng(seed))


def test_one_seed_always_gives_the_same_data_and_two_differ() -> None:
    one, again, other = pools(3), pools(3), pools(4)
    assert list(one) == list(EPOCH_COUNTS)
    for name in one:
        np.testing.assert_array_equal(one[name].images, again[name].images)
        np.testing.assert_array_equal(one[name].labels, again[name].labels)
    for name in ("ink", "in_numbers", "wrong", "junk"):
        same_size = len(one[name]) == len(other[name])
        assert not same_size or (one[name].images != other[name].images).any()


def test_pools_hold_what_they_are_named_after(run: Run) -> None:
    for name, pool in {**run.pools, **run.validation}.items():
        assert pool.images.dtype == np.uint8
        assert pool.images.shape == (len(pool), 28, 28)
        assert pool.labels.shape == (len(pool),)
        if name in ("wrong", "junk"):
            assert (pool.labels == NOT_DIGIT).all()
        else:
            assert set(pool.labels.tolist()) == set(range(10))


def test_samples_that_are_suspect_are_not_trained_on() -> None:
    samples = digits_of(0)
    doubtful = [replace(samples[0], suspect=True), *samples[1:]]
    mnist = dataset.digit_rasters(samples)
    found = training_pools(Split(doubtful, [], []), mnist, 0.002, np.random.default_rng(0))
    assert len(found["ink"]) == len(samples) - 1


def test_writers_of_few_digits_are_not_fitted_to() -> None:
    few = [sample for sample in digits_of(0) if int(sample.label) < dataset.MANY - 1]
    many = [sample for sample in digits_of(1) if int(sample.label) < dataset.MANY]
    kept = dataset.of_many_digits([*few, *many, *numbers_of(0)])
    assert sorted(map(id, kept)) == sorted(map(id, many))
    assert sorted(map(id, dataset.of_many_digits(few))) == sorted(map(id, few))
    assert dataset.of_many_digits([]) == []


def test_composed_numbers_are_of_one_writer_each_and_as_long_as_asked() -> None:
    samples = [sample for writer in range(3) for sample in digits_of(writer) + numbers_of(writer)]
    numbers = dataset.composed_numbers(
        samples, 60, np.random.default_rng(0), kinds={"spaced": 3, "joined": 1}, lengths=(2, 4), strength=0
    )
    assert {len(one.text) for one in numbers} == {2, 3, 4}
    assert {one.writer for one in numbers} == {"hand 0", "hand 1", "hand 2"}
    joined = sum(len(one.strokes) < sum(map(len, one.digits)) for one in numbers)
    assert 5 <= joined <= 25  # a quarter


def test_digits_of_composed_numbers_are_written_with_one_more_stroke() -> None:
    of_one = [s for writer in range(8) for s in digits_of(writer) if s.label in "579" and len(s.strokes) == 1]
    for part, most in ((0.0, 300), (0.5, 450), (1.0, 600)):
        rng = np.random.default_rng(0)
        options = {"kinds": {"spaced": 1}, "lengths": (3, 3), "strength": 0, "lifted": part}
        strokes = sum(len(one.strokes) for one in dataset.composed_numbers(of_one, 100, rng, **options))
        assert strokes == pytest.approx(most, abs=30 if part == 0.5 else 0)


def test_digits_are_drawn_as_they_are_without_a_generator_and_varied_with_one() -> None:
    samples = digits_of(0)
    plain, again = dataset.digit_rasters(samples), dataset.digit_rasters(samples)
    np.testing.assert_array_equal(plain.images, again.images)
    assert plain.labels.tolist() == [int(sample.label) for sample in samples]
    varied = [dataset.digit_rasters(samples, np.random.default_rng(seed)).images for seed in (1, 2)]
    assert (varied[0] != plain.images).any(axis=(1, 2)).all()
    assert (varied[0] != varied[1]).any(axis=(1, 2)).all()


def test_some_trajectories_are_of_hands_that_draw_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ones of a single stroke down."""
    monkeypatch.setattr(other_hands, "GONE_OVER", 0.0)
    ones = [[np.array([(0.0, 0.0), (0.1, 0.5), (0.0, 1.0)])]] * 2000
    _, plain = dataset.draw_and_follow(ones, None)
    _, ways = dataset.draw_and_follow(ones, np.random.default_rng(0))
    down, up = ((ways[:, :, 3] > 127).all(axis=1), (ways[:, :, 3] < 127).all(axis=1))
    assert (plain[:, :, 3] > 127).all()
    assert (down ^ up).all()
    assert up.mean() == pytest.approx(other_hands.BACKWARDS / 2, abs=0.02)


def test_trajectories_are_moved_as_ink_would_be() -> None:
    """The same linear map for where each step is and how far the pen came in it, another for each; nothing else."""
    glyphs = [[stroke[:, :2] for stroke in digit(label, np.random.default_rng(1))] for label in "0123456789" * 20]
    _, ways = dataset.draw_and_follow(glyphs, None)
    plain = ways.astype(np.float32) / 255
    moved = model.move_trajectories(plain, np.random.default_rng(0))
    np.testing.assert_array_equal(moved[:, :, 4:], plain[:, :, 4:])
    whole = np.all((moved[:, :, :4] > 0) & (moved[:, :, :4] < 1), axis=(1, 2))  # nothing is cut off
    assert whole.mean() > 0.5
    maps = []
    for before, behind in zip(plain[whole], moved[whole]):
        far, *_ = np.linalg.lstsq(before[:, 2:4] - 0.5, behind[:, 2:4] - 0.5)
        shift = behind[:, :2] - 0.5 - (before[:, :2] - 0.5) @ far
        np.testing.assert_allclose(shift, np.tile(shift.mean(axis=0), (len(shift), 1)), atol=1e-4)
        maps.append([*far.ravel(), *shift.mean(axis=0)])
    deviations = np.std(maps, axis=0)
    assert deviations.min() > 0.01
    assert deviations.max() < 0.15


def test_validation_hypotheses_are_drawn_as_they_are_read() -> None:
    """No other pens and no turned strokes: each trajectory is among those of the function's own."""
    numbers = dataset.composed_numbers(digits_of(0), 20, np.random.default_rng(0), kinds={"tight": 1}, lengths=(2, 3))
    rasters = dataset.hypothesis_rasters(numbers, np.random.default_rng(0), varied=False)
    expected = [segment(ink_from_strokes(one.strokes)) for one in numbers]
    images = {image.tobytes() for h in expected for image in rasterize(h.lines, h.spans, min_side=MIN_SIDE)}
    ways = {one.tobytes() for h in expected for one in trajectories(h.lines, h.spans, min_side=MIN_SIDE)}
    assert {image.tobytes() for image in rasters.images} <= images
    assert {one.tobytes() for one in rasters.ways} <= ways


def test_no_letter_is_drawn_with_the_same_lines_on_two_sides() -> None:
    sides = [
        [np.vstack(glyph) for font, characters in fonts.items() for glyph in junk.letters(font, characters)]
        for fonts in (junk.TRAIN_LETTERS, junk.VALIDATION_LETTERS, junk.TEST_LETTERS)
    ]
    for points in chain(*sides):
        assert np.isfinite(points).all()
        assert np.ptp(points, axis=0).max() == pytest.approx(1)
    for ours, others in combinations(sides, 2):
        assert not [a for a in ours for b in others if a.shape == b.shape and np.abs(a - b).max() < 0.02]


@pytest.mark.parametrize("fonts", [junk.TRAIN_LETTERS, junk.VALIDATION_LETTERS, junk.TEST_LETTERS])
def test_each_side_has_letters_enough_and_each_once(fonts: junk.Fonts) -> None:
    assert sum(map(len, fonts.values())) >= 20
    assert all(len(set(characters)) == len(characters) for characters in fonts.values())


def test_letters_stand_upright() -> None:
    """The ink of an A is narrow at the top, that of a V at the bottom; of a P most is above the middle."""
    (a,), (v,), (p,) = (junk.letters("futural", one) for one in "AVP")
    for glyph, narrow in ((a, 0), (v, 1)):
        points = np.vstack(glyph)
        near = points[np.abs(points[:, 1] - narrow) < 0.2, 0]
        assert np.ptp(near) < 0.5 * np.ptp(points[:, 0])
    assert np.vstack(p)[:, 1].mean() < 0.5


def test_scribbles_are_of_every_kind_and_finite() -> None:
    rng = np.random.default_rng(0)
    counts = set()
    for _ in range(1000):
        strokes = junk.scribble(rng)
        counts.add(len(strokes))
        assert all(stroke.shape[1] == 2 and np.isfinite(stroke).all() for stroke in strokes)
        if len(strokes) == 1 and len(strokes[0]) > 3:  # no dot
            (line,) = strokes
            assert not is_upright_bar([(0, 0, len(line) - 1)], [line], np.ptp(line[:, 1]))  # it would be a 1
    assert counts >= {1, 3, 4, 5, 6}


def test_drawings_are_of_one_to_five_strokes_some_of_them_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junk, "GRID", 0.0)
    monkeypatch.setattr(junk, "RING", 0.0)
    monkeypatch.setattr(junk, "DENTED", 0.0)
    rng = np.random.default_rng(0)
    drawings = [junk.drawing(rng) for _ in range(200)]
    assert {len(drawing) for drawing in drawings} == {1, 2, 3, 4, 5}
    strokes = [stroke for drawing in drawings for stroke in drawing]
    assert all(stroke.shape[1] == 2 and np.isfinite(stroke).all() for stroke in strokes)
    closed = [np.allclose(stroke[0], stroke[-1], atol=1e-6) for stroke in strokes]
    assert 0.15 < np.mean(closed) < 0.5


def test_some_drawings_are_lines_across_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junk, "GRID", 1.0)
    rng = np.random.default_rng(0)
    for _ in range(50):
        ways = [np.abs(stroke[-1] - stroke[0]) for stroke in junk.drawing(rng)]
        level = sum(x > y for x, y in ways)
        assert level >= 2
        assert len(ways) - level >= 2


def test_some_drawings_are_rings_with_more_in_them_than_a_zero_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junk, "GRID", 0.0)
    monkeypatch.setattr(junk, "RING", 1.0)
    rng = np.random.default_rng(0)
    for _ in range(50):
        ring, *marks = sorted(junk.drawing(rng), key=lambda stroke: -np.ptp(stroke, axis=0).sum())
        assert 2 <= len(marks) <= 4
        assert (np.ptp(ring, axis=0) > 0.9).all()
        inside = [np.abs(mark.mean(axis=0) - ring.mean(axis=0)) < np.ptp(ring, axis=0) / 2 for mark in marks]
        assert np.all(inside)


def test_some_drawings_are_round_lines_with_dents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junk, "GRID", 0.0)
    monkeypatch.setattr(junk, "RING", 0.0)
    monkeypatch.setattr(junk, "DENTED", 1.0)
    monkeypatch.setattr(junk, "warp", lambda strokes, _: strokes)
    rng = np.random.default_rng(0)
    for _ in range(50):
        (line,) = junk.drawing(rng)
        np.testing.assert_allclose(line[0], line[-1], atol=1e-6)
        x, y = line.T
        area = abs(np.sum(x[1:] * y[:-1] - x[:-1] * y[1:])) / 2
        assert area < 0.99 * ConvexHull(line).volume  # of a plane figure the area; a heart has most of it


def test_bent_pictures_keep_their_ink_and_are_all_different() -> None:
    ring = np.zeros((28, 28), np.uint8)
    ring[6:22, 6:22] = 255
    ring[9:19, 9:19] = 0
    bent = dataset.elastic(np.repeat(ring[None], 40, axis=0), np.random.default_rng(0))
    assert bent.shape == (40, 28, 28)
    assert bent.dtype == np.uint8
    np.testing.assert_allclose(bent.mean(axis=(1, 2)), ring.mean(), rtol=0.25)
    assert len({picture.tobytes() for picture in bent}) == 40
    assert 0.02 < (np.abs(bent.astype(int) - ring) > 60).mean() < 0.25


def test_junk_to_fit_by_needs_no_single_digits() -> None:
    """Halves of digits, one of ten, are left out where there is none to be halved; the rest is the same.

    Half a 1 is a 1, and no junk.
    """
    ones = [sample for sample in digits_of(0) if sample.label == "1"]
    assert len(export.junk_inks(ones, 20, np.random.default_rng(0))) == 18
    samples = digits_of(0) + numbers_of(0)
    some, others = (export.junk_inks(own, 20, np.random.default_rng(0)) for own in (samples, numbers_of(0)))
    assert (len(some), len(others)) == (20, 18)
    for one, other in zip(some[:9], others):
        np.testing.assert_array_equal(np.vstack(one), np.vstack(other))


def test_of_a_corrected_number_both_digits_are_read_and_trusted_less() -> None:
    """The last of ten pieces of junk, every other time; in most the boxes of the digits read tell it."""
    inks = export.junk_inks(digits_of(0), 400, np.random.default_rng(0))[19::20]
    answers = [recognizer.recognize(Request(ink_from_strokes(ink))) for ink in inks]
    boxes = [a.hypotheses.boxes[[digit.hypothesis for digit in a.predictions[0].digits]] for a in answers]
    assert sum(map(written_over, boxes)) >= 0.4 * len(inks)
    assert sum(answer.level == "strong" for answer in answers) <= 0.2 * len(inks)


# Batches


def two_pools() -> list[tuple[Rasters, int, dict]]:
    """A pool of ones, all dark, and a larger one of what is no digit, all light."""
    ones = Rasters(np.full((10, 28, 28), 200, np.uint8), np.full(10, 1))
    none = Rasters(np.full((500, 28, 28), 50, np.uint8), np.full(500, NOT_DIGIT))
    still = dict.fromkeys(model.PIXELS_INK, 0.0)
    return [(ones, 2 * model.BATCH, still), (none, model.BATCH, still)]


def test_epoch_draws_the_number_asked_for_from_each_pool() -> None:
    batches = model.Batches(two_pools(), np.random.default_rng(0))
    assert len(batches) == 3
    images, classes = (np.concatenate([batches[k][i] for k in range(3)]) for i in (0, 1))
    assert images.shape == (3 * model.BATCH, 28, 28, 1)
    assert classes.sum(axis=0)[[1, NOT_DIGIT]].tolist() == [2 * model.BATCH, model.BATCH]
    assert (classes.sum(axis=1) == 1).all()
    darkness = np.where(classes[:, 1] == 1, 200, 50) / 255
    np.testing.assert_allclose(images.mean(axis=(1, 2, 3)), darkness, atol=1e-5)
    assert 0 < classes[: model.BATCH, 1].sum() < model.BATCH  # they are mixed


def test_doubtful_rasters_are_taught_as_both_classes() -> None:
    doubtful = Rasters(
        np.full((5, 28, 28), 9, np.uint8), np.full(5, NOT_DIGIT), np.full(5, 4), np.full(5, 0.25, np.float32)
    )
    still = dict.fromkeys(model.PIXELS_INK, 0.0)
    _, classes = model.Batches([(doubtful, model.BATCH, still)], np.random.default_rng(0))[0]
    np.testing.assert_allclose(classes.numpy()[:, [4, NOT_DIGIT]], np.tile([0.25, 0.75], (model.BATCH, 1)))


def test_each_epoch_draws_anew() -> None:
    batches = model.Batches(two_pools(), np.random.default_rng(0))
    before = batches.order.copy()
    batches.on_epoch_end()
    assert sorted(before) != sorted(batches.order)


def test_settled_means_are_those_of_all_batches_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    net = model.create_trajectory_net()
    weights, normalizing = net.layers[0], net.layers[1]
    rng = np.random.default_rng(0)
    shown = [(rng.random((4, *net.input_shape[1:])).astype(np.float32) * scale, None) for scale in (1, 5, 3)]
    normalizing.moving_mean.assign_add(np.full(normalizing.moving_mean.shape, 100))  # of before
    monkeypatch.setattr(model, "SETTLE", 6)
    model.settle(net, shown)
    means = np.mean([np.mean(weights(ways), axis=(0, 1, 2)) for ways, _ in shown], axis=0)
    np.testing.assert_allclose(normalizing.moving_mean, means, atol=1e-5)
    assert normalizing.momentum == model.BATCH_NORM


def square() -> np.ndarray:
    """A dark square of 9 x 9 pixels about the middle of the frame, pixel (14, 14); (1, 28, 28, 1)."""
    image = np.zeros((1, 28, 28, 1), np.float32)
    image[:, 10:19, 10:19] = 1
    return image


def mass(image: np.ndarray) -> tuple[float, float, float]:
    """Sum of ink, and the middle of it along x and y."""
    flat = np.asarray(image)[0, :, :, 0]
    place = np.arange(28)
    return flat.sum(), flat.sum(axis=0) @ place / flat.sum(), flat.sum(axis=1) @ place / flat.sum()


def test_pixels_stay_where_nothing_is_to_move() -> None:
    moved = model.move_pixels(square(), np.zeros((1, 4), np.float32), np.random.default_rng(0))
    np.testing.assert_allclose(moved, square(), atol=1e-6)


@pytest.mark.parametrize("bound", ["rotation", "scale", "shear"])
def test_turning_scaling_and_slanting_keep_the_middle(bound: str) -> None:
    bounds = np.array([[{"rotation": 20.0, "scale": 0.3, "shear": 0.3}[name] if name == bound else 0.0
                        for name in model.PIXELS_INK]], np.float32)  # fmt: skip
    changed = 0
    for seed in range(20):
        image = model.move_pixels(square(), bounds, np.random.default_rng(seed))
        total, x, y = mass(image)
        assert (x, y) == pytest.approx((14, 14), abs=0.05)
        assert 81 * 0.5 < total < 81 * 2
        changed += np.abs(image - square()).max() > 0.05
    assert changed >= 15


def test_shifts_are_within_their_bounds() -> None:
    bounds = np.array([[2.0 if name == "shift" else 0.0 for name in model.PIXELS_INK]], np.float32)
    places = []
    for seed in range(60):
        total, x, y = mass(model.move_pixels(square(), bounds, np.random.default_rng(seed)))
        assert total == pytest.approx(81, rel=0.01)
        places += [x - 14, y - 14]
    assert np.abs(places).max() <= 2.001
    assert np.std(places) == pytest.approx(2 / np.sqrt(3), abs=0.25)


# The second net


def test_without_ink_there_is_no_net_of_trajectories(run: Run) -> None:
    pools = {"mnist": Rasters(run.pools["mnist"].images, run.pools["mnist"].labels), "junk": run.pools["junk"]}
    assert train.train_trajectories(pools, run.validation, 1, 0.01, np.random.default_rng(0)) is None


def test_net_of_trajectories_learns_digits_that_it_has_not_seen(run: Run) -> None:
    held = run.validation["in_numbers"]
    assert model.digit_accuracy(model.logits(run.nets.trajectories, held.ways), held.labels) >= 0.5


@pytest.mark.parametrize("which", ["rasters", "trajectories"])
def test_quantized_net_is_read_back_as_it_was(run: Run, which: str) -> None:
    held = run.validation["in_numbers"]
    tflite, create, shown = {
        "rasters": (run.made.tflite, model.create_model, held.images),
        "trajectories": (run.made.trajectories.net.model, model.create_trajectory_net, held.ways),
    }[which]
    there, here = Net(tflite).logits(shown), model.logits(read_back(tflite, create(folded=True)), shown)
    assert np.abs(there - here).mean() < 0.05 * np.abs(there).mean()
    assert (there.argmax(axis=1) == here.argmax(axis=1)).mean() > 0.95


def test_net_of_other_layers_is_not_read_back(run: Run) -> None:
    with pytest.raises(ValueError, match="weights"):
        read_back(run.made.tflite, model.create_trajectory_net())


def test_nets_that_go_on_to_learn_read_more_and_are_between_before_and_behind(run: Run) -> None:
    served, held = export.Quantized(run.made.tflite, run.made.trajectories.net.model), run.validation["in_numbers"]
    nets = train.tune(served, run.pools, run.validation, 0.02, np.random.default_rng(0))
    before = read_back(served.rasters, model.create_model(folded=True))
    before_of_ways = read_back(served.trajectories, model.create_trajectory_net(folded=True))
    for one, net, shown in ((before, nets.rasters, held.images), (before_of_ways, nets.trajectories, held.ways)):
        was, now = (likelihood(model.logits(which, shown), held.labels) for which in (one, net))
        assert now > was
        for a, b in zip(one.get_weights(), net.get_weights(), strict=True):
            assert a.shape == b.shape
            assert (a != b).any()


def test_without_a_net_of_trajectories_the_other_goes_on_alone(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "TUNING_EPOCHS", 1)
    alone = export.Quantized(run.made.tflite, None)
    assert train.tune(alone, run.pools, run.validation, 0.01, np.random.default_rng(0)).trajectories is None


def test_pens_way_in_pictures_is_shown_to_the_second_net_alone(run: Run) -> None:
    rasters, ways = (
        batches(pools, 0.01, np.random.default_rng(0), kind)
        for pools, kind in ((run.pools, model.Batches), (dataset.followed(run.pools), model.TrajectoryBatches))
    )
    assert len(rasters.data) == sum(len(pool) for name, pool in run.pools.items() if name not in OF_WAYS)
    assert len(ways.data) == sum(len(pool) for pool in run.pools.values() if pool.ways is not None)
    assert all(len(run.pools[name]) > 0 for name in OF_WAYS)


# The script


def test_options_are_those_of_a_full_run_unless_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["train.py"])
    options = train.read_options()
    assert (options.epochs, options.share, options.out, options.nets) == (train.EPOCHS, 1.0, export.FOLDER, None)
    monkeypatch.setattr(sys, "argv", ["train.py", "--epochs", "2", "--share", "0.05", "--out", str(tmp_path)])
    options = train.read_options()
    assert (options.epochs, options.share, options.out) == (2, 0.05, tmp_path)


@pytest.fixture
def again(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], dict]:
    """The script on the run's own data with an option, into a folder that holds its nets; gives the new card."""
    mnist = SimpleNamespace(train_images=None, train_labels=None, source=small_training.SOURCE)
    monkeypatch.setattr(train, "load_mnist", lambda: mnist)
    monkeypatch.setattr(train, "mnist_rasters", lambda *_: (run.pools["mnist"], run.validation["mnist"]))
    monkeypatch.setattr(train, "load_ink", lambda: InkData([], [small_training.SOURCE], []))
    monkeypatch.setattr(train, "load_fonts", lambda: InkData([], [], []))
    monkeypatch.setattr(train, "split_ink", lambda _: run.split)
    monkeypatch.setattr(train, "training_pools", lambda *_: run.pools)
    monkeypatch.setattr(train, "validation_sets", lambda *_: run.validation)
    monkeypatch.setattr(train, "cache_dir", lambda: tmp_path)

    def script(option: str) -> dict:
        options = [option, "--epochs", "1", "--share", str(small_training.SHARE), "--out", str(tmp_path)]
        monkeypatch.setattr(sys, "argv", ["train.py", *options])
        export.write(run.made, run.card | {"calibration": {}, "lattice": {}}, tmp_path)  # somebody spoiled the card
        train.main()
        assert ((tmp_path / "model.tflite").read_bytes() == run.made.tflite) is (option != "--tune")
        _, card = load(tmp_path)
        if option != "--tune":
            assert card["calibration"]["temperature"] == pytest.approx(run.made.temperature, rel=0.2)
        assert tuple(card["lattice"]["features"]) == FEATURES
        assert tuple(card["calibration"]["confidence"]) == EVIDENCE
        return card

    return script


def test_nets_are_kept_where_everything_else_is_fitted_anew(
    run: Run, again: Callable[[str], dict], tmp_path: Path
) -> None:
    card = again("--fit")
    assert (tmp_path / "trajectories.tflite").read_bytes() == run.made.trajectories.net.model
    assert card["training"] == run.card["training"] | {"version": train.VERSION}


def test_raster_net_is_kept_where_the_other_is_trained_anew(
    run: Run, again: Callable[[str], dict], tmp_path: Path
) -> None:
    card = again("--second")
    second = (tmp_path / "trajectories.tflite").read_bytes()
    assert second != run.made.trajectories.net.model
    assert card["trajectories"] == {"sha256": hashlib.sha256(second).hexdigest(), "bytes": len(second)}
    weights = model.create_trajectory_net().count_params()
    assert card["training"] == run.card["training"] | {"weights_of_trajectories": weights, "version": train.VERSION}


def test_card_tells_that_both_nets_went_on_to_learn(
    run: Run, again: Callable[[str], dict], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(run.card["training"], "tuned", 5)  # once before
    monkeypatch.setattr(train, "TUNING_EPOCHS", 3)
    card = again("--tune")
    first, second = ((tmp_path / name).read_bytes() for name in ("model.tflite", "trajectories.tflite"))
    assert second != run.made.trajectories.net.model
    assert (card["sha256"], card["bytes"]) == (hashlib.sha256(first).hexdigest(), len(first))
    assert card["trajectories"] == {"sha256": hashlib.sha256(second).hexdigest(), "bytes": len(second)}
    folded = model.Nets(model.create_model(folded=True), model.create_trajectory_net(folded=True))
    told = {**train.weights_of(folded), "tuned": 5 + train.TUNING_EPOCHS, "version": train.VERSION}
    assert card["training"] == run.card["training"] | told


@pytest.fixture
def short_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[model.Nets, dict]]:
    """`trained` with options; the training itself gives nets as they begin. The cache is a folder of its own."""
    nets = model.Nets(model.create_model(), model.create_trajectory_net())
    monkeypatch.setattr(train, "cache_dir", lambda: tmp_path / "cache")
    monkeypatch.setattr(train, "train", lambda *_: nets)

    def script(*options: object) -> tuple[model.Nets, dict]:
        monkeypatch.setattr(sys, "argv", ["train.py", *map(str, options)])
        return train.trained(train.read_options(), {}, {}, np.random.default_rng(0))

    return script


def test_trial_leaves_the_nets_of_a_full_run(short_run: Callable, tmp_path: Path) -> None:
    names = ["net.keras", "training.json", "trajectories.keras"]
    short_run("--out", tmp_path / "trial")
    assert sorted(path.name for path in (tmp_path / "trial").iterdir()) == names
    assert not (tmp_path / "cache").exists()
    short_run()
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == names


def test_card_tells_how_nets_that_are_taken_were_trained(short_run: Callable, tmp_path: Path) -> None:
    nets, settings = short_run("--out", tmp_path, "--epochs", 2, "--share", 0.05)
    again, told = short_run("--nets", tmp_path)
    assert told == settings
    assert (told["epochs"], told["share"], told["seed"]) == (2, 0.05, train.SEED)
    for one, other in zip(nets.rasters.get_weights(), again.rasters.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    (tmp_path / train.SETTINGS).unlink()  # of nets that were kept without it
    _, told = short_run("--nets", tmp_path, "--epochs", 7)
    assert told == settings | {"epochs": 7, "share": 1.0}


def test_nets_that_are_kept_are_of_one_run(short_run: Callable, tmp_path: Path) -> None:
    short_run("--out", tmp_path)
    train.keep(model.Nets(model.create_model(), None), {}, tmp_path)
    nets, _ = short_run("--nets", tmp_path)
    assert nets.trajectories is None


def test_checkpoint_is_a_net_of_a_run_that_was_broken_off(tmp_path: Path) -> None:
    net, left = model.create_model(), model.create_model()
    progress = train.Progress({}, tmp_path / "net.weights.h5")
    progress.set_model(net)
    progress.on_epoch_end(0)
    left.load_weights(tmp_path / "net.weights.h5")
    images, _ = written_digits(1, 1)
    np.testing.assert_array_equal(model.logits(left, images), model.logits(net, images))


@pytest.mark.parametrize("option", [["--fit", "--out"], ["--second", "--out"], ["--nets"]])
def test_a_folder_without_nets_is_named(
    option: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(sys, "argv", ["train.py", *option, str(tmp_path)])
    with pytest.raises(SystemExit):
        train.read_options()
    assert str(tmp_path) in capsys.readouterr().err


def test_a_second_net_that_is_to_go_on_must_be_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "model.tflite").touch()
    monkeypatch.setattr(sys, "argv", ["train.py", "--tune", "--out", str(tmp_path)])
    with pytest.raises(SystemExit):
        train.read_options()
    assert "trajectories.tflite" in capsys.readouterr().err
