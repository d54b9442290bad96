"""Holding a time while the customer is on the phone, and what the clock takes back."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.models.people import User
from accounts.roles import Perm
from accounts.ticks import each_free
from appointments.actions.visits import give_up_parts
from appointments.models.visits import Appointment, AppointmentPart
from appointments.rules import wishes
from capacity.actions import seats
from capacity.models import Claim
from capacity.slots import times
from capacity.slots.stages import QUARTER
from capacity.slots.wish import Slot
from core.errors import refuse
from parts.models import Reservation
from vehicles.models import Vehicle

HOLD_MINUTES = 10
KEPT_AFTER_NO_SHOW = timedelta(days=2)
NEVER_CAME = gettext_noop("The customer did not come.")


@transaction.atomic
def hold(vehicle: Vehicle, *, by: Access, at: datetime, operations, start: datetime, parts=(), **named) -> list[Claim]:
    """Keep a time for ten minutes while the clerk talks; whoever holds another lets that go. Refused as `book`."""
    by.require(Perm.APPOINTMENT_BOOK)
    operations = list(operations)
    refuse(wishes.why_not_operations(operations, vehicle), field="operations")
    refuse(wishes.why_not_start(start, by.store, at), field="start")
    facts = {"vehicle": vehicle, "parts": parts, "holder": by.user, **named}
    asked = times.wish(operations, at=at, start_from=start, **facts)
    car = seats.seat_of(vehicle)
    try:
        return seats.take(asked, car, lambda slot: _held(slot, car, by, at))
    except seats.Taken:
        lost = seats.refusal(asked)
    raise lost


def _held(slot: Slot, car: int, by: Access, at: datetime) -> list[Claim]:
    """The new hold in place of the old, under the locks of its seats."""
    release_holds(by.user)
    spans = {(slot.advisor.pk, slot.start, slot.start + QUARTER), (car, slot.start, slot.end)}
    spans |= {(seat.pk, p.start, p.end) for p in slot.pieces for seat in (p.bay, p.technician)}
    until = at + timedelta(minutes=HOLD_MINUTES)
    facts = {"store": by.store, "state": Claim.State.HELD, "expires_at": until, "held_by": by.user}
    rows = [Claim(resource_id=key, during=(start, end), **facts) for key, start, end in sorted(spans)]
    Claim.objects.bulk_create(rows, ignore_conflicts=True)
    held = list(Claim.objects.filter(held_by=by.user, state=Claim.State.HELD))
    if len(held) != len(rows):
        raise seats.Taken
    return held


def release_holds(user: User) -> int:
    """The call is over: what its clerk held is free; how many claims."""
    return seats.release_held(Claim.objects.filter(held_by=user))


def release_expired(*, by: Access, at: datetime) -> int:
    """The store's tick: holds that have expired are free, and parts of a customer who never came go back to stock."""
    released = seats.release_held(Claim.objects.filter(expires_at__lte=at), wait=False)
    missed = Appointment.objects.filter(status=Appointment.Status.NO_SHOW, start__lte=at - KEPT_AFTER_NO_SHOW)
    kept = AppointmentPart.objects.filter(appointment=OuterRef("pk"), reservation__in=Reservation.objects.live())
    each_free(missed.filter(Exists(kept)), partial(give_up_parts, by=by, at=at, reason=NEVER_CAME))
    return released
