"""The numbers of sales: one definition each (reference/kpis.csv has the first three), with its rows (SALES-69).

Days are the store's; a cohort number follows the leads that came in the days asked for, however long they take.
"""

from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.perms import StaffPerm
from core.metrics import Grouped, Metric, Rows, rows_at, today, within
from sales.models.contacts import Revisit
from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from sales.rules.reviews import names_of_reasons

LEADS, REVISITS, CASES = "lead_list", "revisit_list", "case_list"


def address(page: str, days: str = "", **chosen: str) -> Callable[[date, date], str]:
    """The address of the list with the same rows: `days` names its pair of filters."""
    return rows_at(page, (f"{days}_from", f"{days}_to") if days else (), **chosen)


def came_due(first: date, last: date, at: datetime) -> QuerySet:
    return Revisit.objects.due_between(first, last).with_outcome("due", today(at))


def kept(first: date, last: date, at: datetime) -> QuerySet:
    """Revisits met on the due day or before, of those that came due (SALES-33, 34)."""
    return came_due(first, last, at).filter(status=Revisit.Status.KEPT)


def overdue(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.overdue(today(at))


def new_leads(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.filter(**within("created_at", first, last))


def bought(first: date, last: date, at: datetime) -> QuerySet:
    """Of the leads that came in these days, those that bought here; final when none is open any more."""
    return new_leads(first, last, at).filter(status=Lead.Status.WON)


def still_open(cohort: Rows) -> Rows:
    """Leads of a cohort that may still be won or lost."""
    return lambda first, last, at: cohort(first, last, at).open()


def expected(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.filter(expected_by__gte=first, expected_by__lte=last)


def defeated(first: date, last: date, at: datetime) -> QuerySet:
    """Of the leads that meant to buy in these days, those that were lost."""
    return expected(first, last, at).filter(status=Lead.Status.LOST)


def lost(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.filter(status=Lead.Status.LOST, **within("closed_at", first, last))


def lost_reasons(first: date, last: date, at: datetime) -> list[dict]:
    """Why leads were lost in these days, the most frequent first: code, name, count and the rows' address."""
    names = names_of_reasons()
    return [
        {
            "code": code,
            "label": names.get(code, code),
            "value": count,
            "url": LOST_URL(first, last) + "&" + urlencode({"lost_reason": code}),
        }
        for code, count in BY_REASON(first, last, at)
    ]


def undated(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.undated()


def in_review(first: date, last: date, at: datetime) -> QuerySet:
    return Lead.objects.filter(status=Lead.Status.REVIEW)


def yields(first: date, last: date, at: datetime) -> QuerySet:
    return OwnershipCase.objects.filter(kind=OwnershipCase.Kind.YIELD, **within("asked_at", first, last))


def undecided(first: date, last: date, at: datetime) -> QuerySet:
    return OwnershipCase.objects.filter(status=OwnershipCase.Status.ASKED)


BY_REASON = Grouped(lost, "lost_reason")
LOST_URL = address(LEADS, "closed", due="all", status="lost")
BOARD, COUNT = StaffPerm.BOARD_SALES, _("leads")
CREATED = address(LEADS, "created", due="all", status="all")
EXPECTED = address(LEADS, "expected", due="all", status="all")
CAME_DUE = address(REVISITS, "due", came="due")
YIELDED = address(CASES, "asked", kind="yield")
METRICS = [
    Metric(
        "SALES_FOLLOW_ONTIME", _("Revisits kept in time"), "%", BOARD, came_due, CAME_DUE, part=kept, day=F("due_on")
    ),
    Metric(
        "SALES_LEAD_CONV",
        _("Leads that bought here"),
        "%",
        BOARD,
        new_leads,
        CREATED,
        part=bought,
        pending=still_open(new_leads),
        day=TruncDate("created_at"),
    ),
    Metric(
        "SALES_DEFEAT",
        _("Lost, of those due to decide"),
        "%",
        BOARD,
        expected,
        EXPECTED,
        part=defeated,
        pending=still_open(expected),
        day=F("expected_by"),
        up=False,
    ),
    Metric("SALES_NEW", _("New leads"), COUNT, BOARD, new_leads, CREATED, day=TruncDate("created_at")),
    Metric("SALES_LOST", _("Lost leads"), COUNT, BOARD, lost, LOST_URL, day=TruncDate("closed_at"), up=False),
    Metric(
        "SALES_OVERDUE",
        _("Revisits overdue now"),
        COUNT,
        BOARD,
        overdue,
        address(LEADS, due="overdue"),
        live=True,
        up=False,
    ),
    Metric(
        "SALES_NO_STEP",
        _("Leads without a next step"),
        COUNT,
        BOARD,
        undated,
        address(LEADS, due="none"),
        live=True,
        up=False,
    ),
    Metric(
        "SALES_REVIEW",
        _("Leads in review"),
        COUNT,
        BOARD,
        in_review,
        address(LEADS, due="all", status="review"),
        live=True,
        up=False,
    ),
    Metric("SALES_YIELDS", _("Yielded to a colleague"), _("times"), BOARD, yields, YIELDED, day=TruncDate("asked_at")),
    Metric(
        "SALES_CASES",
        _("Conflicts to decide"),
        _("conflicts"),
        BOARD,
        undecided,
        address(CASES, status="asked"),
        live=True,
        up=False,
    ),
]
