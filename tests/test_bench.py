"""The bench runs, and its tables hold what they promise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from serving import can_be_watched

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(not can_be_watched(), reason="needs Linux to watch processes")
def test_bench_measures_every_table() -> None:
    command = [sys.executable, ROOT / "tests" / "bench" / "bench.py", "--quick"]
    printed = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout
    heads = ("| number |", "| clients |", "|  | function |", "| ms, without HTTP |", "| strokes |")
    assert all(head in printed for head in heads)
    assert "A million numbers" in printed
    ratios = [float(row.split("|")[6]) for row in printed.splitlines() if row.startswith(("| 1 digit", "| 5 digits |"))]
    assert all(1 < ratio < 100 for ratio in ratios[:2])


def test_the_page_holds_the_bench_s_tables() -> None:
    page = (ROOT / "README.md").read_text()
    measured = page[page.index("<!-- bench -->") : page.index("<!-- end bench -->")]
    assert "Measured by `make bench`" in measured
