"""Slope, slant and proportions are taken away: what was turned, sheared or stretched comes out nearly the same."""

from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray

from handwriting import hand, number
from kinds import KINDS
from recognizer import recognize
from recognizer.ink import Ink, Request, ink_from_strokes
from recognizer.strokes import normalize
from recognizer.upright import USUAL_WIDTHS, set_upright

TEXT = "2536809"
AS_IT_IS = np.eye(2)
CHANGES = {
    "turned": np.array([[0.974, -0.225], [0.225, 0.974]]),  # 13 degrees
    "leaning to the left": np.array([[1, 0.5], [0, 1]]),
    "leaning to the right": np.array([[1, -0.4], [0, 1]]),
    "falling": np.array([[1, 0], [0.2, 1]]),
    "wide": np.diag([1.6, 1]),
    "narrow": np.diag([0.5, 1]),
}


def written(matrix: NDArray = AS_IT_IS, seed: int = 0) -> Ink:
    by = hand(np.random.default_rng(seed))
    strokes = number(TEXT, np.random.default_rng(seed), by=by, **KINDS["spaced"]).strokes
    return ink_from_strokes([stroke[:, :2] @ matrix.T for stroke in strokes])


def upright(ink: Ink, kind: str = "strokes") -> NDArray[np.float64]:
    return set_upright(replace(ink, kind=kind)).lines


def boxes(count: int, width: float, lean: float = 0.0) -> Ink:
    """Boxes of height 1 side by side."""
    corners = np.array([[0, 0], [lean, 1], [width + lean, 1], [width, 0], [0, 0]])
    return ink_from_strokes([corners + np.array([2 * k, 0]) for k in range(count)])


def test_what_is_usual_stays_as_it_was_written() -> None:
    """Level, leaning a little to the right, 0.63 wide."""
    ink = boxes(5, 0.5, lean=-0.13)
    plain, found = normalize(ink), set_upright(ink)
    np.testing.assert_array_equal(found.lines, plain.lines)
    assert found.height == plain.height


@pytest.mark.parametrize("kind", ["strokes", "image"])
@pytest.mark.parametrize("change", CHANGES)
def test_most_of_a_change_is_taken_away(change: str, kind: str) -> None:
    """The linear map that brings the ink from how it was written to where it comes out, of ten hands."""
    left = found = 0.0
    for seed in range(10):
        plain, changed = written(seed=seed), written(CHANGES[change], seed)
        want = _linear(plain, upright(plain, kind))
        left += np.linalg.norm(_linear(plain, upright(changed, kind)) - want)
        found += np.linalg.norm(_linear(plain, normalize(changed).lines) - want)
    assert left < 0.75 * found


def _linear(ink: Ink, lines: NDArray) -> NDArray:
    """The matrix that brings the ink's own lines nearest to these, (2, 2)."""
    both = normalize(ink).lines.reshape(-1, 2), lines.reshape(-1, 2)
    one, other = (points - points.mean(axis=0) for points in both)
    return np.linalg.lstsq(one, other, rcond=None)[0]


def test_wide_digits_come_out_as_wide_as_the_widest_of_most_hands() -> None:
    """The more digits there are, the nearer."""
    widths = []
    for count in (1, 3, 30):
        widths.append(np.ptp(upright(boxes(count, 1.2))[:4, 0]))
    assert 1.2 > widths[0] > widths[1] > widths[2] > USUAL_WIDTHS[1]
    assert widths[2] == pytest.approx(USUAL_WIDTHS[1], rel=0.08)


def test_links_that_go_up_to_the_next_digit_do_not_count_as_slant() -> None:
    """Ones joined by links, one stroke: half of the ink leans."""
    ones = ink_from_strokes([[point for k in range(6) for point in ((0.9 * k, 0), (0.9 * k - 0.1, 1))]])
    np.testing.assert_array_equal(upright(ones), normalize(ones).lines)
    assert not np.array_equal(upright(ones, "image"), normalize(ones).lines)


def test_ones_that_lean_are_no_narrow_digits() -> None:
    """Straight strokes say nothing of width: they are not stretched."""
    found = upright(ink_from_strokes([[(50 * k + 30, 0), (50 * k, 100)] for k in range(6)]))
    assert np.diff(found[:, 2]) == pytest.approx(0.5)


LONG_CAP = [(10, 15), (14, 12), (18, 10), (22, 9), (26, 9)]
BELOW = [(11, 14), (13, 15), (15, 17), (15, 19), (13, 21), (10, 21), (8, 19)]


@pytest.mark.parametrize("steps", [False, True])
def test_the_long_cap_of_a_five_is_no_line_that_climbs(steps: bool) -> None:
    """Nor if it climbs in steps, as in whole pixels."""
    cap = [point for (x0, y0), (x1, y1) in pairwise(LONG_CAP) for point in ((x0, y0), (x1, y0))] if steps else LONG_CAP
    five = ink_from_strokes([cap, BELOW])
    plain = normalize(five)
    np.testing.assert_allclose(upright(five)[:, 1::2], plain.lines[:, 1::2])  # x may be of other proportions
    assert recognize(Request(five)).predictions[0].text == "5"


@pytest.mark.parametrize("tremble", [-0.05, 0.05])
def test_a_level_bar_tells_no_slant(tremble: float) -> None:
    """Whether it goes down a little or up."""
    sevens = [[[(k, 0), (k + 0.6, tremble)], [(k + 0.6, tremble), (k + 0.45, 1)]] for k in range(5)]
    ink = ink_from_strokes([stroke for seven in sevens for stroke in seven])
    np.testing.assert_allclose(upright(ink), normalize(ink).lines)


def in_an_arc(count: int, rng: np.random.Generator, degrees: float) -> tuple[str, Ink]:
    """A number whose digits stand upright on an arc, falling to both sides of it, or climbing where it is negative."""
    written = number("".join(rng.choice(list("0123456789"), count)), rng, **KINDS["spaced"])
    points = np.vstack(written.strokes)
    (left, _, _), (right, foot, _) = points.min(axis=0), points.max(axis=0)
    radius = (right - left) / np.radians(degrees)
    strokes: list = [None] * len(written.strokes)
    for own in written.segments:
        box = np.vstack([written.strokes[k] for k in own])[:, 0]
        x = (box.min() + box.max()) / 2
        angle = (x - (left + right) / 2) / radius
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        moved = radius * np.array([np.sin(angle), 1 - np.cos(angle)])
        for k in own:
            strokes[k] = (written.strokes[k][:, :2] - [x, foot]) @ turn.T + moved
    return written.text, ink_from_strokes(strokes)


@pytest.mark.parametrize("degrees", [90, -75])
def test_numbers_in_an_arc_are_read(degrees: float) -> None:
    rng = np.random.default_rng(1)
    right = 0
    for count in range(4, 9):
        for _ in range(8):
            text, ink = in_an_arc(count, rng, degrees)
            right += recognize(Request(ink)).predictions[0].text == text
    assert right >= 37


def test_line_that_bends_a_little_stays_as_it_was_written() -> None:
    """By a tenth of the height, or only because there is little of it."""
    for x, sag in ((np.arange(7), 0.08), (np.arange(2), 1.0), (np.arange(3) / 2, 0.5)):
        down = sag * ((x - x.mean()) / np.ptp(x) * 2) ** 2
        bars = [[(0.7 * k, y), (0.7 * k - 0.15, y + 1)] for k, y in zip(x, down)]
        ink = ink_from_strokes(bars)
        np.testing.assert_allclose(upright(ink), normalize(ink).lines)


@pytest.mark.parametrize("count", [4, 8, 12])
def test_places_may_be_parts_of_the_canvas_sides(count: int) -> None:
    """The whole number in a square, its digits the narrower the more there are."""
    rng = np.random.default_rng(count)
    right = 0
    for _ in range(20):
        written = number("".join(rng.choice(list("0123456789"), count)), rng)
        points = np.vstack(written.strokes)[:, :2]
        corner, sides = points.min(axis=0), np.ptp(points, axis=0)
        ink = ink_from_strokes([(stroke[:, :2] - corner) / sides for stroke in written.strokes])
        right += recognize(Request(ink)).predictions[0].text == written.text
    assert right >= 16


@pytest.mark.parametrize("strokes", [
    [[(3, 4)]], [[(3, 4)] * 50], [[(0, 0), (90, 0)]], [[(0, 0), (0, 90)]], [[(0, 0)], [(1e9, 1e9)]],
    [[(0, 0), (5e-324, 5e-324)]], [[(-1e9, -1e9), (1e9, 1e9)], [(1e9, -1e9), (-1e9, 1e9)]],
])  # fmt: skip
def test_whatever_is_sent_stays_finite(strokes: list) -> None:
    for kind in ("strokes", "image"):
        assert np.isfinite(upright(ink_from_strokes(strokes), kind)).all()


@pytest.mark.parametrize("change", CHANGES)
def test_numbers_are_read_however_they_stand(change: str) -> None:
    right = sum(recognize(Request(written(CHANGES[change], seed))).predictions[0].text == TEXT for seed in range(10))
    assert right >= 9
