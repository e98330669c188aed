"""What the model is trained on: where each source comes from, how it is checked and read.

MNIST and fonts are fetched by themselves; pen traces are fetched (pendigits) or found in ``DATA_DIR``. To see what is
there::

    python training/sources.py

Settings, from the environment:

``DATA_DIR``
    Folder of pen traces, ``*.jsonl`` or ``*.jsonl.gz``; their form is explained in ``training/README.md``.
``CACHE_DIR``
    Folder in which downloads are kept. Default: ``.cache/`` at the root of the repository.
``OFFLINE``
    When set and not ``0``, nothing is fetched: only what is in the two folders is used.

Only MNIST is indispensable. Any other source may be absent: `load_ink` then says in plain words what is missing and
what that costs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from download import sha256
from fonts import load_fonts
from mnist import load_mnist
from pendigits import PENDIGITS, digest, fetch_pendigits
from samples import InkData, Source, SourceError, counted, missing, read_jsonl
from split import split_ink

# The records of UNIPEN are derived (digits and numbers cut out of the collection's files), so a file of one's own
# making may differ: a difference is told, not refused.
UNIPEN_ADDRESS = "https://doi.org/10.5281/zenodo.1195803"
UNIPEN_LICENSE = (
    "CC BY 4.0 (UNIPEN train_r01_v07); the older CD-ROM's notice said: "
    "for research, no commercial distribution of the data itself"
)

UNIPEN_DIGITS = Source(
    "unipen-digits",
    "Single digits of UNIPEN train_r01_v07",
    UNIPEN_ADDRESS,
    UNIPEN_LICENSE,
    "slashed zeros, barred sevens, flagged ones, two-stroke fours and fives of many countries: one net read 95.7 % of "
    "unseen writers' UNIPEN digits when trained on MNIST alone and 98.6 % with pen traces",
)
UNIPEN_NUMBERS = Source(
    "unipen-numbers",
    "Real numbers of 2 to 10 digits of UNIPEN train_r01_v07",
    UNIPEN_ADDRESS,
    UNIPEN_LICENSE,
    "no real spacing to learn gaps, overlaps and sizes from, and no figure for real numbers",
)
KNOWN = (PENDIGITS, UNIPEN_DIGITS, UNIPEN_NUMBERS)
# The JSON-lines files that the published figures were made with.
EXPECTED_SHA256 = {
    "pendigits": "c7c95b43e39f83f38e766c93b577caaa576504036ad52aeaec040593f3d9fa40",
    "unipen-digits": "1108701bbe4aea1723cbd57a16314e602b83ab83e63b8a80f7548277671d48c3",
    "unipen-numbers": "59fec33ba9caf759b7a87a39708f1f32ed6433c61460efe54b3e2c604527a158",
}


def data_dir() -> Path | None:
    """Folder of pen traces (setting ``DATA_DIR``), or None.

    Raises
    ------
    SourceError
        When it is set and no folder.
    """
    if not os.environ.get("DATA_DIR"):
        return None
    folder = Path(os.environ["DATA_DIR"]).expanduser()
    if not folder.is_dir():
        raise SourceError(f"DATA_DIR is no folder: {folder}")
    return folder


def load_ink() -> InkData:
    """Load pendigits, UNIPEN and any further JSON lines; an absent source is a note, not an error.

    Raises
    ------
    SourceError
        When ``DATA_DIR`` is set and no folder, or a file that is there cannot be read.
    """
    data = InkData([], [], [])
    files = jsonl_files()
    for source in KNOWN:
        if source.name in files:
            _add_file(data, source, files.pop(source.name))
        elif source is PENDIGITS:
            _add_fetched_pendigits(data)
        else:
            data.notes.append(missing(source, f"no {source.name}.jsonl.gz in DATA_DIR ({data_dir() or 'not set'})"))
    for name, path in files.items():
        _add_file(data, Source(name, f"ink of {path.name}", "DATA_DIR", "its owner's"), path)
    return data


def jsonl_files() -> dict[str, Path]:
    """JSON-lines files of ``DATA_DIR`` by the name of their source, in the order of the names."""
    folder = data_dir()
    if folder is None:
        return {}
    paths = sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")])
    return {path.name.removesuffix(".gz").removesuffix(".jsonl"): path for path in paths}


def _add_file(data: InkData, source: Source, path: Path) -> None:
    samples = list(read_jsonl(path, source.name))
    found = counted(source, samples, sha256(path.read_bytes()))
    data.samples.extend(samples)
    data.sources.append(found)
    expected = EXPECTED_SHA256.get(source.name)
    if expected and found.sha256 != expected:
        data.notes.append(f"{path.name} is not the file that the published figures were made with.")


def _add_fetched_pendigits(data: InkData) -> None:
    try:
        samples = fetch_pendigits()
    except (OSError, SourceError) as error:
        data.notes.append(missing(PENDIGITS, f"no pendigits.jsonl.gz in DATA_DIR, and UCI's files: {error}"))
        return
    data.samples.extend(samples)
    data.sources.append(counted(PENDIGITS, samples, digest(samples)))


def main() -> None:
    """Fetch and read everything, and print what was found and how it is split."""
    data, fonts = load_ink(), load_fonts()
    for source in (load_mnist().source, *data.sources, *fonts.sources):
        print(f"{source.name:15} {source.records:7,} records {source.writers:4} writers  {source.license}")
    for note in [*data.notes, *fonts.notes]:
        print(note)
    split = split_ink(data.samples)
    split.train.extend(fonts.samples)
    for side in ("train", "validation", "test"):
        samples = getattr(split, side)
        for name in sorted({sample.source for sample in samples}):
            of_source = [sample for sample in samples if sample.source == name]
            writers = len({sample.writer for sample in of_source})
            print(f"{side:10} {name:15} {len(of_source):6,} records {writers:4} writers")


def run_script(main: Callable[[], None]) -> None:
    """Run a script; a source that cannot be had or read ends it with one line."""
    try:
        main()
    except SourceError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    run_script(main)
