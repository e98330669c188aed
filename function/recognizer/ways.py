"""The pen's ways through connected ink, guessed from its center line.

Where lines meet, a pen most likely went straight on: at each fork the branches that bend least into one another are one
way. So a link between two digits is one way also where it crosses one of them.

Lengths are in units of the number's height.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import msgspec
import numpy as np
from numpy.typing import NDArray

from .components import graph_components
from .lines import along, path_length

SHORT = 0.1  # a branch between two forks that is shorter makes one crossing of them; one to an end goes nowhere
REACH = 0.15  # of the arc: the direction in which a branch leaves a fork is taken over so much
AHEAD = 0.5  # cosine, at least, of the angle between where a way comes from and where it goes on

_End = tuple[int, bool]  # of a branch: its number, and whether its last point is meant, not its first
_Steps = list[list[tuple[int, int]]]  # from each point: the point that a line leads to, the line


class Way(msgspec.Struct, frozen=True):
    """A path along the center line, or a branch of it: between two forks or ends.

    Attributes
    ----------
    points : list of int, length n + 1
    lines : list of int, length n
        From each point to the next; where a way crosses another one, there may be no ink between two of them.
    forks : list of int
        Which of the points, by their place among them, are forks; of a branch none is told.
    """

    points: list[int]
    lines: list[int]
    forks: list[int]

    def back(self) -> "Way":
        """The same from its end."""
        return Way(self.points[::-1], self.lines[::-1], [len(self.lines) - fork for fork in self.forks])


def ways(ends: NDArray[np.intp], place: NDArray[np.float64]) -> Iterator[Way]:
    """Each branch in one way, but short ones at forks.

    Parameters
    ----------
    ends : ndarray of shape (n, 2), dtype intp
        Points that the lines of a center line run between.
    place : ndarray of shape (p, 2), dtype float64
        Of the points.

    Yields
    ------
    Way
        From its left end to its right one.
    """
    degree = np.bincount(ends.reshape(-1), minlength=len(place))
    short, branches = [], []
    for branch in _branches(ends, len(place)):
        first, last = sorted(degree[[branch.points[0], branch.points[-1]]])
        is_short = first != 2 and last > 2 and path_length(place[branch.points]) < SHORT
        (short if is_short else branches).append(branch)
    across = np.array([(branch.points[0], branch.points[-1]) for branch in short], np.intp).reshape(-1, 2)
    onward = _onward(branches, degree > 2, graph_components(len(place), across), place)
    gone: set[int] = set()
    heads = [(b, last) for b in range(len(branches)) for last in (False, True) if (b, last) not in onward]
    for head in [*heads, *((b, False) for b in range(len(branches)))]:  # what goes around has no head
        if head[0] not in gone:
            passed = _passed(head, onward)
            gone.update(b for b, _ in passed)
            way = _joined([branches[b].back() if last else branches[b] for b, last in passed], degree > 2)
            yield way if place[way.points[0], 0] <= place[way.points[-1], 0] else way.back()


def _branches(ends: NDArray[np.intp], count: int) -> Iterator[Way]:
    """Lines that go on into each other up to a fork, an end, or around."""
    steps: _Steps = [[] for _ in range(count)]
    for line, (a, b) in enumerate(ends.tolist()):
        steps[a].append((b, line))
        if a != b:
            steps[b].append((a, line))
    used: set[int] = set()
    for start in sorted(range(count), key=lambda point: len(steps[point]) == 2):
        for step in steps[start]:
            if step[1] not in used:
                points, lines = [start], []
                onward = [step]
                while onward:
                    point, line = onward[0]
                    used.add(line)
                    points.append(point)
                    lines.append(line)
                    onward = [on for on in steps[point] if on[1] not in used] if len(steps[point]) == 2 else []
                yield Way(points, lines, [])


def _onward(
    branches: list[Way], fork: NDArray[np.bool_], crossing: NDArray[np.intp], place: NDArray[np.float64]
) -> dict[_End, _End]:
    """For the ends of branches at forks the ends that they go on into, straightest first."""
    meeting: defaultdict[int, list[tuple[_End, NDArray]]] = defaultdict(list)
    for b, branch in enumerate(branches):
        for last in (False, True):
            points = branch.points[::-1] if last else branch.points
            if fork[points[0]]:
                meeting[int(crossing[points[0]])].append(((b, last), _direction(place[points])))
    onward: dict[_End, _End] = {}
    for arms in meeting.values():
        pairs = [(float(-(out @ other)), one, two) for (one, out), (two, other) in combinations(arms, 2)]
        for straight, one, two in sorted(pairs, reverse=True):
            if straight >= AHEAD and one not in onward and two not in onward:
                onward[one], onward[two] = two, one
    return onward


def _passed(head: _End, onward: dict[_End, _End]) -> list[_End]:
    """The branches of a way, each by the end at which it is entered."""
    passed, seen = [head], {head[0]}
    while (leaving := (passed[-1][0], not passed[-1][1])) in onward:
        entered = onward[leaving]
        if entered[0] in seen:
            break
        passed.append(entered)
        seen.add(entered[0])
    return passed


def _joined(branches: list[Way], fork: NDArray[np.bool_]) -> Way:
    points, lines, joints = branches[0].points[:1], [], [0]
    for branch in branches:
        points += branch.points[1:]
        lines += branch.lines
        joints.append(len(lines))
    return Way(points, lines, [joint for joint in joints if fork[points[joint]]])


def _direction(path: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vector from a path's first point to the one that is `REACH` along it."""
    out = along(path, REACH) - path[0]
    return out / (np.hypot(*out) or 1.0)
