"""What README.md and training/README.md show between their marks is what the scripts write there."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import pytest

import publish
from bench import heads
from client import FUNCTION
from measure import QUICK, Amounts, digest
from publish import CARD, MARKED, add_to_card, card, table

ROOT = FUNCTION.parent
BENCH = re.compile(r"(<!-- bench -->\n).*?(<!-- end bench -->)", re.DOTALL)
DESCRIPTION = json.loads((FUNCTION / "model.json").read_text())


def between(mark: re.Pattern[str], page: str) -> str:
    """What stands between the marks of a page."""
    found = mark.search((ROOT / page).read_text())
    return found[0].removeprefix(found[1]).removesuffix(found[2])


def test_figures_are_those_of_the_model_s_card() -> None:
    assert between(MARKED, "README.md") == table(DESCRIPTION["figures"]) + "\n", "make publish writes them"


def test_card_is_the_model_s() -> None:
    assert between(CARD, "training/README.md") == card(DESCRIPTION) + "\n", "make publish writes it"


def test_bench_tables_are_those_that_the_bench_writes() -> None:
    """Their heads; the figures are of another machine."""
    lines = between(BENCH, "README.md").splitlines()
    assert lines[0].startswith("Measured by `make bench`")
    shown = [line for line, below in pairwise(lines) if below.startswith("| ---")]
    assert [re.sub(r"the \d+ rasters", "the {} rasters", head) for head in shown] == list(map(heads.line, heads.ALL))


# What is refused

NO_FIGURES = {name: {} for name in ("rasters", "numbers", "pictures", "touching", "levels", "confidence", "junk")}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder with the served model, to be spoiled."""
    for name in ("model.tflite", "trajectories.tflite", "model.json"):
        shutil.copy(FUNCTION / name, tmp_path)
    return tmp_path


def figures_of(folder: Path, amounts: Amounts = Amounts(), missing: tuple[str, ...] = ()) -> dict:  # noqa: B008
    return NO_FIGURES | {"model": {"digest": digest(folder)}, "settings": asdict(amounts), "missing": list(missing)}


def edited(name: str, table: str) -> Callable[[Path], None]:
    """A fitted number of the card is another one."""

    def edit(folder: Path) -> None:
        path = folder / "model.json"
        description = json.loads(path.read_text())
        description[table][name] = 0.5
        path.write_text(json.dumps(description))

    return edit


def other_net(folder: Path) -> None:
    with (folder / "trajectories.tflite").open("ab") as file:
        file.write(b"0")


def test_whole_figures_of_the_model_are_published(model: Path) -> None:
    figures = figures_of(model)
    assert add_to_card(figures, model)["figures"] == {}
    assert json.loads((model / "model.json").read_text())["figures"] == {}
    add_to_card(figures, model)  # what is published makes it no other model


@pytest.mark.parametrize("change", [edited("temperature", "calibration"), edited("digitness", "lattice"), other_net])
def test_figures_of_another_second_net_or_fit_are_refused(model: Path, change: Callable[[Path], None]) -> None:
    figures = figures_of(model)
    change(model)
    before = (model / "model.json").read_bytes()
    with pytest.raises(SystemExit, match="another model or calibration: run make evaluate"):
        add_to_card(figures, model)
    assert (model / "model.json").read_bytes() == before


def test_figures_of_fewer_cases_are_refused(model: Path) -> None:
    with pytest.raises(SystemExit, match="fewer or more cases"):
        add_to_card(figures_of(model, QUICK), model)


def test_figures_without_some_of_the_data_are_refused_with_what_is_missing(model: Path) -> None:
    with pytest.raises(SystemExit, match=r"lack data: .*\nNot found: unipen-numbers\."):
        add_to_card(figures_of(model, missing=("Not found: unipen-numbers.",)), model)


def test_publishing_without_figures_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(publish, "OUTPUT", tmp_path)
    with pytest.raises(SystemExit, match="no figures yet: run make evaluate"):
        publish.main()
