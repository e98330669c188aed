"""The evaluation's figures, in short: into function/model.json, README.md and training/README.md.

    make publish        after `make evaluate`: from build/evaluation/figures.json
"""

import json
import os
import re
from dataclasses import asdict
from pathlib import Path

from evaluate import OUTPUT
from measure import Amounts, digest
from recognizer.classifier import FOLDER

ROOT = FOLDER.parent
MARKED = re.compile(r"(<!-- figures -->\n).*?(<!-- end figures -->)", re.DOTALL)
CARD = re.compile(r"(<!-- card -->\n).*?(<!-- end card -->)", re.DOTALL)


def condense(figures: dict) -> dict:
    """One figure a line of the evaluation's tables, with its count, 95 % interval and goal.

    Parameters
    ----------
    figures : dict
        As `evaluate` returns it.

    Returns
    -------
    dict of table to dict of name to {"percent", "count", "interval", "goals"}; shares in percent
    """
    tables = {
        "single digits, the net alone": {n: _rate(own["accuracy"]) for n, own in figures["rasters"].items()},
        "whole answers, exact": {n: _rate(own["exact"]) for n, own in figures["numbers"].items()},
        "the same well-spaced numbers sent as": {n: _rate(own["exact"]) for n, own in figures["pictures"].items()},
        "digits that touch, in one picture": {n: _rate(own["exact"]) for n, own in figures["touching"].items()},
        "strong answers that are right": {
            n: _rate(own["strong"]["right"]) for n, own in figures["levels"].items() if own["strong"]["right"]["count"]
        },
        "strong answers among all": {
            n: {"percent": round(100 * own["strong"]["share"], 1)} for n, own in figures["levels"].items()
        },
        "expected calibration error": {
            name: {"percent": round(100 * own["error"], 2), "count": own["count"], "goals": [100 * own["goal"]]}
            for name, own in figures["confidence"].items()
        },
        "no number, AUROC of the confidence": {
            name: {"percent": round(100 * own["auroc"], 2), "count": own["count"],
                   "goals": [100 * own["goal"]] if own["goal"] else []}
            for name, own in figures["junk"].items()
        },
    }
    return {title: rows for title, rows in tables.items() if rows}


def _rate(own: dict) -> dict:
    """A share in percent, with what it stands on."""
    return {
        "percent": round(100 * own["rate"], 2),
        "count": own["count"],
        "interval": [round(100 * bound, 1) for bound in own["interval"]] if own["interval"] else None,
        "goals": [round(100 * goal, 2) for goal in own["goals"]],
    }


def table(figures: dict) -> str:
    """Markdown."""
    lines = []
    for title, rows in figures.items():
        lines += [f"| {title} | % | 95 % interval | cases | goal |", "| --- | --: | :-: | --: | --: |"]
        lines += [_line(name, row) for name, row in rows.items()]
        lines.append("")
    return "\n".join(lines)


def _line(name: str, row: dict) -> str:
    bounds = " to ".join(f"{bound:g}" for bound in row.get("interval") or ())
    count = f"{row['count']:,}" if "count" in row else ""
    goals = " / ".join(f"{goal:g}" for goal in row.get("goals") or ())
    return f"| {name} | {row['percent']:g} | {bounds} | {count} | {goals} |".replace(" |  | ", " | | ")


def card(description: dict) -> str:
    """The model's card, to be read."""
    data = [
        f"| {one['name']} | {one['records']:,} | {one['license']} | {one['address']} |" for one in description["data"]
    ]
    training, trajectories = description["training"], description["trajectories"]
    second = ""
    if trajectories:
        second = (
            f" Of trajectories: {trajectories['bytes']:,} bytes, SHA-256 `{trajectories['sha256'][:16]}`…; "
            f"{training['weights_of_trajectories']:,} weights."
        )
    tuned = f" and {training['tuned']} more from their int8 weights" if "tuned" in training else ""
    return "\n".join([
        f"Version {description['version']} of {description['date']}, {description['bytes']:,} bytes, SHA-256 "
        f"`{description['sha256'][:16]}`…; {training['weights']:,} weights, {training['epochs']} epochs{tuned}, "
        f"seed {training['seed']}.{second}",
        "",
        f"- **For**: {description['intended_use']}.",
        f"- **Not for**: {description['limits']}.",
        f"- **Made with**: {', '.join(f'{name} {one}' for name, one in description['versions'].items())}.",
        "",
        "| data | records | license | address |",
        "| --- | --: | --- | --- |",
        *data,
        "",
        table(description["figures"]),
    ])


def rewrite(path: Path, mark: re.Pattern[str], content: str) -> None:
    """Put content between the marks of a file."""
    text = path.read_text()
    if not mark.search(text):
        raise SystemExit(f"{path.name} has no place for it: {mark.pattern}")
    path.write_text(mark.sub(lambda found: f"{found[1]}{content}\n{found[2]}", text))


def check(figures: dict, folder: Path = FOLDER) -> None:
    """Figures to be published are of the model in the folder, on all of the data.

    Raises
    ------
    SystemExit
        When they are not, with what to do.
    """
    whole = asdict(Amounts())
    if figures["model"].get("digest") != digest(folder):
        raise SystemExit("these figures are of another model or calibration: run make evaluate")
    if {name: figures["settings"][name] for name in whole} != whole:
        raise SystemExit("these figures are of fewer or more cases: run make evaluate without QUICK and ARGS")
    if figures["missing"]:
        raise SystemExit("\n".join(["these figures lack data: run make evaluate with DATA_DIR", *figures["missing"]]))


def add_to_card(figures: dict, folder: Path = FOLDER) -> dict:
    """Write condensed figures into model.json -> the whole card."""
    check(figures, folder)
    path = folder / "model.json"
    description = json.loads(path.read_text())
    description["figures"] = condense(figures)
    temporary = path.with_name(".model.json.new")
    temporary.write_text(json.dumps(description, indent=1) + "\n")
    os.replace(temporary, path)
    return description


def main() -> None:
    measured = OUTPUT / "figures.json"
    if not measured.exists():
        raise SystemExit("there are no figures yet: run make evaluate")
    description = add_to_card(json.loads(measured.read_text()))
    rewrite(ROOT / "README.md", MARKED, table(description["figures"]))
    rewrite(ROOT / "training" / "README.md", CARD, card(description))


if __name__ == "__main__":
    main()
