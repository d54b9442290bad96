"""Forms of a call's result, of a complaint, and of the customer's survey."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import IdempotentForm, PhoneField
from customers.models.people import Customer
from customers.rules import holder
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.rules import calls, hours
from followup.rules.calls import OUTCOMES

Out = CallResult.Outcome
WORDS = forms.Textarea(attrs={"rows": 3})
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
FACES = [
    (5, pgettext_lazy("face", "delighted")),
    (4, pgettext_lazy("face", "content")),
    (3, pgettext_lazy("face", "so-so")),
    (2, pgettext_lazy("face", "not content")),
    (1, pgettext_lazy("face", "annoyed")),
]
LATER = [
    ("15", _("in 15 minutes")),
    ("60", _("in an hour")),
    ("tomorrow", _("tomorrow morning")),
    ("at", pgettext_lazy("call again", "at …")),
]
ASKED = ("attitude", "fixed", "charges_explained", "on_time", "recommend", "category")


def yes_no(label) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def numbers(label, choices) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


class CallForm(IdempotentForm):
    """The result of a call: one outcome, and what the customer said. Only an unhappy call needs more."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    later = forms.ChoiceField(
        label=_("When to call again"), choices=LATER, required=False, initial="60", widget=forms.RadioSelect
    )
    later_at = forms.DateTimeField(
        label=pgettext_lazy("call again", "At"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    words = forms.CharField(label=_("The customer's own words"), required=False, max_length=4000, widget=WORDS)
    category = forms.ChoiceField(
        label=_("What is it about?"), choices=Complaint.Category, required=False, widget=forms.RadioSelect
    )
    fixed = yes_no(_("Fixed?"))
    charges_explained = yes_no(_("Charges explained?"))
    on_time = yes_no(_("Ready on time?"))
    attitude = numbers(_("Attitude, 1 to 5"), [(n, str(n)) for n in range(1, 6)])
    recommend = numbers(_("Recommends us, 0 to 10"), [(n, str(n)) for n in range(11)])

    def __init__(self, *args, task: CallTask, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.task, self.at = task, at
        offered = OUTCOMES[task.kind]
        self.fields["outcome"].choices = [(code, Out(code).label) for code in offered]
        if Out.SATISFIED not in offered:
            for name in ASKED:
                del self.fields[name]

    def clean(self):
        facts = super().clean()
        if facts.get("outcome") == Out.LATER:
            facts["later_at"] = self._later_at(facts)
            if reason := calls.why_not_call_later(facts["later_at"], self.at):
                self.add_error("later_at", reason)
        if facts.get("outcome") and (reason := calls.missing_words(facts)):
            self.add_error("words", reason)
        return facts

    def _later_at(self, facts):
        choice = facts.get("later")
        if choice == "at":
            return facts.get("later_at")
        if choice == "tomorrow":
            return hours.morning(self.task.store, self.task.store.today(self.at) + timedelta(days=1))
        return self.at + timedelta(minutes=int(choice)) if choice else None

    @property
    def facts(self):
        return {name: value for name, value in super().facts.items() if name != "later"}


class SkipForm(IdempotentForm):
    reason = forms.CharField(label=_("Why skip it?"), max_length=200)


class SurveyForm(IdempotentForm):
    """Faces, reasons, words: at most three taps, nothing but the face is required."""

    score = forms.TypedChoiceField(
        label=_("How was your visit?"),
        choices=FACES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please tap one of the faces.")},
    )
    reasons = forms.MultipleChoiceField(
        label=_("What was it about?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("attitude", _("How I was treated")),
            ("skill", _("Whether it is fixed")),
            ("charge", _("What it cost")),
            ("delay", _("How long it took")),
            ("parts", pgettext_lazy("survey", "Parts")),
            ("other", pgettext_lazy("survey", "Something else")),
        ],
    )
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ComplaintForm(IdempotentForm):
    """Who is unhappy, about what, in his own words: three fields, two when the customer is known."""

    phone = PhoneField(label=_("Phone of the customer"))
    category = forms.ChoiceField(label=_("What is it about?"), choices=Complaint.Category, widget=forms.RadioSelect)
    words = forms.CharField(label=_("The customer's own words"), max_length=4000, widget=WORDS)

    def __init__(self, *args, customer: Customer | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.customer = customer
        if customer:
            del self.fields["phone"]

    def clean_phone(self):
        number = self.cleaned_data["phone"]
        self.customer = holder(number)
        if self.customer is None:
            raise forms.ValidationError(_("No customer of the store has this number. Add the customer first."))
        return number

    @property
    def facts(self):
        return {name: value for name, value in super().facts.items() if name != "phone"}


class TakeForm(IdempotentForm):
    owner = forms.ModelChoiceField(
        label=pgettext_lazy("complaints", "Who is in charge"),
        queryset=None,
        required=False,
        empty_label=pgettext_lazy("in charge", "I am"),
    )

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = colleagues


class AnswerForm(IdempotentForm):
    answer = forms.CharField(label=_("What did you tell the customer?"), max_length=4000, widget=WORDS)


class ResolveForm(IdempotentForm):
    remedy = forms.CharField(label=_("What did you do for the customer?"), max_length=4000, widget=WORDS)
    cause = forms.CharField(label=_("Why had it happened?"), max_length=200)


class CloseForm(IdempotentForm):
    note = forms.CharField(label=_("What did the customer say?"), required=False, max_length=1000, widget=WORDS)


class ReasonForm(IdempotentForm):
    reason = forms.CharField(label=_("Why?"), max_length=1000, widget=WORDS)
