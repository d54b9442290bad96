"""The words of the log about cars."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "add": _("Added"),
    "correct": _("Corrected"),
    "new owner": _("New owner"),
    "read mileage": _("Mileage read"),
}
