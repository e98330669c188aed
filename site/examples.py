"""Write src/examples.json: the numbers that the site offers to be tried without drawing.

The ink is made for this project, by the same code that makes the tests' ink. Run from anywhere, with NumPy:

    python site/examples.py
"""

import json
import sys
from pathlib import Path

import numpy as np

SITE = Path(__file__).parent
OUTPUT = SITE / "src" / "examples.json"
sys.path.insert(0, str(SITE.parent / "tests"))

from handwriting import number  # noqa: E402  (found through the line above)

#: Numbers and the seeds of their hands, chosen by eye so that no two look alike.
EXAMPLES = {"407": 3, "1729": 8, "20385": 5, "314159265358979": 2}


def main() -> None:
    """Write the examples where the site looks for them."""
    OUTPUT.write_text(json.dumps(examples(), separators=(",", ":")) + "\n")
    print(f"{OUTPUT}: {OUTPUT.stat().st_size} bytes")


def examples() -> list[dict]:
    """The examples in whole pixels and milliseconds, every second point: as fine as a mouse, half the bytes."""
    return [
        {"text": text, "strokes": [_thinned(stroke) for stroke in _written(text, seed)]}
        for text, seed in EXAMPLES.items()
    ]


def _written(text: str, seed: int) -> tuple[np.ndarray, ...]:
    return number(text, np.random.default_rng(seed), warp=0.7).strokes


def _thinned(stroke: np.ndarray) -> list[list[int]]:
    kept = np.unique(np.r_[0 : len(stroke) : 2, len(stroke) - 1])
    return np.rint(stroke[kept]).astype(int).tolist()


if __name__ == "__main__":
    main()
