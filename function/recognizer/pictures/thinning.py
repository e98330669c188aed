"""Ink worn down to lines of one pixel, by taking away its border again and again (Guo and Hall 1989).

All labels (strokes or pieces) are thinned in one go; ink of another label counts as paper. The work runs over the
border pixels only, so it grows with the ink's length and not with the picture or the pen.
"""

import numpy as np
from numpy.typing import NDArray

_CLOCKWISE = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))  # (row, column), from the north


def _deletable() -> NDArray[np.bool_]:
    """Guo and Hall 1989 (Comm. ACM 32(3), algorithm A1): which of the 256 neighborhoods lose their middle.

    Returns
    -------
    ndarray of shape (2, 256), dtype bool
        Row: the first and the second half of a pass. Column: bit i is the neighbor ``_CLOCKWISE[i]``.
    """
    codes = np.arange(256)
    n, ne, e, se, s, sw, w, nw = ((codes >> bit & 1).astype(bool) for bit in range(8))
    crossings = sum(
        (~a & (b | c)).astype(int) for a, b, c in ((n, ne, e), (e, se, s), (s, sw, w), (w, nw, n))
    )
    pairs = sum((a | b).astype(int) for a, b in ((nw, n), (ne, e), (se, s), (sw, w)))
    shifted = sum((a | b).astype(int) for a, b in ((n, ne), (e, se), (s, sw), (w, nw)))
    fewest = np.minimum(pairs, shifted)
    border = (crossings == 1) & (fewest >= 2) & (fewest <= 3)
    return np.stack((border & ~((s | sw | ~nw) & w), border & ~((n | ne | ~se) & e)))


_DELETABLE = _deletable()


def thin(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Wear ink down to lines of one pixel that keep its ends, its loops and its connections.

    Parameters
    ----------
    labels : ndarray of shape (H, W), dtype int32
        0 for paper, else the ink's label; no ink in the outermost rows and columns. Worn down in place.

    Returns
    -------
    ndarray of shape (H, W), dtype int32
        The pass in which a pixel came to the border, from 1: about its distance from the paper. 0 for paper.
    """
    ink = labels.reshape(-1)
    around = np.array([row * labels.shape[1] + column for row, column in _CLOCKWISE])
    weights = (1 << np.arange(8)).astype(np.uint8)
    depth = np.zeros(ink.shape, np.int32)
    stamp = np.empty(ink.shape, np.int32)

    inked = np.flatnonzero(ink)
    own, at_border = ink[inked], np.zeros(len(inked), bool)
    for way in around:  # one by one: all eight at once are 50 MB of a large picture
        at_border |= ink[inked + way] != own
    border = inked[at_border]
    depth[border] = 1
    turn = 1
    changed, active = border, border  # what stays in two turns stays until a pixel beside it goes
    while len(active):
        same = ink[active + around[:, None]] == ink[active]  # (8, A)
        codes = weights @ same.view(np.uint8)
        gone = active[_DELETABLE[(turn - 1) % 2][codes]]
        lost = ink[gone]
        ink[gone] = 0
        turn += 1
        beside = (gone + around[:, None]).reshape(-1)
        beside = beside[ink[beside] == np.tile(lost, 8)]
        depth[beside[depth[beside] == 0]] = turn // 2 + 1
        active = np.concatenate((beside, changed[ink[changed] > 0]))
        changed = beside
        stamp[active] = np.arange(len(active))
        active = active[stamp[active] == np.arange(len(active))]  # each pixel once
    return depth.reshape(labels.shape)
