"""Train both nets and fit everything that stands in function/: model.tflite, trajectories.tflite and model.json.

    make train             all of it: both nets, int8, lattice, calibration
    make train QUICK=1     a small share of the data into build/quick-model, to see that it works

Needs MNIST (fetched) and takes what ink it finds, see README.md beside this file.
"""

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

import dataset
from dataset import Rasters
from download import cache_dir
from export import FOLDER, Quantized, card, export, quantized, quantized_in, quantized_second, write
from fonts import load_fonts
from hypotheses import NOT_DIGIT
from mnist import load_mnist
from model import (
    Batches,
    Nets,
    TrajectoryBatches,
    create_model,
    create_trajectory_net,
    digit_accuracy,
    fit,
    logits,
    rejection,
)
from pools import batches, mnist_rasters, training_pools, unlike_digits, validation_sets, without_digits
from read_back import read_back
from recognizer.classifier import Net
from sources import load_ink, run_script
from split import split_ink

VERSION = "1.15.0"  # of the model
SEED = 2
EPOCHS = 30
TUNING_EPOCHS, TUNING_RATE = 12, 1e-3  # of nets that go on to learn
SETTINGS = "training.json"  # beside the nets: how they were trained


class Progress(keras.callbacks.Callback):
    """After each epoch: accuracy on validation data, and a checkpoint.

    The checkpoint is what is left of a run that is broken off. Its weights are those of the moment, not averaged:
    `load_weights` puts them into a `create_model`, whose `save` as net.keras makes it a net for ``--nets``.
    """

    def __init__(self, validation: dict[str, Rasters], path: Path) -> None:
        super().__init__()
        self.validation, self.path = validation, path
        self.history: list[dict[str, float]] = []

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        row = measure(self.model, self.validation)
        self.history.append(row)
        print(f"epoch {epoch + 1}: " + "  ".join(f"{name} {value:.2%}" for name, value in row.items()), flush=True)
        self.model.save_weights(self.path)


def measure(model: keras.Model, validation: dict[str, Rasters]) -> dict[str, float]:
    """Accuracy on digits, share of non-digits that are rejected."""
    row = {}
    for name, rasters in validation.items():
        scores = logits(model, rasters.images)
        wrong = (rasters.labels == NOT_DIGIT).all()
        row[name] = rejection(scores, rasters.labels) if wrong else digit_accuracy(scores, rasters.labels)
    return row


def train(
    pools: dict[str, Rasters], validation: dict[str, Rasters], epochs: int, share: float, checkpoint: Path,
    rng: np.random.Generator,
) -> Nets:
    """The trained Keras models; a checkpoint after each epoch."""
    pools = without_digits(pools, share, rng)
    model = create_model()
    print(f"{model.count_params()} weights, {epochs} epochs")
    fit(model, batches(pools, share, rng), epochs, [Progress(validation, checkpoint)])
    print("averaged: " + "  ".join(f"{k} {v:.2%}" for k, v in measure(model, validation).items()))
    return Nets(model, train_trajectories(pools, validation, epochs, share, rng))


def train_trajectories(
    pools: dict[str, Rasters], validation: dict[str, Rasters], epochs: int, share: float, rng: np.random.Generator
) -> keras.Model | None:
    """The net of trajectories; none without ink."""
    pools, validation = dataset.followed(pools), dataset.followed(validation)
    if "ink" not in pools:
        return None
    net = create_trajectory_net()
    print(f"{net.count_params()} weights of trajectories, {epochs} epochs")
    fit(net, batches(pools, share, rng, TrajectoryBatches), epochs, [])
    print("trajectories: " + "  ".join(f"{k} {v:.2%}" for k, v in measure(net, validation).items()), flush=True)
    return net


def tune(
    nets: Quantized, pools: dict[str, Rasters], validation: dict[str, Rasters], share: float, rng: np.random.Generator
) -> Nets:
    """Quantized nets, read back, that go on to learn."""
    first, second = rng.spawn(2)
    net = read_back(nets.rasters, create_model(folded=True))
    rasters = tuned(net, batches(pools, share, first), validation)
    if not nets.trajectories:
        return Nets(rasters, None)
    pools, validation = dataset.followed(pools), dataset.followed(validation)
    net = read_back(nets.trajectories, create_trajectory_net(folded=True))
    return Nets(rasters, tuned(net, batches(pools, share, second, TrajectoryBatches), validation))


def tuned(net: keras.Model, shown: Batches, validation: dict[str, Rasters]) -> keras.Model:
    """A net that goes on to learn; halfway there it forgets least (Wortsman et al. 2022, 2109.01903)."""
    before = net.get_weights()
    print("served: " + "  ".join(f"{k} {v:.2%}" for k, v in measure(net, validation).items()), flush=True)
    fit(net, shown, TUNING_EPOCHS, [], peak=TUNING_RATE)
    net.set_weights([(a + b) / 2 for a, b in zip(before, net.get_weights())])
    print("tuned: " + "  ".join(f"{k} {v:.2%}" for k, v in measure(net, validation).items()), flush=True)
    return net


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--share", type=float, default=1.0, help="of the data (default: all)")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for both nets and model.json")
    parser.add_argument("--nets", type=Path, help="folder with trained nets (.cache): only quantize, fit and write")
    parser.add_argument("--second", action="store_true", help="keep the raster net in the folder, train the other one")
    parser.add_argument("--tune", action="store_true", help="both nets in the folder go on to learn")
    parser.add_argument("--fit", action="store_true", help="keep the nets that are in the folder; only fit and write")
    options = parser.parse_args()
    kept = options.fit or options.second or options.tune
    for folder, name in (
        (options.nets, "net.keras"),
        (options.out if kept else None, "model.tflite"),
        (options.out if options.tune else None, "trajectories.tflite"),
    ):
        if folder and not (folder / name).exists():
            parser.error(f"there is no {name} in {folder}")
    return options


def trained(options: argparse.Namespace, pools: dict[str, Rasters], validation: dict[str, Rasters],
            rng: np.random.Generator) -> tuple[Nets, dict]:
    """Trained now, or before, and what the card says of it."""
    if options.nets:
        first, second, kept = (options.nets / name for name in ("net.keras", "trajectories.keras", SETTINGS))
        nets = Nets(keras.models.load_model(first), keras.models.load_model(second) if second.exists() else None)
        return nets, json.loads(kept.read_text()) if kept.exists() else settings_of(nets, options)
    folder = nets_folder(options)
    folder.mkdir(parents=True, exist_ok=True)
    nets = train(pools, validation, options.epochs, options.share, folder / "net.weights.h5", rng)
    settings = settings_of(nets, options)
    keep(nets, settings, folder)
    return nets, settings


def nets_folder(options: argparse.Namespace) -> Path:
    """Where trained nets are kept: function/ is for what is served, any other folder for all that a run gives."""
    return cache_dir() if options.out.resolve() == FOLDER else options.out


def settings_of(nets: Nets, options: argparse.Namespace) -> dict:
    """How nets are trained with these options."""
    return {
        "seed": SEED,
        "epochs": options.epochs,
        "share": options.share,
        **weights_of(nets),
    }


def weights_of(nets: Nets) -> dict[str, int]:
    """How many each net has."""
    second = nets.trajectories.count_params() if nets.trajectories else 0
    return {"weights": nets.rasters.count_params(), "weights_of_trajectories": second}


def keep(nets: Nets, settings: dict, folder: Path) -> None:
    """Trained nets and their settings, for ``--nets``; of earlier ones nothing is left."""
    (folder / SETTINGS).unlink(missing_ok=True)
    (folder / "trajectories.keras").unlink(missing_ok=True)
    nets.rasters.save(folder / "net.keras")
    if nets.trajectories:
        nets.trajectories.save(folder / "trajectories.keras")
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n")


def learned(options: argparse.Namespace, pools: dict[str, Rasters], validation: dict[str, Rasters],
            rng: np.random.Generator) -> tuple[Quantized, dict]:
    """Both nets, int8, and what the card says of how they were trained."""
    if options.fit or options.second or options.tune:
        nets, settings = quantized_in(options.out), json.loads((options.out / "model.json").read_text())["training"]
        if options.tune:
            pools = unlike_digits(pools, Net(nets.rasters).logits)
            models = tune(nets, pools, validation, options.share, rng)
            settings |= weights_of(models) | {"tuned": settings.get("tuned", 0) + TUNING_EPOCHS}
            nets = quantized(models, pools, rng)
        if options.second:
            cleaned = unlike_digits(pools, Net(nets.rasters).logits)
            second = train_trajectories(cleaned, validation, options.epochs, options.share, rng)
            nets = replace(nets, trajectories=quantized_second(second, pools, rng))
            settings |= {"weights_of_trajectories": second.count_params() if second else 0}
        return nets, settings
    models, settings = trained(options, pools, validation, rng)
    return quantized(models, pools, rng), settings


def main() -> None:
    options = read_options()
    print(options)
    start = time.time()
    keras.utils.set_random_seed(SEED)
    rng = np.random.default_rng(SEED)
    ink, fonts, mnist = load_ink(), load_fonts(), load_mnist()
    for note in [*ink.notes, *fonts.notes]:
        print(note)
    split = split_ink(ink.samples)
    split.train.extend(fonts.samples)
    to_learn, to_choose = mnist_rasters(mnist.train_images, mnist.train_labels)
    pools = {} if options.fit else training_pools(split, to_learn, options.share, rng)
    validation = validation_sets(split, to_choose, rng)
    print(f"data ready after {time.time() - start:.0f} s", flush=True)
    nets, settings = learned(options, pools, validation, rng)
    made = export(nets, validation, split, options.share, rng)
    options.out.mkdir(parents=True, exist_ok=True)
    sources = [mnist.source, *ink.sources, *fonts.sources]
    write(made, card(made, sources, split, settings | {"version": VERSION}), options.out)
    print(f"written to {options.out} after {(time.time() - start) / 60:.0f} minutes")


if __name__ == "__main__":
    run_script(main)
