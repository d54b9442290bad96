"""What the log says of an estimate."""

from django.utils.translation import gettext_lazy as _

VERBS = {"answer": _("Answered by the customer")}
