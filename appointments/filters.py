"""What the lists of appointments, phone calls and estimates can be searched and filtered by."""

from datetime import timedelta

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from drf_spectacular.utils import extend_schema_field

from accounts.models.lists import PickItem
from appointments.models.calls import Fault, PhoneCall
from appointments.models.late import LateCall
from appointments.models.lines import PhoneLine
from appointments.models.promises import Confirmation, PrepItem
from appointments.models.rescues import ENDED, Rescue
from appointments.models.unmet import KINDS, UnmetRequest
from appointments.models.visits import Appointment
from appointments.models.waiting import Waiting
from appointments.rules import fault_search
from capacity.models.resources import Resource
from core.clock import day_bounds
from core.filters import CodeFilter, FilterForm, Filters, KeyFilter
from parts.rules.fitting import fits
from pricing.models.estimates import Estimate
from vehicles.models import Vehicle

DAY = {"widget": forms.DateInput(attrs={"type": "date"})}
PERIODS = {"today": (0, 1), "tomorrow": (1, 2), "week": (0, 7), "next": (7, 14), "past": (-30, 0)}


class StoreDays(Filters):
    """Days in a filter are days of the store."""

    moment = ""

    def bounds(self, first, last):
        zone = self.request.access.store.zone
        return day_bounds(first, zone)[0], day_bounds(last, zone)[1]

    def since_day(self, rows, name, value):
        return rows.filter(**{f"{self.moment}__gte": self.bounds(value, value)[0]})

    def until_day(self, rows, name, value):
        return rows.filter(**{f"{self.moment}__lt": self.bounds(value, value)[1]})

    def on_day(self, rows, name, value):
        start, end = self.bounds(value, value)
        return rows.filter(**{f"{self.moment}__gte": start, f"{self.moment}__lt": end})

    def by_text(self, rows, name, value):
        return rows.matching(value, by=self.request.access)


def advisors(request):
    return Resource.objects.advisors().order_by("name")


class AppointmentFilter(StoreDays):
    moment = "start"
    q = filters.CharFilter(label=_("Number, plate, name or phone"), method="by_text")
    day = filters.DateFilter(label=_("Day"), method="on_day", **DAY)
    status = filters.ChoiceFilter(
        label=_("Status"),
        method="by_status",
        choices=[
            ("expected", _("still to come")),
            ("at_risk", _("at risk")),
            ("due", _("came or missed")),
            *Appointment.Status.choices,
        ],
    )
    advisor = filters.ModelChoiceFilter(label=_("Service advisor"), queryset=advisors)
    ready = filters.ChoiceFilter(
        label=_("Preparation"), method="by_ready", choices=[("yes", _("all done")), ("no", _("something open"))]
    )
    kind = filters.ChoiceFilter(
        label=_("Kind"), method="by_kind", choices=[("customers", _("of customers")), *Appointment.Kind.choices]
    )
    since = filters.DateFilter(label=_("From"), method="since_day", **DAY)
    until = filters.DateFilter(label=_("Until"), method="until_day", **DAY)

    class Meta:
        model = Appointment
        fields: list[str] = []

    def by_status(self, rows, name, value):
        if value == "expected":
            return rows.expected()
        if value == "due":
            return rows.due(now())
        return rows.at_risk() if value == "at_risk" else rows.filter(status=value)

    def by_kind(self, rows, name, value):
        return rows.of_customers() if value == "customers" else rows.filter(kind=value)

    def by_ready(self, rows, name, value):
        still_open = Exists(PrepItem.objects.open().filter(appointment=OuterRef("pk")))
        return rows.exclude(still_open) if value == "yes" else rows.filter(still_open)


class AppointmentPageFilter(AppointmentFilter):
    """On the page the period is chosen by chips: today, tomorrow, the week; a board names its days in the address."""

    since = filters.DateFilter(method="since_day", widget=forms.HiddenInput)
    until = filters.DateFilter(method="until_day", widget=forms.HiddenInput)
    period = filters.ChoiceFilter(
        method="by_period", widget=forms.HiddenInput, choices=[(name, name) for name in (*PERIODS, "all")]
    )

    def by_period(self, rows, name, value):
        if value == "all":
            return rows
        first, last = PERIODS[value]
        today = self.request.access.store.today(self.request.asked_at)
        start, end = self.bounds(today + timedelta(days=first), today + timedelta(days=last - 1))
        return rows.between(start, end)


def lines(request):
    return PhoneLine.objects.order_by("pk")


class PhoneCallFilter(StoreDays):
    moment = "rang_at"
    q = filters.CharFilter(label=_("Number or name"), method="by_text")
    state = filters.ChoiceFilter(
        label=pgettext_lazy("call", "Answered"),
        method="by_state",
        choices=[
            ("owed", _("to be called back")),
            ("missed", _("missed")),
            ("answered", pgettext_lazy("call", "answered")),
            ("question", _("open question")),
            ("hidden", _("number hidden")),
            ("engaged", _("line engaged")),
        ],
    )
    reason = filters.ChoiceFilter(label=_("Reason"), choices=PhoneCall.Reason)
    line = filters.ModelChoiceFilter(label=pgettext_lazy("telephone", "Line"), queryset=lines)
    day = filters.DateFilter(label=_("Day"), method="on_day", **DAY)

    class Meta:
        model = PhoneCall
        fields: list[str] = []

    def by_state(self, rows, name, value):
        """Who waits for a call is served in turn."""
        chosen = {
            "owed": rows.owed().order_by("rang_at", "pk"),
            "question": rows.open_questions().order_by("asked_at", "pk"),
            "missed": rows.missed(),
            "hidden": rows.hidden(),
            "engaged": rows.filter(engaged=True),
            "answered": rows.answered(),
        }
        return chosen[value]


def unmet_kinds(request):
    return PickItem.objects.of(KINDS)


class UnmetFilter(StoreDays):
    moment = "asked_at"
    q = filters.CharFilter(label=_("Words, number or name"), method="by_text")
    kind = filters.ModelChoiceFilter(
        label=pgettext_lazy("unmet", "Kind"), queryset=unmet_kinds, to_field_name="code", field_name="kind"
    )
    since = filters.DateFilter(label=_("From"), method="since_day", **DAY)
    until = filters.DateFilter(label=_("Until"), method="until_day", **DAY)

    class Meta:
        model = UnmetRequest
        fields: list[str] = []


class RescueFilter(StoreDays):
    moment = "asked_at"
    q = filters.CharFilter(label=_("Number, place, phone, name or plate"), method="by_text")
    state = filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        widget=forms.HiddenInput,
        choices=[("open", pgettext_lazy("rescues", "open")), ("ended", pgettext_lazy("rescues", "ended"))],
    )
    day = filters.DateFilter(label=_("Day"), method="on_day", **DAY)

    class Meta:
        model = Rescue
        fields: list[str] = []

    def by_state(self, rows, name, value):
        """Who waits longest is served first."""
        if value == "open":
            return rows.open().order_by("asked_at", "pk")
        return rows.filter(status__in=ENDED)


class LateCallFilter(StoreDays):
    moment = "due_at"
    state = filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        widget=forms.HiddenInput,
        choices=[("open", pgettext_lazy("late", "to be called")), *LateCall.Status.choices[1:]],
    )
    day = filters.DateFilter(label=_("Day"), method="on_day", **DAY)

    class Meta:
        model = LateCall
        fields: list[str] = []

    def by_state(self, rows, name, value):
        """Whose time is given away first is called first."""
        return rows.open().order_by("due_at", "pk") if value == "open" else rows.filter(status=value)


class WaitingFilter(StoreDays):
    q = filters.CharFilter(label=_("Name, phone or plate"), method="by_text")
    state = filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        widget=forms.HiddenInput,
        choices=[("open", pgettext_lazy("waiting list", "waiting")), *Waiting.Status.choices],
    )

    class Meta:
        model = Waiting
        fields: list[str] = []

    def by_state(self, rows, name, value):
        """Whoever waits longest first."""
        return rows.open().in_turn() if value == "open" else rows.filter(status=value)


class ConfirmationFilter(Filters):
    side = filters.ChoiceFilter(choices=Confirmation.Side)
    kind = filters.ChoiceFilter(choices=Confirmation.Kind)
    state = filters.MultipleChoiceFilter(choices=Confirmation.Status, field_name="status")
    appointment = KeyFilter(Appointment)

    class Meta:
        model = Confirmation
        fields: list[str] = []


def cars(request):
    return Vehicle.objects.select_related("model")


class WordsForm(FilterForm):
    """A customer's own words are longer than what other lists are searched for."""

    longest_search = 300


def is_system(code: str) -> bool:
    return Fault.objects.filter(system=code).exists()


class FaultFilter(Filters):
    form_base = WordsForm
    vehicle = filters.ModelChoiceFilter(queryset=cars, method="by_vehicle")
    system = CodeFilter(exists=is_system)
    q = filters.CharFilter(method="by_text")

    class Meta:
        model = Fault
        fields: list[str] = []

    def by_text(self, rows, name, value):
        """A code, a system, or a customer's own words: best first."""
        return rows.in_order(fault_search.ranked(value))

    @extend_schema_field(int)
    def by_vehicle(self, rows, name, value):
        """Only faults that this car can have."""
        return rows.filter(pk__in=[fault.pk for fault in rows if fits(fault.fits, value.model)])


class EstimateFilter(Filters):
    vehicle = KeyFilter(Vehicle)
    status = filters.ChoiceFilter(label=_("Status"), choices=Estimate.Status)
    answer = filters.ChoiceFilter(label=_("Answer"), choices=Estimate.Answer)

    class Meta:
        model = Estimate
        fields: list[str] = []
