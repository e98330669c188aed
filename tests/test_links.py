"""Links between digits in a picture: what alone holds a left and a right part together, and no other ink."""

from __future__ import annotations

import numpy as np
import pytest

from forms import read_of
from graphs import circle, graph, way
from handwriting import number
from recognizer import divisions
from recognizer.links import MAX_LINKS, Bridge, bridges

RINGS = [circle(0.0)[::-1], circle(2.0)[::-1] * [-1, 1] + [4, 0]]  # of radius 0.5, from the ends that face each other
FOUND = 10  # numbers, at least, of 120 that are read only where links may be left out


def test_a_line_between_two_rings_is_a_link() -> None:
    joins, lines = graph(*RINGS, way((0.5, 0.5), (1.5, 0.5), steps=20))
    found = bridges(joins, lines)
    assert any(one.run[120:].all() and not one.run[:120].any() for one in found)
    for one in found:
        assert_parts(one, lines)


def assert_parts(one: Bridge, lines: np.ndarray) -> None:
    """Each line in one part, the left one at most a little further to the right than the right one begins."""
    assert (one.run.astype(int) + one.left + one.right == 1).all()
    assert lines[one.left][:, [0, 2]].max() - lines[one.right][:, [0, 2]].min() < 0.4
    assert one.left[one.before]
    assert one.right[one.behind]


def test_a_link_may_cross_the_digit_that_it_leads_on_from() -> None:
    """From the foot of a 3, low on its left, up through its bowl to the next digit: the bowl is no ring then."""
    bow = way((0, 0), (0.5, 0.2), (0.2, 0.45))
    bowl = [way((0.2, 0.45), (0.6, 0.7)), way((0.6, 0.7), (0.5, 1), (0, 0.9))]
    link = [way((0, 0.9), (0.6, 0.7)), way((0.6, 0.7), (1.2, 0.5))]
    joins, lines = graph(bow, *bowl, *link, way((1.2, 0.5), (1.2, 0)), way((1.2, 0.5), (1.2, 1)))
    inside = np.zeros(len(lines), bool)
    inside[50:70] = True
    assert any((one.run == inside).all() for one in bridges(joins, lines))


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param([*RINGS, way((0.5, 0.5), (1.5, 0.5)), way((0, 1), (2, 1))], id="two lines between the rings"),
        pytest.param([circle(0.0)[::-1], way((0.5, 0.5), (1.5, 0.5))], id="nothing behind it"),
        pytest.param([circle(0.0)[::-1], way((0.5, 0.5), (1.5, 0.5), (1.5, 0.6))], id="little behind it"),
        pytest.param([way((0, 0), (0, 1), (0.05, 1), (0.05, 2))], id="one above the other"),
        pytest.param([way((0, 0), (1, 0.4), (0, 0.8), (1, 1.2))], id="a zigzag"),
    ],
)
def test_other_ink_is_no_link(paths: list[np.ndarray]) -> None:
    assert bridges(*graph(*paths)) == []


def test_where_there_are_more_than_a_number_has_there_are_none() -> None:
    def chain(length: int) -> list[np.ndarray]:
        rings = [circle(2.0 * x) for x in range(length)]
        return [*rings, *(way((2.0 * x + 0.5, 0.5), (2.0 * x + 1.5, 0.5)) for x in range(length - 1))]

    assert 7 <= len(bridges(*graph(*chain(8)))) <= MAX_LINKS
    assert bridges(*graph(*chain(MAX_LINKS + 2))) == []


# Whole numbers


def test_joined_digits_are_read_in_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """More of them than where no link may be left out; both forms of pictures."""
    right = read_right()
    monkeypatch.setattr(divisions, "bridges", lambda *_: [])
    assert sum(right) - sum(read_right()) >= FOUND
    assert np.mean(right) >= 0.8


def read_right() -> list[bool]:
    found = []
    for seed in range(60):
        rng = np.random.default_rng([9, seed])
        text = "".join(rng.choice(list("0123456789"), rng.integers(2, 5)))
        ink = [stroke[:, :2] for stroke in number(text, rng, joined=0.6).strokes]
        for form in ("images", "image"):
            predictions = read_of(ink, form).predictions
            found.append(bool(predictions) and predictions[0].text == text)
    return found
