"""What README.md and training/README.md show between their marks is what the scripts write there."""

from __future__ import annotations

import json
import re
from itertools import pairwise

from bench import heads
from client import FUNCTION
from publish import CARD, MARKED, card, table

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
