"""The words of the log about stores and their settings."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "set": _("Hours of the day set"),
    "clear": _("Usual hours again"),
    "change": _("Setting changed"),
}
