"""How a customer gets here and away without his car: a driver for the way there and the way back, or a loan car."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from capacity.models.resources import Resource
from capacity.slots.opening import bits, runs, union
from capacity.slots.wish import Carriage, Need, Seat, Way

if TYPE_CHECKING:
    from capacity.slots.search import Search

Kind = Resource.Kind
LATEST_BACK = 8  # quarters of opening time after the work within which the way back begins


class Carrying:
    """Where the wished carriage is free around a job, as bitmaps of the job's starts."""

    def __init__(self, search: "Search", carriage: Carriage):
        self.search, self.carriage = search, carriage
        self.seats = [seat for seat in search.seats if seat.kind == carriage.kind]
        self.free = {seat.pk: search._free(seat) for seat in self.seats}

    def there(self) -> int:
        """Where a job can start whose car a driver has fetched just before, on the same day."""
        length = self.carriage.there
        return (union(runs(free, length) for free in self.free.values()) & self._inside(length, 1)) << length

    def back(self) -> int:
        """Where a job can end whose car somebody brings back soon after, within one day."""
        begins = union(self._begins_back(seat) for seat in self.seats)
        return union(begins >> later for later in range(LATEST_BACK + 1))

    def _begins_back(self, seat: Seat) -> int:
        return runs(self.free[seat.pk], self.carriage.back) & self._inside(self.carriage.back, 0)

    def _inside(self, length: int, margin: int) -> int:
        """Where so many quarters begin and lie within one day, `margin` before its end."""
        days = self.search.opening.days
        return union(bits(first, last - length + 1 - margin) for _on, first, last in days)

    def starts(self, total: int) -> int:
        """Where a job of so many quarters of opening time can start."""
        if self.carriage.kind == Kind.LOAN_CAR:
            return union(runs(free, total + self.carriage.back) for free in self.free.values())
        return self.there() & (self.back() >> total)

    def needs(self, totals: list[int]) -> Iterator[Need]:
        """What is needed, for an explanation: each with where it can be had, whatever the length of the job."""
        seats = [(seat, self.free[seat.pk]) for seat in self.seats]
        if self.carriage.kind == Kind.LOAN_CAR:
            mask = union(self.starts(total) for total in totals)
            yield Need("loan_car", mask, mask, seats=seats)
            return
        there, back = self.there(), union(self.back() >> total for total in totals)
        yield Need("driver", there, there, seats=seats)
        yield Need("driver_back", back, back, seats=seats)

    def ways(self, position: int, total: int) -> list[Way]:
        """The ways of a job at a position where `starts(total)` holds: of the idle first."""
        opening, back = self.search.opening, self.carriage.back
        end = position + total
        if self.carriage.kind == Kind.LOAN_CAR:
            seat = self._first(bits(position, end + back))
            return [Way(seat, opening.moment(position), opening.pieces(position, total + back)[-1][1])]
        there = self.carriage.there
        fetching = self._first(bits(position - there, position))
        begin = next(each for each in range(end, end + LATEST_BACK + 1) if self._brings(each))
        bringing = self._first(bits(begin, begin + back))
        return [
            Way(fetching, opening.moment(position - there), opening.moment(position)),
            Way(bringing, *opening.pieces(begin, back)[0]),
        ]

    def _brings(self, begin: int) -> bool:
        return any(self._begins_back(seat) >> begin & 1 for seat in self.seats)

    def _first(self, wanted: int) -> Seat:
        return min(
            (seat for seat in self.seats if not wanted & ~self.free[seat.pk]),
            key=lambda seat: (self.search.busy[seat.pk].bit_count(), seat.pk),
        )
