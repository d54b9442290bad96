"""Money in: receipts and refunds, and their allocations to bills. Rows are only ever added."""

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.lists import PickItem
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from billing.models import guards
from billing.models.bills import Bill
from core import names
from core.languages import of_reader
from customers.models.people import Customer
from vehicles.models import plate_within


def _name_of(method: str) -> Coalesce:
    """The method as the trade's list names it, in the reader's language."""
    name = of_reader("name_zh", "name_en")
    item = PickItem.objects.filter(list_code="payment_method", code=OuterRef(method))
    return Coalesce(Subquery(item.values(name)[:1]), method)


class ReceiptQuerySet(StoreQuerySet):
    def with_method_name(self):
        return self.annotate(method_name=_name_of("method"))

    def between(self, start: datetime, end: datetime):
        return self.filter(at__gte=start, at__lt=end)

    def matching(self, text: str):
        """Receipts that match a text: by bill number, plate or reference."""
        if not names.fold(text):
            return self.none()
        on_bill = Q(bill__number__folded_code__contains=text) | plate_within(text, "bill__vehicle__")
        paid = Allocation.objects.filter(on_bill).values("receipt")
        return self.filter(Q(pk__in=paid) | Q(reference__folded_code__contains=text))

    def same_money(self, receipt: "Receipt"):
        """A receipt and what was given back of it."""
        first = receipt.gives_back_id or receipt.pk
        return self.filter(Q(pk=first) | Q(gives_back=first))

    def with_bills(self):
        bills = Allocation.objects.select_related("bill__vehicle").order_by("pk")
        return self.select_related("taken_by").prefetch_related(models.Prefetch("allocations", bills))


class Receipt(StoreOwned):
    """Money that came in (positive), or went back (negative) and then says which receipt it gives back.

    `customer` is who paid, where a customer did. A deposit is a receipt that is on no bill yet.
    """

    customer = StoreKey(Customer, models.PROTECT, null=True, blank=True, related_name="receipts")
    method = models.CharField(_("method"), max_length=20)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    gives_back = StoreKey("self", models.PROTECT, null=True, blank=True, related_name="refunds")
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    objects = scoped(ReceiptQuerySet)

    class Meta:
        verbose_name = _("receipt")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, gives_back__isnull=True) | Q(amount__lt=0, gives_back__isnull=False),
                name="refund_says_what_it_gives_back",
            )
        ]
        indexes = [models.Index(fields=["store", "-at"], name="receipt_at")]
        triggers = guards.RECEIPT

    def __str__(self):
        return f"{self.method} {self.amount}"


class AllocationQuerySet(StoreQuerySet):
    def with_receipt(self):
        """With method, reference and time, as the rows of a bill's payments show them."""
        rows = self.select_related("receipt__taken_by").annotate(method_name=_name_of("receipt__method"))
        return rows.order_by("receipt__at", "pk")

    def left_by_receipt(self, method: str) -> dict[int, Decimal]:
        """What each receipt of a method has on a bill, less what went back of it, the first receipt first."""
        origin = Coalesce("receipt__gives_back_id", "receipt_id")
        rows = self.filter(receipt__method=method).order_by().values(origin=origin).annotate(left=Sum("amount"))
        return dict(rows.filter(left__gt=0).order_by("origin").values_list("origin", "left"))

    def left_by_method(self) -> dict[str, Decimal]:
        """The amount received on a bill by each method, less refunds."""
        rows = self.order_by().values("receipt__method").annotate(left=Sum("amount"))
        return dict(rows.filter(left__gt=0).order_by("receipt__method").values_list("receipt__method", "left"))


class Allocation(StoreOwned):
    """So much of a receipt that is on a bill; a bill is paid by its allocations and by nothing else (P17)."""

    receipt = StoreKey(Receipt, models.PROTECT, related_name="allocations")
    bill = StoreKey(Bill, models.PROTECT, related_name="allocations")
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    allocated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    objects = scoped(AllocationQuerySet)

    class Meta:
        verbose_name = _("allocation")
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="allocation_of_something")]
        triggers = guards.ALLOCATION

    def __str__(self):
        return f"{self.bill_id} {self.amount}"
