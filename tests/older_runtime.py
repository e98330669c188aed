"""A Python with tflite-runtime, LiteRT's older name, in an environment of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from client import FUNCTION
from serving import bare_environment

TFLITE_RUNTIME = "tflite-runtime==2.14.0"  # the last that was published; it has no wheels beyond Python 3.11
NUMPY_BEFORE_2 = "numpy==1.26.4"  # tflite-runtime is built against NumPy 1
ENVIRONMENT = FUNCTION.parent / ".cache" / "tflite-runtime"


def old_enough_python() -> str | None:
    """A Python that tflite-runtime has wheels for and that can make environments."""
    test = "import sys, ensurepip, venv; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 11))"
    for name in (sys.executable, "python3.11", "python3.10", "python3"):
        path = shutil.which(name)
        if path and subprocess.run([path, "-c", test], capture_output=True).returncode == 0:
            return path
    return None


def tflite_environment() -> Path:
    """Python of an environment of its own with tflite-runtime, made once and kept in .cache/.

    Raises
    ------
    RuntimeError
        Where it cannot be made.
    """
    python = ENVIRONMENT / "bin" / "python"
    if (ENVIRONMENT / "installed").exists():
        return python
    base = old_enough_python()
    if base is None:
        raise RuntimeError("tflite-runtime needs Python 3.10 or 3.11, and there is none here")
    subprocess.run([base, "-m", "venv", "--clear", ENVIRONMENT], check=True, env=bare_environment())
    msgspec = re.search(r"^msgspec==\S+", (FUNCTION / "requirements.txt").read_text(), re.MULTILINE)[0]
    install = [python, "-m", "pip", "install", "--quiet", TFLITE_RUNTIME, NUMPY_BEFORE_2, msgspec]
    done = subprocess.run(install, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{TFLITE_RUNTIME} cannot be installed here: {done.stderr.splitlines()[-1]}")
    (ENVIRONMENT / "installed").touch()
    return python
