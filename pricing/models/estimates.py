"""Estimates: what we said it would cost, line by line, and what the customer answered to each line."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import DecimalField, ExpressionWrapper, F, Q
from django.db.models.functions import Round
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.machines import Act, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from core.languages import name_of, of_reader
from customers.models.people import Customer
from parts.models import Part
from pricing.models.prices import Operation, RepairPackage, minutes_of
from pricing.perms import EstimatePerm
from vehicles.models import Vehicle


class EstimateQuerySet(StoreQuerySet):
    def with_lines(self):
        lines = EstimateLine.objects.select_related("operation", "part", "answer_recorded_by").order_by("position")
        people = self.select_related("vehicle__model", "customer", "created_by", "told_by")
        return people.prefetch_related(models.Prefetch("lines", lines))


@audited()
class Estimate(StoreOwned):
    """A priced list of work for a car. Frozen when it is told (SERVICE-D4): who told it, when, how, and the answer."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        TOLD = "told", _("told")

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        OPEN = "open", _("still thinking")

    class Channel(models.TextChoices):
        PHONE = "phone", _("by phone")
        PERSON = "person", _("in person")
        LINK = "link", _("by link")

    SPOKEN = (Channel.PHONE, Channel.PERSON)  # answers that staff record; by link the customer answers himself

    customer = StoreKey(Customer, models.PROTECT, null=True, blank=True, related_name="estimates")
    vehicle = StoreKey(Vehicle, models.PROTECT, related_name="estimates", db_index=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    total = models.DecimalField(_("total incl. VAT"), max_digits=12, decimal_places=2, default=0)
    minutes = models.PositiveIntegerField(_("working time, minutes"), default=0)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    told_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(_("how it was told"), max_length=10, choices=Channel, blank=True)
    answer = models.CharField(_("customer's answer"), max_length=10, choices=Answer, blank=True)

    objects = scoped(EstimateQuerySet)

    class Meta:
        verbose_name = _("estimate")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", told_at__isnull=True) | Q(status="told", told_at__isnull=False),
                name="told_estimate_has_time",
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="estimate_total_not_negative"),
        ]
        indexes = [models.Index(fields=["store", "vehicle", "-created_at"], name="estimate_vehicle")]

    def __str__(self):
        return f"{_('Estimate')} {self.pk}"

    def get_absolute_url(self):
        return reverse("estimate_detail", args=[self.pk])

    def is_over(self, today: date) -> bool:
        """Its price binds nobody any more."""
        return self.valid_until is not None and self.valid_until < today

    @property
    def is_told(self) -> bool:
        """The customer has heard the price: it is frozen."""
        return self.status == self.Status.TOLD


S = Estimate.Status
STATES = Machine(
    Act("tell", S.DRAFT, S.TOLD, EstimatePerm.ESTIMATE_MAKE),
    tones={
        S.DRAFT: "info",
        S.TOLD: "wait",
    },
).guard(Estimate)


TOLD = (
    "EXISTS (SELECT 1 FROM pricing_estimate e"
    " WHERE e.store_id = {row}.store_id AND e.id = {row}.estimate_id AND e.status = 'told')"
)
ROUNDED = Round(ExpressionWrapper(F("quantity") * F("unit_price"), DecimalField()), precision=2)
# A line says what it says: quantity times price to the fen, less the discount; net and tax add up to it (P14).
LINE_SAYS_ITS_AMOUNT = Q(amount=ROUNDED - F("discount"), net=F("amount") - F("tax"))


class LineFacts(models.Model):
    """What a line of an estimate or a bill says; amounts include VAT, net and tax are shown apart."""

    class Kind(models.TextChoices):
        LABOUR = "labour", _("labour")
        PART = "part", _("material")

    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(_("code"), max_length=40)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    quantity = models.DecimalField(_("quantity (hours, panels or pieces)"), max_digits=8, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=10)
    unit_price = models.DecimalField(_("unit price incl. VAT"), max_digits=10, decimal_places=2)
    discount = models.DecimalField(_("discount"), max_digits=10, decimal_places=2, default=0)
    amount = models.DecimalField(_("amount incl. VAT"), max_digits=12, decimal_places=2)
    tax_rate = models.DecimalField(max_digits=4, decimal_places=3)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    tax = models.DecimalField(max_digits=12, decimal_places=2)
    part_kind = models.CharField(_("part kind"), max_length=20, blank=True)
    warranty_class = models.CharField(max_length=10, blank=True)

    class Meta:
        abstract = True

    @property
    def warranty_term(self) -> str:
        """How long this repair is guaranteed by law, in words."""
        return Operation.WarrantyClass(self.warranty_class).label if self.warranty_class else ""

    @property
    def package_name(self) -> str:
        """The package that made the line, or ""."""
        return ""


ANSWER = ["approval", "answered_at", "answered_through", "answer_recorded_by", "decline_reason"]


class EstimateLineQuerySet(StoreQuerySet):
    def approved(self):
        return self.filter(approval=EstimateLine.Approval.APPROVED)

    def waiting(self):
        return self.filter(approval=EstimateLine.Approval.WAITING)


@audited()
class EstimateLine(LineFacts, StoreOwned):
    """One operation or part of an estimate with the customer's answer. Only approved lines can be billed (P10).

    A line that a package made keeps the package and its name of that day.
    """

    class Approval(models.TextChoices):
        WAITING = "waiting", _("waiting for the customer")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    estimate = StoreKey(Estimate, models.CASCADE, related_name="lines", db_index=False)
    operation = models.ForeignKey(Operation, models.PROTECT, null=True, blank=True, related_name="+")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+")
    package = models.ForeignKey(RepairPackage, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    package_zh = models.CharField(max_length=80, blank=True, default="", db_default="")
    package_en = models.CharField(max_length=80, blank=True, default="", db_default="")
    time_units = models.PositiveIntegerField(_("standard time as priced, 100 = 1 hour"), null=True, blank=True)
    approval = models.CharField(max_length=10, choices=Approval, default=Approval.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_through = models.CharField(max_length=10, choices=Estimate.Channel, blank=True)
    answer_recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.CharField(max_length=200, blank=True)

    objects = scoped(EstimateLineQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "estimate", "position"], name="one_estimate_line_a_position"),
            models.CheckConstraint(
                condition=Q(approval="waiting", answered_at__isnull=True)
                | (~Q(approval="waiting") & Q(answered_at__isnull=False)),
                name="answered_line_has_time",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="estimate_line_of_something"),
            models.CheckConstraint(condition=LINE_SAYS_ITS_AMOUNT, name="estimate_line_says_its_amount"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="estimate_line_keeps_its_price", exclude=ANSWER),
            pgtrigger.Trigger(
                name="a_told_estimate_keeps_its_lines",
                operation=pgtrigger.Insert | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=f"IF TG_OP = 'DELETE' AND {TOLD.format(row='OLD')} OR TG_OP = 'INSERT' AND"
                f" {TOLD.format(row='NEW')} THEN RAISE EXCEPTION 'a told estimate never changes'; END IF;"
                " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
            ),
        ]

    def __str__(self):
        return name_of(self)

    @property
    def package_name(self) -> str:
        """The package that made the line, as it was called then, or ""."""
        return of_reader(self.package_zh, self.package_en)

    @property
    def minutes(self) -> int:
        """Standard time in minutes, as it was when the line was priced; none for goods."""
        return minutes_of(self.time_units or 0)
