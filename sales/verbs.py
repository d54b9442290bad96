"""Entries of the log about leads, visits and organisations."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "add": _("added"),
    "correct": _("facts corrected"),
    "postpone": _("next contact moved"),
    "extend": _("extended"),
    "reassign": _("given to a colleague"),
    "do not visit": _("asked not to be visited"),
}
