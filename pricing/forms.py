"""Forms of the service manager: a store's own values of the catalogue."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import IdempotentForm
from pricing.rules.catalogue import MOST_TIME_UNITS


class OperationForm(IdempotentForm):
    """The store's own values of an operation; what is left empty is the group's."""

    opened_with = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    offered = forms.BooleanField(label=_("Offered here"), required=False)
    time_units = forms.IntegerField(
        label=_("Own standard time (100 = 1 hour)"),
        required=False,
        min_value=1,
        max_value=MOST_TIME_UNITS,
        help_text=_("Empty: the group's time."),
    )
    price = forms.DecimalField(
        label=_("Own fixed price incl. VAT (¥)"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        help_text=_("Empty: standard time × the store's rate."),
    )
