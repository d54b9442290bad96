"""Lists: bills to settle, all bills, receipts and refunds."""

from django.db.models import Count, F, Sum
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.perms import StaffPerm
from billing.filters import BillFilter, ReceiptFilter, SettleFilter
from billing.models.bills import Bill
from billing.models.receipts import Receipt
from billing.perms import BillPerm
from billing.rules.bills import open_amount
from billing.templatetags.bills import plate_of, plates
from core.views import ListPage

BILL_COLUMNS = [
    (_("number"), lambda bill, access: bill.number),
    (_("status"), lambda bill, access: bill.get_status_display()),
    (_("issued at"), lambda bill, access: bill.issued_at),
    (_("plate"), plate_of),
    (_("customer"), lambda bill, access: bill.customer.name),
    (_("payer"), lambda bill, access: bill.get_payer_display()),
    (_("total incl. VAT"), lambda bill, access: bill.total),
    (_("net"), lambda bill, access: bill.net),
    (_("VAT"), lambda bill, access: bill.tax),
    (_("paid"), lambda bill, access: bill.paid),
    (pgettext_lazy("amount", "open"), lambda bill, access: open_amount(bill)),
]


class SettleList(ListPage):
    """Everything that waits for the cashier: drafts to issue, issued bills to be paid."""

    needs = BillPerm.BILL_ISSUE
    title = _("To settle")
    template_name = "billing/settle_list.html"
    filter_class = SettleFilter
    export_needs = StaffPerm.EXPORT
    columns = BILL_COLUMNS
    empty = {"text": _("Every bill is settled."), "icon": "check-circle", "url": reverse_lazy("bill_list")}
    empty["label"] = _("All bills")

    def get_queryset(self):
        return Bill.objects.to_settle().with_people().order_by("created_at", "pk")


class BillList(ListPage):
    needs = BillPerm.BILL_VIEW
    title = _("Bills")
    template_name = "billing/bill_list.html"
    filter_class = BillFilter
    export_needs = StaffPerm.EXPORT
    columns = BILL_COLUMNS

    def get_queryset(self):
        return Bill.objects.with_people().order_by("-created_at", "-pk")


class ReceiptList(ListPage):
    """Receipts and refunds by method: the day's cash-up."""

    needs = BillPerm.BILL_VIEW
    title = _("Takings")
    template_name = "billing/payment_list.html"
    filter_class = ReceiptFilter
    export_needs = StaffPerm.EXPORT
    empty = {"text": _("No money came in."), "icon": "cash"}
    columns = [
        (_("when"), lambda row, access: row.at),
        (_("bill"), lambda row, access: ", ".join(part.bill.number for part in row.allocations.all())),
        (_("plate"), lambda row, access: ", ".join(plates(row, access))),
        (_("method"), lambda row, access: row.method_name),
        (_("amount"), lambda row, access: row.amount),
        (_("reference"), lambda row, access: row.reference),
        (_("taken by"), lambda row, access: row.taken_by.name if row.taken_by else ""),
    ]

    def get_queryset(self):
        return Receipt.objects.with_method_name().with_bills().order_by("-at", "-pk")

    def paged(self, rows):
        totals = rows.order_by().values("method", name=F("method_name"))
        by_method = list(totals.annotate(amount=Sum("amount"), count=Count("pk")).order_by("-amount"))
        counted = Counted(rows, sum(row["count"] for row in by_method))
        return {**super().paged(counted), "by_method": by_method, "total": sum(row["amount"] for row in by_method)}


class Counted:
    """Rows that are counted already by their totals, so that the pager does not count them again."""

    def __init__(self, rows, number: int):
        self.rows, self.number = rows, number

    def __len__(self):
        return self.number

    def __getitem__(self, index):
        return self.rows[index]
