"""A border around the number in a picture."""

from __future__ import annotations

import numpy as np
import pytest

from canvas import Canvas, encoded, on_paper
from handwriting import number
from recognizer.picture import ink_from_picture
from recognizer.pictures.border import without_border


def bordered(coverage: np.ndarray, wide: int, aside: int, share: float = 1.0) -> np.ndarray:
    """Coverage with a level rectangle, so many pixels from the picture's edge."""
    with_border = coverage.copy()
    outer, inner = (np.zeros(coverage.shape, bool) for _ in range(2))
    outer[aside : coverage.shape[0] - aside, aside : coverage.shape[1] - aside] = True
    edge = aside + wide
    inner[edge : coverage.shape[0] - edge, edge : coverage.shape[1] - edge] = True
    with_border[outer & ~inner] = share
    return with_border


def rectangle(height: int = 120, width: int = 90) -> np.ndarray:
    """Darkness of a level rectangle, 4 pixels thick, in the middle of a picture."""
    return (200 * bordered(np.zeros((height, width)), 4, 10)).astype(np.uint8)


@pytest.mark.parametrize("text", ["0", "8", "274"])
@pytest.mark.parametrize(("wide", "aside", "share"), [(1, 0, 1.0), (3, 0, 1.0), (2, 8, 1.0), (2, 8, 0.4), (5, 12, 1.0)])
def test_a_border_does_not_change_what_is_read(text: str, wide: int, aside: int, share: float) -> None:
    strokes = [stroke[:, :2] + 40 for stroke in number(text, np.random.default_rng(3)).strokes]
    coverage = Canvas(margin=45).coverage(strokes)
    plain = ink_from_picture(encoded(on_paper(coverage)))
    found = ink_from_picture(encoded(on_paper(bordered(coverage, wide, aside, share))))
    assert found.stroke[-1] == plain.stroke[-1]
    assert np.abs(found.points[:, None] - plain.points).max(axis=2).min(axis=1).max() < 2  # nothing of it is left


def test_a_rectangle_by_itself_is_a_digit() -> None:
    zero = rectangle()
    np.testing.assert_array_equal(without_border(zero, 100), zero)


def test_dust_inside_does_not_make_a_border_of_a_digit() -> None:
    zero = rectangle()
    zero[60:64, 40:44] = 200
    np.testing.assert_array_equal(without_border(zero, 100), zero)


def test_ink_that_touches_the_border_is_kept_with_it() -> None:
    seven = rectangle()
    seven[12:90, 40:46] = 200  # hangs on the upper side
    np.testing.assert_array_equal(without_border(seven, 100), seven)


def test_a_sheet_without_ink_stays_as_it_is() -> None:
    blank = np.zeros((40, 60), np.uint8)
    np.testing.assert_array_equal(without_border(blank, 100), blank)
