"""Metrics of the parts store (reference/kpis.csv)."""

from datetime import date, datetime

from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.perms import StaffPerm
from core.metrics import Metric, rows_at, within
from parts.models import Reservation, StockItem
from parts.perms import PartPerm


def reservations(first: date, last: date, at: datetime):
    """All reservations made in these days."""
    return Reservation.objects.filter(**within("created_at", first, last)).order_by("-created_at")


def at_once(first, last, at):
    """Reservations whose goods were in stock when they were made."""
    return reservations(first, last, at).at_once()


def short(first, last, at):
    return StockItem.objects.short().order_by("part__number")


METRICS = [
    Metric(
        "PART_FILL",
        _("First-pick fill rate"),
        "%",
        StaffPerm.BOARD_SERVICE,
        reservations,
        rows_at("reservation_list", ("asked_since", "asked_until")),
        part=at_once,
        day=TruncDate("created_at"),
    ),
    Metric(
        "PART_SHORT",
        _("Parts below minimum stock"),
        pgettext_lazy("unit", "kinds of parts"),
        PartPerm.PART_VIEW,
        short,
        rows_at("stock_list", state="short"),
        live=True,
        up=False,
    ),
]
