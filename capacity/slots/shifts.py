"""When people are on shift from a moment on, as stretches of time for whoever places work by hand or by the clock."""

from collections.abc import Collection
from datetime import datetime

from accounts.models.stores import Store
from capacity.slots.opening import OpeningTime, bits, moment_of, quarter_before
from capacity.slots.roster import off_time, stretches
from capacity.slots.stretches import Times

DAYS = 8  # a week and the present day


def shifts_of(store: Store, people: Collection[int], at: datetime) -> dict[int, list[Times]]:
    """For each of these people his time on shift in open hours, from the quarter of `at` on, over the next days."""
    opening = OpeningTime(store, moment_of(quarter_before(at)), DAYS, 0)
    off, everything = off_time(store, opening, people), bits(0, opening.length)
    shifts: dict[int, list[Times]] = {}
    for key in people:
        on = stretches(everything & ~off.get(key, 0))
        shifts[key] = [piece for first, last in on for piece in opening.pieces(first, last - first)]
    return shifts
