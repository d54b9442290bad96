"""Refuses acts on a time that an appointment no longer has."""

from django.utils.translation import gettext as _

from accounts.access import Access
from appointments.models.visits import Appointment
from appointments.rules import changes, versions
from core.errors import Stale


def refuse_stale_time(appointment: Appointment, time_version: int | None, *, by: Access, words: str = "") -> None:
    """Raise Stale, with the present `start` and `time_version`, when the appointment was moved since it was seen.

    The appointment is locked and read again before. `words` are those typed where no form shows them again.
    """
    if reason := versions.why_not_stale(appointment, time_version, by):
        if words:
            reason += " " + _("You wrote: “%(words)s”.") % {"words": words}
        start = appointment.start.astimezone(appointment.store.zone).isoformat()
        raise Stale(reason, start=start, time_version=appointment.time_version)


def refuse_stale_content(appointment: Appointment, content_version: int | None, *, by: Access) -> None:
    """Raise Stale, with the present `content_version`, when the appointment was changed since it was seen."""
    if reason := changes.why_not_stale_content(appointment, content_version, by):
        raise Stale(reason, content_version=appointment.content_version, time_version=appointment.time_version)
