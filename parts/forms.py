"""Forms of the parts clerk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import IdempotentForm

MOST = 100_000


class ReceiveForm(IdempotentForm):
    quantity = forms.IntegerField(label=_("Pieces received"), min_value=1, max_value=MOST)
    note = forms.CharField(label=_("Delivery note"), required=False, max_length=200)


class CountForm(IdempotentForm):
    counted = forms.IntegerField(label=_("Counted, bin and shelf together"), min_value=0, max_value=MOST)
    reason = forms.CharField(label=_("Why it differs"), required=False, max_length=200)


class ExpectForm(IdempotentForm):
    quantity = forms.IntegerField(label=_("Pieces ordered"), min_value=1, max_value=MOST)
    expected_on = forms.DateField(label=_("Expected on"), widget=forms.DateInput(attrs={"type": "date"}))


class ReasonForm(IdempotentForm):
    reason = forms.CharField(label=_("Why"), max_length=100)


class PlaceForm(IdempotentForm):
    code = forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    capacity = forms.IntegerField(label=_("Cars whose parts it takes"), min_value=1, max_value=999, initial=1)
