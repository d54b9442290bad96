"""Filters of the lists of the parts store."""

from datetime import timedelta

import django_filters as filters
from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.clock import day_bounds
from core.filters import Filters
from parts.models import Reservation, ShelfPlace, StockItem

DAY = {"widget": forms.DateInput(attrs={"type": "date"})}
DAYS = {"today": 0, "tomorrow": 1}


class StockFilter(Filters):
    q = filters.CharFilter(label=_("Part number or name"), method="by_text")
    state = filters.ChoiceFilter(
        label=_("Stock"),
        method="by_state",
        choices=[("short", _("below minimum")), ("out", _("none available")), ("promised", _("promised to cars"))],
    )

    class Meta:
        model = StockItem
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.matching(value)

    def by_state(self, rows, name, value):
        if value == "short":
            return rows.short()
        return rows.filter(available=0) if value == "out" else rows.filter(reserved__gt=0)


class PlaceFilter(Filters):
    q = filters.CharFilter(label=_("Place, plate or part number"), method="by_text")

    class Meta:
        model = ShelfPlace
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.matching(value)


class ReservationFilter(Filters):
    q = filters.CharFilter(label=_("Appointment, plate or part number"), method="by_text")
    state = filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[
            ("pick", _("to pick")),
            ("shelf", _("on the shelf")),
            ("awaited", pgettext_lazy("goods", "awaited")),
        ],
    )
    day = filters.ChoiceFilter(
        label=_("Needed"),
        method="by_day",
        choices=[("today", _("by tonight")), ("tomorrow", _("by tomorrow night")), ("later", _("later"))],
    )

    class Meta:
        model = Reservation
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.matching(value)

    def by_state(self, rows, name, value):
        return {"pick": rows.to_pick, "shelf": rows.on_shelf, "awaited": rows.awaited}[value]()

    def by_day(self, rows, name, value):
        store = self.request.access.store
        days = DAYS.get(value, 1)
        end = day_bounds(store.today(now()) + timedelta(days=days), store.zone)[1]
        return rows.filter(needed_at__gte=end) if value == "later" else rows.needed_before(end)


class ReservationHistoryFilter(Filters):
    """All reservations ever, by the days on which they were made."""

    q = filters.CharFilter(label=_("Appointment, plate or part number"), method="by_text")
    status = filters.ChoiceFilter(label=_("Status"), choices=Reservation.Status)
    stock = filters.ChoiceFilter(
        label=_("Stock"), method="by_stock", choices=[("yes", _("in stock at once")), ("no", _("had to wait"))]
    )
    asked_since = filters.DateFilter(label=_("Asked from"), method="since_day", **DAY)
    asked_until = filters.DateFilter(label=_("Asked until"), method="until_day", **DAY)

    class Meta:
        model = Reservation
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.matching(value)

    def by_stock(self, rows, name, value):
        return rows.at_once() if value == "yes" else rows.exclude(pk__in=rows.at_once().values("pk"))

    def since_day(self, rows, name, value):
        return rows.filter(created_at__gte=day_bounds(value, self.request.access.store.zone)[0])

    def until_day(self, rows, name, value):
        return rows.filter(created_at__lt=day_bounds(value, self.request.access.store.zone)[1])
