"""Measure the function beside an empty handler of the same framework, on one machine in one run.

    make bench                 print the tables, about two minutes
    make bench PUBLISH=1       write them into README.md, too
    make bench QUICK=1         a few requests of each, to see that it runs

Every figure of a time is taken in turn with the empty handler's, so that whatever else the machine does meets both.
"""

import argparse
import io
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "function"), str(ROOT / "tests"), str(HERE)]

import heads  # noqa: E402
from load import Connection, latencies, post, throughput  # noqa: E402
from numbers_to_read import KINDS, of_strokes, strokes_body  # noqa: E402
from stages import medians  # noqa: E402

import recognizer  # noqa: E402
from hostile import bodies as hostile_bodies  # noqa: E402
from older_runtime import tflite_environment  # noqa: E402
from recognizer.ink import read_request  # noqa: E402
from serving import THREADS, Server, can_be_watched, serve, start  # noqa: E402

EMPTY = HERE / "empty" / "main.py", "empty"
CLIENTS = (1, 4, 16)
STROKES = (1, 2, 5, 10, 20, 50, 100, 200)
MARKS = "<!-- bench -->", "<!-- end bench -->"


@dataclass(frozen=True)
class Effort:
    """How much is asked: rounds over 20 bodies, seconds of load, starts, rounds of a stage."""

    rounds: int = 20
    seconds: float = 3.0
    starts: int = 9
    stage_rounds: int = 10


QUICK = Effort(rounds=1, seconds=0.3, starts=1, stage_rounds=1)


def table(head: tuple[str, ...], rows: list[list[str]]) -> str:
    """Markdown; numbers to the right."""
    align = ["---", *(["---:"] * (len(head) - 1))]
    return "\n".join(map(heads.line, [head, align, *rows]))


def milliseconds(seconds: float) -> str:
    return f"{1e3 * seconds:.2f}"


# The tables


def latency(function: Server, empty: Server, effort: Effort) -> str:
    """p50 and p99 of one client, and how they compare."""
    rows = []
    for kind, bodies in KINDS.items():
        own, least = latencies([function.port, empty.port], bodies, effort.rounds)
        p50, p99 = np.percentile(own, [50, 99])
        least50, least99 = np.percentile(least, [50, 99])
        figures = [milliseconds(value) for value in (p50, p99, least50, least99)]
        rows.append([kind, *figures, f"{p50 / least50:.1f}"])
    return table(heads.LATENCY, rows)


def load(function: Server, empty: Server, effort: Effort) -> str:
    """Answers a second, and what many numbers cost."""
    bodies = KINDS["5 digits"]
    servers = function, empty
    rates = [[throughput(server.port, bodies, clients, effort.seconds) for server in servers] for clients in CLIENTS]
    rows = [[str(clients), *(f"{rate:.0f}" for rate in pair)] for clients, pair in zip(CLIENTS, rates, strict=True)]
    most = max(own for own, _ in rates)
    return table(heads.LOAD, rows) + "\n\n" + million(most)


def million(rate: float) -> str:
    """What a million numbers a day cost, at the rate that one worker reached."""
    hours, busy_hour = 1e6 / rate / 3600, 1e5 / 3600
    instances = int(np.ceil(busy_hour / (rate / 2)))
    return (
        f"A million numbers of 5 digits a day, at {rate:.0f} a second by one worker here: {hours:.1f} instance hours. "
        f"Spread evenly they keep one instance busy for {100 * hours / 24:.0f} % of the day; a tenth in one hour "
        f"is {busy_hour:.0f} a second, for which {instances} would do, at half load."
    )


def first_answer(make: Callable[[], Server]) -> float:
    """Seconds from the start of a fresh process to its first answer."""
    begin = time.perf_counter()
    server = make()
    request = post(KINDS["5 digits"][0])
    while True:
        try:
            connection = Connection(server.port)
            break
        except ConnectionError:
            time.sleep(0.002)
    connection.ask(request)
    taken = time.perf_counter() - begin
    connection.close()
    server.stop()
    return taken


def starts(effort: Effort) -> tuple[float, float]:
    """Median seconds to the first answer: the function's and the empty handler's."""
    taken = [(first_answer(start), first_answer(lambda: start(*EMPTY))) for _ in range(effort.starts)]
    own, least = zip(*taken, strict=True)
    return statistics.median(own), statistics.median(least)


def start_and_memory(effort: Effort) -> str:
    """First answer and peak memory, after ordinary requests and after the worst."""
    own, least = starts(effort)
    rows = [["first answer of a fresh process, ms", f"{1e3 * own:.0f}", f"{1e3 * least:.0f}", f"{own / least:.2f}"]]
    if can_be_watched():
        with serve() as function, serve(*EMPTY) as empty:
            for bodies in KINDS.values():
                latencies([function.port, empty.port], bodies, 1)
            ordinary, idle = function.peak_memory(), empty.peak_memory()
            for make in hostile_bodies().values():
                ask_anything(function, make())
            worst = function.peak_memory()
        rows.append(["peak memory of a worker, MB", f"{ordinary:.0f}", f"{idle:.0f}", f"{ordinary / idle:.2f}"])
        rows.append(["the same after hostile requests, MB", f"{worst:.0f}", "", ""])
    return table(heads.START_AND_MEMORY, rows)


def ask_anything(server: Server, body: bytes) -> None:
    """Send a body whose answer may be an error."""
    connection = Connection(server.port)
    try:
        connection.ask(post(body))
    except RuntimeError:
        pass
    finally:
        connection.close()


def stages(effort: Effort) -> str:
    """Where the time goes."""
    rows = []
    for kind, bodies in KINDS.items():
        taken = medians(bodies, effort.stage_rounds)
        rows.append([kind, *map(milliseconds, taken), milliseconds(taken.sum())])
    return table(heads.TIMES, rows)


def growth(effort: Effort) -> str:
    """Cost against the number of strokes."""
    rows = []
    for strokes in STROKES:
        taken = medians([strokes_body(of_strokes(strokes).strokes)], 5 * effort.stage_rounds).sum()
        rows.append([str(strokes), milliseconds(taken), milliseconds(taken / strokes)])
    return table(heads.GROWTH, rows)


def runtimes(effort: Effort) -> str:
    """The classifier under LiteRT and under tflite-runtime."""
    rasters = recognizer.recognize(read_request(KINDS["5 digits"][0])).rasters
    try:
        pythons = [sys.executable, str(tflite_environment())]
    except RuntimeError as reason:
        return f"tflite-runtime was not measured: {reason}"
    rows = []
    for python in pythons:
        name, taken = classify_under(python, rasters, 20 * effort.stage_rounds)
        rows.append([name, f"{taken:.2f}", f"{taken / len(rasters):.4f}"])
    return table(tuple(cell.format(len(rasters)) for cell in heads.RUNTIMES), rows)


def classify_under(python: str, rasters: np.ndarray, rounds: int) -> tuple[str, float]:
    """Runtime of a Python, and milliseconds of a batch."""
    file = io.BytesIO()
    np.save(file, rasters)
    command = [python, HERE / "classify.py", ROOT / "function", str(rounds)]
    done = subprocess.run(command, input=file.getvalue(), capture_output=True, check=True)
    name, taken = done.stdout.decode().split()
    return name, float(taken)


# The report


def processor() -> str:
    """Name of the processor, where the system tells it."""
    told = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", told.read_text()) if told.exists() else []
    return names[0] if names else platform.machine()


def report(effort: Effort) -> str:
    """All tables."""
    with serve() as function, serve(*EMPTY) as empty:
        over_http = [latency(function, empty, effort), load(function, empty, effort)]
    machine = f"{processor()}, {os.cpu_count()} cores shared by client and server, Python {platform.python_version()}"
    return "\n\n".join(
        [
            f"Measured by `make bench`: {machine}, one worker of {THREADS} threads.",
            *over_http,
            start_and_memory(effort),
            stages(effort),
            growth(effort),
            runtimes(effort),
        ]
    )


def publish(text: str, readme: Path) -> None:
    """Put the tables between their marks."""
    begin, end = MARKS
    old = readme.read_text()
    if begin not in old or end not in old:
        raise SystemExit(f"{readme} has no {begin} and {end}")
    readme.write_text(old[: old.index(begin) + len(begin)] + f"\n{text}\n" + old[old.index(end) :])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few requests of each")
    parser.add_argument("--publish", action="store_true", help="write the tables into README.md")
    given = parser.parse_args()
    text = report(QUICK if given.quick else Effort())
    print(text)
    if given.publish:
        publish(text, ROOT / "README.md")


if __name__ == "__main__":
    main()
