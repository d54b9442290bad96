"""Entries of the log about complaints and calls."""

from django.utils.translation import gettext_lazy as _

from followup.models.complaints import Complaint

VERBS = {
    "open": Complaint.Status.RECEIVED.label,
    "answer": _("answered again"),
    "hand over": _("handed over to a colleague"),
    "skip": _("call passed on"),
}
