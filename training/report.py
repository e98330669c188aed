"""Figures -> tables in plain text and Markdown, and pictures."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")  # files, no window

from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from sheets import PALETTE

MARKERS = "os^vDP*X<>hd"
WRITERS_SHOWN, CAUSES_SHOWN = 10, 8
Table = tuple[str, list[str], list[list[str]]]  # title, head, rows


def percent(value: float | None, digits: int = 2) -> str:
    return "-" if value is None or np.isnan(value) else f"{100 * value:.{digits}f}"


def interval(bounds: Sequence[float] | None) -> str:
    return "" if bounds is None else f"{100 * bounds[0]:.1f} to {100 * bounds[1]:.1f}"


def verdict(reached: Sequence[bool]) -> str:
    return " / ".join("reached" if hit else "MISSED" for hit in reached)


def goal(goals: Sequence[float]) -> str:
    return " / ".join(f"{100 * g:g}" for g in goals)


def tables(figures: dict) -> list[Table]:
    """All tables of a run, in the order in which they are read."""
    found = [_rasters(figures["rasters"]), _numbers(figures["numbers"]), _pictures(figures["pictures"])]
    found += [_touching(figures["touching"]), _lengths(figures["numbers"]), _confidence(figures)]
    found += [_levels(figures["levels"]), _junk(figures["junk"])]
    found += [_writers(figures["writers"]), _causes(figures["causes"])]
    return [table for table in found if table[2]]


def _rasters(rasters: dict) -> Table:
    rows = []
    for name, own in rasters.items():
        accuracy = own["accuracy"]
        cells = [name, str(accuracy["count"]), percent(accuracy["rate"]), interval(accuracy["interval"])]
        cells += [goal(accuracy["goals"]), verdict(accuracy["reached"]), percent(own["without_suspects"]["rate"])]
        rows.append([*cells, percent(own["taken_for_no_digit"]), percent(own["calibration_error"])])
    head = ["the net alone", "digits", "right %", "95 %", "goal", "", "no suspects", "no digit %", "ECE %"]
    return "Single digits: the most probable of ten classes on the raster", head, rows


def _numbers(numbers: dict) -> Table:
    head = ["as strokes", "cases", "exact %", "95 %", "goal", "", "1-6 digits", "digit error %", "grouped %"]
    head += ["among 4 %", "strong %", "over-confident"]
    rows = []
    for name, own in numbers.items():
        exact = own["exact"]
        cells = [name, str(exact["count"]), percent(exact["rate"]), interval(exact["interval"])]
        cells += [goal(exact["goals"]), verdict(exact["reached"]), percent(own["exact_to_6_digits"]["rate"])]
        cells += [percent(own[key]) for key in ("digit_error", "grouped", "among_four")]
        rows.append([*cells, percent(own["strong"], 1), percent(own["overconfidence"], 1)])
    return "Whole answers of the function: exact match of the text", head, rows


def _pictures(pictures: dict) -> Table:
    rows = []
    for form, own in pictures.items():
        exact = own["exact"]
        cells = [form, str(exact["count"]), percent(exact["rate"]), interval(exact["interval"])]
        cells += [percent(own["exact_to_6_digits"]["rate"]), percent(own["digit_error"]), percent(own.get("lost"))]
        cells += [interval(own.get("lost_interval")), percent(own["goal"], 0) if own.get("goal") else ""]
        rows.append([*cells, verdict([own["reached"]]) if own.get("goal") else "", f"{own['milliseconds']:.0f}"])
    head = ["sent as", "cases", "exact %", "95 %", "1-6 digits", "digit error %", "lost", "95 %", "goal <=", "", "ms"]
    title = "The same well-spaced numbers as strokes, as pictures after each stroke, as one picture, as a photo"
    return title, head, rows


def _touching(numbers: dict) -> Table:
    rows = []
    for name, own in numbers.items():
        exact = own["exact"]
        cells = [name, str(exact["count"]), percent(exact["rate"]), interval(exact["interval"])]
        cells += [percent(own[key]) for key in ("digit_error", "among_four")]
        rows.append([*cells, percent(own["strong"], 1), percent(own["overconfidence"], 1)])
    head = ["in one picture", "cases", "exact %", "95 %", "digit error %", "among 4 %", "strong %", "over-confident"]
    return "Numbers whose digits touch, overlap or are joined, as one picture", head, rows


def _lengths(numbers: dict) -> Table:
    own = {name: part["by_length"] for name, part in numbers.items() if len(part["by_length"]) > 1}
    lengths = sorted({int(length) for part in own.values() for length in part})
    rows = []
    for name, part in own.items():
        counts = [part.get(str(length)) for length in lengths]
        rows.append([name, *(f"{100 * c[0] / c[1]:.0f}" if c else "" for c in counts)])
    return "Exact match by number of digits, %", ["digits", *map(str, lengths)], rows


def _confidence(figures: dict) -> Table:
    rows = []
    for name, own in figures["confidence"].items():
        goal_ = percent(own["goal"], 0)
        rows.append([name, str(own["count"]), percent(own["error"]), goal_, verdict([own["reached"]])])
    return "Expected calibration error, 15 bins of equal mass", ["confidence of", "count", "ECE %", "goal <=", ""], rows


def _levels(levels: dict) -> Table:
    rows = []
    for name, own in levels.items():
        for level, part in own.items():
            right = part["right"]
            cells = [name, level, percent(part["share"], 1), percent(right["rate"]), interval(right["interval"])]
            rows.append([*cells, goal(right["goals"]), verdict(right["reached"]), percent(part["among_four"], 1)])
    return "Levels of confidence", ["of", "level", "share %", "right %", "95 %", "goal", "", "among 4 %"], rows


def _junk(junk: dict) -> Table:
    rows = []
    for kind, own in junk.items():
        levels = own["levels"] or {}
        cells = [kind, str(own["count"]), f"{own['auroc']:.4f}", f"{own['goal']:.2f}" if own["goal"] else ""]
        cells.append(verdict([own["reached"]]) if own["goal"] else "")
        rows.append([*cells, *(percent(levels.get(level), 1) for level in ("strong", "intermediate", "poor"))])
    head = ["no number", "count", "AUROC", "goal", "", "strong %", "intermediate %", "poor %"]
    return "Ink that is no number, against numbers read right", head, rows


def _writers(writers: dict) -> Table:
    total = max(sum(missed for missed, _ in writers.values()), 1)
    rows = [
        [name, str(count), str(missed), percent(missed / count, 1), percent(missed / total, 1)]
        for name, (missed, count) in list(writers.items())[:WRITERS_SHOWN]
        if missed
    ]
    return "Who is missed most, of all numbers", ["writer", "numbers", "missed", "%", "of all misses %"], rows


def _causes(causes: dict) -> Table:
    rows = [[name, str(count), cause] for name, own in causes.items() for cause, count in own[:CAUSES_SHOWN]]
    return "What misses come from, the most frequent causes of each kind", ["of", "misses", "cause"], rows


def as_text(table: Table) -> str:
    """Aligned columns; names to the left, figures to the right."""
    title, head, rows = table
    widths = [max(len(row[k]) for row in [head, *rows]) for k in range(len(head))]
    last = len(head) - 1

    def line(cells: Sequence[str]) -> str:
        return "  ".join(
            c.ljust(w) if k == 0 or (k == last and not c[:1].isdigit()) else c.rjust(w)
            for k, (c, w) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()

    return "\n".join([title, "-" * len(title), *map(line, [head, *rows])])


def as_markdown(table: Table) -> str:
    title, head, rows = table
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return f"## {title}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def heading(figures: dict) -> str:
    """What was measured, in one paragraph."""
    model, settings = figures["model"], figures["settings"]
    size = verdict([model["bytes"] <= model["goal_bytes"]])
    lines = [
        f"Model {model['version']} ({model['sha256'][:12]}), {model['bytes']:,} bytes "
        f"(goal <= {model['goal_bytes']:,}: {size}) and {model['bytes_of_trajectories']:,} of the net of trajectories, "
        "int8, read by the function's own code.",
        f"Writers that nothing was trained on or tuned to; composed numbers: {settings['count']} of each kind, "
        f"1 to 12 digits, each length as often as any other, ink as written, seed {settings['seed']}. "
        "Intervals: 95 %, by bootstrap over writers, never narrower than Wilson's.",
        f"Without ink no number was answered in {figures['blank'][0]} of {figures['blank'][1]} forms.",
        *figures["missing"],
    ]
    return "\n".join(lines)


def write(figures: dict, pictures: Sequence[str], folder: Path) -> None:
    """report.md, and the plots beside it."""
    plots = {
        "reliability.png": plot_reliability(figures["confidence"], folder),
        "lengths.png": plot_lengths(figures["numbers"], folder),
        "confusion.png": plot_confusion(figures, folder),
    }
    images = [name for name, drawn in plots.items() if drawn] + list(pictures)
    parts = ["# Evaluation", heading(figures), *map(as_markdown, tables(figures))]
    parts += [f"![{Path(name).stem}]({name})" for name in images]
    (folder / "report.md").write_text("\n\n".join(parts) + "\n")


def plot_reliability(confidence: dict, folder: Path) -> bool:
    """A panel for numbers, one for digits."""
    if not confidence:
        return False
    figure, panels = plt.subplots(1, len(confidence), figsize=(4.6 * len(confidence), 4.4), squeeze=False)
    for panel, (name, own) in zip(panels[0], confidence.items(), strict=True):
        _reliability(panel, name, own)
    figure.tight_layout()
    figure.savefig(folder / "reliability.png", dpi=110)
    plt.close(figure)
    return True


def _reliability(panel: Axes, name: str, own: dict) -> None:
    accuracy = np.array(own["accuracy"])
    bounds = np.array(own["intervals"]).T
    panel.plot([0, 1], [0, 1], color="gray", linestyle="--", label="honest")
    panel.errorbar(
        own["confidence"], accuracy, np.abs(bounds - accuracy), color=PALETTE[0], marker="o", capsize=3,
        label="measured, 95 % (Wilson)",
    )
    panel.set(xlabel="confidence", ylabel="share right", xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    panel.set_title(f"{name}: {own['count']:,}, ECE {percent(own['error'])} %")
    panel.legend(loc="upper left")
    panel.grid(alpha=0.3)


def plot_lengths(numbers: dict, folder: Path) -> bool:
    """Exact match by number of digits, a line for each kind."""
    own = {name: part["by_length"] for name, part in numbers.items() if len(part["by_length"]) > 2}
    if not own:
        return False
    figure, panel = plt.subplots(figsize=(8, 5))
    for k, (name, part) in enumerate(own.items()):
        lengths = sorted(map(int, part))
        rates = [100 * part[str(n)][0] / part[str(n)][1] for n in lengths]
        color, dashes = PALETTE[k % len(PALETTE)], "--" if k >= len(PALETTE) else "-"
        panel.plot(lengths, rates, color=color, marker=MARKERS[k % len(MARKERS)], linestyle=dashes, label=name)
    panel.set(xlabel="digits in the number", ylabel="exact match, %", title="Numbers as strokes, by length")
    panel.legend(fontsize=8)
    panel.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(folder / "lengths.png", dpi=110)
    plt.close(figure)
    return True


def plot_confusion(figures: dict, folder: Path) -> bool:
    """A panel for each source of single digits, and one for digits in numbers."""
    found = {name: own["confusion"] for name, own in figures["rasters"].items()}
    found |= {"digits in numbers": figures["confusion"]} if np.sum(figures["confusion"]) else {}
    if not found:
        return False
    figure, panels = plt.subplots(1, len(found), figsize=(4.8 * len(found), 5), squeeze=False)
    for panel, (name, table) in zip(panels[0], found.items(), strict=True):
        _confusion(panel, name, np.array(table))
    figure.tight_layout()
    figure.savefig(folder / "confusion.png", dpi=110)
    plt.close(figure)
    return True


def _confusion(panel: Axes, name: str, table: np.ndarray) -> None:
    """Misses colored by their share of the true digit; the diagonal is left white."""
    share = np.where(np.eye(10), 0, table) / np.maximum(table.sum(axis=1, keepdims=True), 1)
    panel.imshow(share, cmap="Blues", vmin=0)
    for truth, read in np.ndindex(10, 10):
        if table[truth, read]:
            color = "w" if share[truth, read] > 0.6 * max(share.max(), 1e-9) else "k"
            panel.text(read, truth, table[truth, read], ha="center", va="center", fontsize=7, color=color)
    panel.set(xticks=range(10), yticks=range(10), xlabel="read", ylabel="written")
    panel.set_title(f"{name}: {table.sum() - np.trace(table):,} of {table.sum():,} missed")
