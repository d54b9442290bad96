"""What the lists of sales can be searched and filtered by; the boards' numbers open these lists with the same rows."""

from datetime import timedelta

import django_filters as filters
from django.utils.timezone import get_current_timezone, now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.lists import PickItem
from accounts.models.people import User
from core.clock import day_bounds
from core.filters import CodeFilter, Filters
from customers.models.people import Customer
from sales.models.contacts import Revisit
from sales.models.leads import Grade, Lead
from sales.models.organisations import Organisation
from sales.models.ownership import OwnershipCase
from sales.models.visits import CanvassVisit
from sales.perms import LeadPerm
from sales.rules.grades import letter_of, words_of
from sales.settings import SILENCE

DUE = [
    ("today", _("today and overdue")),
    ("overdue", _("overdue")),
    ("week", _("within a week")),
    ("none", _("no next step")),
]
WEEK = timedelta(days=7)
OPEN, ALL = "open", "all"


def salespeople(request):
    """Users who work leads at this store, or did once."""
    here = User.objects.filter(memberships__role__in=LeadPerm.LEAD_WORK.roles, memberships__store=request.access.store)
    return here.distinct().order_by("name")


def without_people(rows: filters.FilterSet, field: str) -> filters.FilterSet:
    """The filter without the choice of a colleague, where the user sees only his own rows."""
    if not rows.request.access.can(LeadPerm.LEAD_VIEW_ALL):
        del rows.form.fields[field]
    return rows


class DayFilter(filters.DateFilter):
    """From a day on, or until its end, on the store's clock; kept in the address, not shown."""

    def __init__(self, field: str, *, last: bool = False, moment: bool = True):
        self.last, self.moment = last, moment
        super().__init__(field_name=field, widget=filters.widgets.forms.HiddenInput)

    def filter(self, rows, day):
        if day is None:
            return rows
        if not self.moment:
            return rows.filter(**{f"{self.field_name}__{'lte' if self.last else 'gte'}": day})
        start, end = day_bounds(day, get_current_timezone())
        limit = {"lt": end} if self.last else {"gte": start}
        return rows.filter(**{f"{self.field_name}__{name}": value for name, value in limit.items()})


def is_loss_reason(code: str) -> bool:
    """Whether a reason is on the pick list, or was used at this store."""
    listed = PickItem.objects.of("loss_reason").filter(code=code)
    return listed.exists() or Lead.objects.filter(lost_reason=code).exists()


class GradeFilter(filters.ChoiceFilter):
    """Leads of a grade; it can be chosen by the letter and the words of the store."""

    @property
    def field(self):
        store = self.parent.request and self.parent.request.access.store
        if store:
            words = [(code, f"{letter_of(store, code)} · {words_of(store, code)}") for code in Grade.values]
            self.extra["choices"] = words
        return super().field


class LeadFilter(Filters):
    """Open leads unless a status is asked for."""

    q = filters.CharFilter(label=_("Search"), method="by_text")
    due = filters.ChoiceFilter(label=_("Due"), choices=[*DUE, (ALL, _("any day"))], method="by_due")
    grade = GradeFilter(label=_("Grade"), choices=Grade)
    owner = filters.ModelChoiceFilter(label=_("Owner"), queryset=salespeople)
    status = filters.ChoiceFilter(
        label=_("Status"),
        choices=[(OPEN, pgettext_lazy("leads", "open")), *Lead.Status.choices, (ALL, pgettext_lazy("leads", "all"))],
        method="by_status",
    )
    lost_reason = CodeFilter(exists=is_loss_reason)
    created_from = DayFilter("created_at")
    created_to = DayFilter("created_at", last=True)
    closed_from = DayFilter("closed_at")
    closed_to = DayFilter("closed_at", last=True)
    expected_from = DayFilter("expected_by", moment=False)
    expected_to = DayFilter("expected_by", last=True, moment=False)

    class Meta:
        model = Lead
        fields: list[str] = []

    def filter_queryset(self, rows):
        rows = super().filter_queryset(rows)
        return rows if self.form.cleaned_data.get("status") else rows.open()

    def by_text(self, rows, name, value):
        return rows.filter(customer__in=Customer.objects.matching(value, by=self.request.access))

    def by_due(self, rows, name, value):
        today = self.request.access.store.today(now())
        if value == "none":
            return rows.undated()
        if value == "overdue":
            return rows.overdue(today)
        return rows if value == ALL else rows.due_until(today + WEEK if value == "week" else today)

    def by_status(self, rows, name, value):
        if value == ALL:
            return rows
        return rows.open() if value == OPEN else rows.filter(status=value)


class VisitFilter(Filters):
    q = filters.CharFilter(label=_("Search"), method="by_text")
    outcome = filters.ChoiceFilter(label=_("Outcome"), choices=CanvassVisit.Outcome)
    by = filters.ModelChoiceFilter(label=_("Salesperson"), queryset=salespeople)
    on_from = DayFilter("visited_at")
    on_to = DayFilter("visited_at", last=True)

    class Meta:
        model = CanvassVisit
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.matching(value, by=self.request.access)


class RevisitFilter(Filters):
    """Obligations by due day and outcome."""

    CAME = [
        ("due", _("came due")),
        ("kept", _("kept")),
        ("missed", _("not kept in time")),
        ("open", _("still open")),
    ]
    came = filters.ChoiceFilter(label=_("What came of it"), choices=CAME, method="by_came")
    grade = GradeFilter(label=_("Grade"), choices=Grade)
    owner = filters.ModelChoiceFilter(label=_("Owner"), queryset=salespeople)
    due_from = DayFilter("due_on", moment=False)
    due_to = DayFilter("due_on", last=True, moment=False)

    class Meta:
        model = Revisit
        fields: list[str] = []

    def by_came(self, rows, name, value):
        return rows.with_outcome(value, self.request.access.store.today(now()))


class CaseFilter(Filters):
    kind = filters.ChoiceFilter(label=_("Kind"), choices=OwnershipCase.Kind)
    status = filters.ChoiceFilter(label=_("Status"), choices=OwnershipCase.Status)
    asked_from = DayFilter("asked_at")
    asked_to = DayFilter("asked_at", last=True)

    class Meta:
        model = OwnershipCase
        fields: list[str] = []


class OrganisationFilter(Filters):
    q = filters.CharFilter(label=_("Search"), method="by_text")
    grade = filters.ChoiceFilter(label=_("Grade"), choices=[(letter, letter) for letter in SILENCE], null_label=None)
    owner = filters.ModelChoiceFilter(label=_("Owner"), queryset=salespeople)

    class Meta:
        model = Organisation
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.filter(customer__in=Customer.objects.matching(value, by=self.request.access))
