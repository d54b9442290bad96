"""The numbers of the workshop (reference/kpis.csv): one definition each, with the rows behind it.

A promise counts as the customer last agreed to it: it moves only with his consent (`actions.promise`, extra work).
"""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, F, Sum
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Perm
from core.clock import day_bounds
from core.metrics import Measured, Metric
from service.models import Job, RepairOrder, WorkLog
from service.models.queries import FIXED_FOR_DAYS

W = RepairOrder.Waiting
CARS = _("cars")


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From the start of the first day to the end of the last, on the store's clock."""
    zone = get_current_timezone()
    return day_bounds(first, zone)[0], day_bounds(last, zone)[1]


def days(name: str, url_name: str = "order_list", **chosen):
    """The list that shows the rows of these days: `name`_from and `name`_to."""

    def address(first: date, last: date) -> str:
        asked = {f"{name}_from": first.isoformat(), f"{name}_to": last.isoformat(), **chosen}
        return f"{reverse(url_name)}?{urlencode(asked)}"

    return address


def now_waiting(**chosen):
    """The list that shows what is so now, whatever the days."""
    return lambda first, last: f"{reverse('order_list')}?{urlencode(chosen)}"


def is_over(last: date, at: datetime) -> bool:
    """A period is final when its last day has ended."""
    return at >= bounds(last, last)[1]


def delivered(first, last, at):
    return RepairOrder.objects.delivered(*bounds(first, last))


def settled(first, last, at):
    return RepairOrder.objects.settled(*bounds(first, last))


def inspected(first, last, at):
    return RepairOrder.objects.inspected(*bounds(first, last))


def repaired(first, last, at):
    """Delivered repairs on which a repeat would have shown by now."""
    return delivered(first, last, at).with_repairs().matured(at)


def done_jobs(first, last, at):
    start, end = bounds(first, last)
    return Job.objects.filter(done_at__gte=start, done_at__lt=end)


def cars(first, last, at) -> Measured:
    """Visits whose bill was paid; a car that comes twice counts twice."""
    return Measured.amount(settled(first, last, at).count(), final=is_over(last, at))


def on_time(first, last, at) -> Measured:
    rows = delivered(first, last, at)
    return Measured.ratio(rows.on_time().count(), rows.count(), final=is_over(last, at))


def same_day(first, last, at) -> Measured:
    rows = delivered(first, last, at)
    return Measured.ratio(rows.same_day(get_current_timezone()).count(), rows.count(), final=is_over(last, at))


def passed_at_once(first, last, at) -> Measured:
    rows = inspected(first, last, at)
    return Measured.ratio(rows.passed_at_once().count(), rows.count(), final=is_over(last, at))


def reworked(first, last, at) -> Measured:
    """Sent back at least once, of those inspected; a later round may still add to it."""
    rows = inspected(first, last, at)
    waiting = rows.open().filter(ready_at__isnull=True).exists()
    return Measured.ratio(rows.reworked().count(), rows.count(), final=is_over(last, at) and not waiting)


def fixed_first_time(first, last, at) -> Measured:
    """Repairs that did not come back with the same system within 30 days; final 30 days after the last of them."""
    rows = repaired(first, last, at)
    count = rows.count()
    over = at >= bounds(last, last)[1] + timedelta(days=FIXED_FOR_DAYS)
    return Measured.ratio(count - rows.came_back().count(), count, final=over)


def efficiency(first, last, at) -> Measured:
    """Standard minutes of finished work over minutes on the clock; rework adds to the clock only."""
    jobs = done_jobs(first, last, at)
    units = jobs.filter(rework=False).aggregate(sum=Sum("line__operation__time_units"))["sum"] or 0
    spent = F("ended_at") - F("started_at")
    clock = WorkLog.objects.filter(job__in=jobs, ended_at__isnull=False).aggregate(sum=Sum(spent))["sum"]
    minutes = round(clock.total_seconds() / 60) if clock else 0
    return Measured.ratio(round(units * 60 / 100), minutes, final=is_over(last, at))


def late_now(first, last, at):
    return RepairOrder.objects.late(at)


def late_count(first, last, at) -> Measured:
    return Measured.amount(late_now(first, last, at).count(), final=False)


def waiting(*reasons: str):
    """Cars that wait for one of these now."""

    def rows(first, last, at):
        return RepairOrder.objects.open().with_waiting().filter(waiting_for__in=reasons)

    return rows


def count_of(rows):
    return lambda first, last, at: Measured.amount(rows(first, last, at).count(), final=False)


def waiting_for_what() -> list[dict]:
    """How many cars in the house wait for what, the most first: `{key, label, count, url}`."""
    rows = RepairOrder.objects.open().with_waiting().exclude(waiting_for="").values("waiting_for")
    counted = rows.annotate(count=Count("pk")).order_by("-count", "waiting_for")
    return [
        {
            "key": row["waiting_for"],
            "label": W(row["waiting_for"]).label,
            "count": row["count"],
            "url": f"{reverse('order_list')}?waiting={row['waiting_for']}",
        }
        for row in counted
    ]


BOARD, SEEN = Perm.BOARD_SERVICE, Perm.ORDER_VIEW
for_parts, for_customer = waiting(W.PARTS), waiting(W.CUSTOMER)
METRICS = [
    Metric("SVC_CARS", _("Vehicles serviced"), CARS, BOARD, cars, settled, days("paid")),
    Metric("SVC_ONTIME_DELIVERY", _("On-time delivery"), "%", BOARD, on_time, delivered, days("delivered")),
    Metric("SVC_SAMEDAY", _("Same-day delivery"), "%", BOARD, same_day, delivered, days("delivered")),
    Metric("QC_PASS", _("Passed inspection at once"), "%", BOARD, passed_at_once, inspected, days("inspected")),
    Metric(
        "SVC_REWORK_INT", _("Sent back by inspection"), "%", BOARD, reworked, inspected, days("inspected"), up=False
    ),
    Metric(
        "SVC_FFV",
        _("First-time fix"),
        "%",
        BOARD,
        fixed_first_time,
        repaired,
        days("delivered", outcome="repaired"),
    ),
    Metric("TECH_EFF", _("Technician efficiency"), "%", BOARD, efficiency, done_jobs, days("done", "job_list")),
    Metric("SVC_LATE_NOW", _("Late now"), CARS, SEEN, late_count, late_now, now_waiting(late="true"), up=False),
    Metric(
        "SVC_WAIT_PARTS",
        _("Waiting for parts now"),
        CARS,
        SEEN,
        count_of(for_parts),
        for_parts,
        now_waiting(waiting="parts"),
        up=False,
    ),
    Metric(
        "SVC_WAIT_CUSTOMER",
        _("Waiting for the customer now"),
        CARS,
        SEEN,
        count_of(for_customer),
        for_customer,
        now_waiting(waiting="customer"),
        up=False,
    ),
]
