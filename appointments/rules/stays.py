"""How long a car's booked work takes at the least, and why a stay is not made shorter. Reads its segments."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from appointments.models.visits import Appointment, Segment
from capacity.slots.stages import QUARTER
from core.templatetags import formats
from pricing.models.prices import Operation
from pricing.rules.prices import minutes_here

S = Appointment.Status


def last_segment(appointment: Appointment) -> Segment:
    """The stretch of work that ends the stay."""
    return appointment.segments.filter(version=appointment.time_version).latest("position")


def least_end(appointment: Appointment) -> datetime:
    """When the booked work ends by its standard time: what lies after it is a longer stay that somebody gave."""
    segments = list(appointment.segments.filter(version=appointment.time_version).order_by("position"))
    last = segments[-1]
    before = [piece for piece in segments[:-1] if piece.operations == last.operations]
    done = sum((piece.end - piece.start for piece in before), timedelta())
    work = Operation.objects.with_own(appointment.store).filter(code__in=last.operations)
    quarters = max(1, -(-sum(minutes_here(list(work)).values()) // 15))
    return last.start + max(quarters * QUARTER - done, QUARTER)


def why_not_shorten(appointment: Appointment, until: datetime, at: datetime) -> str | None:
    """A stay ends in the future, and never before the booked work is done by its standard time."""
    if appointment.status not in {S.CONFIRMED, S.PREPARED, S.ARRIVED}:
        return _("This appointment is “%(status)s”.") % {"status": appointment.get_status_display()}
    if appointment.freed_at:
        return _("Work on this car has ended.")
    least = least_end(appointment)
    if until < least:
        return _("The booked work takes until %(time)s.") % {"time": formats.clock(least)}
    if until <= at:
        return _("Choose a time that is still to come.")
    return None
