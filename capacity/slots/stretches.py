"""Stretches of time of resources: joined, and without what others have."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

Times = tuple[datetime, datetime]


class Stretch(NamedTuple):
    """A stretch [start, end) of a resource; `on_floor` says that the car is there, and is no mere plan."""

    resource: int
    start: datetime
    end: datetime
    on_floor: bool


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time without overlaps: what touches is one stretch, on the floor if a part of it is."""
    rows: list[Stretch] = []
    for one in sorted(stretches):
        if one.start >= one.end:
            continue
        last = rows[-1] if rows else None
        if last and last.resource == one.resource and last.end >= one.start:
            rows[-1] = last._replace(end=max(last.end, one.end), on_floor=last.on_floor or one.on_floor)
        else:
            rows.append(one)
    return rows


def without(one: Stretch, others: Iterable[Times]) -> list[Stretch]:
    """What is left of a stretch outside these times."""
    rest, start = [], one.start
    for begins, ends in sorted(others):
        if begins >= one.end:
            break
        if begins > start:
            rest.append(one._replace(start=start, end=begins))
        start = max(start, ends)
    if start < one.end:
        rest.append(one._replace(start=start))
    return rest
