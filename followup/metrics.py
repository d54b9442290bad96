"""The numbers of follow-up (reference/kpis.csv): one definition each, with the rows behind it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from core.metrics import Measured, Metric, Rows, bounds, counted, is_over, rows_at, within
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.perms import FollowupPerm
from service.models.orders import RepairOrder

Out, S = CallResult.Outcome, CallTask.Status
THIRD_DAY = timedelta(days=3)


def address(page: str, days: str, **chosen: str) -> Callable[[date, date], str]:
    """The address of the list with the same rows: `days` names its pair of filters."""
    return rows_at(page, (f"{days}_after", f"{days}_before"), **chosen)


def calls_after(kinds, first: date, last: date) -> QuerySet:
    """Calls about cars delivered in these days, without those whose customer wants none."""
    return CallTask.objects.filter(kind__in=kinds).about_visits_of(*bounds(first, last))


def three_day_calls(first: date, last: date, at: datetime) -> QuerySet:
    return calls_after([CallTask.Kind.SERVICE_DAY3], first, last)


def called_in_time(first: date, last: date, at: datetime) -> QuerySet:
    """CRM_FU3: of the cars delivered in these days, called about (or tried three times) until the third evening."""
    zone = get_current_timezone()
    visits = RepairOrder.objects.filter(pk=OuterRef("source_id"))
    handed_over = TruncDate(Subquery(visits.values("delivered_at")), tzinfo=zone)
    calls = three_day_calls(first, last, at).annotate(
        closed_on=TruncDate("closed_at", tzinfo=zone),
        last_on=ExpressionWrapper(handed_over + THIRD_DAY, output_field=DateField()),
    )
    return calls.filter(closed_on__lte=F("last_on"))


def to_be_called(calls: Rows) -> Rows:
    """Those of the calls that nobody has ended yet."""
    return lambda first, last, at: calls(first, last, at).filter(status=S.OPEN)


def service_calls(first: date, last: date, at: datetime) -> QuerySet:
    return calls_after(CallTask.AFTER_SERVICE, first, last)


def reached(first: date, last: date, at: datetime) -> QuerySet:
    """CRM_CONTACT: of the calls about cars delivered in these days, those answered, by phone or by link."""
    answers = CallResult.objects.filter(task=OuterRef("pk"), outcome__in=CallResult.REACHED)
    return service_calls(first, last, at).filter(Exists(answers))


def marked(first: date, last: date, at: datetime) -> QuerySet:
    """Calls and surveys in which the customer said how content he was in these days."""
    results = CallResult.objects.filter(outcome__in=CallResult.SCORED, **within("at", first, last))
    return CallTask.objects.filter(pk__in=results.values("task"))


def marks() -> Coalesce:
    """1 to 5: the customer's own mark, or the one by the outcome that the agent chose (as `CallResult.score`)."""
    by_outcome = Case(
        When(outcome=Out.SATISFIED, then=5),
        When(outcome=Out.NEUTRAL, then=3),
        default=1,
        output_field=IntegerField(),
    )
    return Coalesce("attitude", by_outcome)


def satisfaction(first: date, last: date, at: datetime) -> Measured:
    """CRM_CSI: the marks of 1 to 5 as 20 to 100 points, on average over the answers."""
    results = CallResult.objects.filter(outcome__in=CallResult.SCORED, **within("at", first, last))
    counted = results.aggregate(answers=Count("pk"), marks=Sum(marks()))
    points, answers = 20 * (counted["marks"] or 0), counted["answers"]
    return Measured(points, answers, is_over(last, at), round(points / answers, 1) if answers else None)


def complaints(first: date, last: date, at: datetime) -> QuerySet:
    return Complaint.objects.filter(**within("received_at", first, last))


def complaint_rate(first: date, last: date, at: datetime) -> Measured:
    """CRM_COMPLAINT: complaints of these days for each thousand cars delivered in them."""
    handed_over = RepairOrder.objects.filter(**within("delivered_at", first, last))
    cars, said = counted([handed_over, complaints(first, last, at)])
    value = float(round(Decimal(1000 * said) / cars, 1)) if cars else None
    return Measured(said, cars, is_over(last, at), value)


def open_complaints(first: date, last: date, at: datetime) -> QuerySet:
    """Complaints that are open now, whenever they were made."""
    return Complaint.objects.open()


def ended_or_late(first: date, last: date, at: datetime) -> QuerySet:
    return complaints(first, last, at).ended_or_late(at)


def closed_in_time(first: date, last: date, at: datetime) -> QuerySet:
    """CRM_CASE14: closed complaints, of those closed or open for more than two weeks."""
    return ended_or_late(first, last, at).filter(closed_at__isnull=False)


def unclosed(first: date, last: date, at: datetime) -> QuerySet:
    return complaints(first, last, at).filter(closed_at__isnull=True)


CALLS, COMPLAINTS = FollowupPerm.QUEUE_VIEW, FollowupPerm.COMPLAINT_WORK
METRICS = [
    Metric(
        "CRM_FU3",
        _("3-day follow-up in time"),
        "%",
        CALLS,
        three_day_calls,
        address("call_list", "visit", kind="service_day3"),
        part=called_in_time,
        pending=to_be_called(three_day_calls),
        settles=THIRD_DAY,
    ),
    Metric(
        "CRM_CONTACT",
        _("Customers reached"),
        "%",
        CALLS,
        service_calls,
        address("call_list", "visit", kind="service"),
        part=reached,
        pending=to_be_called(service_calls),
        settles=THIRD_DAY,
    ),
    Metric(
        "CRM_CSI",
        _("Customer satisfaction"),
        _("points"),
        CALLS,
        marked,
        address("call_list", "answered", outcome="scored"),
        how=satisfaction,
    ),
    Metric(
        "CRM_COMPLAINT",
        _("Complaints per thousand cars"),
        "‰",
        COMPLAINTS,
        complaints,
        address("complaint_list", "received"),
        how=complaint_rate,
        up=False,
    ),
    Metric(
        "CRM_OPEN",
        _("Open complaints now"),
        _("complaints"),
        COMPLAINTS,
        open_complaints,
        rows_at("complaint_list", state="open"),
        live=True,
        up=False,
    ),
    Metric(
        "CRM_CASE14",
        _("Complaints closed in two weeks"),
        "%",
        COMPLAINTS,
        ended_or_late,
        address("complaint_list", "received", state="ended_or_late"),
        part=closed_in_time,
        pending=unclosed,
        day=TruncDate("received_at"),
    ),
]
