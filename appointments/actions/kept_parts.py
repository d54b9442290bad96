"""Keeps exactly those parts for a visit that its changed work needs."""

from datetime import datetime

from django.utils.translation import gettext_noop

from accounts.access import Access
from appointments.models.visits import Appointment, AppointmentPart
from appointments.rules.changes import Difference
from capacity.actions import taking
from core.errors import Refused
from parts import actions as parts_actions
from parts.models import Part, Reservation
from parts.shelf import actions as shelf_actions

NOT_NEEDED = gettext_noop("The appointment was changed: it is not needed any more.")
ISSUED = Reservation.Status.ISSUED


def keep_pieces(appointment: Appointment, changed: Difference, *, by: Access, at: datetime) -> None:
    """Give up the parts that are not needed any more, and reserve those that are needed in addition.

    Raises `taking.Lost` when a part is short: then the time cannot be had.
    """
    if "parts" not in changed.fields:
        return
    held = changed.before["pieces"]
    list(parts_actions.locked(part__in=held.keys() | changed.pieces.keys()))
    fewer = {part for part, number in held.items() if changed.pieces.get(part, 0) < number}
    _give_up(appointment, fewer, changed, by=by, at=at)
    more = {
        part: number - (0 if part in fewer else held.get(part, 0))
        for part, number in changed.pieces.items()
        if part in fewer or number > held.get(part, 0)
    }
    if not more:
        return
    car = appointment.vehicle
    try:
        kept = parts_actions.reserve(
            list(more.items()), by=by, at=at, label=str(car), vehicle=car, needed_at=appointment.start
        )
    except Refused as short:
        raise taking.Lost(str(short)) from short
    key = {"store_id": appointment.store_id, "appointment_id": appointment.pk}
    AppointmentPart.objects.bulk_create(AppointmentPart(reservation=row, **key) for row in kept)


def _give_up(appointment: Appointment, parts: set[Part], changed: Difference, *, by: Access, at: datetime) -> None:
    """Release all reservations of these parts; issued goods are called back.

    The visit lets go of their keys first: it did not lose them, it does not need them.
    """
    gone = [need.reservation for need in changed.before["needs"] if need.reservation.item.part in parts]
    gone = [row for row in gone if row.status != Reservation.Status.RELEASED]
    if not gone:
        return
    AppointmentPart.objects.filter(appointment=appointment, reservation__in=gone).delete()
    for row in sorted(gone, key=lambda row: (row.item_id, row.pk)):
        if row.status != ISSUED:
            parts_actions.release(row, by=by, at=at, reason=NOT_NEEDED)
    shelf_actions.call_back([row for row in gone if row.status == ISSUED], by=by, at=at)
