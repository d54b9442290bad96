"""Forms for bays, people, tools and loan cars, their shifts, absences and duty."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.people import User
from capacity import rules
from capacity.models.resources import BayType, Resource
from capacity.models.roster import Duty
from capacity.slots.roster import Times
from core.forms import IdempotentForm

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
TIMES = ("starts", "ends", "break_starts", "break_ends")
STORE_HOURS, OFF, OWN = "store", "off", "own"
MODES = [(STORE_HOURS, _("the store's hours")), (OFF, _("off")), (OWN, _("own times"))]


class ResourceForm(IdempotentForm):
    """One bay, person, tool or loan car: the fields are those of its kind."""

    name = forms.CharField(label=_("Name"), max_length=60)
    user = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    bay_type = forms.ModelChoiceField(label=_("Kind of bay"), queryset=BayType.objects.order_by("code"))
    skills = forms.MultipleChoiceField(
        label=_("Skills"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Every level the person holds; HV is the high-voltage certificate."),
    )
    certified_until = forms.DateField(
        label=_("High-voltage certificate until"),
        required=False,
        widget=DAY,
        help_text=_("After this day no high-voltage work is offered with this person. Empty: no end is known."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: str, people: Any = None, **kwargs: Any) -> None:
        """`people` are those who may be chosen; None when the resource exists already, and is his for good."""
        super().__init__(*args, **kwargs)
        kept = {"idempotency_key", "version"}
        kept |= {"name"} if kind not in Resource.PEOPLE or people is None else {"user"}
        kept |= {"bay_type"} if kind == Resource.Kind.BAY else set()
        kept |= {"skills", "certified_until"} if kind == Resource.Kind.TECHNICIAN else set()
        for name in set(self.fields) - kept:
            del self.fields[name]
        if "user" in self.fields:
            self.fields["user"].queryset = people
        if "skills" in self.fields:
            self.fields["skills"].choices = [(level, level) for level in rules.skill_levels()]
        if kind == Resource.Kind.LOAN_CAR:
            self.fields["name"].label = _("Plate")

    @property
    def facts(self) -> dict:
        facts = super().facts
        return {name: value for name, value in facts.items() if name != "version" or value is not None}


class WeekForm(IdempotentForm):
    """A week of shifts: each weekday the store's hours, off, or own times with a break."""

    since = forms.DateField(label=_("From this day on"), widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(7):
            self.fields[f"mode_{day}"] = forms.ChoiceField(label=WEEKDAYS[day], choices=MODES)
            for name, label in zip(TIMES, (_("from"), _("until"), _("break from"), _("break until"))):
                self.fields[f"{name}_{day}"] = forms.TimeField(label=label, required=False, widget=CLOCK)

    def days(self) -> list[list[Any]]:
        """The fields of each weekday, for the template."""
        return [[self[f"{name}_{day}"] for name in ("mode", *TIMES)] for day in range(7)]

    def clean(self) -> dict:
        facts = super().clean() or self.cleaned_data
        for day in range(7):
            add_fault(self, f"mode_{day}", times_in(facts, f"_{day}"))
        return facts

    @property
    def facts(self) -> dict:
        week = {day: times_in(self.cleaned_data, f"_{day}") for day in range(7)}
        return {"since": self.cleaned_data["since"], "week": week}


def times_in(facts: dict, suffix: str = "") -> Times:
    """The working time that was entered; times beside “off” or “the store's hours” stay, to be refused."""
    own = [facts.get(f"{name}{suffix}") for name in TIMES]
    return Times(facts.get(f"mode{suffix}") == OFF, *own)


def add_fault(form: forms.Form, name: str, times: Times) -> None:
    """Say at the field why these times cannot be so: a choice and times that contradict each other, or half of them."""
    fault = rules.why_not_times(times)
    if not fault and form.cleaned_data.get(name) == OWN and times.starts is None:
        fault = _("Enter from when to when.")
    if not fault and form.cleaned_data.get(name) == STORE_HOURS and times.starts is not None:
        fault = _("The store's hours, or own times: not both.")
    if fault:
        form.add_error(name, fault)


class ShiftDayForm(IdempotentForm):
    """A day on which somebody works otherwise."""

    on = forms.DateField(label=pgettext_lazy("calendar", "Day"), widget=DAY)
    mode = forms.ChoiceField(label=_("Works"), choices=MODES)
    starts = forms.TimeField(label=_("from"), required=False, widget=CLOCK)
    ends = forms.TimeField(label=_("until"), required=False, widget=CLOCK)
    break_starts = forms.TimeField(label=_("break from"), required=False, widget=CLOCK)
    break_ends = forms.TimeField(label=_("break until"), required=False, widget=CLOCK)
    note = forms.CharField(label=_("Note"), max_length=100, required=False)

    def clean(self) -> dict:
        facts = super().clean() or self.cleaned_data
        add_fault(self, "mode", times_in(facts))
        return facts

    @property
    def facts(self) -> dict:
        facts = self.cleaned_data
        return {"on": facts["on"], "times": times_in(facts), "note": facts["note"]}


class AbsenceForm(IdempotentForm):
    """From when to when somebody is absent or something out of use, and why."""

    start = forms.DateTimeField(label=_("From"), widget=MOMENT)
    end = forms.DateTimeField(label=_("Until"), widget=MOMENT)
    reason = forms.CharField(
        label=_("Reason"), max_length=100, help_text=_("Holiday, illness, training, broken lift …")
    )


class AbsenceEndForm(IdempotentForm):
    """Another end of an absence."""

    end = forms.DateTimeField(label=_("Until"), widget=MOMENT)
    opened_with = forms.DateTimeField(widget=forms.HiddenInput, required=False)


class DutyForm(IdempotentForm):
    """Who is on the hotline, or receives, on a day."""

    kind = forms.ChoiceField(label=_("Duty"), choices=Duty.Kind)
    user = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    on = forms.DateField(label=pgettext_lazy("calendar", "Day"), widget=DAY)
    starts = forms.TimeField(label=_("from"), widget=CLOCK)
    ends = forms.TimeField(label=_("until"), widget=CLOCK)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people
