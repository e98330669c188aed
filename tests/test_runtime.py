"""Where the function runs: alone in an empty folder, without TensorFlow, and under the older TFLite runtime."""

import ast
import json
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from client import FUNCTION, ink
from older_runtime import tflite_environment
from serving import ask, bare_environment, free_port, wait_for

NUMBERS = ["0", "17", "407", "2358", "90614"]


def requests() -> list[dict[str, Any]]:
    return [{"strokes": ink(text, seed)} for seed, text in enumerate(NUMBERS)]


# Alone


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The folder function/ copied alone to an empty place and served from there."""
    shutil.copytree(FUNCTION, tmp_path / "alone", ignore=shutil.ignore_patterns("__pycache__"))
    port = str(free_port())
    command = [sys.executable, "-m", "functions_framework", "--target", "inkdigits", "--port", port]
    process = subprocess.Popen(command, cwd=tmp_path / "alone", env=bare_environment())
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_function_alone_in_an_empty_folder_reads_numbers(address: str) -> None:
    assert [ask(address, body)["text"] for body in requests()] == NUMBERS
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(address, {"strokes": 5})
    assert refused.value.code == 422
    assert refused.value.headers["Access-Control-Allow-Origin"] == "*"


def test_a_body_over_the_limit_hears_the_answer_over_a_real_connection(address: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(address, {"image": "A" * (20 << 20)})
    assert refused.value.code == 413
    assert json.load(refused.value)["detail"].startswith("expected at most 8388608 bytes")


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("Transfer-Encoding: chunked", b"zz\r\n{}"),
        ("Transfer-Encoding: chunked", b"5\r\nab"),
        ("Content-Length: 100", b'{"strokes": []}'),
    ],
    ids=["no length", "cut off", "shorter than said"],
)
def test_a_broken_body_is_400_over_a_real_connection(address: str, header: str, body: bytes) -> None:
    place = urllib.parse.urlsplit(address)
    head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{header}\r\n\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=20) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in answer
    assert b"found a broken one" in answer


# Without TensorFlow


NEVER_IMPORTED = {"tensorflow", "keras", "scipy", "matplotlib"}
TRAINING = {path.stem for path in (FUNCTION.parent / "training").glob("*.py")}


@pytest.mark.parametrize("path", sorted(FUNCTION.rglob("*.py")), ids=lambda path: str(path.relative_to(FUNCTION)))
def test_no_module_of_the_function_imports_training_or_tensorflow(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported.add(node.module.split(".")[0])
    assert not imported & (NEVER_IMPORTED | TRAINING)


def test_start_imports_neither_tensorflow_nor_pillow() -> None:
    code = "import recognizer, sys; recognizer.warm_up(); print(*{name.split('.')[0] for name in sys.modules})"
    loaded = run(sys.executable, code).split()
    assert "recognizer" in loaded
    assert not {"tensorflow", "keras", "PIL"} & set(loaded)


def test_the_process_is_set_up_before_numpy_starts() -> None:
    code = (
        "import os, sys, functions_framework\n"
        f"functions_framework.create_app('inkdigits', {str(FUNCTION / 'main.py')!r})\n"
        "print(*sys.modules)\n"
        "print(len(os.listdir('/proc/self/task')) if os.path.isdir('/proc/self/task') else 1)"
    )
    modules, threads = run(sys.executable, code).splitlines()
    assert modules.split().index("process") < modules.split().index("numpy")
    assert threads == "1"


# Under tflite-runtime


def run(python: str | Path, code: str, given: str = "") -> str:
    """What a Python prints that finds modules in function/ alone."""
    environment = bare_environment() | {"PYTHONPATH": str(FUNCTION)}
    done = subprocess.run([python, "-c", code], input=given, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def tflite_python() -> Path:
    try:
        return tflite_environment()
    except RuntimeError as reason:
        pytest.skip(str(reason))


READ = """
import json, sys
import recognizer
from recognizer.ink import read_request
net = recognizer.model().classifier
for line in sys.stdin:
    answer = recognizer.recognize(read_request(line.encode()))
    best = answer.predictions[0]
    print(json.dumps([best.text, best.confidence, answer.rasters.tolist(), net.logits(answer.rasters).tolist()]))
print(json.dumps([name for name in ("ai_edge_litert", "tflite_runtime") if name in sys.modules]))
"""


def read_under(python: str | Path) -> tuple[str, list[list[Any]]]:
    """Runtime that a Python has, and what the function reads there: text, confidence, rasters, logits."""
    *read, (runtime,) = map(json.loads, run(python, READ, "\n".join(map(json.dumps, requests()))).splitlines())
    return runtime, read


def test_tflite_runtime_gives_the_same_answers(tflite_python: Path) -> None:
    """Measured with model 1.7.2: of 429 logits 141 differ by one step of the int8 output, two by two; no raster does,
    under NumPy 1 and 2.
    """
    runtime, here = read_under(sys.executable)
    old_runtime, there = read_under(tflite_python)
    assert (runtime, old_runtime) == ("ai_edge_litert", "tflite_runtime")
    assert [text for text, *_ in here] == [text for text, *_ in there] == NUMBERS
    assert [rasters for *_, rasters, _ in here] == [rasters for *_, rasters, _ in there]
    logits = np.concatenate([logits for *_, logits in here])
    apart = np.abs(logits - np.concatenate([logits for *_, logits in there]))
    step = np.diff(np.unique(logits)).min()
    assert apart.max() <= 2.01 * step
    assert (apart > 1.01 * step).mean() <= 0.01
    assert [one for _, one, *_ in here] == pytest.approx([other for _, other, *_ in there], abs=0.02)
