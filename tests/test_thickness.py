"""Ink of a picture is drawn as thick as it is."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from canvas import Canvas, encoded, on_paper
from handwriting import digit
from recognizer import recognize, segmentation
from recognizer.ink import Request, ink_from_strokes
from recognizer.looks import look
from recognizer.picture import ink_from_picture
from recognizer.segmentation import segment
from recognizer.thickness import PEN, SLIM, SLIMMER, SPACING, thicken

LEVEL, UPRIGHT, POINT = [0.0, 0.5, 1.0, 0.5], [2.0, 0.0, 2.0, 1.0], [3.0, 0.5, 3.0, 0.5]


def test_thin_ink_is_drawn_once() -> None:
    lines = np.array([LEVEL, UPRIGHT])
    thick, first = thicken(lines, np.array([PEN, PEN / 2]))
    np.testing.assert_array_equal(thick, lines)
    np.testing.assert_array_equal(first, [0, 1, 2])


@pytest.mark.parametrize("radius", [0.1, 0.15, 0.2])
def test_a_line_is_repeated_on_both_sides(radius: float) -> None:
    """The lines lie so close that they run together, and none leaves the ink."""
    thick, first = thicken(np.array([LEVEL]), np.array([radius]))
    assert first.tolist() == [0, len(thick)]
    y = thick[:, 1]
    np.testing.assert_array_equal(y, thick[:, 3])
    assert (np.diff(np.sort(y)) <= SPACING + 1e-9).all()
    assert y.mean() == pytest.approx(0.5)
    assert 0 < np.ptp(y) / 2 <= radius - PEN


def test_a_thick_line_has_round_ends() -> None:
    """As far from the line's end as from the line, whichever way."""
    thick, _ = thicken(np.array([LEVEL]), np.array([0.2]))
    spread = np.ptp(thick[:, 1]) / 2
    assert spread > SPACING
    for ends, end in ((thick[:, :2], 0.0), (thick[:, 2:], 1.0)):
        assert np.hypot(*(ends - [end, 0.5]).T) == pytest.approx(np.full(len(thick), spread))
    assert (thick[:, 0] <= 0).all()
    assert (thick[:, 2] >= 1).all()


def test_repetitions_lie_across_their_line_and_behind_one_another() -> None:
    thick, first = thicken(np.array([LEVEL, UPRIGHT, POINT]), np.array([0.02, 0.2, 0.2]))
    np.testing.assert_array_equal(thick[:1], [LEVEL])
    upright, point = thick[first[1] : first[2]], thick[first[2] : first[3]]
    assert len(upright) > 1
    np.testing.assert_array_equal(upright[:, 0], upright[:, 2])
    assert (np.diff(upright[:, 0]) != 0).all()
    assert np.isfinite(point).all()
    assert len(thick) == first[-1]


def test_a_blot_does_not_become_a_multitude() -> None:
    assert len(thicken(np.array([LEVEL]), np.array([1e6]))[0]) <= 2 / 3 / SPACING + 2


def test_the_second_drawing_is_slimmer() -> None:
    for radius in (0.1, 0.2):
        thick, slim = (thicken(np.array([LEVEL]), np.array([radius]), slimmer)[0] for slimmer in (SLIMMER, SLIM))
        assert np.ptp(slim[:, 1]) < np.ptp(thick[:, 1])


def test_strokes_have_no_thickness(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent as strokes is drawn by the pen of the rasterizer alone."""
    monkeypatch.setattr(segmentation, "thickened", None)
    assert len(segment(ink_from_strokes([[(0, 0), (0, 9)]])))


# Whole pictures


def blackness(picture: np.ndarray) -> float:
    """Ink by the square of the larger side of its box; (H, W), 0 paper to 1 ink."""
    rows, columns = np.flatnonzero(picture.max(axis=1) > 0.5), np.flatnonzero(picture.max(axis=0) > 0.5)
    return picture.sum() / max(np.ptp(rows) + 1, np.ptp(columns) + 1) ** 2


def written_with(pen: float, text: str) -> np.ndarray:
    """Coverage of a digit 30 pixels high, its middle line 100 units."""
    strokes = [stroke[:, :2] + 40 for stroke in digit(text, np.random.default_rng(2))]
    return Canvas(pen=pen, ratio=0.3, margin=40).coverage(strokes)


@pytest.mark.usefixtures("as_written")
@pytest.mark.parametrize("text", list("0123456789"))
def test_the_net_sees_a_thick_pen_thicker_and_never_blacker_than_it_is(text: str) -> None:
    coverage = written_with(22, text)
    ink = ink_from_picture(encoded(on_paper(coverage)))
    thick, thin = (blackness(recognize(Request(one)).rasters[0] / 255) for one in (ink, replace(ink, radius=None)))
    assert thin < thick <= 1.1 * blackness(coverage)


def test_a_fine_pen_is_drawn_as_strokes_are() -> None:
    ink = ink_from_picture(encoded(on_paper(written_with(6, "8"))))
    seen = recognize(Request(ink)).rasters
    np.testing.assert_array_equal(seen, recognize(Request(replace(ink, radius=None))).rasters)


@pytest.mark.parametrize(("pen", "drawings"), [(6, 1), (20, 2)])
def test_the_net_sees_thick_ink_twice_and_fine_ink_once(pen: float, drawings: int) -> None:
    """What it says is the mean of both; what is shown as the raster is the thick one."""
    seen, said = [], []

    def net(rasters: np.ndarray, _: None) -> np.ndarray:
        seen.append(rasters)
        said.append(np.random.default_rng(len(seen)).dirichlet(np.ones(11), len(rasters)))
        return np.log(said[-1])

    _, rasters, scores = look(ink_from_picture(encoded(on_paper(written_with(pen, "1")))), net)
    assert len(seen) == drawings
    np.testing.assert_array_equal(rasters, seen[0])
    assert all(slim.sum() < seen[0].sum() for slim in seen[1:])
    np.testing.assert_allclose(np.exp(scores), np.mean(said, axis=0))


def test_digits_of_a_thick_pen_are_read() -> None:
    read = ""
    for text in "0123456789":
        ink = ink_from_picture(encoded(on_paper(written_with(20, text))))
        read += recognize(Request(ink)).predictions[0].text
    assert read == "0123456789"
