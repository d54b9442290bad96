"""Forms of visits, contacts, leads and organisations."""

import uuid
from typing import Any

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models.lists import PickItem
from core.forms import CreditCodeField, IdempotentForm, PhoneField
from sales.models.contacts import Contact
from sales.models.leads import Grade, Lead
from sales.models.visits import CanvassVisit
from sales.rules import contacts, grades, reviews
from sales.rules.reviews import ReviewAnswer
from vehicles import families

Channel = Contact.Channel
ANSWERS = Lead.Answer.choices


def picks(list_code: str, *, blank: bool = False):
    """The choices of a pick list, read when the form opens."""
    return lambda: [("", "—")] * blank + [(item.code, str(item)) for item in PickItem.objects.of(list_code)]


def tiles(**kwargs) -> forms.ChoiceField:
    return forms.ChoiceField(widget=forms.RadioSelect, **kwargs)


def text(rows: int = 2, **kwargs) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), required=False, max_length=2000, **kwargs)


def day(**kwargs) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def hidden(field: forms.Field) -> forms.Field:
    field.required, field.widget = False, forms.HiddenInput()
    return field


class VisitForm(IdempotentForm):
    """One required field; everything else may follow later."""

    client_id = hidden(forms.UUIDField())
    visited_at = hidden(forms.DateTimeField())
    outcome = tiles(label=gettext_lazy("Outcome"), choices=CanvassVisit.Outcome.choices)
    grade = tiles(label=gettext_lazy("Grade"), choices=Grade.choices, required=False)
    phone = PhoneField(required=False)
    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=80)
    place = forms.CharField(label=gettext_lazy("Building or compound"), required=False, max_length=80)
    note = text(label=gettext_lazy("Note"))
    latitude = hidden(forms.DecimalField(max_digits=9, decimal_places=6, min_value=-90, max_value=90))
    longitude = hidden(forms.DecimalField(max_digits=9, decimal_places=6, min_value=-180, max_value=180))
    accuracy = hidden(forms.IntegerField(min_value=0, max_value=1_000_000))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["client_id"].initial = uuid.uuid4()
        self.fields["phone"].widget.attrs |= {"type": "tel", "placeholder": "138 0013 8000"}
        self.fields["place"].widget.attrs |= {"list": "places", "autocomplete": "off"}

    def clean_client_id(self):
        return self.cleaned_data["client_id"] or uuid.uuid4()

    def clean_visited_at(self):
        visited_at = self.cleaned_data["visited_at"] or now()
        if why := contacts.why_not_visit_time(visited_at, at=now()):
            raise forms.ValidationError(why)
        return visited_at


class DatedForm(IdempotentForm):
    """A form with days on the store's calendar; `today` is the day there."""

    def __init__(self, *args, store, today, **kwargs):
        self.store, self.today = store, today
        super().__init__(*args, **kwargs)

    def ahead(self, name: str):
        """A day that is not past."""
        given = self.cleaned_data.get(name)
        if given and given < self.today:
            raise forms.ValidationError(_("The next day must not be past."))
        return given


class ExpectForm(DatedForm):
    """A grade, the day to buy by, or both if they agree."""

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        grade, expected_by = facts.get("grade", ""), facts.get("expected_by")
        if why := grades.why_not_expect(self.store, grade, expected_by, on=self.today):
            self.add_error("expected_by", why)
        return facts


class ContactForm(ExpectForm):
    """The result of a contact in one tap; the grade stays unless the customer said otherwise; a next day is offered."""

    SAME = "same"
    RESULTS = {
        "spoke": (Channel.CALL, True, gettext_lazy("spoke on the phone")),
        "no_answer": (Channel.CALL, False, gettext_lazy("no answer")),
        "met": (Channel.VISIT, True, gettext_lazy("met him")),
        "replied": (Channel.WECHAT, True, gettext_lazy("replied by WeChat")),
        "came": (Channel.SHOWROOM, True, gettext_lazy("came to the showroom")),
        "no_reply": (Channel.WECHAT, False, gettext_lazy("message unread")),
    }
    result = tiles(
        label=gettext_lazy("What came of it"), choices=[(code, label) for code, (_c, _e, label) in RESULTS.items()]
    )
    grade = tiles(
        label=gettext_lazy("Grade"),
        choices=[(SAME, gettext_lazy("unchanged")), *Grade.choices],
        initial=SAME,
        required=False,
    )
    note = text(label=gettext_lazy("Note"))
    next_due_on = day(label=gettext_lazy("Next contact"), required=False)
    expected_by = day(label=gettext_lazy("Means to buy by"), required=False)

    def clean_grade(self):
        grade = self.cleaned_data["grade"]
        return "" if grade == self.SAME else grade

    def clean_next_due_on(self):
        return self.ahead("next_due_on")

    @property
    def facts(self) -> dict:
        facts = super().facts
        channel, effective, _label = self.RESULTS[facts.pop("result")]
        if not effective:
            facts = {"note": facts["note"]}
        return {"channel": channel, "effective": effective, **facts}


class PostponeForm(DatedForm):
    due_on = day(label=gettext_lazy("Next contact"))
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)

    def clean_due_on(self):
        return self.ahead("due_on")


class RegradeForm(ExpectForm):
    grade = tiles(label=gettext_lazy("Grade"), choices=Grade.choices, required=False)
    expected_by = day(label=gettext_lazy("Means to buy by"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)

    def clean(self):
        facts = super().clean()
        if not facts.get("grade") and not facts.get("expected_by"):
            self.add_error("grade", _("Say the grade, or the day to buy by."))
        return facts


class LeadForm(IdempotentForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    need = tiles(label=gettext_lazy("Need"), choices=ANSWERS)
    means = tiles(label=gettext_lazy("Means"), choices=ANSWERS)
    authority = tiles(label=gettext_lazy("Authority"), choices=ANSWERS)
    family = forms.CharField(
        label=gettext_lazy("Model of interest"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"list": "families", "autocomplete": "off"}),
    )
    source = forms.ChoiceField(label=gettext_lazy("Source"), choices=picks("lead_source"))
    note = text(3, label=gettext_lazy("Note"))

    def clean_family(self):
        return families.code_of(self.cleaned_data["family"].strip())


class LoseForm(IdempotentForm):
    reason = tiles(label=gettext_lazy("Why lost"), choices=picks("loss_reason"))
    lost_to = forms.CharField(label=gettext_lazy("Bought instead"), required=False, max_length=80)
    note = text(label=gettext_lazy("Note"))


class ReviewForm(ExpectForm):
    answer = tiles(label=gettext_lazy("What happened?"), choices=ReviewAnswer.choices)
    expected_by = day(label=gettext_lazy("Postponed: means to buy by"), required=False)
    until = day(label=gettext_lazy("Extend: until"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=40)
    why_lost = forms.ChoiceField(
        label=gettext_lazy("Bought elsewhere: why"), choices=picks("loss_reason", blank=True), required=False
    )
    lost_to = forms.CharField(label=gettext_lazy("Bought instead"), required=False, max_length=80)

    def clean(self):
        facts = super().clean()
        why_lost = facts.pop("why_lost", "")
        lost = facts.get("answer") == ReviewAnswer.BOUGHT_ELSEWHERE
        if lost:
            facts["reason"] = why_lost
        for name in reviews.missing_in_answer(facts.get("answer", ""), facts):
            field = "why_lost" if lost else name
            if field not in self.errors:
                self.add_error(field, _("This answer needs it."))
        return facts


class NotSameForm(IdempotentForm):
    reason = forms.CharField(label=gettext_lazy("Why it is somebody else"), max_length=200)


class ReassignForm(IdempotentForm):
    """`leads` are those the manager may choose from, `people` those who work leads."""

    leads = forms.ModelMultipleChoiceField(label=gettext_lazy("Leads"), queryset=None)
    to = forms.ModelChoiceField(label=gettext_lazy("To"), queryset=None)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)

    def __init__(self, *args, leads, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leads"].queryset, self.fields["to"].queryset = leads, people


class DecideForm(IdempotentForm):
    granted = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda value: value == "1")
    note = forms.CharField(required=False, max_length=200)


NUMBER = {"required": False, "min_value": 0, "max_value": 999}


class OrganisationForm(IdempotentForm):
    name = forms.CharField(label=pgettext_lazy("organisation", "Name"), max_length=80)
    phone = PhoneField(required=False)
    credit_code = CreditCodeField()
    segment = forms.ChoiceField(
        label=gettext_lazy("Segment"), required=False, choices=picks("customer_type", blank=True)
    )
    cycle_months = forms.IntegerField(label=gettext_lazy("Procurement cycle, months"), **NUMBER)
    average_batch = forms.IntegerField(label=gettext_lazy("Average batch, cars"), **NUMBER)


class OrganisationCorrectForm(IdempotentForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    segment = forms.ChoiceField(
        label=gettext_lazy("Segment"), required=False, choices=picks("customer_type", blank=True)
    )
    cycle_months = forms.IntegerField(label=gettext_lazy("Procurement cycle, months"), **NUMBER)
    average_batch = forms.IntegerField(label=gettext_lazy("Average batch, cars"), **NUMBER)


class OrganisationContactForm(IdempotentForm):
    channel = tiles(label=gettext_lazy("How"), choices=Channel.choices)
    started_by_us = forms.BooleanField(label=pgettext_lazy("contact", "We started it"), required=False, initial=True)
    with_whom = forms.CharField(label=gettext_lazy("With whom"), required=False, max_length=80)
    note = text(label=gettext_lazy("Note"))
