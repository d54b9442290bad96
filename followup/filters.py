"""What the lists of calls and complaints can be searched and filtered by; the metrics link here for their rows."""

from datetime import UTC, datetime, timedelta

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters.widgets import DateRangeWidget

from core import folding
from core.filters import Filters
from customers.models.people import Customer
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint

INSTANT = timedelta(microseconds=1)  # a chosen last day ends one such before midnight
ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC))


class Unseen(DateRangeWidget):
    """A period that comes with the link of a figure: kept in the address, shown in the subtitle, not typed."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.widgets = [forms.HiddenInput(), forms.HiddenInput()]


class Period(filters.DateFromToRangeFilter):
    """Days of the store, both included: `<name>_after`, `<name>_before`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, widget=Unseen, **kwargs)


class CallFilter(Filters):
    q = filters.CharFilter(label=_("Search"), method="by_text")
    state = filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        widget=forms.HiddenInput,
        choices=[
            ("due", _("to call now")),
            ("later", pgettext_lazy("calls", "later")),
            ("held", _("on the phone")),
            *CallTask.Status.choices,
        ],
    )
    kind = filters.ChoiceFilter(
        label=_("Kind"), method="by_kind", choices=[("service", _("after service")), *CallTask.Kind.choices]
    )
    outcome = filters.ChoiceFilter(
        label=_("Outcome"), method="by_outcome", choices=[("scored", _("any mark")), *CallResult.Outcome.choices]
    )
    due = Period(field_name="due_at", label=pgettext_lazy("calls", "Due"))
    visit = Period(method="by_visit", label=pgettext_lazy("calls", "Handed over"))
    answered = Period(method="by_answer", label=pgettext_lazy("calls", "Answered"))

    class Meta:
        model = CallTask
        fields: list[str] = []

    def by_text(self, rows, name, value):
        if not folding.code(value):  # signs only match nothing
            return rows.none()
        customers = Customer.objects.matching(value, by=self.request.access)
        return rows.filter(Q(customer__in=customers) | Q(about__folded_code=value))

    def by_kind(self, rows, name, value):
        return rows.about_service() if value == "service" else rows.filter(kind=value)

    def by_outcome(self, rows, name, value):
        """With a period of answers, `by_answer` asks for both of the same result."""
        if self.form.cleaned_data.get("answered"):
            return rows
        return rows.filter(pk__in=_results(value).values("task"))

    def by_answer(self, rows, name, value):
        results = _results(self.form.cleaned_data.get("outcome"))
        if value.start:
            results = results.filter(at__gte=value.start)
        if value.stop:
            results = results.filter(at__lte=value.stop)
        return rows.filter(pk__in=results.values("task"))

    def by_visit(self, rows, name, value):
        return rows.about_visits_of(value.start or ALWAYS[0], value.stop + INSTANT if value.stop else ALWAYS[1])

    def by_state(self, rows, name, value):
        at = now()
        states = {
            "due": lambda: rows.due(at),
            "later": lambda: rows.open().filter(due_at__gt=at),
            "held": lambda: rows.open().filter(lease_until__gt=at),
        }
        return states[value]() if value in states else rows.filter(status=value)


def _results(outcome: str):
    if outcome == "scored":
        return CallResult.objects.filter(outcome__in=CallResult.SCORED)
    return CallResult.objects.filter(outcome=outcome) if outcome else CallResult.objects.all()


class ComplaintFilter(Filters):
    q = filters.CharFilter(label=_("Search"), method="by_text")
    state = filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        widget=forms.HiddenInput,
        choices=[
            ("open", pgettext_lazy("complaints", "open")),
            ("overdue", pgettext_lazy("complaints", "overdue")),
            ("ended_or_late", _("closed, or open for two weeks")),
            *Complaint.Status.choices,
        ],
    )
    category = filters.ChoiceFilter(label=_("Category"), choices=Complaint.Category)
    owner = filters.ChoiceFilter(
        label=_("In charge"),
        method="by_owner",
        choices=[("me", pgettext_lazy("in charge", "I am")), ("nobody", _("nobody yet"))],
    )
    received = Period(field_name="received_at", label=pgettext_lazy("complaints", "Received"))

    class Meta:
        model = Complaint
        fields: list[str] = []

    def by_text(self, rows, name, value):
        customers = Customer.objects.matching(value, by=self.request.access)
        return rows.filter(Q(customer__in=customers) | Q(number__folded_code=value))

    def by_owner(self, rows, name, value):
        return rows.filter(owner=self.request.user) if value == "me" else rows.filter(owner__isnull=True)

    def by_state(self, rows, name, value):
        at = now()
        states = {
            "open": rows.open,
            "overdue": lambda: rows.overdue(at),
            "ended_or_late": lambda: rows.ended_or_late(at),
        }
        return states[value]() if value in states else rows.filter(status=value)
