"""Connected components, of a graph and of a picture's ink, without a loop over pixels."""

import numpy as np
from numpy.typing import NDArray


def graph_components(count: int, edges: NDArray[np.intp]) -> NDArray[np.intp]:
    """Number the connected components of a graph.

    Every round hooks the larger of two neighboring roots to the smaller one and then lets each node
    point to its root (Shiloach and Vishkin 1982, J. Algorithms 3); rounds grow with the logarithm of `count`.

    Parameters
    ----------
    count : int
        Number of nodes.
    edges : ndarray of shape (E, 2), dtype intp
        Pairs of nodes.

    Returns
    -------
    ndarray of shape (count,), dtype intp
        Component of each node, from 0, in the order of their first nodes.
    """
    root = np.arange(count)
    first, second = edges[:, 0], edges[:, 1]
    while len(first):
        low, high = np.minimum(first, second), np.maximum(first, second)
        np.minimum.at(root, high, low)
        while not np.array_equal(above := root[root], root):
            root = above
        first, second = root[low], root[high]
        apart = first != second
        first, second = first[apart], second[apart]
    is_first = root == np.arange(count)
    return (np.cumsum(is_first) - 1)[root]


def ink_components(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int32], int]:
    """Number the connected pieces of ink, neighbors by side or corner.

    Horizontal runs of ink are the nodes, runs that touch in adjacent rows the edges: there are some
    thousands of them where there are some hundred thousand pixels.

    Parameters
    ----------
    mask : ndarray of shape (H, W), dtype bool
        Ink.

    Returns
    -------
    labels : ndarray of shape (H, W), dtype int32
        0 for paper, 1 to `count` for ink, numbered from the top.
    count : int
        Number of pieces.
    """
    height, width = mask.shape
    stride = width + 2  # a column of paper between rows: runs of two rows never touch in flat order
    padded = np.zeros((height, stride), np.int8)
    padded[:, 1:-1] = mask
    change = np.diff(padded.reshape(-1), prepend=np.int8(0))
    begin, end = np.flatnonzero(change == 1), np.flatnonzero(change == -1)  # half-open
    # Run j of the row below touches run i where begin[j] <= end[i] + stride and end[j] >= begin[i] + stride.
    from_ = np.searchsorted(end, begin + stride, side="left")
    to = np.searchsorted(begin, end + stride, side="right")
    touching = np.maximum(to - from_, 0)
    upper = np.repeat(np.arange(len(begin)), touching)
    lower = np.arange(len(upper)) - np.repeat(np.cumsum(touching) - touching - from_, touching)
    run_labels = graph_components(len(begin), np.column_stack((upper, lower)))
    labels = np.zeros(mask.shape, np.int32)
    labels[mask] = np.repeat(run_labels + 1, end - begin)
    return labels, int(run_labels.max(initial=-1)) + 1
