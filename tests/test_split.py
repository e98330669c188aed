"""How ink is split by writer."""

import numpy as np
import pytest

from samples import Sample
from split import place, split_by_writer, split_ink


def sample(writer: str, split: str | None = None, source: str = "s") -> Sample:
    return Sample("1", writer, (np.zeros((2, 2), np.float32),), source, split=split)


def test_split_keeps_every_writer_on_one_side_in_all_sources() -> None:
    writers = [f"writer {number}" for number in range(300)]
    samples = [sample(writer, source=source) for writer in writers for source in ("digits", "numbers")]
    split = split_ink(samples)
    sides = [{s.writer for s in side} for side in (split.train, split.validation, split.test)]
    assert sum(map(len, sides)) == 300
    assert set.union(*sides) == set(writers)
    assert [len(side) / 300 for side in sides] == pytest.approx([0.65, 0.15, 0.20], abs=0.06)
    assert sum(map(len, (split.train, split.validation, split.test))) == len(samples)


def test_split_keeps_a_writer_where_he_is_when_others_are_added() -> None:
    few = [sample(f"w{number}") for number in range(50)]
    many = [*(sample(f"other {number}") for number in range(500)), *few]
    before, after = split_ink(few), split_ink(many)
    for name in ("train", "validation", "test"):
        side = {s.writer for s in getattr(after, name)}
        assert {s.writer for s in getattr(before, name)} <= side


def test_split_respects_the_source_s_own_sides() -> None:
    train = [sample(f"tra-{number}", "train") for number in range(100)]
    test = [sample(f"tes-{number}", "test") for number in range(100)]
    split = split_ink([*train, *test])
    assert split.test == test
    assert 5 < len(split.validation) < 30
    assert len(split.train) + len(split.validation) == 100


def test_split_by_writer_takes_about_the_fraction_and_depends_on_the_seed() -> None:
    samples = [sample(f"w{number}") for number in range(400)]
    kept, taken = split_by_writer(samples, 0.25, seed=3)
    assert len(kept) + len(taken) == 400
    assert len(taken) == pytest.approx(100, abs=30)
    assert split_by_writer(samples, 0.25, seed=3) == (kept, taken)
    assert split_by_writer(samples, 0.25, seed=4)[1] != taken


def test_place_of_a_writer_never_changes() -> None:
    assert place("w0", 12) == pytest.approx(0.5141155299654576)
    places = [place(f"w{number}", 12) for number in range(1000)]
    assert 0 <= min(places) < 0.01
    assert 0.99 < max(places) < 1
