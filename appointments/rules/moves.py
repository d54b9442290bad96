"""What may be done with an appointment, and why not."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.access import Access
from appointments.models.visits import Appointment
from appointments.settings import LINK_CUT_OFF, LONGEST_EXTENSION, NO_SHOW_AFTER

S = Appointment.Status
EARLIEST_ARRIVAL = timedelta(hours=12)


def why_not_expected(appointment: Appointment) -> str | None:
    """Only an appointment whose car is still to come can be acted on."""
    if appointment.status not in {S.CONFIRMED, S.PREPARED}:
        return _("This appointment is “%(status)s”.") % {"status": appointment.get_status_display()}
    return None


def why_not_change(appointment: Appointment, by: Access, at: datetime) -> str | None:
    """A customer by link may move or cancel until shortly before it begins; staff until the car is here."""
    if reason := why_not_expected(appointment):
        return reason
    if by.is_customer and at >= appointment.start:
        return _("The appointment has begun. Please call us.")
    if by.is_customer and at > appointment.start - LINK_CUT_OFF.span(by.store):
        return _("It begins soon: please call us, so that we can help you at once.")
    return None


def why_not_unsaid(by: Access, reason: str) -> str | None:
    """Staff say why an appointment is cancelled."""
    return _("Say why.") if by.is_person and not reason.strip() else None


def why_not_confirm(appointment: Appointment, by: Access, at: datetime) -> str | None:
    """The customer can say that he keeps it until it begins."""
    if reason := why_not_expected(appointment):
        return reason
    return _("The appointment has begun.") if at >= appointment.start else None


def why_not_arrive(appointment: Appointment, by: Access, at: datetime) -> str | None:
    """A car that comes on another day has its appointment moved first, so that somebody is there for it."""
    if appointment.start - at > EARLIEST_ARRIVAL:
        return _("This appointment is on another day. Move it first.")
    return None


def why_not_no_show(appointment: Appointment, by: Access, at: datetime) -> str | None:
    """A customer counts as missed only some time after his start; who says that he stays away, at once."""
    if at < appointment.start + NO_SHOW_AFTER.span(by.store):
        return _("Wait until %(minutes)s minutes after the time.") % {"minutes": NO_SHOW_AFTER.of(by.store)}
    return None


def why_not_warn(appointment: Appointment, by: Access, at: datetime) -> str | None:
    """A customer is warned once, before his time."""
    if appointment.at_risk_at:
        return _warned(appointment)
    return why_not_confirm(appointment, by, at)


def why_not_at_risk(appointment: Appointment, by: Access, at: datetime, reason: str) -> str | None:
    """A warning to a customer needs a reason, and comes before he does (SERVICE-D10, SERVICE-N9)."""
    if not reason.strip():
        return _("Say why.")
    return why_not_confirm(appointment, by, at)


def short_reason(reason: str) -> str:
    """A reason as an appointment keeps it."""
    return reason.strip()[:200]


def why_not_warn_again(appointment: Appointment, reason: str) -> str | None:
    """The customer is warned once by message; for another reason an advisor calls him (SERVICE-D10)."""
    if appointment.at_risk_reason == short_reason(reason):
        return None
    return _warned(appointment)


def _warned(appointment: Appointment) -> str:
    return _("The customer was told already: “%(reason)s”.") % {"reason": appointment.at_risk_reason}


def why_not_extend(appointment: Appointment, until: datetime, at: datetime) -> str | None:
    """A longer stay ends later than planned, not too much, in opening hours, before the car has left."""
    if appointment.status not in {S.CONFIRMED, S.PREPARED, S.ARRIVED}:
        return why_not_expected(appointment)
    if appointment.freed_at:
        return _("Work on this car has ended.")
    if until <= max(appointment.end, at):
        return _("Choose a time after the present end.")
    if until > appointment.end + LONGEST_EXTENSION.span(appointment.store):
        most = LONGEST_EXTENSION.of(appointment.store)
        return _("A stay is extended by %(days)s days at most.") % {"days": most}
    hours = appointment.store.hours_on(appointment.store.today(until))
    if hours is None or not hours[0] < until <= hours[1]:
        return _("The store is closed at that time.")
    return None
