"""What is typed at the booking desk."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.lists import PickItem
from appointments.models.calls import PhoneCall
from appointments.models.rescues import Rescue
from appointments.models.unmet import KINDS, UnmetDecision
from appointments.models.visits import Appointment
from appointments.rules.bookings import NOT_ASKED
from capacity import rules
from capacity.models import Resource
from core.forms import IdempotentForm, PhoneField, PlateField
from core.parameters import key, keys, moment
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


class VisitForm(IdempotentForm):
    """A form about one appointment; it carries which time of it was shown when it was opened."""

    time_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def show_present(self, time_version: int) -> None:
        """Carry the present time from now on: the person is told of it, and what he typed stays."""
        self.data = self.data.copy()
        self.data[self.add_prefix("time_version")] = str(time_version)


class VisitReasonForm(VisitForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))


class ReasonForm(IdempotentForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))


class MoveForm(VisitForm):
    """Another time, chosen from those that are free (`start~advisor`), with the reason."""

    slot = forms.CharField(
        label=_("New time"), max_length=60, error_messages={"required": _("Please choose one of the offered times.")}
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args, store, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.store, self.at = store, at

    def clean_slot(self):
        text, _tilde, advisor = self.cleaned_data["slot"].partition("~")
        start = moment(text)
        if start is None or (advisor and key(advisor) is None):
            raise forms.ValidationError(_("Please choose one of the offered times."))
        if reason := rules.why_not_start(start, self.store, self.at):
            raise forms.ValidationError(reason)
        return start, Resource.objects.advisors().filter(pk=advisor).first() if advisor else None


class PrepareForm(VisitForm):
    evidence = forms.CharField(max_length=200, required=False)
    not_needed = forms.BooleanField(required=False)
    undo = forms.BooleanField(required=False)


class CallerForm(IdempotentForm):
    """Name, number, plate: the three facts of a new caller."""

    phone = PhoneField()
    name = forms.CharField(label=_("Name"), max_length=80)
    plate = PlateField()
    model = forms.ModelChoiceField(
        label=_("Model"),
        queryset=VehicleModel.objects.order_by("maker", "family", "code"),
        required=False,
        empty_label=_("not known yet"),
    )


class AboutForm(IdempotentForm):
    """What a call was about."""

    reason = forms.ChoiceField(label=_("Reason"), choices=PhoneCall.Reason, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))
    stays_open = forms.BooleanField(label=_("The caller waits for an answer: keep the question open"), required=False)


class WrittenCallForm(AboutForm):
    """A call that no telephone system has told us of."""

    field_order = ["number", "event", "at", "reason", "note", "stays_open"]

    number = forms.CharField(
        label=_("Caller's number"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "autofocus": True}),
        help_text=_("Empty when it was not shown."),
    )
    event = forms.ChoiceField(
        label=pgettext_lazy("call", "Answered?"),
        choices=[("answer", _("I spoke to the caller")), ("hang_up", _("Missed: to be called back"))],
        initial="answer",
        widget=forms.RadioSelect,
    )
    at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: just now."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False

    def clean(self):
        given = super().clean()
        if given.get("event") == "answer" and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Please say what the call was about."))
        if given.get("event") == "hang_up" and not given.get("number") and "number" not in self.errors:
            self.add_error("number", _("Nobody can be called back without a number."))
        return given

    @property
    def facts(self) -> dict:
        facts = super().facts
        return facts | {"happened_at": facts.pop("at")}


class CallBackForm(AboutForm):
    """How a try to call somebody back ended."""

    field_order = ["reached", "reason", "note"]

    reached = forms.TypedChoiceField(
        label=_("Did you reach the caller?"),
        choices=[("yes", _("Yes, spoken to")), ("no", _("No, try again later"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        del self.fields["stays_open"]


class ReplyForm(IdempotentForm):
    """The answer that a caller got to his open question."""

    reply = forms.CharField(
        label=_("What the caller was answered"), max_length=2000, widget=forms.Textarea({"rows": 3, "autofocus": True})
    )


class LineForm(IdempotentForm):
    """A line that customers dial."""

    number = PhoneField(label=pgettext_lazy("telephone", "Number"))
    label = forms.CharField(
        label=_("Label"), max_length=40, help_text=_("What customers call it for: booking, rescue.")
    )


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
