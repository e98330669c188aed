"""Numbers of which each digit looks well, and which are not to be trusted: struck out, or with a point or a comma."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from forms import FORMS, read, read_of
from handwriting import digit, number
from polyline import polyline
from recognizer.arrangement import (
    BEFORE,
    COLUMN,
    DOTTED,
    DOTTED_ALONE,
    FOOT,
    GROUP,
    HEAD,
    LINE,
    MIDDLE,
    PAST,
    RAISED,
    SERIF,
    TOWERS,
    are_two,
    between_past,
    crossed,
    divided,
    dotted,
    in_one_column,
    in_two_lines,
    raised,
    towers,
)
from recognizer.strikes import LEANS, LEVEL, OUT, is_slash, strikes

DIGITS = np.array([(left, 0, left + 50, 100) for left in range(0, 500, 100)], float)
BODY = polyline([(0, 0), (0.5, 0), (0, 1), (0.5, 1)], 10)


def struck(*lines: Sequence[tuple[float, float]]) -> int:
    strokes = [BODY, *(polyline(line, 8) for line in lines)]
    return strikes([np.concatenate([stroke[:-1], stroke[1:]], axis=1) for stroke in strokes])


def strokes_of(rng: np.random.Generator, count: int) -> list[np.ndarray]:
    """Strokes of a number of so many digits."""
    return [stroke[:, :2] for stroke in number("".join(rng.choice(list("0123456789"), count)), rng).strokes]


# Struck out


def test_level_line_through_a_digit_and_out_on_both_sides_strikes_it_out() -> None:
    assert struck([(-0.1, 0.5), (0.6, 0.5)])
    assert struck([(0.6, 0.55), (-0.1, 0.45)])


@pytest.mark.parametrize(
    "line",
    [
        [(0, 0.5), (0.6, 0.5)],  # a bar
        [(-0.1, 0.5), (0.5 + 0.9 * OUT, 0.5)],
        [(-0.1, 0.9 * MIDDLE), (0.6, 0.9 * MIDDLE)],  # a cap
        [(-0.1, 1 - 0.9 * MIDDLE), (0.6, 1 - 0.9 * MIDDLE)],  # a foot
        [(-0.1, 0.5 - 0.4 * LEVEL), (0.6, 0.5 + 0.4 * LEVEL)],  # a slash
        [(-0.1, 0.5), (0.25, 0.4), (-0.1, 0.45), (0.6, 0.5)],  # to and fro
    ],
)
def test_bars_caps_feet_and_slashes_do_not(line: list) -> None:
    assert not struck(line)


def test_lines_that_strike_a_digit_out_are_counted_however_long_they_are() -> None:
    upper, lower, cap = [(-0.1, 0.4), (0.6, 0.42)], [(-0.1, 0.6), (0.6, 0.6)], [(-0.2, 0), (0.7, 0)]
    assert struck(upper, lower) == 2
    assert struck(upper, cap) == 1
    assert struck(cap) == 0


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ([(-0.1, 0.5), (0.1, 0.4), (0.25, 0.55), (0.4, 0.42), (0.6, 0.5)], 1),  # it wavers
        ([(-0.1, 0.45), (0.6, 0.5), (-0.1, 0.55)], 2),
        ([(0.6, 0.4), (-0.1, 0.45), (0.6, 0.5), (-0.1, 0.55)], 3),
    ],
)
def test_line_that_wavers_or_goes_back_strikes_out_as_often_as_it_passes(line: list, times: int) -> None:
    assert struck(line) == times


@pytest.mark.parametrize(("digits", "lines"), [("0235689", 1), ("02356789", 2)])
def test_numbers_with_a_digit_struck_out_are_rarely_trusted(digits: str, lines: int) -> None:
    levels = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        written = number("".join(rng.choice(list(digits), 3)), rng)
        strokes = [stroke[:, :2] for stroke in written.strokes]
        own = np.concatenate([strokes[k] for k in written.segments[1]])
        (left, top), (right, foot) = own.min(axis=0), own.max(axis=0)
        heights = (top + foot) / 2 + rng.normal(0, 5) + 16 * (np.arange(lines) - (lines - 1) / 2)
        struck = [polyline([(left - 12, at), (right + 12, at + rng.normal(0, 4))], 14) for at in heights]
        levels.append(read([*strokes, *struck]).level)
    assert levels.count("strong") <= 4


@pytest.mark.parametrize(
    ("line", "through"),
    [
        ((-10, 50, 260, 52), True),
        ((-10, 101 * MIDDLE, 260, 101 * MIDDLE), True),
        ((-10, 99 * MIDDLE, 260, 99 * MIDDLE), False),  # above
        ((-10, 100 - 99 * MIDDLE, 260, 100 - 99 * MIDDLE), False),  # below
        ((30, 50, 120, 52), False),  # between two
        ((30, 50, 130, 52), True),
    ],
)
def test_line_through_the_middle_of_a_digit_crosses_it(line: tuple, through: bool) -> None:
    assert crossed(DIGITS, np.array([(0, 150, 500, 150), line], float)) is through


@pytest.mark.parametrize("times", [1, 2])
def test_numbers_struck_out_by_one_line_or_two_are_rarely_trusted(times: int) -> None:
    """The lines are left unread, and of two neither may be a digit's."""
    levels = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        own = strokes_of(rng, 4)
        (left, top), (right, foot) = np.concatenate(own).min(axis=0), np.concatenate(own).max(axis=0)
        heights = (top + foot) / 2 + rng.normal(0, 4, (times, 2))
        lines = [polyline([(left - 15, begin), (right + 15, end)], 30) for begin, end in heights]
        levels.append(read([*own, *lines]).level)
    assert levels.count("strong") <= 3


# Points and commas

@pytest.mark.parametrize(
    ("speck", "divides"),
    [
        ((370, 95, 374, 99), True),
        ((365, 95, 375, 125), True),  # a comma
        ((270, 95, 274, 99), True),
        ((170, 95, 174, 99), False),  # before three digits
        ((370, 50, 374, 52), True),  # a middle dot
        ((170, 50, 174, 52), True),
        ((165, 48, 180, 51), True),  # a dash
        ((-80, 48, -30, 51), True),  # before the number
        ((460, 98, 490, 101), True),  # behind it
        ((370, 99 * HEAD - 5, 390, 99 * HEAD), False),  # the cap of a 5
        ((370, 101 * HEAD - 5, 390, 101 * HEAD), True),
        ((370, 99 * SERIF, 374, 110 * HEAD), False),  # the serif of a 7
        ((370, 101 * SERIF, 374, 110 * HEAD), True),
        ((370, -110 * FOOT, 374, -101 * FOOT), False),  # a tap above
        ((370, 101 + 100 * FOOT, 374, 110 + 100 * FOOT), False),  # or below
        ((-30, 95, -26, 99), True),
        ((-30, 50, -26, 54), False),
        ((-120 * BEFORE, 95, -101 * BEFORE, 99), False),
        ((470, 95, 474, 99), False),
    ],
)
def test_speck_between_two_digits_divides_if_it_does_not_part_three(speck: tuple, divides: bool) -> None:
    assert divided(DIGITS, np.array([speck], float)) is divides


def test_numbers_without_specks_are_not_divided() -> None:
    assert not divided(DIGITS, np.zeros((0, 4)))


def with_mark(seed: int, behind: int, mark: list[tuple[float, float]], away: float = 22) -> list[np.ndarray]:
    """Two digits, a mark of heights from the foot, if any, between them, and as many more."""
    rng = np.random.default_rng(seed)
    strokes: list[np.ndarray] = []
    right = 0.0
    for k, count in enumerate((2, behind)):
        own = strokes_of(rng, count)
        low, high = np.concatenate(own).min(axis=0), np.concatenate(own).max(axis=0)
        if k:
            strokes += [polyline([(right + away + x, high[1] + y) for x, y in mark], 6)] if mark else []
            right += 2 * away
        strokes += [stroke + np.array([right - low[0], 0]) for stroke in own]
        right += high[0] - low[0]
    return strokes


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mark", [[(0, -2), (2, 0)], [(0, -8), (-10, 22)]])
def test_numbers_with_a_decimal_point_or_comma_are_not_trusted(mark: list, form: str) -> None:
    assert strong(1, mark, form) <= 2
    assert strong(2, mark, form) <= 2
    assert strong(GROUP, mark, form) >= 8


def strong(behind: int, mark: list, form: str) -> int:
    """How many of 20 numbers with a mark are."""
    numbers = [with_mark(seed, behind, mark) for seed in range(20)]
    return sum(read_of([stroke + 20 for stroke in one], form).level == "strong" for one in numbers)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mark", [[(0, -50), (2, -48)], [(-8, -50), (12, -50)]])
def test_numbers_with_a_middle_dot_or_a_dash_are_not_trusted(mark: list, form: str) -> None:
    assert strong(2, mark, form) <= 2
    assert strong(GROUP, mark, form) <= 2


@pytest.mark.parametrize("form", FORMS)
def test_numbers_that_begin_with_a_decimal_point_are_not_trusted(form: str) -> None:
    levels = {True: [], False: []}
    for seed in range(20):
        rng = np.random.default_rng(seed)
        own = strokes_of(rng, 2)
        (left, _), (_, foot) = np.concatenate(own).min(axis=0), np.concatenate(own).max(axis=0)
        point = polyline([(left - 22, foot - 2), (left - 20, foot)], 6)
        for strokes in (own, [point, *own]):
            moved = [stroke + np.array([60 - left, 20]) for stroke in strokes]
            levels[strokes is own].append(read_of(moved, form).level)
    assert levels[True].count("strong") >= 14
    assert levels[False].count("strong") <= 2


def test_point_that_is_read_as_a_part_of_the_digit_before_it_is_seen_all_the_same() -> None:
    answers, swallowed = [], 0
    for seed in range(40):
        strokes = with_mark(seed, 2, [(0, -2), (2, 0)], away=12)
        (point,) = (k for k, stroke in enumerate(strokes) if np.ptp(stroke, axis=0).max() < 3)
        answers.append(answer := read(strokes))
        runs = [answer.hypotheses.drawing_segments(digit.hypothesis) for digit in answer.predictions[0].digits]
        swallowed += point in {stroke for own in runs for stroke, _, _ in own}
    assert swallowed >= 30
    assert sum(answer.level == "strong" for answer in answers) <= 2


@pytest.mark.parametrize("form", FORMS)
def test_colon_that_is_read_as_a_part_of_a_digit_is_seen_all_the_same(form: str) -> None:
    """Each of its points lies beside the rest of that digit, and neither is the rest."""
    levels = []
    for seed in range(20):
        strokes = with_mark(seed, 2, [(0, -2), (2, 0)], away=12)
        (point,) = (stroke for stroke in strokes if np.ptp(stroke, axis=0).max() < 3)
        levels.append(read_of([stroke + 20 for stroke in [*strokes, point - (0, 50)]], form).level)
    assert levels.count("strong") <= 1


# Too small and too high


@pytest.mark.parametrize(
    ("small", "found"),
    [
        ((12, 0, 20, 0.9 * RAISED * 80), True),
        ((12, 0, 20, 1.1 * RAISED * 80), False),
        ((12, -40, 20, -10), True),
        ((12, 30, 20, 59), True),
        ((12, 35, 20, 61), False),  # below the middle of the lower digit beside it
        ((12, 70, 20, 100), False),
    ],
)
def test_small_digit_above_the_middles_of_those_beside_it_is_raised(small: tuple, found: bool) -> None:
    tall, lower = (0, 0, 10, 120), (30, 20, 40, 100)
    for digits in ([tall, small, lower], [lower, small, tall], [small, lower], [lower, small]):
        assert raised(np.array(digits, float)) == found
    assert not raised(np.array([small], float))


def test_numbers_with_an_apostrophe_or_a_sign_of_degrees_are_not_trusted() -> None:
    """Either is read as a digit, or left out."""
    plain, parted, signed = [], [], []
    circle = 12 * polyline([(np.sin(-turn), -np.cos(turn)) for turn in np.linspace(0, 2 * np.pi, 16)], 1)
    for seed in range(20):
        digits = with_mark(seed, 2, [])
        low, high = np.concatenate(digits).min(axis=0), np.concatenate(digits).max(axis=0)
        plain.append(read(digits).level)
        parted.append(read(with_mark(seed, 2, [(0, -108), (-6, -76)])).level)
        signed.append(read([*digits, circle + np.array([high[0] + 24, low[1] + 14])]).level)
    assert plain.count("strong") >= 14
    assert parted.count("strong") <= 1
    assert signed.count("strong") <= 1


# Too high, or in one column


@pytest.mark.parametrize(("text", "found"), [("10", True), ("01", False), ("110", True), ("11", False), ("20", False)])
def test_one_far_higher_than_all_that_are_none_towers(text: str, found: bool) -> None:
    digits = np.array([(30 * k, 100, 30 * k + 20, 200) for k in range(len(text))], float)
    digits[0, 3] = 200 + 101 * (TOWERS - 1)
    assert towers(text, digits) is found
    digits[0, 3] = 200 + 99 * (TOWERS - 1)
    assert not towers(text, digits)


def test_digits_with_nearly_the_same_middle_are_in_one_column() -> None:
    for away, found in ((0.9 * COLUMN, True), (1.1 * COLUMN, False)):
        middle = 25 + 50 * away
        assert in_one_column(np.array([(0, 0, 50, 100), (middle - 5, -10, middle + 5, 110)], float)) is found
        assert in_one_column(np.array([(0, 0, 50, 100), (middle - 20, 120, middle + 20, 220)], float)) is found
    assert not in_one_column(np.array([(0, 0, 0, 100), (5, 0, 5, 100)], float))
    assert not in_one_column(DIGITS[:1])


@pytest.mark.parametrize("form", FORMS)
def test_numbers_beside_a_bar_twice_as_high_or_more_are_not_trusted(form: str) -> None:
    levels = []
    for seed in range(20):
        own = [stroke + np.array([40, 160]) for stroke in with_mark(seed, 2, [])]
        (left, top), (_, foot) = np.concatenate(own).min(axis=0), np.concatenate(own).max(axis=0)
        more = np.random.default_rng(seed).uniform(0.5, 1) * (foot - top)
        levels.append(read_of([polyline([(left - 25, top - more), (left - 27, foot + more)], 40), *own], form).level)
    assert levels.count("strong") <= 1


@pytest.mark.parametrize("form", ["strokes", "images"])
def test_numbers_behind_a_dollar_sign_are_not_trusted(form: str) -> None:
    """It is a 5 and a 1, both of which look well."""
    levels = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        behind = number("".join(rng.choice(list("0234"), 2)), rng, origin=(120, 40))
        curl = digit("5", rng, style=4)[0][:, :2] + 40
        (left, top), (right, foot) = curl.min(axis=0), curl.max(axis=0)
        bar = polyline([((left + right) / 2 + 2, top - 16), ((left + right) / 2 - 2, foot + 16)], 24)
        levels.append(read_of([curl, bar, *[stroke[:, :2] for stroke in behind.strokes]], form).level)
    assert levels.count("strong") <= 1


# A slash


@pytest.mark.parametrize(("text", "found"), [("213", [1]), ("273", []), ("123", []), ("321", []), ("2134", [1])])
def test_one_between_two_digits_may_go_past_them_above_and_below(text: str, found: list[int]) -> None:
    for times, past in ((1.1, found), (0.9, [])):
        digits = DIGITS[: len(text)].copy()
        digits[text.index("1") if "1" in text else 1, [1, 3]] += np.array([-100, 100]) * times * PAST
        assert between_past(text, digits) == past
        digits[:, 3] -= 200 * PAST * np.eye(len(text))[1]  # above alone
        assert between_past(text, digits) == []


@pytest.mark.parametrize("turned", [False, True])
def test_slash_is_one_straight_line_that_leans_to_the_right(turned: bool) -> None:
    for right, found in ((1.1 * LEANS, True), (0.9 * LEANS, False), (-1.1 * LEANS, False)):
        way = polyline([(right, 0), (0, 1)], 10)[:: -1 if turned else 1]
        line = np.concatenate([way[:-1], way[1:]], axis=1)
        assert is_slash([line]) is found
        assert not is_slash([line, line])
    flag = polyline([(0, 0.4), (0.4, 0), (0, 1)], 10)
    assert not is_slash([np.concatenate([flag[:-1], flag[1:]], axis=1)])


@pytest.mark.parametrize("form", FORMS)
def test_numbers_with_a_slash_are_not_trusted(form: str) -> None:
    """It is a 1."""
    for mark, least, most in (([], 15, 20), ([(18, -128), (-26, 28)], 0, 2)):
        numbers = [with_mark(seed, 2, mark, 38) for seed in range(20)]
        levels = [read_of([stroke + 40 for stroke in one], form).level for one in numbers]
        assert least <= levels.count("strong") <= most


# A dot above or below a digit


@pytest.mark.parametrize(
    ("digit", "speck", "found"),
    [
        ((200, 40, 250, 100), (223, 8, 227, 12), True),  # an i
        ((200, 0, 250, 70), (223, 90, 227, 94), True),  # an exclamation mark
        ((200, 40, 250, 100), (223 + 99 * DOTTED, 8, 227 + 99 * DOTTED, 12), True),
        ((200, 40, 250, 100), (223 + 101 * DOTTED, 8, 227 + 101 * DOTTED, 12), False),  # beside it
        ((200, 40, 250, 100), (223, -101 * DOTTED, 227, 0), False),  # a tap above the number
        ((200, 0, 250, 70), (223, 96, 227, 100 + 101 * DOTTED), False),  # or below
        ((200, 0, 250, 100), (223, 50, 227, 54), False),  # in it
    ],
)
def test_speck_above_or_below_a_digit_that_others_reach_is_its_dot(digit: tuple, speck: tuple, found: bool) -> None:
    digits = DIGITS.copy()
    digits[2] = digit
    assert dotted(digits, np.array([speck], float)) is found
    assert not dotted(digits, np.zeros((0, 4)))


def test_dot_of_a_digit_without_others_is_near_it() -> None:
    for away, found in ((99, True), (101, False)):
        speck = np.array([(23, -away * DOTTED_ALONE, 27, -away * DOTTED_ALONE + 4)])
        assert dotted(DIGITS[:1], speck) is found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("digits", [0, 3])
@pytest.mark.parametrize(("stem", "dot"), [((45, 100), 12), ((0, 70), 94)])
def test_i_and_exclamation_mark_are_not_trusted(stem: tuple, dot: int, digits: int, form: str) -> None:
    levels = []
    for seed in range(20):
        own = strokes_of(np.random.default_rng(seed), digits)
        right, foot = np.concatenate(own).max(axis=0) if own else (0, 100)
        mark = [polyline([(0, stem[0]), (-2, stem[1])], 12), polyline([(-1, dot), (1, dot + 2)], 4)]
        levels.append(read_of([*own, *[stroke + np.array([right + 30, foot - 100]) for stroke in mark]], form).level)
    assert levels.count("strong") <= 2


# A digit in another line


@pytest.mark.parametrize("side", [1, -1])
def test_digit_below_or_above_both_beside_it_is_in_another_line(side: int) -> None:
    for down, found in ((101, True), (99, False)):
        for k in range(5):
            digits = DIGITS.copy()
            digits[k, [1, 3]] += side * down
            assert in_two_lines(digits) is (found and 0 < k < 4)
    stairs = DIGITS + np.outer(np.arange(5), (0, 120, 0, 120))
    assert not in_two_lines(stairs)
    assert not in_two_lines(DIGITS[:1])


def test_parts_above_one_another_as_high_as_a_digit_are_two() -> None:
    upper, bar = (0, 0, 50, 100), (10, 30, 60, 34)
    for tall, found in ((101 * LINE, True), (99 * LINE, False)):
        lower = (0, 110, 50, 110 + tall)
        assert are_two(np.array([lower, bar, upper], float), 100) is found
    assert not are_two(np.array([upper, (0, 99, 50, 200)], float), 100)  # they overlap
    assert not are_two(np.array([upper], float), 100)
    assert not are_two(np.zeros((0, 4)), 100)


@pytest.mark.parametrize("form", FORMS)
def test_numbers_with_a_digit_below_them_are_not_trusted(form: str) -> None:
    """It is read between two others, or as one with the digit above it."""
    levels = []
    for seed in range(50):
        rng = np.random.default_rng(seed)
        upper, lower = strokes_of(rng, 3), strokes_of(rng, 1)
        right, foot = np.concatenate(upper).max(axis=0)
        move = np.array([rng.uniform(0, right - 60), foot + 10 - np.concatenate(lower)[:, 1].min()])
        levels.append(read_of([*upper, *[stroke + move for stroke in lower]], form).level)
    assert levels.count("strong") <= 1


@pytest.mark.parametrize("below", [True, False])
def test_numbers_with_a_smaller_digit_above_or_below_one_of_theirs_are_not_trusted(below: bool) -> None:
    """As of a correction."""
    levels = []
    for seed in range(50):
        rng = np.random.default_rng(seed)
        own = number("".join(rng.choice(list("0123456789"), 3)), rng)
        other = digit(str(rng.integers(10)), rng, height=70)
        strokes = [stroke[:, :2] for stroke in own.strokes]
        beside = np.concatenate([strokes[k] for k in own.segments[1]])
        points = np.concatenate(other)[:, :2]
        away = beside[:, 1].max() + 15 - points[:, 1].min() if below else beside[:, 1].min() - 15 - points[:, 1].max()
        move = np.array([beside[:, 0].mean() - points[:, 0].mean(), away])
        levels.append(read([*strokes, *[stroke[:, :2] + move for stroke in other]]).level)
    assert levels.count("strong") <= 1
