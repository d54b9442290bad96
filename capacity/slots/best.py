"""Which few of the free times are named first, and how each day is sold: both read from one search (SERVICE-R6).

Three times are enough while a customer is on the line: the earliest, and a choice of half days and advisors.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from capacity.models.resources import Resource
from capacity.slots.opening import bits, quarter_after, union
from capacity.slots.search import Search
from capacity.slots.wish import Seat, Slot

TIMES = 3
QUARTERS = 4  # an hour has
MORNING, NOON, EVENING = time(6), time(12), time(18)


@dataclass(frozen=True)
class DayUse:
    """One open day of the calendar: how many starts it offers, and the quarters of those who can do the work."""

    on: date
    starts: int
    sold: int
    available: int

    @property
    def sold_hours(self) -> float:
        return self.sold / QUARTERS

    @property
    def available_hours(self) -> float:
        return self.available / QUARTERS

    @property
    def share_sold(self) -> int:
        """Sold time of what is available, in per cent."""
        return round(100 * self.sold / self.available) if self.available else 0


def chosen_positions(starts: int, mornings: int, afternoons: int, days: Iterable[int], count: int = TIMES) -> list[int]:
    """The positions of the best starts, in order: the earliest, one of a morning and one of an afternoon, other days.

    All are bitmaps; `days` has one for each day. What a bitmap does not hold is left out, so fewer may be returned.
    """
    chosen: list[int] = [first_of(starts)] if starts else []
    for half in (mornings, afternoons):
        if starts & half and not any(half >> position & 1 for position in chosen):
            chosen.append(first_of(starts & half))
    taken = union(day for day in days if any(day >> position & 1 for position in chosen))
    while len(chosen) < count and (left := starts & ~bits_of(chosen)):
        chosen.append(first_of(left & ~taken or left))
        taken |= union(day for day in days if day >> chosen[-1] & 1)
    return sorted(chosen[:count])


def first_of(mask: int) -> int:
    """The lowest position that is set."""
    return (mask & -mask).bit_length() - 1


def bits_of(positions: Iterable[int]) -> int:
    return union(1 << position for position in positions)


def best(search: Search, count: int = TIMES) -> list[Slot]:
    """The best free times: at least one in a morning and one in an afternoon, and two advisors, where that exists."""
    days = [bits(first, last) for _on, first, last in search.opening.days]
    halves = _half(search, MORNING, NOON), _half(search, NOON, EVENING)
    positions = chosen_positions(_starts(search), *halves, days, count)
    return _with_two_advisors(search, [(position, search.slot(position)) for position in positions])


def on_day(search: Search, on: date) -> list[Slot]:
    """Every free start of a day."""
    return [search.slot(position) for position in _positions(_starts(search) & _day(search, on))]


def days(search: Search) -> list[DayUse]:
    """The open days of the search with their starts and how they are sold, for people who can do the work."""
    starts, people = _starts(search), [seat for seat in search.seats if seat.kind == Resource.Kind.TECHNICIAN]
    masks = []
    for seat in people:
        here = search.all & ~search.off.get(seat.pk, 0) & ~search.blocked[seat.pk]
        masks.append((here, here & search.busy[seat.pk]))
    return [
        DayUse(
            on,
            (starts & day).bit_count(),
            sum((sold & day).bit_count() for _here, sold in masks),
            sum((here & day).bit_count() for here, _sold in masks),
        )
        for on, day in _days(search)
    ]


def _starts(search: Search) -> int:
    return search.starts if search.wish.stages else 0


def _days(search: Search) -> list[tuple[date, int]]:
    """The days in which the search looks; those after them are for the rest of the work."""
    until = search.opening.searched
    return [(on, bits(first, last)) for on, first, last in search.opening.days if first < until]


def _day(search: Search, on: date) -> int:
    return union(day for other, day in _days(search) if other == on)


def _half(search: Search, since: time, until: time) -> int:
    """The positions of this time of all days."""
    zone, position = search.opening.zone, search.opening.position
    moments = [[quarter_after(datetime.combine(on, at, zone)) for at in (since, until)] for on, _day in _days(search)]
    return union(bits(position(first), position(last)) for first, last in moments)


def _with_two_advisors(search: Search, slots: list[tuple[int, Slot]]) -> list[Slot]:
    """The same times; where one advisor has them all, the last that another can receive is the other's.

    Whoever asked for an advisor by name gets that one.
    """
    chosen = [slot for _position, slot in slots]
    if search.wish.advisor or len(chosen) < 2 or len({slot.advisor.pk for slot in chosen}) > 1:
        return chosen
    for place, (position, slot) in reversed(list(enumerate(slots))):
        if others := [seat for seat in search.receivers(position) if seat.pk != slot.advisor.pk]:
            chosen[place] = replace(slot, advisor=_idlest(search, others))
            break
    return chosen


def _idlest(search: Search, seats: list[Seat]) -> Seat:
    return min(seats, key=lambda seat: (search.busy[seat.pk].bit_count(), seat.pk))


def _positions(mask: int) -> Iterable[int]:
    while mask:
        yield first_of(mask)
        mask &= mask - 1
