"""What the log says of a bill."""

from django.utils.translation import pgettext_lazy

VERBS = {"pay": pgettext_lazy("log", "payment"), "refund": pgettext_lazy("log", "refund")}
