"""Entries of the log about appointments and phone calls."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "book": _("Booked"),
    "reschedule": _("Moved to another time"),
    "extend": _("Takes longer"),
    "at risk": _("Put at risk"),
    "call back": _("Called back"),
    "not reached": _("Called back, not reached"),
}
