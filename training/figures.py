"""The notebook's figures: learning curves, sheets of digits and of numbers, reliability, comparisons.

Color-blind people tell the colors apart; curves differ in their lines and marks as well.
"""

from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from numpy.typing import NDArray

from metrics import Reliability
from recognizer.rasterize import SIDE
from sheets import PALETTE
from steps import Step

MARKS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("-", "--", ":", "-.", (0, (5, 1, 1, 1, 1, 1)))
HATCHES = ("", "//", "..")
GRAY = "#6E6E6E"
SHEET_COLUMNS = 12
NUMBER_COLUMNS = 4


def use_style() -> None:
    """Sizes and colors of all figures."""
    plt.rcParams.update({
        "axes.prop_cycle": cycler(color=PALETTE),
        "axes.grid": True,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "figure.dpi": 80,
        "font.size": 11,
        "grid.alpha": 0.3,
        "legend.frameon": False,
    })


def curves(steps: Sequence[Step], baseline: Step | None = None) -> None:
    """Learning curves: errors and loss after each epoch, validation drawn through, training dashed.

    Parameters
    ----------
    steps : sequence of Step
    baseline : Step, optional
        What they are compared with, in gray.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4))
    drawn = ([(baseline, GRAY, "x")] if baseline else []) + list(zip(steps, PALETTE, MARKS, strict=False))
    for step, color, mark in drawn:
        at = np.arange(1, len(step.epochs) + 1)
        style = {"color": color, "marker": mark, "markersize": 5}
        left.plot(at, [100 - 100 * e.right.mean() for e in step.epochs], "-", label=step.name, **style)
        left.plot(at, [100 - 100 * e.accuracy for e in step.epochs], "--", **style, alpha=0.6)
        right.plot(at, [e.validation_loss for e in step.epochs], "-", **style)
        right.plot(at, [e.loss for e in step.epochs], "--", **style, alpha=0.6)
    left.set(xlabel="epoch", ylabel="digits misread, %", yscale="log")
    right.set(xlabel="epoch", ylabel="cross entropy, nats", yscale="log")
    for axes in (left, right):
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_locator(LogLocator(subs=(2, 5)))
        axes.yaxis.set_minor_formatter("{x:g}")
        axes.xaxis.get_major_locator().set_params(integer=True)
    figure.legend(*left.get_legend_handles_labels(), loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=3)
    figure.suptitle("validation data (drawn through), training data (dashed)", fontsize=11)
    figure.tight_layout()
    plt.show()


def sheet(images: NDArray[np.uint8], captions: Sequence[str] = (), columns: int = SHEET_COLUMNS) -> None:
    """Rasters (N, 28, 28) side by side, dark ink on light paper, with captions below."""
    count = len(images)
    if not count:
        print("Nothing to show.")
        return
    rows = -(-count // columns)
    size = (columns * 0.9, rows * (1.15 if captions else 0.9))
    figure, grid = plt.subplots(rows, columns, figsize=size, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for k, (axes, image) in enumerate(zip(grid.flat, images, strict=False)):
        axes.imshow(image, cmap="gray_r", vmin=0, vmax=255)
        if captions:
            axes.text(0.5, -0.04, captions[k], transform=axes.transAxes, ha="center", va="top", fontsize=9)
    figure.tight_layout(pad=0.3)
    plt.show()


def trajectories(ways: NDArray[np.uint8]) -> None:
    """Each of (N, 48, 6): a mark for a step, from dark at the begin to light at the end."""
    figure, grid = plt.subplots(1, len(ways), figsize=(2.2 * len(ways), 2.4), squeeze=False)
    for axes, way in zip(grid.flat, ways, strict=True):
        x, y = way[:, :2].T * (SIDE / 255)
        axes.plot(x, y, "-", color=GRAY, linewidth=0.8)
        shown = axes.scatter(x, y, c=np.arange(len(way)), cmap="viridis", s=22, zorder=2)
        axes.set(xlim=(0, SIDE), ylim=(SIDE, 0), aspect="equal", xticks=(), yticks=())
    figure.colorbar(shown, ax=grid, shrink=0.8, label="step")
    plt.show()


def numbers(inks: Sequence[tuple[str, Sequence[NDArray], Sequence[Sequence[tuple[int, int, int]]]]]) -> None:
    """Ink of numbers, each digit in a color of its own.

    Parameters
    ----------
    inks : sequence of (title, strokes, digits)
        Strokes (n, 2), y pointing down; digits as (stroke, first point, last point) each. Ink of no digit is gray.
    """
    if not inks:
        print("Nothing to show.")
        return
    columns = min(NUMBER_COLUMNS, len(inks))
    rows = -(-len(inks) // columns)
    figure, grid = plt.subplots(rows, columns, figsize=(2.75 * columns, 1.9 * rows), squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, (title, strokes, digits) in zip(grid.flat, inks, strict=False):
        ink(axes, strokes, digits)
        axes.set_title(title, fontsize=10)
    figure.tight_layout(pad=0.6)
    plt.show()


def ink(axes: Axes, strokes: Sequence[NDArray], digits: Sequence[Sequence[tuple[int, int, int]]]) -> None:
    """Draw one number, or one digit, onto axes."""
    for stroke in strokes:
        _line(axes, stroke, GRAY, 1.2)
    for k, runs in enumerate(digits):
        for stroke, begin, end in runs:
            _line(axes, strokes[stroke][begin : end + 1], PALETTE[k % len(PALETTE)], 2.2)
    axes.set_aspect("equal")
    axes.invert_yaxis()
    axes.margins(0.08)
    axes.axis("off")


def _line(axes: Axes, points: NDArray, color: str, width: float) -> None:
    if len(points) == 1:
        axes.plot(*points[0, :2], "o", color=color, markersize=2 * width)
    else:
        axes.plot(points[:, 0], points[:, 1], color=color, linewidth=width, solid_capstyle="round")


def templates(weights: NDArray[np.float32]) -> None:
    """Weights (784, 10) of a single dense layer as a picture for each digit."""
    figure, grid = plt.subplots(1, weights.shape[1], figsize=(11, 1.7))
    largest = np.abs(weights).max()
    for digit, axes in enumerate(grid):
        shown = axes.imshow(weights[:, digit].reshape(28, 28), cmap="PuOr", vmin=-largest, vmax=largest)
        axes.set_title(str(digit))
        axes.axis("off")
    figure.colorbar(shown, ax=grid, shrink=0.7, label="weight")
    plt.show()


def functions(table: dict[str, Callable[[NDArray], NDArray]]) -> None:
    """Activation functions."""
    figure, axes = plt.subplots(figsize=(5.5, 3.5))
    x = np.linspace(-4, 4, 200, dtype=np.float32)
    for (name, function), dashes in zip(table.items(), DASHES, strict=False):
        axes.plot(x, np.asarray(function(x)), label=name, linestyle=dashes, linewidth=2)
    axes.set(xlabel="weighted sum that comes in", ylabel="activation that goes out", ylim=(-1.5, 3))
    axes.legend()
    figure.tight_layout()
    plt.show()


def gradients(table: dict[str, NDArray]) -> None:
    """Size of the gradient in each dense layer before training, by activation function."""
    figure, axes = plt.subplots(figsize=(5.5, 3.5))
    for (name, sizes), mark in zip(table.items(), MARKS, strict=False):
        axes.plot(np.arange(1, len(sizes) + 1), sizes, marker=mark, label=name)
    axes.set(xlabel="dense layer, 1 next to the pixels", ylabel="gradient, root mean square", yscale="log")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend()
    figure.tight_layout()
    plt.show()


def error_bars(errors: dict[str, dict[str, float]]) -> None:
    """Errors in percent, a group of bars for each name and a bar for each source: {name: {source: percent}}."""
    figure, axes = plt.subplots(figsize=(11, 0.32 * sum(map(len, errors.values())) + 1.2))
    sources = list(next(iter(errors.values())))
    height = 0.8 / len(sources)
    for k, source in enumerate(sources):
        at = np.arange(len(errors)) + (k - (len(sources) - 1) / 2) * height
        values = [row[source] for row in errors.values()]
        style = {"color": PALETTE[k], "hatch": HATCHES[k], "edgecolor": "white"}
        bars = axes.barh(at, values, height * 0.92, label=source, **style)
        axes.bar_label(bars, fmt="%.2f", padding=3, fontsize=9)
    axes.set_yticks(range(len(errors)), list(errors))
    axes.invert_yaxis()
    axes.set(xlabel="digits misread, %")
    axes.grid(axis="y", visible=False)
    axes.legend()
    figure.tight_layout()
    plt.show()


def reliability_plots(plots: dict[str, Reliability]) -> None:
    """Confidence against the share that is right, one plot each; the area of a mark tells how many."""
    figure, grid = plt.subplots(1, len(plots), figsize=(5 * len(plots), 4.6), squeeze=False)
    for axes, (title, found) in zip(grid[0], plots.items(), strict=True):
        axes.plot([0, 100], [0, 100], "--", color=GRAY, label="honest")
        share = found.count / found.count.sum()
        axes.plot(100 * found.confidence, 100 * found.accuracy, "-", color=PALETTE[0], alpha=0.5)
        axes.scatter(100 * found.confidence, 100 * found.accuracy, 30 + 600 * share, color=PALETTE[0], alpha=0.8)
        axes.set(xlabel="confidence, %", ylabel="right, %", xlim=(0, 103), ylim=(0, 103), aspect="equal")
        axes.set_title(f"{title}\ncalibration error {found.error:.2%}", fontsize=11)
    figure.tight_layout()
    plt.show()


def agreement(first: NDArray, second: NDArray, labels: tuple[str, str]) -> None:
    """Logits of two versions of a net against each other."""
    figure, axes = plt.subplots(figsize=(4.6, 4.4))
    axes.plot(first.ravel(), second.ravel(), ".", markersize=2, alpha=0.3)
    ends = [min(first.min(), second.min()), max(first.max(), second.max())]
    axes.plot(ends, ends, "--", color=GRAY)
    axes.set(xlabel=f"logit, {labels[0]}", ylabel=f"logit, {labels[1]}", aspect="equal")
    figure.tight_layout()
    plt.show()


def histogram(values: NDArray, label: str) -> None:
    """How often values occur."""
    figure, axes = plt.subplots(figsize=(6, 3.2))
    axes.hist(values, bins=40, color=PALETTE[0], edgecolor="white")
    axes.axvline(0, color=GRAY, linestyle="--")
    axes.axvline(values.mean(), color=PALETTE[1], linewidth=2, label=f"mean {values.mean():+.2f}")
    axes.set(xlabel=label, ylabel="choices")
    axes.legend()
    figure.tight_layout()
    plt.show()
