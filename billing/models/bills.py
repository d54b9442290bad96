"""Bills and payments: an issued bill copies its facts and never changes again (ARCHITECTURE.md 7)."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import StoreOwned, User
from accounts.scope import StoreQuerySet, scoped
from billing.models.estimates import LINE_SAYS_ITS_AMOUNT, EstimateLine, LineFacts
from core.triggers import never_truncated
from customers.models import Customer, Vehicle


class BillQuerySet(StoreQuerySet):
    def issued(self):
        return self.exclude(status=Bill.Status.DRAFT)

    def unpaid(self):
        """Issued and not settled; a credit note asks for nothing."""
        return self.filter(status=Bill.Status.ISSUED, credit_of__isnull=True)

    def drafts(self):
        return self.filter(status=Bill.Status.DRAFT)

    def own(self):
        """Without credit notes."""
        return self.filter(credit_of__isnull=True)


MAY_CHANGE = "ARRAY['status', 'paid', 'paid_at']"
CAME_IN = "SELECT COALESCE(sum(amount), 0) FROM billing_payment WHERE bill_id = {bill}"
NOT_ITS_LINES = (
    "(NEW.total, NEW.net, NEW.tax) IS DISTINCT FROM (SELECT (COALESCE(sum(amount), 0), COALESCE(sum(net), 0),"
    " COALESCE(sum(tax), 0)) FROM billing_billline WHERE bill_id = NEW.id)"
)


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
            models.CheckConstraint(condition=~Q(status="paid") | Q(paid=F("total")), name="paid_bill_is_paid_in_full"),
            models.UniqueConstraint(fields=["credit_of"], name="one_credit_note_a_bill"),
        ]
        indexes = [
            models.Index(fields=["store", "status", "-issued_at"], name="bill_status"),
            models.Index(fields=["store", "vehicle"], name="bill_vehicle"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="issued_bill_is_frozen",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=~pgtrigger.Q(old__status="draft"),
                func=f"IF to_jsonb(OLD) - {MAY_CHANGE} IS DISTINCT FROM to_jsonb(NEW) - {MAY_CHANGE} THEN"
                " RAISE EXCEPTION 'an issued bill never changes'; END IF; RETURN NEW;",
            ),
            pgtrigger.Protect(
                name="issued_bill_stays",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__status="draft"),
            ),
            pgtrigger.FSM(
                name="bill_moves_forward",
                field="status",
                transitions=[("draft", "issued"), ("issued", "paid"), ("issued", "credited"), ("paid", "credited")],
            ),
            pgtrigger.Trigger(
                name="bills_begin_as_drafts",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=~pgtrigger.Q(new__status="draft"),
                func="RAISE EXCEPTION 'a bill begins as a draft';",
            ),
            pgtrigger.Trigger(
                name="issued_bill_is_its_lines",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__status="draft") & ~pgtrigger.Q(new__status="draft"),
                func=f"IF {NOT_ITS_LINES} THEN RAISE EXCEPTION 'a bill is the sum of its lines'; END IF; RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="paid_is_what_came_in",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__paid__df=pgtrigger.F("new__paid")),
                func=f"IF NEW.paid <> ({CAME_IN.format(bill='NEW.id')}) THEN RAISE EXCEPTION"
                " 'a bill is paid by payments'; END IF; RETURN NEW;",
            ),
            never_truncated("bills_are_not_truncated"),
        ]

    def __str__(self):
        return self.number or str(_("Draft bill"))

    def get_absolute_url(self):
        return reverse("bill_detail", args=[self.pk])


# Locks the approved line first, so that two cashiers who draft at once are put in order; the second one then sees the
# first one's line (each statement of a function reads anew).
BILLED_ONCE = """
    IF NEW.mirrors_id IS NOT NULL THEN
        PERFORM 1 FROM billing_billline m JOIN billing_bill b ON b.credit_of_id = m.bill_id
        WHERE m.id = NEW.mirrors_id AND b.id = NEW.bill_id AND m.amount = -NEW.amount;
        IF NOT FOUND THEN RAISE EXCEPTION 'a credit note mirrors its bill'; END IF;
        RETURN NEW;
    END IF;
    PERFORM 1 FROM billing_estimateline WHERE id = NEW.estimate_line_id AND approval = 'approved' FOR NO KEY UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'only approved lines are billed'; END IF;
    PERFORM 1 FROM billing_billline l JOIN billing_bill b ON b.id = l.bill_id
    WHERE l.estimate_line_id = NEW.estimate_line_id AND l.id <> NEW.id AND b.status <> 'credited';
    IF FOUND THEN RAISE EXCEPTION 'a line is billed once'; END IF;
    RETURN NEW;
"""
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
            models.CheckConstraint(condition=LINE_SAYS_ITS_AMOUNT, name="bill_line_says_its_amount"),
            models.CheckConstraint(
                condition=Q(estimate_line__isnull=False, mirrors__isnull=True)
                | Q(estimate_line__isnull=True, mirrors__isnull=False),
                name="bill_line_was_approved",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_approved_lines_each_once",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=BILLED_ONCE,
            ),
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
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name_zh


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
            pgtrigger.Trigger(
                name="payments_are_counted",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func=f"PERFORM 1 FROM billing_bill WHERE id = NEW.bill_id AND status <> 'draft'"
                f" AND paid = ({CAME_IN.format(bill='NEW.bill_id')});"
                " IF NOT FOUND THEN RAISE EXCEPTION 'a payment counts on its bill'; END IF; RETURN NEW;",
            ),
            never_truncated("payments_are_not_truncated"),
        ]

    def __str__(self):
        return f"{self.method} {self.amount}"
