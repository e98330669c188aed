"""Ink -> hypotheses and what the net says of each: whole strokes first, parts only of those that are no digit.

Most strokes are a digit, or a part of one, and need no cut; but where to cut them, and what their many
parts look like, is most of the work. So strokes are looked at whole, and only those that the net takes
for no digit, alone or with others, are cut and looked at a second time.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from .classifier import NOT_DIGIT
from .ink import Ink
from .rasterize import SIDE, draw, frames, rasterize
from .segmentation import FEATURES, MIN_SIDE, Hypotheses, segment
from .thickness import SLIM, Drawing, thickened
from .trajectories import CHANNELS, STEPS, follow, trajectories

LIKELY = 0.3  # least probability of a group of strokes that is held against its parts
MAX_TOGETHER = 64  # such groups that are looked at; where there are more it is no number
MOST_EVIDENCE = 4.0  # that a group is one digit, -ln P(none): the net is not surer than that
CROWDED = 250  # hypotheses of whole strokes: 20 overlapping digits have fewer; more are no number, and are not cut
SURE = 0.9  # least probability of being one digit from which on strokes are not cut
PART, PARTS, CUTS, WIDER = (FEATURES.index(name) for name in ("part", "parts", "cuts", "wider"))

Classify = Callable[[NDArray[np.uint8], NDArray[np.uint8] | None], NDArray[np.float64]]


def look(
    ink: Ink, classify: Classify, cut_all: bool = False
) -> tuple[Hypotheses, NDArray[np.uint8], NDArray[np.float64]]:
    """Segment, draw and classify.

    Parameters
    ----------
    ink : Ink
    classify : callable
        Rasters (N, 28, 28) uint8 and trajectories (N, 48, 6) uint8, None of a single picture -> log-probabilities
        (N, 11), as `Classifier.log_probabilities`.
    cut_all : bool
        Also strokes that are surely one digit, if they are wide enough for two.

    Returns
    -------
    hypotheses : Hypotheses
    rasters : ndarray of shape (N, 28, 28), dtype uint8
    log_probabilities : ndarray of shape (N, 11), dtype float64
    """
    hypotheses = segment(ink, cut=())
    directed = ink.kind != "image"  # of one picture it is not known which stroke is which
    drawings, ways = drawn(hypotheses, 0, directed)
    rasters, log_probabilities = drawings[0], said(drawings, ways, classify)
    doubtful = frozenset() if len(hypotheses) > CROWDED else _doubtful(hypotheses, log_probabilities, cut_all)
    if doubtful:
        known = len(hypotheses)
        hypotheses = segment(ink, cut=doubtful, whole=hypotheses)
        if len(hypotheses) > known:
            drawings, ways = drawn(hypotheses, known, directed)
            rasters = np.concatenate([rasters, drawings[0]])
            log_probabilities = np.concatenate([log_probabilities, said(drawings, ways, classify)])
    hypotheses.features[:, PART] = _part(hypotheses, 1 - np.exp(log_probabilities[:, NOT_DIGIT]))
    return hypotheses, rasters, log_probabilities


def drawn(
    hypotheses: Hypotheses, first: int, directed: bool
) -> tuple[list[NDArray[np.uint8]], NDArray[np.uint8] | None]:
    """Rasters (n, 28, 28) of the n hypotheses from the first that is asked for, of thick ink once more, slimmer; also
    trajectories (n, 48, 6) if wanted.
    """
    lines, centers = _from(hypotheses.centers, first)
    if lines is not hypotheses.lines:
        thick = rasterize(*_from((hypotheses.lines, hypotheses.spans), first), min_side=MIN_SIDE)
        slim = rasterize(*thickened((lines, centers), hypotheses.radius, SLIM), min_side=MIN_SIDE)
        return [thick, slim], trajectories(lines, centers, min_side=MIN_SIDE) if directed else None
    if not directed:
        return [rasterize(lines, centers, min_side=MIN_SIDE)], None
    count = len(hypotheses) - first
    rasters, ways = np.empty((count, SIDE, SIDE), np.uint8), np.empty((count, STEPS, CHANNELS), np.uint8)
    for own, framed in frames(lines, centers, MIN_SIDE):  # once for both
        rasters[own], ways[own] = draw(framed), follow(framed)
    return [rasters], ways


def _from(drawing: Drawing, first: int) -> Drawing:
    """The lines and spans of the hypotheses from the first that is asked for, counted from there."""
    lines, spans = drawing
    return lines, spans[spans[:, 0] >= first] - [first, 0, 0]


def said(
    drawings: Sequence[NDArray[np.uint8]], ways: NDArray[np.uint8] | None, classify: Classify
) -> NDArray[np.float64]:
    """Logarithms of the mean probability of all drawings, rasters (N, 28, 28) of the same hypotheses -> (N, 11)."""
    of_each = [classify(rasters, ways) for rasters in drawings]
    return of_each[0] if len(of_each) == 1 else np.logaddexp.reduce(of_each) - np.log(len(of_each))


def _part(hypotheses: Hypotheses, digit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each hypothesis the strongest evidence for one digit, -ln P(none), among groups that hold it and more.

    The loop and the stem of a 9 are a 0 and a 1 by themselves. (N,) -> (N,)
    """
    together = (hypotheses.features[:, PARTS] > 0) & (hypotheses.features[:, CUTS] == 0) & (digit > LIKELY)
    evidence = np.minimum(-np.log(np.maximum(1 - digit, 1e-9)), MOST_EVIDENCE).tolist()
    part = np.zeros(len(hypotheses))
    for g in together.nonzero()[0][:MAX_TOGETHER].tolist():
        whole = hypotheses.members[g]
        for h, mask in enumerate(hypotheses.members):
            if mask & whole == mask and mask != whole and evidence[g] > part[h]:
                part[h] = evidence[g]
    return part


def _doubtful(hypotheses: Hypotheses, log_probabilities: NDArray[np.float64], cut_all: bool) -> frozenset[int]:
    """Strokes that are wide enough for two digits and in no hypothesis that is surely one."""
    left = hypotheses.wide
    if left and not cut_all:
        sure = (log_probabilities[:, NOT_DIGIT] <= np.log(1 - SURE)) & (hypotheses.features[:, WIDER] == 0)
        left &= ~reduce(or_, [hypotheses.members[h] for h in sure.nonzero()[0].tolist()], 0)
    if not left:
        return frozenset()
    return frozenset(int(hypotheses.segments[p, 0]) for p in range(hypotheses.pieces) if left >> p & 1)
