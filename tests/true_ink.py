"""The true ink of each digit of a number that was written for the tests."""

from __future__ import annotations

from handwriting import Written

Run = tuple[int, int, int]  # stroke, first point, last point


def true_digits(written: Written) -> list[tuple[Run, ...]]:
    """Runs of ink of each digit, from left to right; a link that joins two digits belongs to neither."""
    return [tuple(_run(written, place, stroke) for stroke in strokes) for place, strokes in enumerate(written.segments)]


def _run(written: Written, place: int, stroke: int) -> Run:
    """The part of a stroke that belongs to one digit."""
    links = sorted(link[1:] for link in written.links if link[0] == stroke)
    owners = [other for other, strokes in enumerate(written.segments) if stroke in strokes]
    begins = [0] + [last + 1 for _, last in links]
    ends = [first - 1 for first, _ in links] + [len(written.strokes[stroke]) - 1]
    index = owners.index(place)
    return stroke, begins[index], ends[index]
