"""The share of the workshop kept for appointments, which walk-ins cannot take (SERVICE-R10)."""

from datetime import date

from accounts.models.stores import Store
from capacity.models.resources import Resource
from capacity.settings import APPOINTMENT_SHARE, GENERAL, SHARE_RELEASED, WEEKDAY_SHARES
from capacity.slots.opening import bits, quarter_after
from capacity.slots.stages import Stage
from capacity.slots.wish import Seat


def kept_share(store: Store, on: date) -> int:
    """The share kept on a day, in per cent: the weekday's own where the store set one, else the general one."""
    own = WEEKDAY_SHARES[on.weekday()].of(store)
    return APPOINTMENT_SHARE.of(store) if own == GENERAL else own


def walk_in_starts(search) -> int:
    """Where a walk-in may start without taking an hour that is kept for appointments.

    Of each day's hours, those of the technicians with a skill and those of the bays of a kind, walk-ins may take what
    the store does not keep. Hours that are nearer than the store's release time are kept no longer.
    """
    wish = search.wish
    released_at = wish.at + SHARE_RELEASED.span(wish.store)
    released = search.opening.position(quarter_after(released_at))
    allowed = [
        _allowances(search, _people(search, stage), released) + _allowances(search, _bays(search, stage), released)
        for stage in wish.stages
    ]
    starts, allowed_starts = search.opening.starts(), 0
    while starts:
        lowest = starts & -starts
        if _fits(search, lowest.bit_length() - 1, released, allowed):
            allowed_starts |= lowest
        starts ^= lowest
    return allowed_starts


def _people(search, stage: Stage) -> list[Seat]:
    return [seat for seat in search.seats if seat.kind == Resource.Kind.TECHNICIAN and stage.skills <= seat.skills]


def _bays(search, stage: Stage) -> list[Seat]:
    return [seat for seat in search.seats if seat.kind == Resource.Kind.BAY and seat.bay_type == stage.bay_type]


def _allowances(search, seats: list[Seat], released: int) -> list[tuple[int, int, int]]:
    """(first, last, quarters walk-ins may still take) for each day, of these people or bays together."""
    allowances = []
    for on, first, last in search.opening.days:
        share = 100 - kept_share(search.wish.store, on)
        first = max(first, released)
        kept = bits(first, last)
        capacity = sum((kept & ~search.blocked[seat.pk] & ~search.off.get(seat.pk, 0)).bit_count() for seat in seats)
        taken = sum((kept & search.walk_ins[seat.pk]).bit_count() for seat in seats)
        allowances.append((first, last, capacity * share // 100 - taken))
    return allowances


def _fits(search, position: int, released: int, allowed: list[list[tuple[int, int, int]]]) -> bool:
    for stage, days in zip(search.wish.stages, allowed):
        end = position + stage.quarters
        for first, last, quarters in days:
            wanted = min(end, last) - max(position, first)
            if wanted > 0 and wanted > quarters:
                return False
        position = end
    return True
