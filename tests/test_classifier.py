"""The classifier: what every net gives, the served one, and that quantizing changes nothing that matters."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from dataset import draw, draw_and_follow, junk_rasters
from handwriting import STYLES, digit, junk
from recognizer.classifier import (
    FOLDER,
    NOT_DIGIT,
    REFUSED,
    Classifier,
    Interpreter,
    Net,
    Trajectories,
    digit_odds,
    load,
)
from recognizer.trajectories import CHANNELS, STEPS

MAX_BYTES = 150_000  # of model.tflite


def glyphs_of_digits(variants: int, seed: int = 0) -> tuple[list[list[np.ndarray]], np.ndarray]:
    """Every style of every digit, `variants` times, and their labels."""
    rng = np.random.default_rng(seed)
    labels = [(label, style) for label in STYLES for style in range(len(STYLES[label])) for _ in range(variants)]
    glyphs = [[stroke[:, :2] for stroke in digit(label, rng, style)] for label, style in labels]
    return glyphs, np.array([int(label) for label, _ in labels])


def written_digits(variants: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """The same as rasters."""
    glyphs, labels = glyphs_of_digits(variants, seed)
    return draw(glyphs, None), labels


@pytest.fixture(scope="module")
def served() -> Classifier:
    return load()[0]


@pytest.fixture(scope="module")
def drawn() -> tuple[np.ndarray, np.ndarray]:
    """Rasters and trajectories of every style of every digit, and of as much junk."""
    digits, _ = glyphs_of_digits(1)
    rng = np.random.default_rng(1)
    return draw_and_follow(digits + [[stroke[:, :2] for stroke in junk(rng)] for _ in digits], None)


@pytest.fixture(scope="module")
def rasters(drawn: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return drawn[0]


@pytest.fixture(scope="module")
def ways(drawn: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return drawn[1]


# What every net gives


def test_probabilities_are_normalized_logarithms(served: Classifier, rasters: np.ndarray) -> None:
    scores = served.log_probabilities(rasters)
    assert scores.shape == (len(rasters), NOT_DIGIT + 1)
    assert scores.dtype == np.float64
    assert np.isfinite(scores).all()
    assert (scores <= 0).all()
    np.testing.assert_allclose(np.exp(scores).sum(axis=1), 1)


def softmax(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def test_probabilities_are_the_softmax_of_the_logits(rasters: np.ndarray) -> None:
    uncalibrated = Classifier((FOLDER / "model.tflite").read_bytes(), 1.0)
    found = np.exp(uncalibrated.log_probabilities(rasters))
    np.testing.assert_allclose(found, softmax(uncalibrated.logits(rasters)), atol=1e-9)


@pytest.mark.parametrize("temperature", [0.5, 1.3, 3.0])
def test_digits_logits_are_divided_by_the_temperature(rasters: np.ndarray, temperature: float) -> None:
    classifier = Classifier((FOLDER / "model.tflite").read_bytes(), temperature)
    found = np.exp(classifier.log_probabilities(rasters)[:, :NOT_DIGIT])
    expected = softmax(classifier.logits(rasters)[:, :NOT_DIGIT] / temperature)
    np.testing.assert_allclose(found / found.sum(axis=1, keepdims=True), expected, atol=1e-9)


def test_blank_and_full_rasters_are_answered(served: Classifier) -> None:
    for value in (0, 255):
        assert np.isfinite(served.log_probabilities(np.full((1, 28, 28), value, np.uint8))).all()


def test_no_rasters_have_no_probabilities(served: Classifier) -> None:
    assert served.log_probabilities(np.zeros((0, 28, 28), np.uint8)).shape == (0, 11)


@pytest.mark.parametrize("count", [1, 3, 4, 5, 7, 8, 9, 37, 256, 257, 600])
def test_batch_size_changes_no_answer(served: Classifier, rasters: np.ndarray, count: int) -> None:
    many = np.tile(rasters, (600 // len(rasters) + 1, 1, 1))[:count]
    one_by_one = np.concatenate([served.logits(raster[None]) for raster in rasters])
    np.testing.assert_array_equal(served.logits(many), np.tile(one_by_one, (600 // len(rasters) + 1, 1))[:count])


def test_threads_get_the_same_answers_at_the_same_time(served: Classifier, rasters: np.ndarray) -> None:
    """Each thread has an interpreter of its own, and each call another batch size."""
    expected = served.logits(rasters)
    sizes = [1 + 7 * k % len(rasters) for k in range(40)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda size: served.logits(rasters[:size]), sizes))
    for size, logits in zip(sizes, found):
        np.testing.assert_array_equal(logits, expected[:size])


def test_input_is_left_as_it_was(served: Classifier, rasters: np.ndarray) -> None:
    before = rasters.copy()
    served.log_probabilities(rasters)
    np.testing.assert_array_equal(rasters, before)


def interpreter() -> Interpreter:
    """The runtime's own, for one raster at a time."""
    own = Interpreter(model_path=str(FOLDER / "model.tflite"))
    own.allocate_tensors()
    return own


def test_rasters_and_logits_are_quantized_as_the_model_says(served: Classifier, rasters: np.ndarray) -> None:
    """real = scale (stored - zero) (Jacob et al. 2018, eq. 1): rounded and clipped on the way in."""
    own = interpreter()
    (source,), (target,) = own.get_input_details(), own.get_output_details()
    scale, zero = source["quantization"]
    every_gray = np.arange(784, dtype=np.uint8).reshape(1, 28, 28)
    for raster in np.concatenate([rasters[::5], every_gray]):
        stored = [[min(max(round(int(gray) / 255 / scale + zero), -128), 127) for gray in row] for row in raster]
        own.set_tensor(source["index"], np.array(stored, np.int8)[None, :, :, None])
        own.invoke()
        found = own.get_tensor(target["index"])[0].astype(float)
        expected = target["quantization"][0] * (found - target["quantization"][1])
        np.testing.assert_allclose(served.logits(raster[None])[0], expected, rtol=1e-6)


# Two nets


def second(**changed: object) -> Trajectories:
    """The served second net, calibrated anew."""
    fitted = {"temperature": 1.4, "digitness": (0.6, -0.2), "recovered": 0.8} | changed
    return Trajectories(Net((FOLDER / "trajectories.tflite").read_bytes()), **fitted)  # type: ignore[arg-type]


def test_logits_of_both_nets_are_added_and_divided_by_the_temperature(rasters: np.ndarray, ways: np.ndarray) -> None:
    content, trajectories = (FOLDER / "model.tflite").read_bytes(), second()
    other = trajectories.net.logits(ways)
    asked = digit_odds(other) > REFUSED
    assert 0.5 < asked.mean() < 1
    rasters, ways, other = rasters[asked], ways[asked], other[asked]
    found = np.exp(Classifier(content, 1.0, (1.0, 0.0), trajectories).log_probabilities(rasters, ways))
    first = Net(content).logits(rasters)
    labels = softmax((first[:, :NOT_DIGIT] + other[:, :NOT_DIGIT]) / 1.4)
    np.testing.assert_allclose(found[:, :NOT_DIGIT] / (1 - found[:, NOT_DIGIT:]), labels, atol=1e-6)
    one, two = np.exp(digit_odds(first)), np.exp(digit_odds(other))
    odds = 0.6 * np.log(1 / (1 / one + 1 / two)) - 0.2  # either may say no
    np.testing.assert_allclose(found[:, NOT_DIGIT], 1 / (1 + np.exp(odds)), atol=1e-9)


def test_where_trajectories_refuse_the_raster_is_not_asked(rasters: np.ndarray, ways: np.ndarray) -> None:
    """They have the only word, and none of the others' words changes."""
    content, trajectories = (FOLDER / "model.tflite").read_bytes(), second()
    classifier = Classifier(content, 1.0, (1.0, 0.0), trajectories)
    other = trajectories.net.logits(ways)
    refused = digit_odds(other) <= REFUSED
    assert refused.any()
    found = classifier.log_probabilities(rasters, ways)
    for gray in (0, 255):
        changed = np.where(refused[:, None, None], np.uint8(gray), rasters)
        np.testing.assert_array_equal(classifier.log_probabilities(changed, ways), found)
    alone = np.exp(found[refused])
    np.testing.assert_allclose(alone[:, NOT_DIGIT], 1 / (1 + np.exp(0.6 * digit_odds(other[refused]) - 0.2)), atol=1e-9)
    labels = softmax(other[refused][:, :NOT_DIGIT] / 1.4)
    np.testing.assert_allclose(alone[:, :NOT_DIGIT] / (1 - alone[:, NOT_DIGIT:]), labels, atol=1e-6)


def test_guessed_trajectories_tell_one_digit_from_another_but_not_what_is_none(
    rasters: np.ndarray, ways: np.ndarray
) -> None:
    content, trajectories = (FOLDER / "model.tflite").read_bytes(), second()
    one, both = (Classifier(content, 1.2, (0.9, 0.1), own) for own in (None, trajectories))
    found = np.exp(both.log_probabilities(rasters, ways, recovered=True))
    np.testing.assert_allclose(found[:, NOT_DIGIT], np.exp(one.log_probabilities(rasters)[:, NOT_DIGIT]), atol=1e-9)
    labels = softmax((one.logits(rasters) + trajectories.net.logits(ways))[:, :NOT_DIGIT] / 0.8)
    np.testing.assert_allclose(found[:, :NOT_DIGIT] / (1 - found[:, NOT_DIGIT:]), labels, atol=1e-6)


def test_without_trajectories_the_raster_alone_is_asked(rasters: np.ndarray) -> None:
    content = (FOLDER / "model.tflite").read_bytes()
    one, both = Classifier(content, 1.2, (0.9, 0.1)), Classifier(content, 1.2, (0.9, 0.1), second())
    np.testing.assert_array_equal(one.log_probabilities(rasters), both.log_probabilities(rasters))


def test_trajectories_are_passed_over_where_there_is_no_second_net(rasters: np.ndarray, ways: np.ndarray) -> None:
    one = Classifier((FOLDER / "model.tflite").read_bytes(), 1.2)
    np.testing.assert_array_equal(one.log_probabilities(rasters), one.log_probabilities(rasters, ways))


def test_both_nets_read_every_style_of_every_digit(served: Classifier) -> None:
    """Measured with model 1.9.0: all of 464."""
    glyphs, labels = glyphs_of_digits(8)
    scores = served.log_probabilities(*draw_and_follow(glyphs, None))
    assert np.count_nonzero(scores[:, :NOT_DIGIT].argmax(axis=1) != labels) <= 3


def test_second_model_is_the_one_of_the_card_and_takes_and_gives_int8() -> None:
    content = (FOLDER / "trajectories.tflite").read_bytes()
    card = json.loads((FOLDER / "model.json").read_text())["trajectories"]
    assert card == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    own = Interpreter(model_content=content)
    own.allocate_tensors()
    (source,), (target,) = own.get_input_details(), own.get_output_details()
    assert source["dtype"] == target["dtype"] == np.int8
    assert source["shape"].tolist() == [1, STEPS, 1, CHANNELS]
    assert target["shape"].tolist() == [1, 11]


# The served model


def test_model_file_is_small_and_is_the_one_of_its_card() -> None:
    content = (FOLDER / "model.tflite").read_bytes()
    card = json.loads((FOLDER / "model.json").read_text())
    assert len(content) <= MAX_BYTES
    assert len(content) == card["bytes"]
    assert hashlib.sha256(content).hexdigest() == card["sha256"]


def test_model_takes_and_gives_int8_and_has_a_scale_a_channel() -> None:
    own = interpreter()
    (source,), (target,) = own.get_input_details(), own.get_output_details()
    assert source["dtype"] == target["dtype"] == np.int8
    assert source["shape"].tolist() == [1, 28, 28, 1]
    assert target["shape"].tolist() == [1, 11]
    tensors = own.get_tensor_details()
    assert not [t["name"] for t in tensors if t["dtype"] in (np.float32, np.float16)]
    kernels = [t for t in tensors if len(t["shape"]) == 4 and len(t["quantization_parameters"]["scales"]) > 1]
    assert len(kernels) >= 5  # four convolutions and a depthwise one


def test_no_depthwise_kernel_is_larger_than_those_that_are_quick() -> None:
    """Beyond 25 taps the runtime multiplies a matrix for each channel."""
    own = interpreter()
    sizes = {t["index"]: t["shape"] for t in own.get_tensor_details()}
    taps = [sizes[op["inputs"][1]][1:3].prod() for op in own._get_ops_details() if op["op_name"] == "DEPTHWISE_CONV_2D"]
    assert taps
    assert max(taps) <= 25


def test_served_model_reads_every_style_of_every_digit(served: Classifier) -> None:
    """Measured with model 1.9.0: all of 464."""
    images, labels = written_digits(8)
    right = served.log_probabilities(images)[:, :NOT_DIGIT].argmax(axis=1) == labels
    assert len(right) - right.sum() <= 3
    by_label = [right[labels == label].mean() for label in range(10)]
    assert min(by_label) >= 0.9


def test_eleventh_class_is_likelier_for_junk_than_for_digits(served: Classifier) -> None:
    """Measured with model 1.9.0: in 99.4 % of the pairs, medians 0.013 and 0.985."""
    digits, _ = written_digits(2)
    others = junk_rasters(300, np.random.default_rng(2)).images
    of_digits, of_junk = (np.exp(served.log_probabilities(images)[:, NOT_DIGIT]) for images in (digits, others))
    higher = (of_junk[:, None] > of_digits).mean()
    assert higher >= 0.98
    assert np.median(of_digits) < 0.1
    assert np.median(of_junk) > 0.9


def test_load_takes_model_and_temperature_from_a_folder(tmp_path: Path, rasters: np.ndarray) -> None:
    card = json.loads((FOLDER / "model.json").read_text())
    content = (FOLDER / "model.tflite").read_bytes()
    for name in ("model.tflite", "trajectories.tflite"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    card["calibration"]["temperature"] = 3.0
    (tmp_path / "model.json").write_text(json.dumps(card))
    classifier, found = load(tmp_path)
    assert found == card
    digits = np.exp(classifier.log_probabilities(rasters)[:, :NOT_DIGIT])
    expected = softmax(Classifier(content, 3.0).logits(rasters)[:, :NOT_DIGIT] / 3.0)
    np.testing.assert_allclose(digits / digits.sum(axis=1, keepdims=True), expected, atol=1e-9)


def test_load_of_a_card_without_trajectories_asks_the_raster_alone(
    tmp_path: Path, served: Classifier, rasters: np.ndarray, ways: np.ndarray
) -> None:
    """As it is trained where there is no ink."""
    card = json.loads((FOLDER / "model.json").read_text())
    card["trajectories"] = card["calibration"]["trajectories"] = None
    (tmp_path / "model.tflite").write_bytes((FOLDER / "model.tflite").read_bytes())
    (tmp_path / "model.json").write_text(json.dumps(card))
    classifier, _ = load(tmp_path)
    np.testing.assert_array_equal(classifier.log_probabilities(rasters, ways), served.log_probabilities(rasters))


# Keras and int8


@pytest.fixture(scope="module")
def both() -> tuple[Callable, Classifier]:
    """Logits of a Keras net that learned a little, and the same net in int8."""
    import model  # TensorFlow takes seconds to import
    import small_training

    run = small_training.run()
    return lambda images: model.logits(run.nets.rasters, images), Classifier(run.made.tflite, 1.0)


@pytest.mark.xdist_group("trained")
def test_keras_model_and_int8_model_agree(both: tuple[Callable, Classifier]) -> None:
    keras_logits, int8 = both
    images = np.concatenate([
        written_digits(8)[0], junk_rasters(200, np.random.default_rng(3)).images,
    ])  # fmt: skip
    one, other = keras_logits(images), int8.logits(images)
    agree = (one.argmax(axis=1) == other.argmax(axis=1)).mean()
    probabilities = [np.exp(scores - np.logaddexp.reduce(scores, axis=1)[:, None]) for scores in (one, other)]
    difference = np.abs(probabilities[0] - probabilities[1])
    assert agree >= 0.97
    assert difference.mean() <= 0.01
    assert np.quantile(difference.max(axis=1), 0.95) <= 0.15


@pytest.mark.parametrize("bias", [False, True])
def test_net_that_is_quantized_has_the_same_function_as_the_one_that_was_trained(bias: bool) -> None:
    import keras

    import quantize

    images = np.random.default_rng(4).random((5, 7, 7, 3), np.float32)
    layer = keras.layers.DepthwiseConv2D(7, use_bias=bias, bias_initializer="random_normal")
    net = keras.Sequential([keras.Input((7, 7, 3)), layer])
    one = quantize.for_one(net)
    assert len(one.layers) > 1
    found = np.concatenate([one(image[None]).numpy() for image in images])
    np.testing.assert_allclose(found, net(images).numpy(), atol=1e-5)


@pytest.mark.xdist_group("trained")
def test_int8_model_reads_as_many_digits_as_the_keras_model(both: tuple[Callable, Classifier]) -> None:
    keras_logits, int8 = both
    images, labels = written_digits(8, seed=5)
    rates = [(logits(images)[:, :NOT_DIGIT].argmax(axis=1) == labels).mean() for logits in (keras_logits, int8.logits)]
    assert min(rates) >= 0.85
    assert abs(rates[0] - rates[1]) <= 0.02


@pytest.mark.xdist_group("trained")
def test_quantized_model_has_the_size_of_the_served_one() -> None:
    import small_training

    assert len(small_training.run().made.tflite) == pytest.approx((FOLDER / "model.tflite").stat().st_size, rel=0.1)
