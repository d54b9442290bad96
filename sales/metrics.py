"""The numbers of sales: one definition each (reference/kpis.csv has the first three), with the rows behind it.

Days are the store's; a cohort number follows the leads that came in the days asked for, however long they take.
"""

from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import PickItem
from accounts.roles import Perm
from core.clock import day_bounds, local_day
from core.metrics import Measured, Metric
from sales.models import Lead, OwnershipCase, Revisit

LEADS, REVISITS, CASES = "lead_list", "revisit_list", "case_list"


def within(field: str, first: date, last: date) -> dict[str, datetime]:
    """A moment inside the days, as filter of a queryset."""
    zone = get_current_timezone()
    return {f"{field}__gte": day_bounds(first, zone)[0], f"{field}__lt": day_bounds(last, zone)[1]}


def today(at: datetime) -> date:
    return local_day(at, get_current_timezone())


def address(page: str, days: str = "", **chosen: str) -> Callable[[date, date], str]:
    """The list that shows the same rows: `days` names its pair of filters."""

    def rows_url(first: date, last: date) -> str:
        asked = {f"{days}_from": first.isoformat(), f"{days}_to": last.isoformat()} if days else {}
        return f"{reverse(page)}?{urlencode({**chosen, **asked})}"

    return rows_url


def came_due(first: date, last: date, at: datetime) -> QuerySet:
    return Revisit.objects.due_between(first, last).came("due", today(at))


def kept_rate(first: date, last: date, at: datetime) -> Measured:
    """Revisits met on the due day or before, of those that came due (SALES-33, 34)."""
    due = came_due(first, last, at)
    return Measured.ratio(due.filter(state=Revisit.State.KEPT).count(), due.count(), final=last < today(at))


def overdue(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.overdue(today(at))


def new_leads(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.filter(**within("created_at", first, last))


def conversion(first: date, last: date, at: datetime) -> Measured:
    """Of the leads that came in these days, those that bought here; final when none is open any more."""
    cohort = new_leads(first, last, at)
    settled = last < today(at) and not cohort.open().exists()
    return Measured.ratio(cohort.filter(status=Lead.Status.WON).count(), cohort.count(), final=settled)


def expected(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.filter(expected_by__gte=first, expected_by__lte=last)


def defeat(first: date, last: date, at: datetime) -> Measured:
    """Of the leads that meant to buy in these days, those that were lost."""
    cohort = expected(first, last, at)
    settled = last < today(at) and not cohort.open().exists()
    return Measured.ratio(cohort.filter(status=Lead.Status.LOST).count(), cohort.count(), final=settled)


def lost(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.filter(status=Lead.Status.LOST, **within("closed_at", first, last))


def lost_reasons(first: date, last: date, at: datetime) -> list[dict]:
    """Why leads were lost in these days, the most frequent first: code, name, count and the rows' address."""
    names = {item.code: str(item) for item in PickItem.objects.of("loss_reason")}
    counted = lost(first, last, at).values("lost_reason").annotate(value=Count("pk")).order_by("-value", "lost_reason")
    return [
        {
            "code": row["lost_reason"],
            "label": names.get(row["lost_reason"], row["lost_reason"]),
            "value": row["value"],
            "url": LOST_URL(first, last) + "&" + urlencode({"lost_reason": row["lost_reason"]}),
        }
        for row in counted
    ]


def undated(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.undated()


def in_review(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.filter(status=Lead.Status.REVIEW)


def yields(first: date, last: date, at: datetime) -> QuerySet:
    return OwnershipCase.objects.filter(kind=OwnershipCase.Kind.YIELD, **within("asked_at", first, last))


def undecided(first: date, last: date, at: datetime) -> QuerySet:
    return OwnershipCase.objects.filter(status=OwnershipCase.Status.ASKED)


def count_of(rows: Callable[[date, date, datetime], QuerySet], *, now: bool = False) -> Callable[..., Measured]:
    """How many rows there are: of finished days for good, of the present moment (`now`) never for good."""

    def measure(first: date, last: date, at: datetime) -> Measured:
        return Measured.amount(rows(first, last, at).count(), final=not now and last < today(at))

    return measure


LOST_URL = address(LEADS, "closed", due="all", status="lost")
BOARD, COUNT = Perm.BOARD_SALES, _("leads")
CREATED = address(LEADS, "created", due="all", status="all")
EXPECTED = address(LEADS, "expected", due="all", status="all")
CAME_DUE = address(REVISITS, "due", came="due")
METRICS = [
    Metric("SALES_FOLLOW_ONTIME", _("Revisits kept in time"), "%", BOARD, kept_rate, came_due, CAME_DUE),
    Metric("SALES_LEAD_CONV", _("Leads that bought here"), "%", BOARD, conversion, new_leads, CREATED),
    Metric("SALES_DEFEAT", _("Lost, of those due to decide"), "%", BOARD, defeat, expected, EXPECTED, up=False),
    Metric("SALES_NEW", _("New leads"), COUNT, BOARD, count_of(new_leads), new_leads, CREATED),
    Metric("SALES_LOST", _("Lost leads"), COUNT, BOARD, count_of(lost), lost, LOST_URL, up=False),
    Metric(
        "SALES_OVERDUE",
        _("Revisits overdue now"),
        COUNT,
        BOARD,
        count_of(overdue, now=True),
        overdue,
        address(LEADS, due="overdue"),
        up=False,
    ),
    Metric(
        "SALES_NO_STEP",
        _("Leads without a next step"),
        COUNT,
        BOARD,
        count_of(undated, now=True),
        undated,
        address(LEADS, due="none"),
        up=False,
    ),
    Metric(
        "SALES_REVIEW",
        _("Leads in review"),
        COUNT,
        BOARD,
        count_of(in_review, now=True),
        in_review,
        address(LEADS, due="all", status="review"),
        up=False,
    ),
    Metric(
        "SALES_YIELDS",
        _("Yielded to a colleague"),
        _("times"),
        BOARD,
        count_of(yields),
        yields,
        address(CASES, "asked", kind="yield"),
    ),
    Metric(
        "SALES_CASES",
        _("Conflicts to decide"),
        _("conflicts"),
        BOARD,
        count_of(undecided, now=True),
        undecided,
        address(CASES, status="asked"),
        up=False,
    ),
]
