"""Whether somebody acts on the present time of an appointment, or on one that it was moved from since."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Access
from accounts.models.records import Activity
from appointments.models.promises import VisitEvent
from appointments.models.visits import Appointment
from core.templatetags import formats


def why_not_stale(appointment: Appointment, time_version: int | None, by: Access) -> str | None:
    """Who saw an earlier time is told the present one, who moved it and when, before he acts (P13, SERVICE-D5).

    None is a caller that does not say what it saw: another system, or a page that was opened before an update. Reads
    the last move.
    """
    if time_version in {None, appointment.time_version} or not appointment.is_expected:
        return None
    moves = VisitEvent.objects.filter(appointment=appointment, kind="moved").select_related("by")
    last = moves.order_by("-at", "-pk").first()
    if last is None:  # a version that this appointment never had
        return _("The appointment is on %(when)s. Look at it again.") % {"when": formats.daytime(appointment.start)}
    places = {"when": formats.daytime(appointment.start), "who": _mover(last, by), "at": formats.daytime(last.at)}
    return _("Moved to %(when)s by %(who)s at %(at)s. Nothing was changed: look at it again.") % places


def _mover(event: VisitEvent, by: Access) -> str:
    """Who moved it, for the reader: a customer is not told which colleague."""
    if event.by is None:
        if event.facts.get("mover") == Activity.ActorKind.SYSTEM:
            return _("the system")
        return pgettext("mover", "you") if by.is_customer else _("the customer")
    return pgettext("mover", "us") if by.is_customer else str(event.by)
