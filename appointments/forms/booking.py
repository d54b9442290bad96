"""Forms of the desk: the appointment that is being booked, and who calls."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models.visits import Appointment
from appointments.rules.bookings import NOT_ASKED
from core.forms import IdempotentForm, PhoneField, PlateField
from core.parameters import keys, moment
from pricing.models.estimates import Estimate
from vehicles.models import VehicleModel

UNASKED = "not_asked"
# What the customer said to the price; none is chosen for the clerk.
ANSWERS = [
    (Estimate.Answer.ACCEPTED, _("agrees with the price")),
    (Estimate.Answer.OPEN, _("decides at the reception")),
    (Estimate.Answer.DECLINED, _("does not want it at this price")),
    (UNASKED, _("was not told or asked")),
]


class BookingForm(IdempotentForm):
    """The chosen time with everything the caller said; faults and work are read by the desk."""

    vehicle = forms.IntegerField(widget=forms.HiddenInput)
    slot = forms.CharField(max_length=120)
    complaint = forms.CharField(label=_("In the customer's own words"), max_length=2000)
    diagnosis_note = forms.CharField(label=_("Note on the diagnosis"), max_length=200, required=False)
    expert = forms.CharField(label=_("Question to an expert"), max_length=200, required=False)
    transport = forms.ChoiceField(choices=Appointment.Transport, required=False)
    address = forms.CharField(label=_("Where the car is fetched"), max_length=200, required=False)
    answer = forms.ChoiceField(choices=ANSWERS, required=False)
    second_visit = forms.CharField(label=_("Why the car comes twice on this day"), max_length=200, required=False)

    def clean_slot(self):
        """`start|bay|technician|advisor`, as the list of times offers it."""
        start, *seats = self.cleaned_data["slot"].split("|")
        start, seats = moment(start), keys(seats)
        if start is None or len(seats) != 3:
            raise forms.ValidationError(_("Please choose one of the offered times."))
        return {"start": start} | dict(zip(("bay", "technician", "advisor"), seats))

    @property
    def facts(self):
        facts = super().facts
        return facts | facts.pop("slot")

    def clean_answer(self):
        """Nothing chosen is nobody asked."""
        answer = self.cleaned_data["answer"]
        return NOT_ASKED if answer == UNASKED else answer

    def clean_transport(self):
        return self.cleaned_data["transport"] or Appointment.Transport.WAIT


class CarForm(IdempotentForm):
    """The car that a customer of the store calls about for the first time."""

    plate = PlateField()
    model = forms.ModelChoiceField(
        label=_("Model"),
        queryset=VehicleModel.objects.order_by("maker", "family", "code"),
        required=False,
        empty_label=_("not known yet"),
    )


class CallerForm(CarForm):
    """Name, number, plate: the three facts of a new caller."""

    phone = PhoneField()
    name = forms.CharField(label=_("Name"), max_length=80)
    field_order = ["name", "phone", "plate", "model"]
