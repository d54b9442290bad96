"""Entries of the log about the appointment shelf."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "add": _("Shelf place made"),
    "correct": _("Shelf place corrected"),
    "withdraw": _("Shelf place withdrawn"),
    "use again": _("Shelf place in use again"),
    "bring back": _("Back in its bin"),
}
