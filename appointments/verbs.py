"""Entries of the log about appointments, phone calls, rescues and unmet requests."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "book": _("Booked"),
    "reschedule": _("Moved to another time"),
    "extend": _("Takes longer"),
    "shorten": _("Takes less time"),
    "at risk": _("Put at risk"),
    "call back": _("Called back"),
    "ask for rescue": _("Rescue asked for"),
    "send another": _("Somebody else is sent"),
    "log unmet": _("A service that we lack was asked for"),
    "decide unmet": _("Decided about a service that we lack"),
    "reply": _("Question answered"),
    "add line": _("Line added"),
    "print line": _("Number chosen for documents"),
    "line in use": _("Line taken into use"),
    "line not in use": _("Line taken out of use"),
    "not reached": _("Called back, not reached"),
}
