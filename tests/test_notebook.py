"""The notebook: a reduced run of every cell, on ink made for this project, and what is stored in the file."""

import gzip
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from client import FUNCTION
from dataset import digit_rasters
from download import sha256
from hands import digits_of, numbers_of
from measure import digest
from mnist import MNIST_SHA256, write_idx
from samples import Sample

TRAINING = FUNCTION.parent / "training"
NOTEBOOK = TRAINING / "notebook.ipynb"
SECONDS = 600  # for a cell
WRITERS = 24
MNIST_WRITERS = {"train": range(100, 124), "t10k": range(124, 127)}  # twenty digits each
REDUCED = "IMAGES, EPOCHS, LONGER, SHARE = 256, 1, 1, 0.004"
# Ahead of all cells: other checksums, and fewer of what the notebook has no parameter for.
SETUP = """
import dataset, mnist, model, pools
mnist.MNIST_SHA256.update({checksums})
pools.MNIST_VALIDATION, pools.VALIDATION_PICTURES = 120, 60
model.SETTLE = 2
pools.LOOKS_LIKE_A_DIGIT = 1.1  # of a net of three steps everything does

def at_most(limit, function, place):
    def fewer(*arguments, **named):
        arguments = [min(value, limit) if k == place else value for k, value in enumerate(arguments)]
        return function(*arguments, **named)
    return fewer

dataset.composed_numbers = at_most(12, dataset.composed_numbers, 1)
dataset.junk_rasters = at_most(40, dataset.junk_rasters, 0)
"""


def read_notebook() -> NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


def line(sample: Sample) -> str:
    strokes = [stroke.tolist() for stroke in sample.strokes]
    return json.dumps({"label": sample.label, "writer": sample.writer, "strokes": strokes, "segments": sample.segments})


def write_ink(folder: Path) -> None:
    """Digits and numbers by hands made for the tests, in place of pendigits and UNIPEN."""
    for name, samples_of in (("pendigits", digits_of), ("unipen-numbers", numbers_of)):
        lines = "\n".join(line(sample) for writer in range(WRITERS) for sample in samples_of(writer))
        (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))


def write_mnist(folder: Path) -> dict[str, str]:
    """Digits of other hands, drawn by the function's rasterizer, under the names of MNIST's files; their checksums."""
    files = {}
    for part, writers in MNIST_WRITERS.items():
        drawn = digit_rasters([sample for writer in writers for sample in digits_of(writer)])
        files[f"{part}-images-idx3-ubyte"] = write_idx(drawn.images)
        files[f"{part}-labels-idx1-ubyte"] = write_idx(drawn.labels)
    (folder / "mnist").mkdir()
    for name, data in files.items():
        (folder / "mnist" / name).write_bytes(data)
    assert files.keys() == MNIST_SHA256.keys()
    return {name: sha256(data) for name, data in files.items()}


def reduced(notebook: NotebookNode, checksums: dict[str, str]) -> NotebookNode:
    """The same cells, with smaller parameters and another MNIST."""
    tagged = [k for k, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    notebook.cells.insert(tagged[0] + 1, new_code_cell(REDUCED))
    notebook.cells.insert(0, new_code_cell(SETUP.format(checksums=checksums)))
    return notebook


def execute(notebook: NotebookNode, folder: Path, monkeypatch: pytest.MonkeyPatch, *, ink: bool) -> str:
    """Run all cells; what they print."""
    (folder / "ink").mkdir()
    if ink:
        write_ink(folder / "ink")
    notebook = reduced(notebook, write_mnist(folder))
    settings = {"CACHE_DIR": folder, "DATA_DIR": folder / "ink", "OFFLINE": 1, "PYTHONPATH": FUNCTION}
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))
    resources = {"metadata": {"path": str(TRAINING)}}
    NotebookClient(
        notebook, timeout=SECONDS, iopub_timeout=SECONDS, kernel_name="python3", resources=resources
    ).execute()
    return "\n".join(texts(notebook))


def texts(notebook: NotebookNode) -> list[str]:
    """All outputs that are text."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found.append(output.get("text", ""))
            found += [value for kind, value in output.get("data", {}).items() if kind.startswith("text/")]
    return found


def test_every_cell_runs_on_a_little_ink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = execute(read_notebook(), tmp_path, monkeypatch, ink=True)
    assert "Passed over" not in told
    for row in ("one dense layer", "+ augmentation", "compact net, eleven classes, int8", "committed model"):
        assert f"| {row}" in told


def test_stored_outputs_are_of_one_whole_run() -> None:
    cells = [cell for cell in read_notebook().cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    told = "\n".join(texts(read_notebook()))
    assert "Traceback" not in told
    assert "Passed over" not in told


def test_stored_outputs_name_no_folder_of_a_machine() -> None:
    absolute = re.compile(r"(?<![\w:/.<])/(?:[\w.@-]+/)+[\w.@-]*|\b[A-Z]:\\")
    assert [absolute.findall(text) for text in texts(read_notebook()) if absolute.search(text)] == []


def test_file_is_small_enough_to_be_read_in_a_browser() -> None:
    assert NOTEBOOK.stat().st_size < 3_000_000


def test_figures_are_those_of_the_model_that_is_served() -> None:
    card = json.loads((FUNCTION / "model.json").read_text())
    told = "\n".join(texts(read_notebook()))
    assert digest() in told, "the notebook tells of another model: run make notebook"
    table = told[told.index("| test set |") :]
    rows = re.findall(r"^\| (.+?) \| [\d,]+ \| ([\d.]+) ± [\d.]+ \| ([\d.]+) \|$", table, re.MULTILINE)
    figures = card["figures"]["whole answers, exact"] | card["figures"]["single digits, the net alone"]
    assert [name for name, _, _ in rows] == ["mnist", "pendigits", "unipen-digits", "unipen-numbers"]
    assert [float(here) for _, here, _ in rows] == [figures[name]["percent"] for name, _, _ in rows]
