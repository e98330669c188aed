"""Calls shared out among the cores; what they give is the same, however many there are."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

Call = tuple[Callable, *tuple[Any, ...]]  # a function of a module, and what it is called with


def in_processes(calls: Sequence[Call], most: int | None = None) -> Iterator[Any]:
    """What each call gives, in order, as soon as it is there.

    Parameters
    ----------
    calls : sequence of (function, argument, ...)
        Everything is pickled on its way there and back, generators of random numbers as well: each call needs its own.
    most : int, optional
        Processes, by default as many as there are cores; 1 is this one.
    """
    processes = min(most or os.cpu_count() or 1, len(calls))
    if processes <= 1:
        yield from (function(*arguments) for function, *arguments in calls)
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:  # TensorFlow's threads do not outlive a fork
        for future in [pool.submit(function, *arguments) for function, *arguments in calls]:
            yield future.result()
