"""What the lists of the workshop are searched and filtered by; metrics open their rows through the same filters."""

from functools import partial

import django_filters as filters
from django import forms
from django.utils.timezone import get_current_timezone, now
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from capacity.models.resources import Resource
from core.clock import day_bounds
from core.filters import Filters, KeyFilter
from customers.models.people import Customer
from service.models.orders import RepairOrder
from service.models.work import Inspection, Job
from vehicles.models import Vehicle

OUTCOMES = ("on_time", "missed", "same_day", "passed", "reworked", "repaired", "came_back")
YES = [("true", _("yes"))]
HIDDEN = {"widget": forms.HiddenInput}


def colleagues(request):
    """Users who work at this store, or did once."""
    return User.objects.filter(memberships__store=request.access.store).distinct()


class DayFilter(filters.DateFilter):
    """From a day of the store on (`gte`), or until the end of one (`lt`). Kept in the address, not shown."""

    def __init__(self, field: str, edge: str):
        super().__init__(field_name=field, lookup_expr=edge, **HIDDEN)

    def filter(self, rows, value):
        if value is None:
            return rows
        bounds = day_bounds(value, get_current_timezone())
        edge = bounds[0] if self.lookup_expr == "gte" else bounds[1]
        return rows.filter(**{f"{self.field_name}__{self.lookup_expr}": edge})


class OrderFilter(Filters):
    """Repair orders by text, step, person, lateness, what they wait for, and outcome."""

    q = filters.CharFilter(label=_("Search"), method="by_text")
    mine = filters.ChoiceFilter(label=_("Received by me"), choices=YES, method="by_me")
    waiting = filters.ChoiceFilter(label=_("Waits for"), choices=RepairOrder.Waiting, method="by_waiting")
    late = filters.ChoiceFilter(label=_("Late"), choices=YES, method="by_lateness")
    step = filters.ChoiceFilter(choices=[(str(n), n) for n in range(2, 7)], method="by_step", **HIDDEN)
    status = filters.ChoiceFilter(choices=RepairOrder.Status, **HIDDEN)
    advisor = KeyFilter(User, within=colleagues)
    vehicle = KeyFilter(Vehicle)
    customer = KeyFilter(Customer)
    opened_from, opened_to = DayFilter("created_at", "gte"), DayFilter("created_at", "lt")
    delivered_from, delivered_to = DayFilter("delivered_at", "gte"), DayFilter("delivered_at", "lt")
    paid_from, paid_to = DayFilter("bill__paid_at", "gte"), DayFilter("bill__paid_at", "lt")
    inspected_from = filters.DateFilter(method="by_first_inspection", **HIDDEN)
    inspected_to = filters.DateFilter(method="by_first_inspection", **HIDDEN)
    outcome = filters.ChoiceFilter(
        method="by_outcome",
        choices=[(name, name) for name in OUTCOMES],
        **HIDDEN,
    )

    class Meta:
        model = RepairOrder
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.matching(value, by=self.request.access)

    def by_me(self, rows, name, value):
        return rows.filter(advisor=self.request.user)

    def by_waiting(self, rows, name, value: str):
        return rows.open().with_waiting().filter(waiting_for=value)

    def by_lateness(self, rows, name, value):
        return rows.late(now())

    def by_step(self, rows, name, value):
        return rows.on_step(int(value))

    def by_first_inspection(self, rows, name, value):
        """Both days belong together, so the pair is read at its first name."""
        first, last = self.form.cleaned_data.get("inspected_from"), self.form.cleaned_data.get("inspected_to")
        if name != ("inspected_from" if first else "inspected_to"):
            return rows
        zone = get_current_timezone()
        return rows.inspected(day_bounds(first or last, zone)[0], day_bounds(last or first, zone)[1])

    def by_outcome(self, rows, name, value):
        return {
            "on_time": rows.on_time,
            "missed": rows.missed,
            "same_day": partial(rows.same_day, get_current_timezone()),
            "passed": rows.passed_at_once,
            "reworked": rows.reworked,
            "repaired": lambda: rows.with_repairs().matured(now()),
            "came_back": lambda: rows.with_repairs().matured(now()).came_back(),
        }[value]()


class JobFilter(Filters):
    """Finished work by technician and day: the rows behind a technician's efficiency."""

    technician = filters.ModelChoiceFilter(
        label=_("Technician"), queryset=lambda request: Resource.objects.technicians().order_by("name")
    )
    rework = filters.ChoiceFilter(label=_("Rework"), choices=[*YES, ("false", _("no"))], method="by_rework")
    done_from, done_to = DayFilter("done_at", "gte"), DayFilter("done_at", "lt")

    class Meta:
        model = Job
        fields: list[str] = []

    def by_rework(self, rows, name, value):
        return rows.filter(rework=value == "true")


class InspectionFilter(Filters):
    """Past inspections by verdict and day."""

    verdict = filters.ChoiceFilter(
        label=_("Verdict"), choices=[("passed", _("passed")), ("failed", _("failed"))], method="by_verdict"
    )
    at_from, at_to = DayFilter("at", "gte"), DayFilter("at", "lt")

    class Meta:
        model = Inspection
        fields: list[str] = []

    def by_verdict(self, rows, name, value):
        return rows.filter(passed=value == "passed")
