"""Entries of the log about bills and receipts."""

from django.utils.translation import pgettext_lazy

VERBS = {
    "pay": pgettext_lazy("log", "payment"),
    "refund": pgettext_lazy("log", "refund"),
    "deposit": pgettext_lazy("log", "deposit"),
    "allocate": pgettext_lazy("log", "deposit put on a bill"),
}
