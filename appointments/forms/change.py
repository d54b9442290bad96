"""The form by which a standing appointment is changed; the shown work, parts and faults are chips, read by the view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.forms.booking import ANSWERS, UNASKED
from appointments.forms.visits import VisitForm
from appointments.models.visits import Appointment
from appointments.rules.bookings import NOT_ASKED
from capacity.models.resources import Resource
from core.forms import PhoneField
from core.parameters import moment

K = Resource.Kind


class ChangeForm(VisitForm):
    """Words, transport, contact, people; `start` is a time that was offered because the longer work did not fit."""

    content_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    complaint = forms.CharField(
        label=_("In the customer's own words"), max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    diagnosis_note = forms.CharField(label=_("Note on the diagnosis"), max_length=200, required=False)
    transport = forms.ChoiceField(label=_("Transport"), choices=Appointment.Transport)
    address = forms.CharField(
        label=_("Where the car is fetched"), max_length=200, required=False, help_text=_("For pick-up and return.")
    )
    contact_name = forms.CharField(label=_("Contact person, if not the owner"), max_length=80, required=False)
    contact_phone = PhoneField(label=_("Phone of the contact person"), required=False)
    advisor = forms.ModelChoiceField(label=_("Service advisor"), queryset=Resource.objects.none())
    technician = forms.ModelChoiceField(label=_("Technician"), queryset=Resource.objects.none())
    bay = forms.ModelChoiceField(label=_("Bay"), queryset=Resource.objects.none())
    answer = forms.ChoiceField(label=_("The customer"), choices=ANSWERS, required=False, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    start = forms.CharField(max_length=40, required=False)

    def __init__(self, *args, appointment: Appointment, **kwargs):
        super().__init__(*args, **kwargs)
        self.appointment = appointment
        rows = Resource.objects.usable().select_related("bay_type").order_by("name", "pk")
        for kind in (K.ADVISOR, K.TECHNICIAN, K.BAY):
            self.fields[kind.value].queryset = rows.filter(kind=kind)

    def show_present(self, time_version: int) -> None:
        """Carry the present versions from now on: the person is told, and what he typed stays."""
        super().show_present(time_version)
        present = Appointment.objects.values_list("content_version", flat=True).get(pk=self.appointment.pk)
        self.data[self.add_prefix("content_version")] = str(present)

    def clean_start(self):
        text = self.cleaned_data["start"]
        start = moment(text) if text else None
        if text and start is None:
            raise forms.ValidationError(_("Please choose one of the offered times."))
        return start

    def clean_answer(self):
        """Nothing chosen is nobody asked."""
        answer = self.cleaned_data["answer"]
        return NOT_ASKED if answer == UNASKED else answer

    @property
    def facts(self):
        """The facts of a change; whoever receives and works now is not named: he may be another at another length."""
        facts = super().facts
        for kind in ("advisor", "technician", "bay"):
            if facts[kind] and facts[kind].pk == getattr(self.appointment, f"{kind}_id"):
                facts[kind] = None
        return facts
