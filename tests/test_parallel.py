"""Calls shared out among processes."""

from __future__ import annotations

import os

import numpy as np
import pytest

from parallel import in_processes


def drawn(count: int, rng: np.random.Generator) -> tuple[int, list[float]]:
    """Which process drew, and what."""
    return os.getpid(), rng.random(count).tolist()


def fail(reason: str) -> None:
    raise ValueError(reason)


def calls() -> list[tuple]:
    return [(drawn, count, rng) for count, rng in enumerate(np.random.default_rng(0).spawn(5), 1)]


def test_processes_give_in_order_what_one_gives() -> None:
    alone, shared = (list(in_processes(calls(), most)) for most in (1, 2))
    assert {process for process, _ in alone} == {os.getpid()}
    assert os.getpid() not in {process for process, _ in shared}
    assert [own for _, own in shared] == [own for _, own in alone]
    assert [len(own) for _, own in alone] == [1, 2, 3, 4, 5]


def test_one_call_and_none_need_no_other_process() -> None:
    assert list(in_processes([(os.getpid,)])) == [os.getpid()]
    assert list(in_processes([])) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_in_another_process_is_raised_here(processes: int) -> None:
    with pytest.raises(ValueError, match="no ink"):
        list(in_processes([(fail, "no ink"), (len, "ink")], processes))
