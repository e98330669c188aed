"""The README holds: its commands exist, its paths exist, and its curl command gives the answer that it shows."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import readme
from client import FUNCTION
from readme import blocks, curl
from serving import ask, bare_environment, can_be_watched, free_port

ROOT = FUNCTION.parent
README = readme.PATH.read_text()


def make(*words: str) -> subprocess.CompletedProcess:
    environment = bare_environment()
    return subprocess.run(["make", *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def targets() -> set[str]:
    return set(re.findall(r"^  make ([a-z-]+)", make().stdout, re.MULTILINE))


def test_every_make_command_is_a_target() -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"run", "test", "train"} <= named
    assert named <= targets()


def test_every_path_exists() -> None:
    lines = blocks("text")[1].splitlines()
    folder, tree = "", []
    for line in lines:
        name = line.split()[0]
        tree.append(folder + name if line.startswith("  ") else name)
        folder = folder if line.startswith("  ") else name
    quoted = re.findall(r"`((?:function|site|training|tests)/[^` ]*)`", README)
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(tree) > 10
    assert [path for path in tree + quoted + linked if not (ROOT / path).exists()] == []


def test_the_file_map_names_every_module_of_the_function() -> None:
    modules = [path.name for path in sorted(FUNCTION.rglob("*")) if path.suffix in (".py", ".sh", ".json")]
    named = set(re.findall(r"[\w-]+\.\w+", blocks("text")[1]))
    assert len(modules) > 30
    assert sorted(set(modules) - named - {"__init__.py", "model.json"}) == []


def test_the_answer_shown_is_the_answer_given() -> None:
    assert json.loads(blocks("json")[0]) == readme.present_answer(), "make readme writes the present answer"


def interrupt(process: subprocess.Popen) -> None:
    """What Ctrl-C does: the signal goes to make and to all that it started."""
    os.killpg(process.pid, signal.SIGINT)


def heed_interrupts() -> None:
    """Even where the tests run in the background of a shell, which makes its jobs ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen, int, int]]:
    """`make run` on ports of its own, with a folder of its own for what it keeps a while."""
    ports = free_port(), free_port()
    command = ["make", "run", f"PORT={ports[0]}", f"SITE_PORT={ports[1]}"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=bare_environment() | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )
    yield process, *ports
    if process.poll() is None:
        interrupt(process)
    process.wait(timeout=60)
    process.stdout.close()


def curl_line(process: subprocess.Popen) -> str:
    """What it prints once both answer."""
    line = ""
    while "curl" not in line:
        line = process.stdout.readline()
        assert line, "make run ended"
    return line


@pytest.mark.skipif(not can_be_watched(), reason="needs /proc")
def test_make_run_says_that_the_function_has_ended(running: tuple[subprocess.Popen, int, int]) -> None:
    process, port, site_port = running
    curl_line(process)
    os.kill(listening_with(f"--port\0{port}\0"), signal.SIGTERM)
    assert process.wait(timeout=60) != 0
    assert "the function has ended" in process.stdout.read()
    with pytest.raises(OSError, match="refused"):
        ask(f"http://localhost:{site_port}/")


def listening_with(option: str) -> int:
    """The first process with such words in its command."""
    found = (int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cmdline") if option in words(path))
    return min(found)


def words(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:  # ended meanwhile
        return ""


def test_further_interrupts_leave_nothing_of_make_run(
    running: tuple[subprocess.Popen, int, int], tmp_path: Path
) -> None:
    """One that came while the function still ended left the copy of the site."""
    process, *_ = running
    curl_line(process)
    assert list(tmp_path.iterdir())
    for _ in range(5):
        interrupt(process)
        time.sleep(0.05)  # it takes longer to end
    process.stdout.read()
    process.wait(timeout=60)
    assert not list(tmp_path.iterdir())


def test_make_run_serves_both_until_interrupted(running: tuple[subprocess.Popen, int, int]) -> None:
    process, port, site_port = running
    line = curl_line(process)
    address, body = curl(line)
    assert curl(blocks("text")[0]) == ("http://localhost:8080/", body)
    assert address == f"http://localhost:{port}/"
    assert ask(address, json.loads(body))["text"] == "42"
    if shutil.which("curl"):
        printed = subprocess.run(line.partition("try")[2], shell=True, capture_output=True, text=True, check=True)
        assert json.loads(printed.stdout)["text"] == "42"
    with urllib.request.urlopen(f"http://localhost:{site_port}/") as page:
        assert f'content="http://localhost:{port}"' in page.read().decode()
    assert f":{port}" not in (ROOT / "site" / "dist" / "index.html").read_text()  # it may be built for upload
    again = make("run", f"PORT={port}")
    assert again.returncode != 0
    assert f"port {port} is taken" in again.stdout
    interrupt(process)
    process.wait(timeout=60)
    for closed in (port, site_port):
        with pytest.raises(OSError, match="refused"):
            ask(f"http://localhost:{closed}/")
