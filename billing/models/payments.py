"""Payments: money that came in or went back, only ever added."""

from datetime import datetime

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.lists import PickItem
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from billing.models import guards
from billing.models.bills import Bill
from core import names, plates


class PaymentQuerySet(StoreQuerySet):
    def with_method_name(self):
        """The method as the trade's list names it, in the reader's language."""
        name = "name_en" if (get_language() or "").startswith("en") else "name_zh"
        item = PickItem.objects.filter(list_code="payment_method", code=OuterRef("method"))
        return self.annotate(method_name=Coalesce(Subquery(item.values(name)[:1]), "method"))

    def between(self, start: datetime, end: datetime):
        return self.filter(at__gte=start, at__lt=end)

    def found(self, text: str):
        """By bill number, plate or reference."""
        if not names.fold(text):
            return self.none()
        on_bill = Q(bill__number__folded_code__contains=text) | Q(bill__vehicle__plate__contains=plates.fold(text))
        return self.filter(on_bill | Q(reference__folded_code__contains=text))


class Payment(StoreOwned):
    """Money that came in (positive) or went back (negative, a refund on approval); only ever added."""

    bill = StoreKey(Bill, models.PROTECT, related_name="payments")
    method = models.CharField(_("method"), max_length=20)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    objects = scoped(PaymentQuerySet)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="payment_of_something")]
        indexes = [models.Index(fields=["store", "-at"], name="payment_at")]
        triggers = guards.PAYMENT

    def __str__(self):
        return f"{self.method} {self.amount}"
