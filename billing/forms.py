"""Forms of the cashier and the manager: amounts, methods, reasons."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.methods import choices
from core.forms import IdempotentForm


class MoneyForm(IdempotentForm):
    """An amount and its way of payment; the method is the button that is pressed."""

    amount = forms.DecimalField(label=_("Amount (¥)"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2)
    method = forms.ChoiceField(label=_("Method"), choices=choices)
    reference = forms.CharField(label=_("Reference"), required=False, max_length=60)


class CreditForm(IdempotentForm):
    reason = forms.CharField(label=_("Why this bill is credited"), max_length=200)
