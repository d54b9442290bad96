"""Taking people, bays and the car for a time: look, lock in id order, look again, write (ARCHITECTURE.md 5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import Access
from appointments.models.visits import Appointment, Segment
from capacity.models import Claim, Resource
from capacity.slots import reasons, times
from capacity.slots.search import Search
from capacity.slots.stages import QUARTER
from capacity.slots.wish import Slot, Wish
from core.errors import Refused
from vehicles.models import Vehicle

Kind = Resource.Kind
FEW = 5


class Taken(Exception):
    """Somebody else was quicker, or the time is not free: undo what was written and unlock."""


def seat_of(vehicle: Vehicle) -> int:
    """The key of the car as a resource; made at its first booking, by whoever comes first."""
    row = Resource(store_id=vehicle.store_id, kind=Kind.VEHICLE, vehicle=vehicle, name=str(vehicle))
    known = Resource.objects.filter(vehicle=vehicle).values_list("pk", flat=True)
    if (pk := known.first()) is None:
        Resource.objects.bulk_create([row], ignore_conflicts=True)
        pk = known.first()
    return pk


def take(asked: Wish, car: int, write: Callable[[Slot], Any]) -> Any:
    """Find the wished time, lock what it takes and call `write(slot)`; raises Taken when it cannot be had (SERVICE-N4).

    First with locks on what the search chose; if that was lost meanwhile, or for a walk-in, whose share depends on
    everybody's hours, with locks on all that could do it. Locks are taken in id order and let go before the second
    attempt, so nobody waits in a circle.
    """
    search = search_at(asked)
    hoped = search.at_first()
    if hoped is None:
        raise Taken
    if asked.kind != Appointment.Kind.WALK_IN:
        try:
            return _under_locks(replace(asked, only=frozenset(hoped.seats)), hoped.seats | {car}, write)
        except Taken:
            pass  # lost: now with everybody who could do it
    return _under_locks(asked, {seat.pk for seat in search.seats} | {car}, write)


@transaction.atomic
def _under_locks(asked: Wish, seats: set[int], write: Callable[[Slot], Any]) -> Any:
    list(Resource.objects.locked(seats).values_list("pk"))
    search = search_at(asked)
    slot = search.at_first()
    if slot is None:
        raise Taken
    if search.stale:
        let_go(seats, at=asked.at, holder=asked.holder)
    return write(slot)


def search_at(asked: Wish) -> Search:
    """The search that lists the free times, for exactly the wished one."""
    return Search(replace(asked, days=1))


def at_start(asked: Wish) -> Slot | None:
    """The slot at exactly the wished start, or None."""
    return search_at(asked).at_first()


def let_go(seats: set[int], *, at: datetime, holder: int | None) -> None:
    """Holds that have expired on these seats, and all that the person who books has, stand in the way no longer.

    Locks go one way: first the seats, then the holds, in the order of their keys.
    """
    over = Q(expires_at__lte=at, resource__in=seats) | (Q(held_by=holder) if holder else Q(pk__in=[]))
    release_held(Claim.objects.filter(over))


@transaction.atomic
def release_held(rows: QuerySet, *, wait: bool = True) -> int:
    """Those of these claims that are held are free; how many. Without `wait`, what others have in hand is left out."""
    held = rows.filter(state=Claim.State.HELD).select_for_update(of=("self",), no_key=True, skip_locked=not wait)
    keys = list(held.order_by("pk").values_list("pk", flat=True))
    return Claim.objects.filter(pk__in=keys).update(state=Claim.State.RELEASED, expires_at=None)


def write_claims(appointment: Appointment, slot: Slot, car: int) -> None:
    """The stretches of an appointment and a claim on whatever each takes; Taken when one of them is not free.

    ON CONFLICT DO NOTHING: the exclusion constraint has the last word without an error to recover from.
    """
    segments = Segment.objects.bulk_create(_segments(appointment, slot))
    rows = _claims(appointment, slot, car, segments)
    Claim.objects.bulk_create(rows, ignore_conflicts=True)
    if Claim.objects.filter(appointment_id=appointment.pk, state=Claim.State.TAKEN).count() != len(rows):
        raise Taken


def _segments(appointment: Appointment, slot: Slot) -> list[Segment]:
    return [
        Segment(
            store_id=appointment.store_id,
            appointment_id=appointment.pk,
            position=position,
            bay_id=piece.bay.pk,
            technician_id=piece.technician.pk,
            operations=list(piece.operations),
            start=piece.start,
            end=piece.end,
            version=appointment.time_version,
        )
        for position, piece in enumerate(slot.pieces, start=1)
    ]


def _claims(appointment: Appointment, slot: Slot, car: int, segments: list[Segment]) -> list[Claim]:
    common = {"store_id": appointment.store_id, "appointment_id": appointment.pk}
    common["walk_in"] = appointment.kind == Appointment.Kind.WALK_IN
    rows = [
        Claim(resource_id=key, during=(segment.start, segment.end), segment=segment, **common)
        for segment in segments
        for key in (segment.bay_id, segment.technician_id)
    ]
    rows.append(Claim(resource_id=slot.advisor.pk, during=(slot.start, slot.start + QUARTER), **common))
    rows.append(Claim(resource_id=car, during=(slot.start, slot.end), **common))
    return rows


def refusal(asked: Wish, reason: str = "") -> Refused:
    """Why a time could not be had, with the nearest times for each cure and the next free ones."""
    asked = replace(asked, days=14)
    missing = reasons.missing(asked, asked.start_from)
    near = [one.nearest for one in missing if one.nearest] + times.offered(asked, FEW)
    anybody = replace(asked, bay=None, technician=None, advisor=None)
    near += times.offered(anybody, FEW) if anybody != asked else []
    unique = {(slot.start, slot.bay.pk, slot.technician.pk, slot.advisor.pk): slot for slot in near}
    said = reason or (str(missing[0].reason) if missing else _("Somebody was quicker: this time is taken now."))
    return Refused(
        said,
        field="start",
        alternatives=[slot.as_json() for slot in sorted(unique.values(), key=lambda slot: slot.start)[:FEW]],
        missing=[one.as_json() for one in missing],
    )


def release_claims(appointment: Appointment) -> int:
    """Give everything back that an appointment has taken; how many claims."""
    live = appointment.claims.live()
    return live.update(state=Claim.State.RELEASED, expires_at=None)


def claims_until(appointment: Appointment, at: datetime) -> None:
    """Give the rest back: what lies ahead is released, what is under way ends now, what is past stays."""
    live = appointment.claims.live()
    live.filter(during__startswith__gte=at).update(state=Claim.State.RELEASED, expires_at=None)
    for claim in live.filter(during__startswith__lt=at, during__endswith__gt=at):
        claim.during = (claim.during.lower, at)
        claim.save(update_fields=["during"])


def holder_of(by: Access) -> int | None:
    """Whose holds do not stand in the way: those of the person who acts."""
    return by.user.pk if by.user else None
