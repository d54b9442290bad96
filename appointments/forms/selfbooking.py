"""Forms of the customer who books by himself; nothing in them is chosen for him."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models.visits import Appointment
from core.forms import IdempotentForm, PlateField
from core.parameters import key, moment
from pricing.models.estimates import Estimate
from vehicles.models import VehicleModel

TRANSPORTS = [
    (Appointment.Transport.WAIT, _("I wait in the store")),
    (Appointment.Transport.LEAVE, _("I leave the car and come back")),
]
PRICE_ANSWERS = [
    (Estimate.Answer.ACCEPTED, _("I agree with this price")),
    (Estimate.Answer.OPEN, _("I decide in the store")),
]


class WhoForm(forms.Form):
    """The mobile number or the plate."""

    sought = forms.CharField(max_length=40)


class CodeForm(forms.Form):
    """The six digits; blanks between them do not matter."""

    code = forms.CharField(max_length=12)

    def clean_code(self):
        return "".join(sign for sign in self.cleaned_data["code"] if sign.isalnum())


class HimselfForm(forms.Form):
    """Who is new here, and his car; each consent is a box of its own."""

    name = forms.CharField(label=_("Name"), max_length=80)
    plate = PlateField()
    model = forms.ModelChoiceField(
        label=_("Model"), queryset=VehicleModel.objects.order_by("maker", "family", "code"), empty_label=_("choose")
    )
    privacy = forms.BooleanField(required=False)
    marketing = forms.BooleanField(required=False)


class TimeForm(forms.Form):
    """The time that was pressed: its start, and the advisor shown with it."""

    time = forms.CharField(max_length=60)

    def clean_time(self):
        start, _sign, advisor = self.cleaned_data["time"].partition("~")
        start, advisor = moment(start), key(advisor)
        if start is None or advisor is None:
            raise forms.ValidationError(_("Please choose one of the offered times."))
        return {"start": start, "advisor": advisor}


class BookForm(IdempotentForm):
    """What he says last, with the time that he saw."""

    complaint = forms.CharField(max_length=2000, required=False)
    transport = forms.CharField(max_length=10, required=False)
    answer = forms.CharField(max_length=12, required=False)
    second_visit = forms.CharField(max_length=200, required=False)
