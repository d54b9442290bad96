"""The form of the waiting list: nothing of the wish is preset but the days."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appointments.models.waiting import Waiting
from capacity.models.resources import Resource
from core.forms import IdempotentForm

DAY = {"type": "date"}


class WaitingForm(IdempotentForm):
    complaint = forms.CharField(
        label=_("In the customer's own words"), max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    part_of_day = forms.ChoiceField(
        label=pgettext_lazy("waiting list", "When can he come?"),
        choices=Waiting.PartOfDay,
        widget=forms.RadioSelect,
    )
    from_on = forms.DateField(label=_("From"), widget=forms.DateInput(DAY))
    until_on = forms.DateField(label=_("Until"), widget=forms.DateInput(DAY))
    advisor = forms.ModelChoiceField(
        label=_("Service advisor"), queryset=Resource.objects.none(), required=False, empty_label=_("whoever is free")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["advisor"].queryset = Resource.objects.advisors().order_by("name")
