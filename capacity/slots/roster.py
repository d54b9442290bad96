"""When people work, as bitmaps over opening time: their week, a day that differs, their breaks.

Who has no week works the store's hours. This is the only place that turns shifts into free time.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import connection

from accounts.models.stores import Store
from capacity.slots.opening import OpeningTime, bits, quarter_after, quarter_before, runs
from capacity.slots.wish import Lengths

ONE_DAY = timedelta(days=1)
# The weeks that begin within the days, and of each person the last one before them.
ROSTER = """
SELECT s.resource_id, s.since, s.weekday, NULL::date, s.off, s.starts, s.ends, s.break_starts, s.break_ends
FROM capacity_shift s
WHERE s.store_id = %(store)s AND s.resource_id = ANY(%(people)s) AND s.since <= %(last)s
  AND s.since >= coalesce((SELECT max(b.since) FROM capacity_shift b WHERE b.store_id = s.store_id
                           AND b.resource_id = s.resource_id AND b.since <= %(first)s), s.since)
UNION ALL
SELECT d.resource_id, NULL, NULL, d."on", d.off, d.starts, d.ends, d.break_starts, d.break_ends
FROM capacity_shiftday d
WHERE d.store_id = %(store)s AND d.resource_id = ANY(%(people)s) AND d."on" BETWEEN %(first)s AND %(last)s
"""


class Times(NamedTuple):
    """The times of a person's day; without a start they are the store's hours, unless `off`."""

    off: bool
    starts: time | None
    ends: time | None
    break_starts: time | None
    break_ends: time | None

    @property
    def as_the_store(self) -> bool:
        return not self.off and self.starts is None


class Week:
    """What is said about one person's working time: weeks by their first day, and single days."""

    def __init__(self) -> None:
        self.weeks: dict[date, dict[int, Times]] = defaultdict(dict)
        self.days: dict[date, Times] = {}

    def on(self, day: date) -> Times | None:
        """The times of a day; None where nothing is said of it."""
        if day in self.days:
            return self.days[day]
        since = max((first for first in self.weeks if first <= day), default=None)
        return self.weeks[since].get(day.weekday()) if since else None


def weeks_of(store: Store, people: Collection[int], first: date, last: date) -> dict[int, Week]:
    """What is said about the working time of these people (keys of resources) on these days, in one query."""
    weeks: dict[int, Week] = defaultdict(Week)
    facts = {"store": store.pk, "people": list(people), "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(ROSTER, facts)
        for key, since, weekday, on, *times in cursor.fetchall():
            if since:
                weeks[key].weeks[since][weekday] = Times(*times)
            else:
                weeks[key].days[on] = Times(*times)
    return dict(weeks)


def bounds_of(day: date, times: Times, store: Store) -> list[tuple[datetime, datetime]]:
    """The shift of a day and its break, [from, to) on the store's clock; an end not after its start is next morning."""
    if times.starts is None or times.ends is None:
        return []
    starts, ends = _span(day, times.starts, times.ends, store)
    if times.break_starts is None or times.break_ends is None:
        return [(starts, ends)]
    pause = _span(day, times.break_starts, times.break_ends, store)
    if pause[0] < starts:
        pause = _span(day + ONE_DAY, times.break_starts, times.break_ends, store)
    return [(starts, ends), pause]


def _span(day: date, starts: time, ends: time, store: Store) -> tuple[datetime, datetime]:
    until = day if ends > starts else day + ONE_DAY
    return datetime.combine(day, starts, store.zone), datetime.combine(until, ends, store.zone)


def off_time(store: Store, opening: OpeningTime, people: Collection[int]) -> dict[int, int]:
    """For each of these people of whom something is said: the positions at which he is not on shift."""
    if not (opening.days and people):
        return {}
    first, last = opening.days[0][0], opening.days[-1][0]
    weeks = weeks_of(store, people, first - ONE_DAY, last)
    everything = bits(0, opening.length)
    return {key: everything & ~_on_shift(store, opening, week, first, last) for key, week in weeks.items()}


def _on_shift(store: Store, opening: OpeningTime, week: Week, first: date, last: date) -> int:
    open_days = {on: bits(begin, end) for on, begin, end in opening.days}
    positions, day = 0, first - ONE_DAY  # a night shift of the day before
    while day <= last:
        times = week.on(day)
        if times is None or times.as_the_store:
            positions |= open_days.get(day, 0)
        else:
            positions |= _positions(opening, bounds_of(day, times, store))
        day += ONE_DAY
    return positions


def _positions(opening: OpeningTime, bounds: list[tuple[datetime, datetime]]) -> int:
    """The open quarters that lie inside a shift as a whole, without those that its break touches."""
    if not bounds:
        return 0
    (starts, ends), *pauses = bounds
    positions = opening.mask(quarter_after(starts), quarter_before(ends))
    for begins, until in pauses:
        positions &= ~opening.mask(quarter_before(begins), quarter_after(until))
    return positions


@dataclass(frozen=True)
class Worker:
    """One person's time in a search: `on` are the positions of his shifts, `busy` those that are taken."""

    everything: int
    on: int
    busy: int

    def lengths(self, quarters: int) -> Lengths:
        """Where he can begin so many quarters of work, by how long it takes in opening time, breaks included.

        Work that is not done when a break or the end of a shift comes goes on after it, as it does over the night.
        """
        if self.on == self.everything:
            return {quarters: runs(self.everything & ~self.busy, quarters)}
        taken, shifts = self.busy & self.on, stretches(self.on)
        lengths: Lengths = defaultdict(int)
        for n in range(len(shifts)):
            for length, begins in _begins(shifts, n, quarters):
                lengths[length] |= begins
        return {
            length: mask
            for length, begins in lengths.items()
            if (mask := begins & runs(self.everything & ~taken, length))
        }


def _begins(shifts: list[tuple[int, int]], n: int, quarters: int) -> list[tuple[int, int]]:
    """(length, positions in the n-th stretch where work of so many quarters takes that long)."""
    first, end = shifts[n]
    pieces, gaps, later = [], 0, 0  # what lies between the stretches, and what the following ones hold
    for before, (start, until) in zip([shifts[n], *shifts[n:]], shifts[n:]):
        if start >= end:
            gaps, later = gaps + start - before[1], later + until - start
        last = min(end, end - quarters + later + 1)  # who begins before this is done within this stretch
        if last > first:
            pieces.append((quarters + gaps, bits(first, last)))
            first = last
        if first == end:
            break
    return pieces


def stretches(on: int) -> list[tuple[int, int]]:
    """The runs of set positions, [first, last)."""
    pieces, position = [], 0
    while on:
        skip = (on & -on).bit_length() - 1
        on >>= skip
        length = (~on & (on + 1)).bit_length() - 1
        pieces.append((position + skip, position + skip + length))
        on >>= length
        position += skip + length
    return pieces
