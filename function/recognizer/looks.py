"""Ink -> hypotheses and what the net says of each: whole strokes first, parts only of those that are no digit.

Most strokes are a digit, or a part of one, and need no cut; but where to cut them, and what their many
parts look like, is most of the work. So strokes are looked at whole, and only those that the net takes
for no digit, alone or with others, are cut and looked at a second time.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from .classifier import NOT_DIGIT
from .ink import Ink
from .rasterize import SIDE, draw, frames, rasterize
from .segmentation import FEATURES, MIN_SIDE, Hypotheses, segment
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
        Rasters (N, 28, 28) uint8, and trajectories where strokes are apart -> log-probabilities (N, 11), as
        `Classifier.log_probabilities`.
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
    rasters, ways = drawn(hypotheses, 0, directed)
    log_probabilities = classify(rasters, ways)
    doubtful = frozenset() if len(hypotheses) > CROWDED else _doubtful(hypotheses, log_probabilities, cut_all)
    if doubtful:
        seen = len(hypotheses)
        hypotheses = segment(ink, cut=doubtful, whole=hypotheses)
        if len(hypotheses) > seen:
            more, ways = drawn(hypotheses, seen, directed)
            rasters = np.concatenate([rasters, more])
            log_probabilities = np.concatenate([log_probabilities, classify(more, ways)])
    hypotheses.features[:, PART] = _part(hypotheses, 1 - np.exp(log_probabilities[:, NOT_DIGIT]))
    return hypotheses, rasters, log_probabilities


def drawn(
    hypotheses: Hypotheses, first: int, directed: bool
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """Rasters of the hypotheses from the first that is asked for, and trajectories if wanted."""
    asked = hypotheses.spans[:, 0] >= first
    spans = hypotheses.spans[asked] - [first, 0, 0]
    if not directed:
        return rasterize(hypotheses.lines, spans, min_side=MIN_SIDE), None
    lines, centers = hypotheses.centers
    if lines is not hypotheses.lines:
        rasters = rasterize(hypotheses.lines, spans, min_side=MIN_SIDE)
        return rasters, trajectories(lines, centers[asked] - [first, 0, 0], min_side=MIN_SIDE)
    count = len(hypotheses) - first
    rasters, ways = np.empty((count, SIDE, SIDE), np.uint8), np.empty((count, STEPS, CHANNELS), np.uint8)
    for own, framed in frames(lines, spans, MIN_SIDE):  # once for both
        rasters[own], ways[own] = draw(framed), follow(framed)
    return rasters, ways


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
