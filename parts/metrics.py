"""The numbers of the parts store (reference/kpis.csv): one definition each, with the rows behind it."""

from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Perm
from core.clock import day_bounds
from core.metrics import Measured, Metric
from parts.models import Reservation, StockItem


def asked(first: date, last: date, at: datetime):
    """Every line of parts that was kept for a car in these days."""
    zone = get_current_timezone()
    start, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    return Reservation.objects.filter(created_at__gte=start, created_at__lt=end).order_by("-created_at")


def fill_rate(first, last, at) -> Measured:
    """Lines that were in stock when they were asked for, of all lines asked for."""
    rows = asked(first, last, at)
    return Measured.ratio(rows.at_once().count(), rows.count(), final=at >= day_bounds(last, get_current_timezone())[1])


def short(first, last, at):
    return StockItem.objects.short().order_by("part__number")


def short_items(first, last, at) -> Measured:
    return Measured.amount(short(first, last, at).count(), final=False)


def asked_url(first, last) -> str:
    days = {"asked_since": first.isoformat(), "asked_until": last.isoformat()}
    return f"{reverse('reservation_list')}?{urlencode(days)}"


METRICS = [
    Metric("PART_FILL", _("First-pick fill rate"), "%", Perm.BOARD_SERVICE, fill_rate, asked, asked_url),
    Metric(
        "PART_SHORT",
        _("Parts below minimum stock"),
        pgettext_lazy("unit", "kinds of parts"),
        Perm.PART_VIEW,
        short_items,
        short,
        lambda first, last: f"{reverse('stock_list')}?state=short",
        up=False,
    ),
]
