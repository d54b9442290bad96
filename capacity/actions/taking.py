"""Taking people, bays and the car for a time: lock in id order, write, and the database decides."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from heapq import merge
from operator import attrgetter
from typing import cast

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models.stores import Store
from capacity.actions import claims
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots import reasons
from capacity.slots.search import Search
from capacity.slots.seats import seats_for
from capacity.slots.wish import Seat, Slot, TakenSlot, Wish
from core.errors import Refused
from core.transactions import one_attempt

FEW = 5


class Lost(Exception):
    """The time cannot be had: raised by the body of `taken`, it undoes what was written and becomes a refusal."""


@contextmanager
def taken(wish: Wish) -> Iterator[TakenSlot]:
    """Take the wished time; the body of the `with` writes what belongs to it in the same transaction (SERVICE-N4).

    Raises Refused with `alternatives` and `missing` when the time cannot be had. They are searched for after the locks
    are released.
    """
    try:
        for attempt in (_take_chosen, _take_any):
            with one_attempt():
                if slot := attempt(wish):
                    yield slot
                    return
                transaction.set_rollback(True)  # lets the locks go, so that the next attempt waits in no circle
    except Lost as lost:
        raise refusal(wish, str(lost)) from lost
    raise refusal(wish)


def _take_chosen(wish: Wish) -> TakenSlot | None:
    """Take what the search chose, with locks on that alone; None when another booking was quicker.

    The exclusion constraint decides. Not for a walk-in: its share depends on everybody's hours.
    """
    if wish.kind == Claim.Kind.WALK_IN:
        return None
    search = search_at(wish)
    slot, car = _hoped(search), _car(search.seats, wish)
    return _write(search, slot, car, _locked(slot.seats | {car}, wish.store))


def _take_any(wish: Wish) -> TakenSlot | None:
    """Take whatever is free, with locks on everybody and everything that could do the work."""
    seats = _candidates(wish)
    car = _car(seats, wish)
    locked = _locked({seat.pk for seat in seats} | {car}, wish.store)
    search = search_at(wish)
    return _write(search, _hoped(search), car, locked)


def _candidates(wish: Wish) -> list[Seat]:
    """Everybody and everything that could do the work. Who has lost the time looks first whether any of it is left.

    So in a rush only those lock everybody who may still win.
    """
    if wish.kind == Claim.Kind.WALK_IN:
        return seats_for(wish)
    search = search_at(wish)
    _hoped(search)
    return search.seats


def _hoped(search: Search) -> Slot:
    slot = search.at_first()
    if slot is None:
        raise Lost
    return slot


def _car(seats: list[Seat], wish: Wish) -> int:
    key = next((seat.pk for seat in seats if seat.kind == Resource.Kind.VEHICLE), None)
    return key or add_car(wish.store, cast(int, wish.vehicle))


def _locked(keys: set[int], store: Store) -> dict[int, Resource]:
    """The resources in use among these, locked."""
    return {row.pk: row for row in Resource.objects.locked(keys, store.pk) if row.active}


def _write(search: Search, slot: Slot, car: int, locked: dict[int, Resource]) -> TakenSlot | None:
    wish = search.wish
    if not slot.seats | {car} <= locked.keys():
        return None
    if search.stale or wish.held_until:
        claims.let_go(set(locked), at=wish.at, holder=wish.holder, guest=wish.guest)
    if wish.instead_of:
        claims.release_set(wish.instead_of)
    claim_set = claims.write(wish, slot, car)
    if claim_set is None:
        return None
    advisor, bay, technician = (locked[seat.pk] for seat in (slot.advisor, slot.bay, slot.technician))
    people = advisor, bay, technician
    return TakenSlot(slot.pieces, *people, slot.ready_on, stays=slot.stays, ways=slot.ways, claim_set=claim_set)


def search_at(wish: Wish) -> Search:
    """The search that lists the free times, for exactly the wished one."""
    return Search(replace(wish, days=1, parts=() if wish.reserves else wish.parts))


# A second booking at the same time waits for the first, and finds its row in a statement of its own.
ADD_CAR = """
INSERT INTO capacity_resource (store_id, kind, name, vehicle_id, skills, active, version)
SELECT v.store_id, 'vehicle', coalesce(nullif(v.plate, ''), nullif(v.vin, ''), '–'), v.id, '{}', true, 1
FROM vehicles_vehicle v WHERE v.store_id = %s AND v.id = %s
ON CONFLICT (store_id, vehicle_id) WHERE vehicle_id IS NOT NULL DO NOTHING RETURNING id
"""


def add_car(store: Store, vehicle: int) -> int:
    """The key of the car as a resource. The first booking creates it; of two at once, one does."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_CAR, [store.pk, vehicle])
        if added := cursor.fetchone():
            return added[0]
    return Resource.objects.values_list("pk", flat=True).get(vehicle=vehicle)


def refusal(wish: Wish, reason: str = "") -> Refused:
    """The refusal of a time: why it cannot be had, the nearest time for each cure, and the next free times."""
    search = Search(replace(wish, days=14))
    missing = reasons.missing_in(search, wish.start_from)
    nearest = [one.nearest for one in missing if one.nearest]
    reason = str(missing[0].reason) if missing else reason or _("Somebody was quicker: this time is taken now.")
    return Refused(
        reason,
        field="start",
        alternatives=[slot.as_json() for slot in _alternatives(search, nearest)],
        missing=[one.as_json() for one in missing],
    )


def _alternatives(search: Search, nearest: list[Slot]) -> list[Slot]:
    """The earliest of the nearest times and of those that are free, with the named people and with anybody."""
    start = attrgetter("start")
    anybody = search.without("bay", "technician", "advisor")
    free = [each.slots() for each in dict.fromkeys((search, anybody))]
    near: dict[str, Slot] = {}
    for slot in merge(sorted(nearest, key=start), *free, key=start):
        if len(near) == FEW:
            break
        near.setdefault(slot.key, slot)
    return list(near.values())
