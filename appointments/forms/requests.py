"""Forms of what is no appointment: services that we lack, and rescues."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.lists import PickItem
from appointments.models.rescues import Rescue
from appointments.models.unmet import KINDS, UnmetDecision
from core.forms import IdempotentForm, PhoneField


class ReasonForm(IdempotentForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))


class UnmetForm(IdempotentForm):
    """A service that somebody asked for and we lack. The page says what was decided about each kind."""

    kind = forms.ModelChoiceField(
        label=pgettext_lazy("unmet", "What kind"),
        queryset=PickItem.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("In the customer's own words"), max_length=2000, widget=forms.Textarea({"rows": 2}))
    number = forms.CharField(
        label=_("Caller's number"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Empty when nobody knows it."),
    )
    value = forms.DecimalField(
        label=_("What he would have paid (¥)"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
        help_text=_("Empty when nobody knows it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = PickItem.objects.of(KINDS)


class UnmetDecisionForm(IdempotentForm):
    answer = forms.ChoiceField(
        label=pgettext_lazy("unmet", "What do we do?"), choices=UnmetDecision.Answer, widget=forms.RadioSelect
    )
    refer_to = forms.CharField(label=_("Refer to"), max_length=120, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RescueForm(IdempotentForm):
    """A call for help. Danger is asked first, and "not asked" is an answer of its own."""

    people_safe = forms.ChoiceField(
        label=_("Is everybody out of the car and safe?"), choices=Rescue.Said, widget=forms.RadioSelect
    )
    triangle = forms.ChoiceField(
        label=_("Does the warning triangle stand?"), choices=Rescue.Said, widget=forms.RadioSelect
    )
    phone = PhoneField()
    place = forms.CharField(
        label=_("Where the car stands"),
        max_length=200,
        help_text=_("Road, direction, kilometre, exit, what can be seen."),
    )
    car = forms.CharField(label=_("Which car"), max_length=80, required=False, help_text=_("Plate, model, colour."))
    words = forms.CharField(label=_("In the customer's own words"), max_length=2000, widget=forms.Textarea({"rows": 2}))
    another_car = forms.BooleanField(label=_("It is another car"), required=False)

    def __init__(self, *args, vehicle=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.vehicle = vehicle
        if vehicle:
            del self.fields["car"]
        else:
            self.fields["car"].required = True


class CrewForm(IdempotentForm):
    """Who goes to a rescue: a colleague or a towing company."""

    crew = forms.CharField(label=_("Who goes"), max_length=80, help_text=_("A colleague, or the towing company."))
    crew_phone = PhoneField(label=_("Phone of who goes"), required=False)
