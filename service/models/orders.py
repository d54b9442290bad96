"""The repair order (委托书): steps 2 to 6 of a visit, from the car's arrival to its delivery."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import OneStoreKey, StoreKey
from accounts.models.people import User
from accounts.scope import scoped
from appointments.models.visits import Appointment, AppointmentPart
from billing.models.bills import Bill
from billing.perms import BillPerm
from customers.models.people import Customer
from parts.models import Reservation
from pricing.models.estimates import Estimate
from pricing.perms import EstimatePerm
from service.models.queries import RepairOrderQuerySet
from service.perms import OrderPerm
from vehicles.models import Vehicle


@audited()
class RepairOrder(StoreOwned):
    """A visit of a car. It begins with an appointment (a walk-in gets one of kind walk-in) and ends with the delivery.

    `signed_hash` binds the signature to the estimate's lines it was given for. Whether it is paid is derived from its
    bill, never copied.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("being received")
        AWAITING_CUSTOMER = "awaiting_customer", _("waiting for the customer")
        CONFIRMED = "confirmed", _("signed, to be dispatched")
        DISPATCHED = "dispatched", _("dispatched")
        IN_PROGRESS = "in_progress", _("in work")
        PAUSED = "paused", _("paused")
        QC_PENDING = "qc_pending", _("to be inspected")
        QC_FAILED = "qc_failed", _("failed inspection")
        READY = "ready", _("ready")
        SETTLED = "settled", _("settled")
        DELIVERED = "delivered", _("handed over")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    ENDED = (Status.DELIVERED, Status.CLOSED, Status.CANCELLED)
    IN_HAND = (Status.DISPATCHED, Status.IN_PROGRESS, Status.PAUSED, Status.QC_FAILED)
    IN_WORKSHOP = (Status.CONFIRMED, *IN_HAND)
    INSPECTED = (Status.READY, Status.SETTLED)  # and still here
    PROMISED = (Status.AWAITING_CUSTOMER, *IN_WORKSHOP, Status.QC_PENDING, *INSPECTED)
    STEPS = {
        Status.DRAFT: 2,
        Status.AWAITING_CUSTOMER: 2,
        **dict.fromkeys(IN_WORKSHOP, 3),
        Status.QC_PENDING: 4,
        Status.READY: 5,
        Status.SETTLED: 5,
        Status.DELIVERED: 6,
        Status.CLOSED: 6,
        Status.CANCELLED: 0,
    }

    class Waiting(models.TextChoices):
        """What a car waits for (pauses use the same words)."""

        CUSTOMER = "customer", _("the customer's answer")
        DISPATCH = "dispatch", _("dispatch")
        START = "start", _("the start of work")
        PARTS = "parts", _("parts")
        EXPERT = "expert", _("an expert")
        BAY = "bay", _("a bay")
        SHIFT = "shift", _("the next shift")
        OTHER = "other", _("another car first")
        INSPECTION = "inspection", _("inspection")
        REWORK = "rework", _("rework")
        BILL = "bill", _("the bill")
        PAYMENT = "payment", _("payment")
        HANDOVER = "handover", _("hand-over")

    class OldParts(models.TextChoices):
        TAKE = "take", _("takes them along")
        DISPOSE = "dispose", _("leaves them to us")

    number = models.CharField(_("number"), max_length=30)
    appointment = OneStoreKey(Appointment, models.PROTECT, related_name="order")
    customer = StoreKey(Customer, models.PROTECT, related_name="orders")
    vehicle = StoreKey(Vehicle, models.PROTECT, related_name="orders", db_index=False)
    advisor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("service advisor"))
    status = models.CharField(_("status"), max_length=18, choices=Status, default=Status.DRAFT)
    complaint = models.TextField(_("the customer's own words"))
    mileage = models.PositiveIntegerField(_("mileage, km"), null=True, blank=True)
    lower_mileage_reason = models.CharField(_("why the mileage is lower than before"), max_length=200, blank=True)
    energy_percent = models.PositiveSmallIntegerField(_("fuel or charge, percent"), null=True, blank=True)
    belongings = models.CharField(_("belongings in the car"), max_length=200, blank=True)
    old_parts = models.CharField(_("old parts"), max_length=10, choices=OldParts, default=OldParts.DISPOSE)
    waits = models.BooleanField(_("customer waits in the store"), default=True)
    promised_at = models.DateTimeField(_("promised for"), null=True, blank=True)
    estimate = StoreKey(Estimate, models.PROTECT, null=True, blank=True, related_name="orders")
    bill = OneStoreKey(Bill, models.PROTECT, null=True, blank=True, related_name="order")
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    signed_by_name = models.CharField(_("signed by"), max_length=60, blank=True)
    signature = models.TextField(blank=True)
    signed_hash = models.CharField(max_length=64, blank=True)
    rework_of = StoreKey("self", models.PROTECT, null=True, blank=True, related_name="reworks")
    created_at = models.DateTimeField(_("opened"))
    finished_at = models.DateTimeField(_("work finished"), null=True, blank=True)
    ready_at = models.DateTimeField(_("passed inspection"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(RepairOrderQuerySet)

    class Meta:
        verbose_name = _("repair order")
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="one_repair_order_a_number"),
            models.UniqueConstraint(
                fields=["store", "vehicle"],
                name="one_open_order_a_car",
                condition=~Q(status__in=["delivered", "closed", "cancelled"]),
            ),
            models.CheckConstraint(
                condition=Q(energy_percent__isnull=True) | Q(energy_percent__lte=100), name="energy_percent"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "awaiting_customer", "cancelled"]) | Q(signed_at__isnull=False),
                name="order_in_work_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["ready", "settled", "delivered", "closed"]) | Q(ready_at__isnull=False),
                name="ready_order_passed_inspection",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["delivered", "closed"]) | Q(delivered_at__isnull=False, bill__isnull=False),
                name="delivered_order_has_time_and_bill",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "status", "promised_at"], name="order_status"),
            models.Index(fields=["store", "-created_at"], name="order_created"),
            models.Index(fields=["store", "vehicle", "-created_at"], name="order_vehicle"),
            models.Index(
                F("store"), F("delivered_at").desc(), name="order_delivered", condition=Q(delivered_at__isnull=False)
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("order_detail", args=[self.pk])

    def inspect_url(self):
        return reverse("order_inspect", args=[self.pk])

    def parts_url(self):
        return reverse("order_parts", args=[self.pk])

    def reservations(self):
        """Every part that was ever kept for this car, at booking or for this order, with its name.

        Found by their keys: one condition on either of two joined tables is slow to plan, and reads both.
        """
        own = self.needs.values("reservation")
        booked = AppointmentPart.objects.filter(appointment=self.appointment_id).values("reservation")
        return Reservation.objects.filter(pk__in=own.union(booked)).select_related("item__part")

    @property
    def step(self) -> int:
        """Which of the six steps of the service process the car is at; 0 when the order was cancelled."""
        return self.STEPS[self.status]

    @property
    def has_ended(self) -> bool:
        return self.status in self.ENDED

    @property
    def is_draft(self) -> bool:
        """The car is being received; nothing has been shown to the customer yet."""
        return self.status == self.Status.DRAFT

    @property
    def is_in_hand(self) -> bool:
        """Its work is given out, and not all of it is done."""
        return self.status in self.IN_HAND

    @property
    def is_promised(self) -> bool:
        """The customer has been told when his car is ready, and it is still here."""
        return self.status in self.PROMISED

    @property
    def has_bill(self) -> bool:
        """A bill asks, or asked, for the money; one that was discarded or credited does not count."""
        return self.bill is not None and self.bill.stands

    def is_late(self, at) -> bool:
        return not self.has_ended and self.promised_at is not None and self.promised_at < at


S = RepairOrder.Status
GO_ON = Button(_("Go on with the check-in"), "check_in_condition", asks=True)
SIGN = Button(_("Have it signed"), "check_in_signature", asks=True)
DISPATCH = Button(_("Dispatch"), "order_dispatch", asks=True)
EXTRA = Button(_("Ask about extra work"), "extra_work", asks=True)
INSPECT = Button(_("Inspect"), "order_inspect", asks=True)
BILL = Button(_("Draft the bill"), "order_bill")
DELIVER = Button(_("Hand the car over"), "order_deliver")
CLOSE = Button(_("Close the order"), "order_close")
PROMISE = Button(_("Agree on another time"), "order_promise", icon="clock", asks=True)
CANCEL = Button(_("Cancel the order"), "order_cancel", icon="cross", asks=True)
IN_HAND, PROMISED = RepairOrder.IN_HAND, RepairOrder.PROMISED
BILLED_IN = (S.READY, S.DELIVERED, S.CLOSED)  # after the keys once more, when that bill was credited
UNTOUCHED = (S.DRAFT, S.AWAITING_CUSTOMER, S.CONFIRMED, S.DISPATCHED)
# The six steps in order (SERVICE-R1, P9). What follows from the clocks (in work, paused, to be inspected) is moved by
# `actions.workshop.follow`.
STATES = Machine(
    Act("check_in", S.DRAFT, S.AWAITING_CUSTOMER, OrderPerm.ORDER_OPEN, "why_not_check_in", (GO_ON,)),
    Act("take_back", S.AWAITING_CUSTOMER, S.DRAFT, OrderPerm.ORDER_OPEN),
    # The page of the signature says why it cannot be given yet, and leads back to the work.
    Act("show_to_sign", S.AWAITING_CUSTOMER, S.AWAITING_CUSTOMER, OrderPerm.ORDER_SIGN, buttons=(SIGN,)),
    Act("sign", S.AWAITING_CUSTOMER, S.CONFIRMED, OrderPerm.ORDER_SIGN, "why_not_sign"),
    Act("dispatch", S.CONFIRMED, S.DISPATCHED, OrderPerm.ORDER_DISPATCH, buttons=(DISPATCH,)),
    *(Act("dispatch_rest", status, status, OrderPerm.ORDER_DISPATCH, buttons=(DISPATCH,)) for status in IN_HAND),
    *(Act("ask_extra_work", status, status, OrderPerm.ORDER_EXTRA, buttons=(EXTRA,)) for status in IN_HAND),
    Act("work", S.DISPATCHED, S.IN_PROGRESS, OrderPerm.ORDER_WORK),
    Act("work", S.PAUSED, S.IN_PROGRESS, OrderPerm.ORDER_WORK),
    Act("work", S.QC_FAILED, S.IN_PROGRESS, OrderPerm.ORDER_WORK),
    Act("rest", S.IN_PROGRESS, S.PAUSED, OrderPerm.ORDER_WORK),
    Act("finish", S.IN_PROGRESS, S.QC_PENDING, OrderPerm.ORDER_WORK),
    Act("finish", S.PAUSED, S.QC_PENDING, OrderPerm.ORDER_WORK),
    Act("inspect", S.QC_PENDING, S.QC_PENDING, OrderPerm.ORDER_INSPECT, "why_not_inspect_order", (INSPECT,)),
    Act("fail", S.QC_PENDING, S.QC_FAILED, OrderPerm.ORDER_INSPECT),
    Act("pass", S.QC_PENDING, S.READY, OrderPerm.ORDER_INSPECT),
    *(Act("draft_bill", status, status, BillPerm.BILL_DRAFT, "why_not_bill", (BILL,)) for status in BILLED_IN),
    Act("settle", S.READY, S.SETTLED, OrderPerm.ORDER_DELIVER, "why_not_deliver", (DELIVER,)),
    Act("deliver", S.SETTLED, S.DELIVERED, OrderPerm.ORDER_DELIVER, "why_not_deliver", (DELIVER,)),
    Act("close", S.DELIVERED, S.CLOSED, OrderPerm.ORDER_CLOSE, "why_not_close", (CLOSE,)),
    *(Act("promise", status, status, EstimatePerm.ESTIMATE_APPROVE, buttons=(PROMISE,)) for status in PROMISED),
    *(Act("cancel", status, S.CANCELLED, OrderPerm.ORDER_CLOSE, buttons=(CANCEL,)) for status in UNTOUCHED),
    tones={
        **dict.fromkeys((S.DRAFT, S.DISPATCHED, S.IN_PROGRESS), "info"),
        **dict.fromkeys((S.AWAITING_CUSTOMER, S.CONFIRMED, S.PAUSED, S.QC_PENDING), "wait"),
        S.QC_FAILED: "bad",
        **dict.fromkeys((S.READY, S.SETTLED, S.DELIVERED), "good"),
        **dict.fromkeys((S.CLOSED, S.CANCELLED), "off"),
    },
).guard(RepairOrder)


class Photo(StoreOwned):
    """A photo of a car: at reception, of a finding, or of the finished work; re-encoded, without metadata."""

    class Occasion(models.TextChoices):
        RECEPTION = "reception", _("reception")
        FINDING = "finding", _("finding")
        INSPECTION = "inspection", _("inspection")

    order = StoreKey(RepairOrder, models.CASCADE, related_name="photos", db_index=False)
    finding = StoreKey("service.Finding", models.CASCADE, null=True, blank=True, related_name="photos")
    occasion = models.CharField(max_length=12, choices=Occasion, default=Occasion.RECEPTION)
    angle = models.CharField(max_length=20, blank=True)
    image = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "order", "sha256", "occasion"], name="one_photo_once")]

    def __str__(self):
        return f"{self.order_id} {self.angle}"

    def get_absolute_url(self):
        return reverse("order_photo", args=[self.order_id, self.pk])
