"""Forms for customers, cars and consents."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import CreditCodeField, IdempotentForm, PhoneField, PlateField, VinField
from customers import channels, rules
from customers.models.people import Consent, Customer
from vehicles.models import VehicleModel
from vehicles.rules import MOST_KM, why_not_unmarked


class CustomerForm(IdempotentForm):
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Customer.Kind)
    phone = PhoneField(required=False)
    shared = forms.BooleanField(
        label=_("Shared number"), required=False, help_text=_("A family or a company uses it together.")
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    credit_code = CreditCodeField()
    note = forms.CharField(
        label=_("Internal note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def clean(self):
        facts = super().clean()
        nameless = rules.why_not_nameless(facts.get("name", ""), facts.get("phone", ""))
        if nameless and not self.errors:
            self.add_error("name", nameless)
        return facts


class CorrectCustomerForm(CustomerForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ModelChoice(forms.ModelChoiceField):
    def label_from_instance(self, model):
        return f"{model} {model.trim}".strip()


class VehicleForm(IdempotentForm):
    plate = PlateField(required=False)
    vin = VinField(required=False)
    model = ModelChoice(
        label=pgettext_lazy("vehicle", "Model"),
        queryset=VehicleModel.objects.order_by("maker", "family", "code"),
        required=False,
        empty_label=_("not known yet"),
    )
    colour = forms.CharField(label=_("Colour"), max_length=20, required=False)

    def clean(self):
        facts = super().clean()
        unmarked = why_not_unmarked(facts.get("plate", ""), facts.get("vin", ""))
        if unmarked and not self.errors:
            self.add_error("plate", unmarked)
        return facts


class NewVehicleForm(VehicleForm):
    mileage = forms.IntegerField(label=_("Mileage, km"), min_value=0, max_value=MOST_KM, initial=0)


class CorrectVehicleForm(VehicleForm):
    delivered_on = forms.DateField(
        label=_("Delivered on"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    note = forms.CharField(
        label=_("Internal note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class MileageForm(IdempotentForm):
    km = forms.IntegerField(label=_("Mileage, km"), min_value=0, max_value=MOST_KM)
    reason = forms.CharField(
        label=_("Why is it lower than before?"), max_length=200, required=False, help_text=_("Only if it is.")
    )


class ConsentForm(IdempotentForm):
    purpose = forms.ChoiceField(label=pgettext_lazy("consent", "Agrees to"), choices=Consent.Purpose)
    channel = forms.ChoiceField(label=pgettext_lazy("consent", "By"), choices=channels.choices)
    evidence = forms.CharField(label=_("How it was given"), max_length=200)
