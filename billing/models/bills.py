"""Bills: an issued bill copies its facts and never changes again."""

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import OneStoreKey, StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from billing.models import guards
from billing.perms import BillPerm
from core import names
from core.languages import name_of
from customers.models.people import Customer
from pricing.models.estimates import LINE_SAYS_ITS_AMOUNT, EstimateLine, LineFacts
from vehicles.models import Vehicle, plate_within

EARNED = ["customer", "extended", "insurer"]
UNNUMBERED = ["draft", "discarded"]
NUMBERED = Q(issued_at__isnull=False, serial__isnull=False)


class BillQuerySet(StoreQuerySet):
    def issued(self):
        return self.exclude(status__in=[Bill.Status.DRAFT, Bill.Status.DISCARDED])

    def unpaid(self):
        """Issued and not settled; a credit note asks for nothing."""
        return self.filter(status=Bill.Status.ISSUED, credit_of__isnull=True)

    def to_settle(self):
        """Drafts to issue and bills to be paid: the cashier's day."""
        waiting = Q(status=Bill.Status.ISSUED, credit_of__isnull=True)
        return self.filter(waiting | Q(status=Bill.Status.DRAFT))

    def own(self):
        """Without credit notes."""
        return self.filter(credit_of__isnull=True)

    def earned(self):
        """What counts as revenue of the workshop: claims on the maker and internal work are listed apart (kpis.csv)."""
        return self.issued().filter(payer__in=EARNED)

    def visits(self):
        """One for each visit that was charged: earned bills that still stand."""
        return self.earned().own().exclude(status=Bill.Status.CREDITED)

    def matching(self, text: str, *, by: Access):
        """Bills that match a text: by number, plate, or the customer's name, initials or phone."""
        if not names.fold(text):
            return self.none()
        customers = Customer.objects.called(text, by=by).values("pk")
        return self.filter(Q(number__folded_code__contains=text) | plate_within(text) | Q(customer__in=customers))

    def with_people(self):
        return self.select_related("customer", "vehicle__model", "issued_by", "credit_of")


@audited()
class Bill(StoreOwned):
    """The settlement list of a visit (维修结算清单) for one payer; `credit_of` marks a credit note that mirrors a bill.

    A bill needs no car: what is sold over the counter has none.

    draft → issued (numbered, hashed, frozen) → paid. What may still change on an issued bill: status and paid amount.
    A draft that is wrong is discarded: it never has a number, and its lines are billed anew.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ISSUED = "issued", _("issued")
        PAID = "paid", _("paid")
        CREDITED = "credited", _("credited")
        DISCARDED = "discarded", _("discarded")

    class Payer(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        WARRANTY = "warranty", _("factory warranty")
        EXTENDED = "extended", _("extended warranty")
        RECALL = "recall", _("recall")
        GOODWILL = "goodwill", _("goodwill")
        INSURER = "insurer", _("insurer")
        INTERNAL = "internal", _("internal")

    NOTE = _("credit note")
    VOID = (Status.CREDITED, Status.DISCARDED)

    customer = StoreKey(Customer, models.PROTECT, related_name="bills")
    vehicle = StoreKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="bills")
    payer = models.CharField(_("payer"), max_length=12, choices=Payer, default=Payer.CUSTOMER)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(_("number"), max_length=30, blank=True)
    credit_of = StoreKey("self", models.PROTECT, null=True, blank=True, related_name="credits", db_index=False)
    credit_reason = models.CharField(_("why credited"), max_length=200, blank=True)
    facts = models.JSONField(_("copied facts"), default=dict)
    total = models.DecimalField(_("total incl. VAT"), max_digits=12, decimal_places=2, default=0)
    net = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    tax = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    paid = models.DecimalField(_("paid"), max_digits=12, decimal_places=2, default=0)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
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
                condition=Q(status__in=UNNUMBERED, number="", issued_at__isnull=True, serial__isnull=True, hash="")
                | ~Q(status__in=UNNUMBERED) & ~Q(number="") & ~Q(hash="") & NUMBERED,
                name="issued_bill_has_number_time_and_hash",
            ),
            models.CheckConstraint(condition=Q(total=F("net") + F("tax")), name="bill_total_is_net_and_tax"),
            models.CheckConstraint(
                condition=Q(credit_of__isnull=True, paid__gte=0, paid__lte=F("total"))
                | Q(credit_of__isnull=False, paid__lte=0, paid__gte=F("total")),
                name="paid_at_most_the_total",
            ),
            models.CheckConstraint(condition=~Q(status="paid") | Q(paid=F("total")), name="paid_bill_is_paid_in_full"),
            models.UniqueConstraint(fields=["store", "credit_of"], name="one_credit_note_a_bill"),
        ]
        indexes = [
            models.Index(fields=["store", "status", "-issued_at"], name="bill_status"),
            models.Index(fields=["store", "-created_at", "-id"], name="bill_created"),
            models.Index(fields=["store", "paid_at"], name="bill_paid_at", condition=Q(paid_at__isnull=False)),
        ]
        triggers = guards.BILL

    def __str__(self):
        return self.number or str(_("Draft bill"))

    def get_absolute_url(self):
        return reverse("bill_detail", args=[self.pk])

    @property
    def stands(self) -> bool:
        """Whether the bill is valid: neither discarded nor credited."""
        return self.status not in self.VOID

    @property
    def awaits_payment(self) -> bool:
        """It is issued and asks for money, of which some is still open."""
        return self.status == self.Status.ISSUED and self.credit_of_id is None


S = Bill.Status
ISSUE = Button(
    _("Issue the bill"),
    "bill_issue",
    icon="receipt",
    question=_("Issue this bill? It can never be changed afterwards."),
)
DISCARD = Button(_("Discard the draft"), "bill_discard", question=_("Discard this draft?"))
CREDIT = Button(_("Credit note"), "bill_credit", asks=True)
STATES = Machine(
    Act("issue", S.DRAFT, S.ISSUED, BillPerm.BILL_ISSUE, "why_not_issue", (ISSUE,)),
    Act("issue_note", S.DRAFT, S.ISSUED, BillPerm.BILL_CREDIT),  # by whoever may credit, who is not the cashier
    Act("discard", S.DRAFT, S.DISCARDED, BillPerm.BILL_DRAFT, buttons=(DISCARD,)),
    Act("pay", S.ISSUED, S.PAID, BillPerm.PAYMENT_TAKE),
    Act("credit", S.ISSUED, S.CREDITED, BillPerm.BILL_CREDIT, "why_not_credit", (CREDIT,)),
    Act("credit", S.PAID, S.CREDITED, BillPerm.BILL_CREDIT, "why_not_credit", (CREDIT,)),
    tones={
        S.DRAFT: "info",
        S.ISSUED: "wait",
        S.PAID: "good",
        S.CREDITED: "off",
        S.DISCARDED: "off",
    },
).guard(Bill)
SOURCES = ("estimate_line", "mirrors")


class BillLine(LineFacts, StoreOwned):
    """One line of a bill: a copy of its one source, an approved estimate line or the line that a credit note mirrors.

    A further kind of source is one more key here and in `SOURCES`, and one more constraint that says what it needs.
    """

    bill = StoreKey(Bill, models.CASCADE, related_name="lines", db_index=False)
    estimate_line = StoreKey(EstimateLine, models.PROTECT, null=True, blank=True, related_name="billed")
    mirrors = OneStoreKey("self", models.PROTECT, null=True, blank=True, related_name="mirror")
    difference_reason = models.CharField(_("why it differs from the estimate"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "bill", "position"], name="one_bill_line_a_position"),
            models.CheckConstraint(condition=LINE_SAYS_ITS_AMOUNT, name="bill_line_says_its_amount"),
            models.CheckConstraint(
                condition=Exact(Func(*SOURCES, function="num_nonnulls", output_field=models.IntegerField()), 1),
                name="bill_line_has_one_source",
            ),
            models.CheckConstraint(
                condition=Q(estimate_line__isnull=True) | Q(quantity__gt=0), name="estimate_line_is_charged"
            ),
            models.CheckConstraint(condition=Q(mirrors__isnull=True) | Q(quantity__lt=0), name="mirror_takes_back"),
        ]
        triggers = guards.LINE

    def __str__(self):
        return name_of(self)
