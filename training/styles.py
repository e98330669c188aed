"""Ways to write a digit that some people have and few samples show, put on ink as vectors.

Zeros slashed either way, dotted and barred ones and those of two sides, sevens with a bar (put on or drawn on with a
loop) or a serif, ones with a flag or a foot, or whose pen goes back up before it is lifted, nines with a curved tail or
a loop that runs the other way (eights are in `eights.py`); and what happens to any digit: a pen that skips, a stroke
begun late or ended early, a bent back.
Strokes are scaled to height 1.
"""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from augment import arc_lengths, thin_out
from eights import eight, sides, square

Stroke = NDArray[np.float64]  # (n, 2)

SLASH, DOT, HALVES, BOX, BAR, LOOP, SERIF = 0.15, 0.02, 0.05, 0.02, 0.2, 0.06, 0.08  # how often
SLASHES = (  # share of all, degrees counter-clockwise from level, most reach: 1 is to the edge of the zero's box
    (0.6, (25, 80), 1.3),
    (0.25, (-80, -25), 1.3),
    (0.15, (-25, 25), 1.8),
)
FLAG, LOOSE_FLAG, FOOT, FOOT_OF_FLAGGED, TAIL, CLOCKWISE = 0.2, 0.1, 0.08, 0.4, 0.12, 0.05  # how often
FLAG_FROM_HEAD = 0.2  # of attached flags: out and back before the stem
FLAG_FALLS = (22, 78)  # degrees below level, from the head: a level one would make a 7
FLAG_FALLS_OVER_FOOT = (0, 60)  # which has no foot
LONG_FLAG, LONG, LONG_FALLS = 0.2, (0.4, 0.95), (40, 75)  # nearly a second leg: share of flags, of the height, degrees
FLAG_BENDS = 0.05  # of the height, standard deviation of its middle
FOOT_BELOW = 0.15  # of the height, at most, that a foot is below the stem
FOOT_ASIDE = (-1.0, 0.6)  # of half of it: how far its middle is from the stem
HOOK, BACK = 0.06, 0.02  # how often the pen goes up again at the foot of a 1: a little aside, or the whole way
CLOSED = 0.25  # of the height, at most, from end to end of a loop that may begin anywhere
SKIP, CUT_OFF, BEND = 0.04, 0.08, 0.15  # how often, any digit
ASIDE = 0.03  # of the height, standard deviation: how far either end of a stroke drawn again is from the first one's
BACK_AGAIN = 0.2  # how often such a stroke runs from its end
SKIP_OF_LIFTS = 0.15  # how often the pen skips, of the times that it is lifted
CORNERS = {  # where the pen may be lifted: within which part of the way, furthest in which direction (right, down)
    "5": ((0.05, 0.45), (-1.0, -1.0)),
    "7": ((0.1, 0.7), (1.0, -1.0)),
    "9": ((0.35, 0.8), (0.3, -1.0)),
}
STRAIGHT = 0.95  # chord over arc of a 1 that is a plain stroke
JITTER = 0.1  # of the height: points nearer than this tell how the hand shook, not where it went


def restyle(label: str, strokes: Sequence[Stroke], rng: Generator) -> list[Stroke]:
    """The same digit as another hand might have written it; mostly as it is.

    Parameters
    ----------
    label : str
        One digit.
    strokes : sequence of ndarray of shape (n, 2)
        Scaled to height 1, y down.
    rng : Generator

    Returns
    -------
    list of ndarray of shape (m, 2), not scaled to the unit again
    """
    strokes = [np.asarray(stroke, np.float64) for stroke in strokes]
    strokes = OWN.get(label, _as_it_is)(strokes, rng)
    if label != "1":
        if rng.random() < SKIP:
            strokes = skip(strokes, rng)
        if rng.random() < CUT_OFF:
            strokes = _cut_off(strokes, rng)
    if rng.random() < BEND:
        strength = rng.normal(0, 0.35)
        strokes = [stroke + np.stack([strength * (stroke[:, 1] - 0.5) ** 2, 0 * stroke[:, 1]], 1) for stroke in strokes]
    return strokes


def lift(label: str, strokes: Sequence[Stroke], rng: Generator) -> list[Stroke]:
    """A 5, 7 or 9 of one stroke as of two: cap and body, top and stem, loop and stem, the second one moved a little.

    Now and then the pen skips, in any digit. Others, and those of several strokes, stay as they are. Parameters and
    result as of `restyle`.
    """
    strokes = [np.asarray(stroke, np.float64) for stroke in strokes]
    if rng.random() < SKIP_OF_LIFTS:
        return skip(strokes, rng)
    if label not in CORNERS or len(strokes) != 1 or len(parts := _parted(label, strokes[0])) == 1:
        return strokes
    first, then = parts
    if label == "5":  # its cap is put on from left to right: by all who write it with two strokes
        first, then = then, first[::-1]
    return [first, then + rng.normal(0, 0.03, 2)]


def _parted(label: str, stroke: Stroke) -> list[Stroke]:
    """A 5, 7 or 9 of one stroke, parted at its corner; whole if it has none."""
    if len(stroke) < 8:
        return [stroke]
    (begin, end), (right, down) = CORNERS[label]
    arc = arc_lengths(stroke) / max(arc_lengths(stroke)[-1], 1e-9)
    near = ((arc > begin) & (arc < end)).nonzero()[0]
    if not len(near):
        return [stroke]
    corner = near[(stroke[near] @ [right, down]).argmax()]
    parts = [stroke[: corner + 1], stroke[corner:]]
    return parts if min(map(len, parts)) > 2 else [stroke]


def go_over(strokes: Sequence[Stroke], rng: Generator) -> list[Stroke]:
    """One stroke drawn once more, most of it or all, nearly where it was, now and then from its end."""
    strokes = [np.asarray(stroke, np.float64) for stroke in strokes]
    stroke = strokes[rng.integers(len(strokes))]
    lost = int(rng.uniform(0, 0.15) * len(stroke))
    again = stroke[lost:] if rng.random() < 0.5 else stroke[: len(stroke) - lost]
    return [*strokes, drawn_again(again, rng)]


def drawn_again(stroke: Stroke, rng: Generator) -> Stroke:
    """A stroke nearly where it was, now and then from its end."""
    begin, end = rng.normal(0, ASIDE, (2, 2))
    again = stroke + begin + (end - begin) * np.linspace(0, 1, len(stroke))[:, None]
    return again[::-1] if rng.random() < BACK_AGAIN else again


def skip(strokes: Sequence[Stroke], rng: Generator) -> list[Stroke]:
    """A pen that skips: a short gap in the longest stroke."""
    k = max(range(len(strokes)), key=lambda s: len(strokes[s]))
    arc = arc_lengths(strokes[k])
    begin = rng.uniform(0.1, 0.9) * arc[-1]
    before, behind = strokes[k][arc < begin], strokes[k][arc > begin + rng.uniform(0.04, 0.12)]
    if len(before) < 2 or len(behind) < 2:
        return strokes
    return [*strokes[:k], before, behind, *strokes[k + 1 :]]


def _as_it_is(strokes: list[Stroke], rng: Generator) -> list[Stroke]:
    return strokes


def _zero(strokes: list[Stroke], rng: Generator) -> list[Stroke]:
    """A slash, mostly from lower left to upper right; a dot in the middle; two sides, each drawn down; or a box."""
    points = np.vstack(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    chance = rng.random()
    if chance > 1 - BOX:
        return square(rng, "0")
    if len(strokes) == 1 and chance > 1 - BOX - HALVES:
        return _halves(strokes[0], rng)
    if len(strokes) > 1 or chance > SLASH + DOT:
        return strokes
    middle = (low + high) / 2 + rng.normal(0, 0.04, 2)
    if chance < DOT:
        return [*strokes, middle + rng.normal(0, 0.02, (3, 2))]
    _, bounds, furthest = SLASHES[rng.choice(len(SLASHES), p=[share for share, _, _ in SLASHES])]
    angle = np.deg2rad(rng.uniform(*bounds))
    reach = (high - low) / 2 * rng.uniform(0.6, furthest)
    half = min(reach[0] / max(abs(np.cos(angle)), 1e-3), reach[1] / max(abs(np.sin(angle)), 1e-3))
    slash = _line(middle, angle, half)
    return [*strokes, slash[::-1] if rng.random() < 0.5 else slash]


def _halves(stroke: Stroke, rng: Generator) -> list[Stroke]:
    """The left side and the right side of a closed curve, each drawn from its top down."""
    halves = sides(stroke)
    if min(map(len, halves)) < 4:
        return [stroke]
    halves = [half + rng.normal(0, 0.02, 2) for half in halves]
    return halves if rng.random() < 0.8 else halves[::-1]


def _seven(strokes: list[Stroke], rng: Generator) -> list[Stroke]:
    """A bar across the stem, put on or drawn on from the foot in a loop; a short serif down from the top's begin."""
    if rng.random() < SERIF:
        tick = [rng.uniform(-0.05, 0.05), rng.uniform(0.1, 0.25)]
        strokes = [np.vstack([strokes[0][:1] + np.array([tick]), strokes[0]]), *strokes[1:]]
    if len(strokes) == 1 and rng.random() < LOOP:
        return [np.vstack([strokes[0], _looped_bar(strokes[0], rng)])]
    if len(strokes) == 1 and rng.random() < BAR:
        stem = strokes[0][len(strokes[0]) // 2 :]
        middle = stem[np.abs(stem[:, 1] - rng.uniform(0.42, 0.62)).argmin()] + rng.normal(0, 0.03, 2)
        strokes = [*strokes, _line(middle, np.deg2rad(rng.normal(5, 12)), rng.uniform(0.12, 0.3))]
    return strokes


def _looped_bar(stroke: Stroke, rng: Generator) -> Stroke:
    """From the foot of a 7 up to the left and level across its stem: a bar without lifting the pen."""
    foot = stroke[-1]
    stem = stroke[len(stroke) // 2 :]
    middle = stem[np.abs(stem[:, 1] - rng.uniform(0.45, 0.7)).argmin()]
    left = middle + np.array([-rng.uniform(0.1, 0.28), rng.uniform(-0.08, 0.08)])
    right = middle + np.array([rng.uniform(0.12, 0.35), rng.uniform(-0.1, 0.06)])
    corner = left + np.array([-rng.uniform(-0.05, 0.12), rng.random() * (foot[1] - left[1])])
    t = np.linspace(0, 1, 10)[1:, None]
    up = (1 - t) ** 2 * foot + 2 * t * (1 - t) * corner + t**2 * left  # a quadratic Bezier curve
    return np.vstack([up, _between(left, right)])


def _one(strokes: list[Stroke], rng: Generator) -> list[Stroke]:
    """To a plain stroke a flag, attached or not, and a foot, or a hook where the pen goes back up; to others a foot."""
    stroke = strokes[0]
    arc = arc_lengths(thin_out(stroke, JITTER))[-1]
    if len(strokes) > 1:
        return strokes
    if np.hypot(*(stroke[-1] - stroke[0])) < STRAIGHT * arc:
        return [stroke, _foot(stroke[-1], rng)] if _stands(stroke) and rng.random() < FOOT_OF_FLAGGED else strokes
    if stroke[0, 1] > stroke[-1, 1]:
        stroke = stroke[::-1]
    if (hooked := rng.random()) < HOOK + BACK:
        return [np.vstack([stroke, _back_up(stroke, rng, whole=hooked >= HOOK)])]
    found = [stroke]
    chance = rng.random()
    footed = rng.random() < (FOOT_OF_FLAGGED if chance < FLAG + LOOSE_FLAG else FOOT)
    falls = np.deg2rad(rng.uniform(*(FLAG_FALLS_OVER_FOOT if footed else FLAG_FALLS)))
    length = rng.uniform(0.1, 0.5)
    if rng.random() < LONG_FLAG:
        falls, length = np.deg2rad(rng.uniform(*LONG_FALLS)), rng.uniform(*LONG)
    end = stroke[0] + length * np.array([-np.cos(falls), np.sin(falls)])
    bend = (end + stroke[0]) / 2 + rng.normal(0, FLAG_BENDS, 2)
    flag = np.vstack([_between(end, bend)[:-1], _between(bend, stroke[0])])
    if chance < FLAG:
        out = [_between(stroke[0], end)[:-1]] if rng.random() < FLAG_FROM_HEAD else []
        found = [np.vstack([*out, flag[:-1], stroke])]
    elif chance < FLAG + LOOSE_FLAG:
        found = [flag + rng.normal(0, 0.03, 2), stroke]
        found = found[:: rng.choice([-1, 1])]
    if footed:
        found.append(_foot(stroke[-1], rng))
    return found


def _stands(stroke: Stroke) -> bool:
    """Whether a stroke ends with a stem: its last quarter goes down steeply, to its lowest point."""
    steps = np.diff(stroke[-max(len(stroke) // 4, 2) :], axis=0)
    across, down = np.abs(steps[:, 0]).sum(), steps[:, 1].sum()
    return bool(stroke[-1, 1] >= stroke[:, 1].max() and across < down / 2)


def _foot(end: NDArray, rng: Generator) -> Stroke:
    """A level line at the end of a stem, now and then a little below it, and more to one side than to the other."""
    half = rng.uniform(0.12, 0.35)
    aside = np.array([rng.uniform(*FOOT_ASIDE) * half, max(rng.uniform(-1, 1), 0) * FOOT_BELOW])
    return _line(end + aside + rng.normal(0, 0.02, 2), np.deg2rad(rng.normal(0, 6)), half)


def _back_up(stroke: Stroke, rng: Generator, whole: bool) -> Stroke:
    """From the foot of a 1 back up: a short hook to either side, or along the whole stem."""
    up = stroke[0] - stroke[-1]
    if whole:
        return _between(stroke[-1], stroke[-1] + up * rng.uniform(0.6, 1.05) + rng.normal(0, 0.03, 2))[1:]
    angle = np.deg2rad(rng.uniform(10, 50)) * (1 if rng.random() < 0.7 else -1)
    turned = np.array([up[0] * np.cos(angle) - up[1] * np.sin(angle), up[0] * np.sin(angle) + up[1] * np.cos(angle)])
    return _between(stroke[-1], stroke[-1] + turned * rng.uniform(0.08, 0.4))[1:]


def _nine(strokes: list[Stroke], rng: Generator) -> list[Stroke]:
    """A stem that bends to the left; or a loop that runs clockwise, and a stem put on."""
    chance = rng.random()
    if chance > 1 - CLOCKWISE:
        return _clockwise(strokes, rng)
    if chance >= TAIL:
        return strokes
    strength = rng.uniform(0.4, 2.0)
    return [
        np.stack([stroke[:, 0] - strength * np.maximum(stroke[:, 1] - 0.55, 0) ** 2, stroke[:, 1]], axis=1)
        for stroke in strokes
    ]


def _clockwise(strokes: list[Stroke], rng: Generator) -> list[Stroke]:
    """A 9 of two strokes whose loop runs the other way, from anywhere if it is closed."""
    loop, *stem = strokes if len(strokes) > 1 else _parted("9", strokes[0])
    if not stem:
        return strokes
    loop = loop[::-1]
    if np.hypot(*(loop[0] - loop[-1])) < CLOSED:
        loop = np.roll(loop, rng.integers(len(loop)), axis=0)
    return [loop, *stem]


OWN = {"0": _zero, "1": _one, "7": _seven, "8": eight, "9": _nine}


def _cut_off(strokes: list[Stroke], rng: Generator) -> list[Stroke]:
    """Up to a tenth of a stroke's way missing at one end."""
    k = rng.integers(len(strokes))
    arc = arc_lengths(strokes[k]) / max(arc_lengths(strokes[k])[-1], 1e-9)
    lost = rng.uniform(0.02, 0.1)
    keep = arc >= lost if rng.random() < 0.4 else arc <= 1 - lost
    return [*strokes[:k], strokes[k][keep], *strokes[k + 1 :]] if keep.sum() > 2 else strokes


def _line(middle: NDArray, angle: float, half: float) -> Stroke:
    """A straight stroke from left to right, rising by the angle."""
    step = half * np.array([np.cos(angle), -np.sin(angle)])
    return _between(middle - step, middle + step)


def _between(begin: NDArray, end: NDArray) -> Stroke:
    """Eight points from begin to end."""
    return begin + (end - begin) * np.linspace(0, 1, 8)[:, None]
