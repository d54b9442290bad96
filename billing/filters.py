"""What the lists of bills and receipts can be searched and filtered by."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from billing.methods import choices
from billing.models.bills import Bill
from billing.models.receipts import Receipt
from core.clock import day_bounds
from core.filters import Filters

DAY = {"widget": forms.DateInput(attrs={"type": "date"})}


class StoreDays:
    """Days in a filter are days of the store: from the start of the first to the end of the last."""

    moment = ""

    def since_day(self, rows, name, value):
        return rows.filter(**{f"{self.moment}__gte": day_bounds(value, self.request.access.store.zone)[0]})

    def until_day(self, rows, name, value):
        return rows.filter(**{f"{self.moment}__lt": day_bounds(value, self.request.access.store.zone)[1]})


class BillFilter(StoreDays, Filters):
    moment = "issued_at"
    q = filters.CharFilter(label=_("Number, plate or name"), method="by_text")
    status = filters.ChoiceFilter(label=_("Status"), choices=Bill.Status)
    payer = filters.ChoiceFilter(label=_("Payer"), choices=Bill.Payer)
    kind = filters.ChoiceFilter(
        label=_("Kind"),
        method="by_kind",
        choices=[
            ("own", _("bills")),
            ("note", _("credit notes")),
            ("open", _("to be paid")),
            ("earned", _("counted as revenue")),
            ("visit", _("counted as a visit")),
        ],
    )
    since = filters.DateFilter(label=_("Issued from"), method="since_day", **DAY)
    until = filters.DateFilter(label=_("Issued until"), method="until_day", **DAY)

    class Meta:
        model = Bill
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.matching(value, by=self.request.access)

    def by_kind(self, rows, name, value):
        if value == "note":
            return rows.filter(credit_of__isnull=False)
        return {"own": rows.own, "open": rows.unpaid, "earned": rows.earned, "visit": rows.visits}[value]()


class SettleFilter(Filters):
    q = filters.CharFilter(label=_("Plate or name"), method="by_text")
    status = filters.ChoiceFilter(
        label=_("Status"), choices=[("draft", _("to issue")), ("issued", _("to take payment"))], field_name="status"
    )

    class Meta:
        model = Bill
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.matching(value, by=self.request.access)


class ReceiptFilter(StoreDays, Filters):
    moment = "at"
    q = filters.CharFilter(label=_("Bill, plate or reference"), method="by_text")
    method = filters.ChoiceFilter(label=_("Method"), choices=choices)
    since = filters.DateFilter(label=_("From"), method="since_day", **DAY)
    until = filters.DateFilter(label=_("Until"), method="until_day", **DAY)

    class Meta:
        model = Receipt
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.matching(value)
