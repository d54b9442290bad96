"""The words of the log about customers, their links and messages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERBS = {
    "add": _("Added"),
    "correct": _("Corrected"),
    "consent": _("Consent given"),
    "withdraw consent": _("Consent withdrawn"),
    "make": _("Link made"),
    "revoke": _("Link revoked"),
    "move": pgettext_lazy("message", "Settled"),
}
