"""Entries of the log about estimates, and about a store's corrections of the catalogue."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "answer": _("Answered by the customer"),
    "correct": _("Corrected for this store"),
    "reset": _("Back to the group's values"),
}
