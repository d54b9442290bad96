"""What the log says of stores and of what they decide."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "set": _("Hours of the day set"),
    "clear": _("Usual hours again"),
    "change": _("Setting changed"),
}
