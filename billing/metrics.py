"""The numbers of the money (reference/kpis.csv): one definition each, with the rows behind it.

Revenue is net of VAT, of bills and credit notes by their day of issue; claims on the maker and internal work are apart.
"""

from django.db.models import Count, F, Sum, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.perms import StaffPerm
from billing.models.bills import Bill, BillLine
from billing.models.receipts import Receipt
from billing.perms import BillPerm
from core import money
from core.metrics import Measured, Metric, bounds, is_over, rows_at
from pricing.rules.prices import Kind

YUAN = _("yuan")


def days(url_name: str, **chosen):
    """The list that shows the rows of these days."""
    return rows_at(url_name, ("since", "until"), **chosen)


def earned(first, last, at):
    start, end = bounds(first, last)
    return Bill.objects.earned().filter(issued_at__gte=start, issued_at__lt=end).order_by("-issued_at")


def revenue(first, last, at) -> Measured:
    return Measured.amount(_sum(earned(first, last, at), "net"), final=is_over(last, at))


def _sum(rows, field: str):
    return rows.aggregate(sum=Sum(field))["sum"] or money.ZERO


def visits(first, last, at):
    return earned(first, last, at) & Bill.objects.visits()


def revenue_per_visit(first, last, at) -> Measured:
    """Revenue over visits; several bills of one repair order are one visit."""
    order = Coalesce(KeyTextTransform("order", "facts"), Cast("pk", TextField()))
    count = visits(first, last, at).aggregate(n=Count(order, distinct=True))["n"]
    total = _sum(earned(first, last, at), "net")
    return Measured(total, count, is_over(last, at), money.fen(total / count) if count else None)


def labour_share(first, last, at) -> Measured:
    lines = BillLine.objects.filter(bill__in=earned(first, last, at).order_by())
    whole = _sum(lines, "net")
    labour = _sum(lines.filter(kind=Kind.LABOUR), "net")
    value = round(float(100 * labour / whole), 1) if whole else None
    return Measured(labour, whole, is_over(last, at), value)


def unpaid(first, last, at):
    """What is open now, whenever it was issued."""
    return Bill.objects.unpaid().order_by("issued_at")


def unpaid_amount(first, last, at) -> Measured:
    left = Bill.objects.unpaid().aggregate(left=Sum(F("total") - F("paid")))["left"]
    return Measured.amount(left or money.ZERO, final=False)


def receipts(first, last, at):
    return Receipt.objects.between(*bounds(first, last)).order_by("-at")


def takings(first, last, at) -> Measured:
    return Measured.amount(_sum(receipts(first, last, at), "amount"), final=is_over(last, at))


BOARD, MONEY = StaffPerm.BOARD_SERVICE, BillPerm.BILL_VIEW
EARNED = days("bill_list", kind="earned")
METRICS = [
    Metric("SVC_REV", _("Service revenue, net"), YUAN, BOARD, earned, EARNED, how=revenue),
    Metric("SVC_AVG_RO", _("Revenue per visit, net"), YUAN, BOARD, earned, EARNED, how=revenue_per_visit),
    Metric("SVC_LABOUR_SHARE", _("Labour share of revenue"), "%", BOARD, earned, EARNED, how=labour_share),
    Metric(
        "BILL_OPEN",
        _("Bills to be paid"),
        YUAN,
        MONEY,
        unpaid,
        rows_at("bill_list", kind="open"),
        how=unpaid_amount,
        live=True,
        up=False,
    ),
    Metric("TAKINGS", _("Takings"), YUAN, MONEY, receipts, days("payment_list"), how=takings, up=None),
]
