"""A pen that was lifted, or not seen, while the device drew on: what it drew there is no ink."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from forms import read
from handwriting import number
from points import points_of
from polyline import polyline
from recognizer.ink import ink_from_strokes
from recognizer.jumps import FAR, LEAST_POINTS, LEAST_WITHIN, STALE_FAR, STALE_STEPS, SUDDEN, jumps
from recognizer.limits import MAX_STROKES
from recognizer.repair import Whole, as_meant

DOWN = polyline([(0, 0), (0, 100)], 20)  # 21 points
ASIDE = polyline([(90, 20), (90, 120)], 20)


def written(seed: int) -> tuple[str, list[np.ndarray], list[list[int]]]:
    """A number, its strokes, and which are each digit's."""
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("0123456789"), 2 + seed % 5))
    found = number(text, rng)
    return text, [stroke[:, :2] for stroke in found.strokes], [list(own) for own in found.segments]


def test_long_step_between_short_ones_is_a_jump() -> None:
    points, stroke = points_of(DOWN, np.concatenate([DOWN, ASIDE]))
    assert jumps(points, stroke).nonzero()[0].tolist() == [2 * len(DOWN)]


@pytest.mark.parametrize("rests", [2, 30])
def test_pen_that_rests_before_it_jumps_does_jump(rests: int) -> None:
    resting = np.concatenate([DOWN, np.repeat(DOWN[-1:], rests, axis=0), ASIDE])
    assert jumps(*points_of(resting)).nonzero()[0].tolist() == [len(DOWN) + rests]


def test_first_and_last_points_from_elsewhere_are_jumps() -> None:
    elsewhere = np.array([(300.0, 40.0)])
    assert jumps(*points_of(np.concatenate([elsewhere, DOWN]))).nonzero()[0].tolist() == [1]
    assert jumps(*points_of(np.concatenate([DOWN, elsewhere]))).nonzero()[0].tolist() == [len(DOWN)]


def test_missing_points_straight_ahead_are_no_jump() -> None:
    """A device that was busy, a finger that was seen late: the line between is where the pen went."""
    line = polyline([(0, 0), (0, 100)], 40)
    for lost in (range(16, 25), range(1, 10), range(31, 40)):
        ahead = np.delete(line, lost, axis=0)
        assert len(ahead) > LEAST_WITHIN + 1
        assert not jumps(*points_of(ahead)).any()
        aside = np.concatenate([ahead[: lost[0]], ahead[lost[0] :] + np.array([50, 0])])
        assert jumps(*points_of(aside)).nonzero()[0].tolist() == [lost[0]]


def test_corners_of_ink_with_few_points_are_no_jumps() -> None:
    few = np.concatenate([polyline([(0, 0), (40, 0)], LEAST_POINTS - 3), [(100, 300)]])
    assert len(few) == LEAST_POINTS - 1
    assert not jumps(*points_of(few)).any()
    assert not jumps(*points_of(few, DOWN)).any()


@pytest.mark.parametrize(("steps", "jumped"), [(LEAST_WITHIN - 1, False), (LEAST_WITHIN, True)])
def test_long_step_within_ink_of_few_points_may_be_a_stem_between_loops(steps: int, jumped: bool) -> None:
    loop, other = polyline([(0, 0), (40, 0)], 9), polyline([(0, 90), (4 * (steps - 10), 90)], steps - 10)
    points = np.concatenate([loop, other])
    assert len(points) == steps + 1
    assert jumps(*points_of(points)).any() == jumped


@pytest.mark.parametrize(("corners", "jumped"), [(14, False), (60, True)])
def test_last_step_down_from_simplified_ink_is_a_stem(corners: int, jumped: bool) -> None:
    turn = np.linspace(0.4, 2 * np.pi - 0.2, corners)
    loop = np.column_stack([20 * np.cos(turn), -22 * np.sin(turn)])
    nine = np.concatenate([loop, [(24, -24), (20, 90)]])
    assert jumps(*points_of(nine)).any() == jumped
    for elsewhere in ((120, 30), (-120, -90)):
        assert jumps(*points_of(np.concatenate([loop, [(24, -24), elsewhere]]))).any()
    if not jumped:
        assert read([nine]).predictions[0].text == "9"


def test_jump_is_far_by_all_steps_and_by_those_beside_it() -> None:
    fast = 1.1 * FAR / SUDDEN
    for away, faster, jumped in ((FAR * 1.05, 1, True), (FAR * 0.95, 1, False), (FAR * 1.05, fast, False)):
        aside = DOWN[-1] + np.cumsum([(5 * away, 0), (0, -5 * faster), *[(0, -5)] * 20], axis=0)
        assert jumps(*points_of(np.concatenate([DOWN, aside]))).any() == jumped


@pytest.mark.parametrize(("share", "jumped"), [(0.9, False), (1.1, True)])
def test_usual_step_is_that_of_a_fast_pen_though_it_was_slow_for_the_most_part(share: float, jumped: bool) -> None:
    slow, fast = polyline([(0, 0), (0, 30)], 30), polyline([(0, 30), (0, 130)], 10)
    behind = polyline([(10 * FAR * share, 130), (10 * FAR * share, 160)], 30)
    assert jumps(*points_of(np.concatenate([slow, fast[1:], behind]))).any() == jumped


@pytest.mark.parametrize("which", ["first", "last"])
@pytest.mark.parametrize(("away", "jumped"), [(STALE_FAR * 0.9, False), (STALE_FAR * 1.1, True)])
def test_end_that_another_stroke_has_too_is_from_there(which: str, away: float, jumped: bool) -> None:
    """Straight ahead of the stroke, and nearer than other jumps."""
    assert STALE_FAR < FAR
    ahead = DOWN + DOWN[-1] + np.array([0, 5 * away])
    strokes = [DOWN, np.concatenate([DOWN[-1:], ahead])]
    if which == "last":
        strokes = [stroke[::-1] for stroke in strokes]
    found = jumps(*points_of(*strokes)).nonzero()[0].tolist()
    assert found == ([len(DOWN) + (1 if which == "first" else len(ahead))] if jumped else [])


def test_same_point_before_every_stroke_is_of_none() -> None:
    corner = np.array([(-90.0, -90.0)])
    few = polyline([(40, 0), (70, 0)], STALE_STEPS - 1)
    strokes = [np.concatenate([corner, stroke]) for stroke in (DOWN, few, ASIDE)]
    first = np.cumsum([0, *map(len, strokes[:-1])])
    assert jumps(*points_of(*strokes)).nonzero()[0].tolist() == (first + 1).tolist()


def test_stroke_that_ends_where_it_began_shares_that_end_with_no_other() -> None:
    """Some draw the line that closes a 0."""
    far = 5 * (STALE_FAR + FAR) / 2
    ring = np.concatenate([DOWN, DOWN[::-1] + np.array([far, 0]), DOWN[:1]])
    assert not jumps(*points_of(ring)).any()
    assert not jumps(*points_of(ring, ASIDE + 200)).any()


def test_corners_from_which_two_strokes_go_are_no_jumps() -> None:
    four = [np.array([(60, 0), (0, 60), (80, 60)]), np.array([(60, 0), (60, 100)])]
    five = [np.array([(0, 0), (0, 40), (40, 45), (50, 70), (40, 95), (0, 100)]), np.array([(0, 0), (50, 0)])]
    assert not jumps(*points_of(*four, *(stroke + np.array([120, 0]) for stroke in five), DOWN + 300)).any()


def test_no_written_number_has_a_jump() -> None:
    for seed in range(60):
        assert not jumps(*points_of(*written(seed)[1])).any()


# Strokes between jumps


def test_stroke_is_parted_where_the_pen_jumped_and_lone_points_are_left_out() -> None:
    lone = np.array([(300.0, -200.0)])
    points, sent = points_of(DOWN, np.concatenate([lone, DOWN + 50, ASIDE + 100]), DOWN + 250)
    kept, stroke, wholes, _ = as_meant(points, sent)
    assert kept.tolist() == [k for k in range(len(points)) if k != len(DOWN)]
    first, count = np.unique(stroke[kept], return_index=True, return_counts=True)[1:]
    assert count.tolist() == [21, 21, 21, 21]
    begin = kept[first] - stroke.searchsorted(stroke[kept][first])
    assert [wholes[k].sent(a, a + 20) for k, a in zip(stroke[kept][first].tolist(), begin.tolist())] == [
        [(0, 0, 20)], [(1, 1, 21)], [(1, 22, 42)], [(2, 0, 20)],
    ]  # fmt: skip


@pytest.mark.parametrize("lone_first", [True, False])
def test_stroke_goes_on_in_the_next_one_across_a_lone_point(lone_first: bool) -> None:
    lone = np.array([(300.0, -200.0)])
    above, below = DOWN, DOWN[1:] + np.array([0, 100])
    strokes = [above, np.concatenate([lone, below])] if lone_first else [np.concatenate([above, lone]), below]
    ink = ink_from_strokes(strokes)
    assert set(ink.stroke[ink.joins[:, 0]].tolist()) == {0}
    assert ink.points[ink.joins][..., 0].max() == 0
    runs = read(strokes).hypotheses.drawing_segments(0)
    assert runs[0][:2] == (0, 0)
    assert runs[-1] == (1, 0, len(strokes[1]) - 1)


@pytest.mark.parametrize("stale", ["of the stroke before", "of the next one", "the canvas' corner"])
def test_stale_ends_of_strokes_cost_no_reading(stale: str) -> None:
    right = []
    for seed in range(40):
        text, strokes, _ = written(seed)
        if stale == "the canvas' corner":
            sent = [np.concatenate([[(0.0, 0.0)], stroke]) for stroke in strokes]
        elif stale == "of the next one":
            sent = [np.concatenate([a, b[:1]]) for a, b in pairwise(strokes)] + strokes[-1:]
        else:
            sent = strokes[:1] + [np.concatenate([a[-1:], b]) for a, b in pairwise(strokes)]
        right.append(read(sent).predictions[0].text == text)
    assert sum(right) >= 37


def test_ink_with_more_jumps_than_strokes_may_be_sent_is_left_as_it_is() -> None:
    """Each jump makes a stroke: thousands of them would take seconds."""
    for count, parted in ((MAX_STROKES, True), (MAX_STROKES + 1, False)):
        columns = [DOWN * 0.01 + np.array([3.0 * k, 0]) for k in range(count)]
        ink = ink_from_strokes([np.concatenate(columns)])
        assert len(np.unique(ink.stroke)) == (count if parted else 1)


def test_parts_that_go_on_in_further_strokes_know_all_they_were_sent_as() -> None:
    below = polyline([(90, 125), (90, 220)], 20)
    points, sent = points_of(np.concatenate([DOWN, ASIDE]), below)
    _, stroke, wholes, _ = as_meant(points, sent)
    assert np.unique(stroke).tolist() == [0, 1]
    assert wholes == {0: Whole((0,), (0,), (0,)), 1: Whole((0, 1), (0, 21), (21, 0))}
    assert wholes[1].sent(3, 25) == [(0, 24, 41), (1, 0, 4)]


def test_digits_of_one_stroke_with_jumps_are_read_as_they_were_written() -> None:
    """And named by the points that were sent."""
    right = 0
    for seed in range(40):
        text, strokes, segments = written(seed)
        joined = [np.concatenate([strokes[k] for k in own]) for own in segments]
        if len(joined) == len(strokes) or not jumps(*points_of(*joined)).any():
            continue
        plain, found = read(strokes).predictions[0], read(joined)
        assert found.predictions[0].text == plain.text
        for k, digit in enumerate(found.predictions[0].digits):
            runs = found.hypotheses.drawing_segments(digit.hypothesis)
            assert all(0 <= begin <= end < len(joined[stroke]) for stroke, begin, end in runs)
            if plain.text == text:  # else its digits are others
                assert {stroke for stroke, _, _ in runs} == {k}
        right += plain.text == text
    assert right > 10


def test_numbers_sent_as_one_stroke_are_read_and_trusted() -> None:
    """Read they are even if what is drawn between the digits is ink."""
    answers = [read([np.concatenate(written(seed)[1])]) for seed in range(30)]
    right = [answer.predictions[0].text == written(seed)[0] for seed, answer in enumerate(answers)]
    assert sum(right) >= 28
    assert sum(answer.level == "strong" for answer in answers) >= 20
