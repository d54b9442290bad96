"""A stay is made shorter: the inverse of making it longer."""

from datetime import datetime

from django.db import transaction

from accounts.access import Access
from accounts.log import record
from appointments.actions.moving import locked
from appointments.actions.versions import refuse_stale_time
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules.stays import last_segment, why_not_shorten
from capacity.actions import stays
from core.errors import refuse


@transaction.atomic
def shorten(
    appointment: Appointment, *, by: Access, at: datetime, until: datetime, time_version: int | None = None
) -> Appointment:
    """End the stay earlier, at `until`: bay, technician and car are free after it. Refused before the work is done."""
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    appointment = locked(appointment)
    if until == appointment.end:
        return appointment
    refuse_stale_time(appointment, time_version, by=by)
    refuse(why_not_shorten(appointment, until, at), field="until")
    last = last_segment(appointment)
    stays.shorten(appointment.claim_set_id, end=last.end, until=until)
    last.end = appointment.end = until
    last.save(update_fields=["end"])
    appointment.save(update_fields=["end"])
    record(appointment, "shorten", by=by, at=at, until=until.isoformat())
    return appointment
