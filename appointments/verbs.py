"""Entries of the log about appointments, phone calls, rescues and unmet requests."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "book": _("Booked"),
    "reschedule": _("Moved to another time"),
    "extend": _("Takes longer"),
    "at risk": _("Put at risk"),
    "call back": _("Called back"),
    "ask for rescue": _("Rescue asked for"),
    "send another": _("Somebody else is sent"),
    "log unmet": _("A service that we lack was asked for"),
    "decide unmet": _("Decided about a service that we lack"),
    "not reached": _("Called back, not reached"),
}
