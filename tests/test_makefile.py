"""The Makefile where something is not as usual: in a folder of its own, with commands that only tell what they do."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from client import FUNCTION
from serving import bare_environment

ROOT = FUNCTION.parent
PYTHONS = ("python3.12", "python3.13", "python3.11", "python3.14", "python3", "python")
# Instead of a Python that makes environments: one whose own pip works, and that notes how it was called.
MAKER = """#!/bin/sh
echo "$@" >> calls
mkdir -p .venv/bin && printf '#!/bin/sh\\necho "$@" >> calls\\n' > .venv/bin/python && chmod +x .venv/bin/python
"""


def command(path: Path, script: str) -> Path:
    """A command that runs this shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The Makefile and what it looks at; everything else is missing."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("function", "tests", "training"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "requirements.txt").touch()
    for name in ("src", "public"):
        (tmp_path / "site" / name).mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "index.html", "vite.config.js"):
        (tmp_path / "site" / name).touch()
    return tmp_path


def make(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in bare_environment().items() if name not in ("DATA_DIR", "CACHE_DIR")}
    return subprocess.run(
        ["make", *words], cwd=folder, env=environment | settings, capture_output=True, text=True, timeout=60
    )


def installed(folder: Path) -> None:
    """As after `make setup`."""
    python = folder / ".venv" / "bin" / "python"
    if not python.is_symlink():
        command(python, "#!/bin/sh\n")
    for name in ("serving", "installed"):
        (folder / ".venv" / name).touch()


def test_environment_without_pip_is_made_anew(folder: Path) -> None:
    """As it is left behind where ensurepip was missing, or where its making was broken off."""
    command(folder / ".venv" / "bin" / "python", "#!/bin/sh\necho 'No module named pip' >&2; exit 1\n")
    done = make(folder, ".venv/serving", f"PYTHON={command(folder / 'maker', MAKER)}")
    assert done.returncode == 0, done.stderr
    made, install = (folder / "calls").read_text().splitlines()
    assert made == "-m venv --clear .venv"
    assert install.startswith("-m pip install")


def test_environment_with_pip_is_kept(folder: Path) -> None:
    command(folder / ".venv" / "bin" / "python", "#!/bin/sh\n")
    done = make(folder, ".venv/serving", f"PYTHON={command(folder / 'maker', MAKER)}")
    assert done.returncode == 0, done.stderr
    assert not (folder / "calls").exists()


def test_environment_whose_python_is_gone_is_made_anew(folder: Path) -> None:
    """As after an upgrade of the system."""
    command(folder / ".venv" / "bin" / "other", "")
    (folder / ".venv" / "bin" / "python").symlink_to(folder / "python-that-is-gone")
    installed(folder)
    maker = command(folder / "maker", MAKER.replace("mkdir", "rm .venv/bin/python; mkdir"))
    done = make(folder, "setup", f"PYTHON={maker}")
    assert done.returncode == 0, done.stderr
    assert (folder / "calls").read_text().startswith("-m venv --clear .venv")


def test_environment_that_works_needs_no_other_python(folder: Path) -> None:
    command(folder / ".venv" / "bin" / "python", "#!/bin/sh\n")
    done = make(folder, ".venv/serving", "PYTHON=")
    assert done.returncode == 0, done.stdout


def test_python_that_cannot_make_environments_is_not_chosen(folder: Path) -> None:
    """Debian's, without a package of its own."""
    for name in PYTHONS:
        command(folder / "bin" / name, "#!/bin/sh\ncase \"$*\" in *ensurepip*) exit 1;; esac\n")
    done = make(folder, ".venv/serving", PATH=f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode != 0
    assert "python3-venv" in done.stdout


@pytest.mark.parametrize(("minor", "chosen"), [(10, ""), (11, "python"), (14, "python"), (15, "")])
def test_python_for_which_everything_is_published_is_chosen(minor: int, chosen: str, folder: Path) -> None:
    """Whatever it is called; a version is said to be another by this one."""
    for name in PYTHONS:
        command(folder / "bin" / name, "#!/bin/sh\nexit 1\n")
    asked = f'"import sys; sys.version_info = (3, {minor}, 0); $2"'
    command(folder / "bin" / "python", f"#!/bin/sh\nexec '{sys.executable}' -c {asked}\n")
    done = make(folder, "-n", ".venv/serving", PATH=f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr
    assert f'test -n "{chosen}" ||' in done.stdout


def test_clean_leaves_the_cache_which_is_removed_by_name(folder: Path) -> None:
    for name in ("build", ".cache", ".venv"):
        (folder / name).mkdir()
        (folder / name / "net.keras").touch()
    make(folder, "clean")
    assert [name for name in ("build", ".cache", ".venv") if (folder / name).exists()] == [".cache"]
    assert "clean-cache" in make(folder, "help").stdout
    make(folder, "clean-cache")
    assert not (folder / ".cache").exists()


@pytest.mark.parametrize(
    ("given", "seen"), [("my ink", "{here}/my ink"), ("/my ink", "/my ink"), ("~/ink", "~/ink"), ("", "")]
)
def test_notebook_finds_the_pen_traces_from_its_own_folder(given: str, seen: str, folder: Path) -> None:
    command(folder / ".venv" / "bin" / "jupyter", '#!/bin/sh\nprintf %s "$DATA_DIR" > seen\n')
    installed(folder)
    done = make(folder, "notebook", f"DATA_DIR={given}")
    assert done.returncode == 0, done.stderr
    assert (folder / "seen").read_text() == seen.format(here=folder)


def test_host_is_that_of_the_command_line_only(folder: Path) -> None:
    """Environments of compilers export another HOST: the machine's kind."""
    assert "--host 127.0.0.1 " in make(folder, "-n", "run", HOST="x86_64-conda-linux-gnu").stdout
    assert "--host 0.0.0.0 " in make(folder, "-n", "run", "HOST=0.0.0.0").stdout


def built(folder: Path) -> None:
    """As after `make setup site`."""
    installed(folder)
    (folder / "site" / "node_modules").mkdir()
    (folder / "site" / "node_modules" / ".package-lock.json").touch()
    (folder / "site" / "dist").mkdir()
    (folder / "site" / "dist" / "index.html").touch()


def test_function_and_site_need_two_ports(folder: Path) -> None:
    """The one that came second could not listen; all was said to be well, and it ended seconds later."""
    built(folder)
    done = make(folder, "run", "PORT=8000")
    assert done.returncode != 0
    assert "port 8000 cannot be both" in done.stdout


@pytest.mark.parametrize("port", ["80800", "http", ""])
def test_port_that_is_none_is_not_only_called_taken(port: str, folder: Path) -> None:
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    built(folder)
    done = make(folder, "run", f"PORT={port}")
    assert done.returncode != 0
    assert f"port {port} is taken or cannot be had" in done.stdout


@pytest.mark.skipif(not shutil.which("npm"), reason="needs npm")
def test_node_that_is_too_old_is_told(folder: Path) -> None:
    """It was installed for, without a word, and the build then ended in a trace of its own."""
    for name in ("package.json", "package-lock.json"):
        package = json.loads((ROOT / "site" / name).read_text())
        package.get("packages", {"": package})[""]["engines"]["node"] = ">=1000"
        (folder / "site" / name).write_text(json.dumps(package))
    done = make(folder, "site/node_modules/.package-lock.json")
    assert done.returncode != 0
    assert "Required" in done.stderr
    assert ">=1000" in done.stderr
    assert not (folder / "site" / "node_modules").exists()


@pytest.mark.parametrize("target", ["train", "evaluate"])
def test_further_arguments_reach_the_script(target: str, folder: Path) -> None:
    """As training/README.md has it: make train ARGS=--tune trained anew, from nothing."""
    assert f"training/{target}.py  --fit\n" in make(folder, "-n", target, "ARGS=--fit").stdout
