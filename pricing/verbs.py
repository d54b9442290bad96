"""What the log says of an estimate, and of what a store says of the catalogue."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "answer": _("Answered by the customer"),
    "correct": _("Corrected for this store"),
    "reset": _("Back to the group's values"),
}
