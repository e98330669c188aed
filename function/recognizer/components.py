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
        first, second = root[first], root[second]
        apart = first != second
        first, second = first[apart], second[apart]
    return (np.cumsum(root == np.arange(count)) - 1)[root]


def ink_components(labels: NDArray[np.int32] | NDArray[np.bool_]) -> tuple[NDArray[np.int32], int]:
    """Number the connected pieces of ink of one label, neighbors by side or corner.

    Horizontal runs of ink are the nodes, runs that touch in adjacent rows the edges: there are some
    thousands of them where there are some hundred thousand pixels.

    Parameters
    ----------
    labels : ndarray of shape (H, W), dtype int32 or bool
        0 for paper, else the ink's label; a mask is ink of one label.

    Returns
    -------
    pieces : ndarray of shape (H, W), dtype int32
        0 for paper, 1 to `count` for ink, numbered from the top.
    count : int
        Number of pieces.
    """
    height, width = labels.shape
    stride = width + 2  # paper between rows: a run ends with its row, and corners never touch around it
    padded = np.zeros((height, stride), np.int32)
    padded[:, 1:-1] = labels
    flat = padded.reshape(-1)
    change = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    inked = flat[change] > 0
    begin = change[inked]  # runs are half-open
    end = change[np.flatnonzero(inked) + 1]
    first = np.searchsorted(end, begin + stride, side="left")  # of the row below, touching by a corner or more
    last = np.searchsorted(begin, end + stride, side="right")
    touching = np.maximum(last - first, 0)
    upper = np.repeat(np.arange(len(begin)), touching)
    lower = np.arange(len(upper)) - np.repeat(np.cumsum(touching) - touching - first, touching)
    same = flat[begin[upper]] == flat[begin[lower]]
    of_run = graph_components(len(begin), np.column_stack((upper[same], lower[same])))
    pieces = np.zeros(labels.shape, np.int32)
    pieces[labels > 0] = np.repeat(of_run + 1, end - begin)
    return pieces, int(of_run.max(initial=-1)) + 1


def piece_extents(pieces: NDArray[np.int32], count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First and last row and column of each piece, as `ink_components` numbers them -> (2, count + 1) each."""
    row, column = np.nonzero(pieces)
    number = pieces[row, column]
    low = np.full((2, count + 1), max(pieces.shape))  # whole numbers as places are: mixed, .at takes ten times as long
    high = np.zeros_like(low)
    for axis, place in enumerate((row, column)):
        np.minimum.at(low[axis], number, place)
        np.maximum.at(high[axis], number, place)
    return low, high
