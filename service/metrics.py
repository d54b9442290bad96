"""The numbers of the workshop (reference/kpis.csv): one definition each, with the rows behind it.

A promise counts as the customer last agreed to it: it moves only with his consent (`actions.promise`, extra work).
"""

from collections import Counter
from datetime import timedelta

from django.db.models import F, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from accounts.perms import StaffPerm
from core.metrics import Measured, Metric, bounds, counted, is_over, rows_at
from service.models.orders import RepairOrder
from service.models.queries import FIXED_FOR_DAYS
from service.models.work import Job, WorkLog
from service.perms import OrderPerm

W = RepairOrder.Waiting
CARS = _("cars")


def days(name: str, url_name: str = "order_list", **chosen):
    """The address of the list of the rows of these days: `name`_from and `name`_to."""
    return rows_at(url_name, (f"{name}_from", f"{name}_to"), **chosen)


def now_waiting(**chosen):
    """The address of the list of what is so now, whatever the days."""
    return rows_at("order_list", **chosen)


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


def on_time(first, last, at):
    return delivered(first, last, at).on_time()


def same_day(first, last, at):
    return delivered(first, last, at).same_day(get_current_timezone())


def passed_at_once(first, last, at):
    return inspected(first, last, at).passed_at_once()


def reworked(first, last, at):
    """Inspected orders that were sent back at least once; a later round may still add to them."""
    return inspected(first, last, at).reworked()


def in_inspection(first, last, at):
    return inspected(first, last, at).open().filter(ready_at__isnull=True)


def fixed_first_time(first, last, at) -> Measured:
    """Repairs that did not come back with the same system within 30 days; final 30 days after the last of them."""
    rows = repaired(first, last, at)
    count, back = counted([rows, rows.came_back()])
    over = at >= bounds(last, last)[1] + timedelta(days=FIXED_FOR_DAYS)
    return Measured.ratio(count - back, count, final=over)


def efficiency(first, last, at) -> Measured:
    """Standard minutes of finished work over minutes on the clock; rework adds to the clock only."""
    jobs = done_jobs(first, last, at)
    units = jobs.filter(rework=False).aggregate(sum=Sum("line__time_units"))["sum"] or 0
    spent = F("ended_at") - F("started_at")
    clock = WorkLog.objects.filter(job__in=jobs, ended_at__isnull=False).aggregate(sum=Sum(spent))["sum"]
    minutes = round(clock.total_seconds() / 60) if clock else 0
    return Measured.ratio(round(units * 60 / 100), minutes, final=is_over(last, at))


def late_now(first, last, at):
    return RepairOrder.objects.late(at)


def waiting(*reasons: str):
    """Cars that wait for one of these now."""

    def rows(first, last, at):
        return RepairOrder.objects.open().with_waiting().filter(waiting_for__in=reasons)

    return rows


def waiting_for_what() -> list[dict]:
    """How many cars here wait for what, the most first: `{key, label, value, url}`."""
    reasons = RepairOrder.objects.open().with_waiting().values_list("waiting_for", flat=True)
    counts = Counter(filter(None, reasons))  # counted here: grouping would plan the same reasons four times
    return [
        {
            "key": reason,
            "label": W(reason).label,
            "value": count,
            "url": f"{reverse('order_list')}?waiting={reason}",
        }
        for reason, count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    ]


HANDED_OVER = TruncDate("delivered_at")
BOARD, SEEN = StaffPerm.BOARD_SERVICE, OrderPerm.ORDER_VIEW
DELIVERED, INSPECTED = days("delivered"), days("inspected")
METRICS = [
    # Visits whose bill was paid; a car that comes twice counts twice.
    Metric("SVC_CARS", _("Vehicles serviced"), CARS, BOARD, settled, days("paid"), day=TruncDate("bill__paid_at")),
    Metric(
        "SVC_ONTIME_DELIVERY", _("On-time delivery"), "%", BOARD, delivered, DELIVERED, part=on_time, day=HANDED_OVER
    ),
    Metric("SVC_SAMEDAY", _("Same-day delivery"), "%", BOARD, delivered, DELIVERED, part=same_day, day=HANDED_OVER),
    Metric("QC_PASS", _("Passed inspection at once"), "%", BOARD, inspected, INSPECTED, part=passed_at_once),
    Metric(
        "SVC_REWORK_INT",
        _("Sent back by inspection"),
        "%",
        BOARD,
        inspected,
        INSPECTED,
        part=reworked,
        pending=in_inspection,
        up=False,
    ),
    Metric(
        "SVC_FFV",
        _("First-time fix"),
        "%",
        BOARD,
        repaired,
        days("delivered", outcome="repaired"),
        how=fixed_first_time,
    ),
    Metric("TECH_EFF", _("Technician efficiency"), "%", BOARD, done_jobs, days("done", "job_list"), how=efficiency),
    Metric("SVC_LATE_NOW", _("Late now"), CARS, SEEN, late_now, now_waiting(late="true"), live=True, up=False),
    Metric(
        "SVC_WAIT_PARTS",
        _("Waiting for parts now"),
        CARS,
        SEEN,
        waiting(W.PARTS),
        now_waiting(waiting="parts"),
        live=True,
        up=False,
    ),
    Metric(
        "SVC_WAIT_CUSTOMER",
        _("Waiting for the customer now"),
        CARS,
        SEEN,
        waiting(W.CUSTOMER),
        now_waiting(waiting="customer"),
        live=True,
        up=False,
    ),
]
