"""Entries of the log about appointments, phone calls, rescues and unmet requests."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "book": _("Booked"),
    "reschedule": _("Moved to another time"),
    "change": _("Changed"),
    "extend": _("Takes longer"),
    "shorten": _("Takes less time"),
    "at risk": _("Put at risk"),
    "call back": _("Called back"),
    "correct answers": _("Answers corrected"),
    "ask for rescue": _("Rescue asked for"),
    "send another": _("Somebody else is sent"),
    "log unmet": _("A service that we lack was asked for"),
    "correct rule": _("Judgement of a rule corrected"),
    "take back correction": _("Correction of a rule taken back"),
    "decide unmet": _("Decided about a service that we lack"),
    "reply": _("Question answered"),
    "add line": _("Line added"),
    "print line": _("Number chosen for documents"),
    "line in use": _("Line taken into use"),
    "line not in use": _("Line taken out of use"),
    "wait": _("Put on the waiting list"),
    "come late": _("Came after all"),
    "not reached": _("Called back, not reached"),
}
