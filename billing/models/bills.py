"""Bills and payments: an issued bill copies its facts and never changes again (ARCHITECTURE.md 7)."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import StoreOwned, User
from accounts.scope import StoreQuerySet, scoped
from billing.models.estimates import EstimateLine, LineFacts
from core.triggers import never_truncated
from customers.models import Customer, Vehicle


class BillQuerySet(StoreQuerySet):
    def issued(self):
        return self.exclude(status=Bill.Status.DRAFT)

    def unpaid(self):
        return self.filter(status=Bill.Status.ISSUED)


@pghistory.track()
class Bill(StoreOwned):
    """The settlement list of a visit (维修结算清单) for one payer; `credit_of` marks a credit note that mirrors a bill.

    draft → issued (numbered, hashed, frozen) → paid. What may still change on an issued bill: status and paid amount.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ISSUED = "issued", _("issued")
        PAID = "paid", _("paid")
        CREDITED = "credited", _("credited")

    class Payer(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        WARRANTY = "warranty", _("factory warranty")
        EXTENDED = "extended", _("extended warranty")
        RECALL = "recall", _("recall")
        GOODWILL = "goodwill", _("goodwill")
        INSURER = "insurer", _("insurer")
        INTERNAL = "internal", _("internal")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="bills")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="bills")
    payer = models.CharField(_("payer"), max_length=12, choices=Payer, default=Payer.CUSTOMER)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(_("number"), max_length=30, blank=True)
    credit_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="credits")
    credit_reason = models.CharField(_("why credited"), max_length=200, blank=True)
    facts = models.JSONField(_("copied facts"), default=dict)
    total = models.DecimalField(_("total incl. VAT"), max_digits=12, decimal_places=2, default=0)
    net = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    tax = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    paid = models.DecimalField(_("paid"), max_digits=12, decimal_places=2, default=0)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    objects = scoped(BillQuerySet)

    class Meta:
        verbose_name = _("bill")
        constraints = [
            models.UniqueConstraint(fields=["store", "year", "serial"], name="bill_numbers_without_twin"),
            models.CheckConstraint(
                condition=Q(status="draft", number="", issued_at__isnull=True, serial__isnull=True, hash="")
                | (~Q(status="draft") & ~Q(number="") & ~Q(hash="") & Q(issued_at__isnull=False, serial__isnull=False)),
                name="issued_bill_has_number_time_and_hash",
            ),
            models.CheckConstraint(condition=Q(total=F("net") + F("tax")), name="bill_total_is_net_and_tax"),
            models.CheckConstraint(
                condition=Q(credit_of__isnull=True, paid__gte=0, paid__lte=F("total"))
                | Q(credit_of__isnull=False, paid__lte=0, paid__gte=F("total")),
                name="paid_at_most_the_total",
            ),
            models.UniqueConstraint(fields=["credit_of"], name="one_credit_note_a_bill"),
        ]
        indexes = [
            models.Index(fields=["store", "status", "-issued_at"], name="bill_status"),
            models.Index(fields=["store", "vehicle"], name="bill_vehicle"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="issued_bill_is_frozen",
                exclude=["status", "paid", "paid_at"],
                condition=pgtrigger.Q(old__status__in=["issued", "paid", "credited"]),
            ),
            pgtrigger.Protect(
                name="issued_bill_stays",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__status="draft"),
            ),
            never_truncated("bills_are_not_truncated"),
        ]

    def __str__(self):
        return self.number or str(_("Draft bill"))

    def get_absolute_url(self):
        return reverse("bill_detail", args=[self.pk])


ISSUED = "EXISTS (SELECT 1 FROM billing_bill WHERE id = {row}.bill_id AND status <> 'draft')"


class BillLine(LineFacts, StoreOwned):
    """One line of a bill: a copy of an approved estimate line (or the mirror of one, on a credit note)."""

    bill = models.ForeignKey(Bill, models.CASCADE, related_name="lines")
    estimate_line = models.ForeignKey(EstimateLine, models.PROTECT, null=True, blank=True, related_name="billed")
    mirrors = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="mirror")
    difference_reason = models.CharField(_("why it differs from the estimate"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bill", "position"], name="one_bill_line_a_position"),
            models.CheckConstraint(condition=Q(amount=F("net") + F("tax")), name="bill_line_is_net_and_tax"),
            models.CheckConstraint(
                condition=Q(estimate_line__isnull=False) | Q(mirrors__isnull=False), name="bill_line_was_approved"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="lines_of_an_issued_bill_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=f"IF {ISSUED.format(row='OLD')} THEN RAISE EXCEPTION 'an issued bill never changes'; END IF;"
                " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="no_line_joins_an_issued_bill",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=f"IF {ISSUED.format(row='NEW')} THEN RAISE EXCEPTION 'an issued bill never changes'; END IF;"
                " RETURN NEW;",
            ),
            never_truncated("bill_lines_are_not_truncated"),
        ]

    def __str__(self):
        return f"{self.code} {self.amount}"


class Payment(StoreOwned):
    """Money that came in (positive) or went back (negative, a refund on approval); only ever added."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="payments")
    method = models.CharField(_("method"), max_length=20)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="payment_of_something")]
        indexes = [models.Index(fields=["store", "-at"], name="payment_at")]
        triggers = [
            pgtrigger.Protect(name="payments_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            never_truncated("payments_are_not_truncated"),
        ]

    def __str__(self):
        return f"{self.method} {self.amount}"
