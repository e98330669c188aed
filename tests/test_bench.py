"""The bench runs, and its tables hold what they promise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench import heads
from serving import can_be_watched

BENCH = Path(__file__).parent / "bench" / "bench.py"


@pytest.mark.alone
@pytest.mark.skipif(not can_be_watched(), reason="needs Linux to watch processes")
def test_bench_measures_every_table() -> None:
    """All but that of the runtimes, for which the older one must be there."""
    command = [sys.executable, BENCH, "--quick"]
    printed = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout.splitlines()
    assert [line for line in map(heads.line, heads.ALL[:-1]) if line not in printed] == []
    assert any(line.startswith("A million numbers") for line in printed)
    latencies = printed[printed.index(heads.line(heads.LATENCY)) + 2 :][:5]
    ratios = [float(row.split("|")[6]) for row in latencies]
    assert len(ratios) == 5
    assert 1 < min(ratios) <= max(ratios) < 100
