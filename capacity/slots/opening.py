"""The store's opening time as one line of quarter-hours, so that closed hours take no place in a search."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_

from accounts.models.stores import Store
from capacity.slots.stages import QUARTER

SECONDS = int(QUARTER.total_seconds())
START_MINUTES = 30
MOST_CLOSED_DAYS = 60


def quarter_before(moment: datetime) -> int:
    """The number of the quarter-hour since 1970 in which a moment lies."""
    return int(moment.timestamp() // SECONDS)


def quarter_after(moment: datetime) -> int:
    """The number of the first quarter-hour that begins at or after a moment."""
    return int(-(-moment.timestamp() // SECONDS))


def moment_of(quarter: int) -> datetime:
    return datetime.fromtimestamp(quarter * SECONDS, UTC)


class OpeningTime:
    """Opening hours of so many store days from a moment on, and after them for a job of `room` quarters.

    Position 0 is the first open quarter-hour at or after the moment, position 1 the next open one, and so on: a job of
    eight quarters that starts at position p takes p … p+7, over the night if need be. Bitmaps have a bit for each
    position.
    """

    def __init__(self, store: Store, start_from: datetime, days: int, room: int):
        self.zone = store.zone
        self.windows: list[tuple[int, int]] = []
        self.places: list[int] = []
        self.days: list[tuple[date, int, int]] = []
        self.length = self.searched = 0
        first = store.today(start_from)
        closed = 0
        for count in range(days + room + MOST_CLOSED_DAYS):
            if count >= days and (self.length - self.searched >= room or closed > MOST_CLOSED_DAYS):
                break
            closed = 0 if self._add_day(store, first + timedelta(days=count), start_from) else closed + 1
            if count < days:
                self.searched = self.length

    def _add_day(self, store: Store, on: date, start_from: datetime) -> bool:
        hours = store.hours_on(on)
        if hours is None:
            return False
        opens, closes = quarter_after(max(hours[0], start_from)), quarter_before(hours[1])
        if opens >= closes:
            return False
        self.days.append((on, self.length, self.length + closes - opens))
        if self.windows and self.windows[-1][1] == opens:
            self.windows[-1] = (self.windows[-1][0], closes)
        else:
            self.windows.append((opens, closes))
            self.places.append(self.length)
        self.length += closes - opens
        return True

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """From the first to the last open moment, or None when the store never opens."""
        return (moment_of(self.windows[0][0]), moment_of(self.windows[-1][1])) if self.windows else None

    def position(self, quarter: int) -> int:
        """How many open quarters lie before this one; beyond the end it is the end."""
        n = bisect_right(self.windows, (quarter, quarter)) - 1
        if n < 0:
            return 0
        opens, closes = self.windows[n]
        return self.places[n] + min(quarter, closes) - opens

    def moment(self, position: int) -> datetime:
        """When the open quarter at this position begins, on the store's clock."""
        n = bisect_right(self.places, position) - 1
        return moment_of(self.windows[n][0] + position - self.places[n]).astimezone(self.zone)

    def pieces(self, position: int, quarters: int) -> list[tuple[datetime, datetime]]:
        """The stretches [start, end) of so many open quarters: one for each time the store opens."""
        stretches = []
        while quarters > 0:
            n = bisect_right(self.places, position) - 1
            end = self.places[n] + self.windows[n][1] - self.windows[n][0]
            taken = min(quarters, end - position)
            start = self.moment(position)
            stretches.append((start, start + taken * QUARTER))
            position, quarters = position + taken, quarters - taken
        return stretches

    def mask(self, first: int, last: int) -> int:
        """A bitmap of the quarters [first, last) since 1970 that are open."""
        return bits(self.position(first), self.position(last))

    def starts(self) -> int:
        """A bitmap of where a job may start: the half-hours on the store's clock in the searched days."""
        positions = 0
        for n, (opens, closes) in enumerate(self.windows):
            lead = -(moment_of(opens).astimezone(self.zone).minute // 15) % 2
            for quarter in range(opens + lead, closes, START_MINUTES // 15):
                positions |= 1 << (self.places[n] + quarter - opens)
        return positions & bits(0, self.searched)


def bits(first: int, last: int) -> int:
    """A bitmap whose positions first … last-1 are set."""
    return (1 << last) - (1 << first) if last > first else 0


def union(masks: Iterable[int]) -> int:
    """The positions that are set in any of these bitmaps."""
    return reduce(or_, masks, 0)


def runs(free: int, length: int) -> int:
    """Where a run of so many free positions begins."""
    done = 1
    while done < length:
        step = min(done, length - done)
        free &= free >> step
        done += step
    return free
