"""An appointment with its stretches of work, parts, preparation, confirmations, and what happened to it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import OneStoreKey, StoreKey
from accounts.models.people import User
from accounts.scope import scoped
from appointments.models.calls import Fault, PhoneCall
from appointments.models.queries import AppointmentQuerySet
from appointments.perms import AppointmentPerm
from capacity.models.claims import ClaimSet
from capacity.models.resources import Resource
from core.columns import MaskedPhoneField
from customers.models.people import Customer
from parts.models import Reservation
from pricing.models.estimates import Estimate
from pricing.models.prices import Operation
from vehicles.models import Vehicle


@audited()
class Appointment(StoreOwned):
    """Step 1 of the service process: a car is expected at a time, with bay, technician, advisor and parts taken for it.

    `time_version` grows at each move, so that confirmations and messages belong to one time, `content_version` at each
    change of what it is for. `contact_name` and `contact_phone` are who is asked, where it is not the owner. `bay` and
    `technician` are those of the longest segment. `claim_set` is what is taken for the present time. `freed_at` is when
    a car that came gave back what it still held. `missed_start` is the time that the customer missed before he came, or
    said that he comes, all the same: he is not in time by a later one. `prepared_at` and `prepared_by` are the
    signature for the whole preparation (SERVICE-D9): there is none while the appointment is “confirmed”. `diagnosis` is
    empty until a person has chosen an outcome.
    """

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        PREPARED = "prepared", _("prepared")
        ARRIVED = "arrived", _("arrived")
        NO_SHOW = "no_show", _("no-show")
        CANCELLED = "cancelled", _("cancelled")

    class Kind(models.TextChoices):
        APPOINTMENT = "appointment", _("appointment")
        WALK_IN = "walk_in", _("walk-in")
        DELIVERY_PREP = "delivery_prep", _("delivery preparation")

    class Diagnosis(models.TextChoices):
        KNOWN_JOB = "known_job", _("known job")
        INSPECT = "inspect", _("inspect on site")
        NOT_DRIVABLE = "not_drivable", _("not drivable, rescue")
        RECALL = "recall", _("covered by a recall")
        MAINTENANCE = "maintenance", _("maintenance by plan")

    class Transport(models.TextChoices):
        WAIT = "wait", _("waits in the store")
        LEAVE = "leave", _("leaves the car")
        PICKUP = "pickup", _("pick-up and return")
        LOAN_CAR = "loan_car", _("loan car")

    number = models.CharField(_("number"), max_length=30)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.APPOINTMENT)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.CONFIRMED)
    customer = StoreKey(Customer, models.PROTECT, null=True, blank=True, related_name="appointments", db_index=False)
    vehicle = StoreKey(Vehicle, models.PROTECT, related_name="appointments", db_index=False)
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"))
    bay = StoreKey(Resource, models.PROTECT, related_name="+", verbose_name=_("bay"))
    technician = StoreKey(Resource, models.PROTECT, related_name="+", verbose_name=_("technician"))
    advisor = StoreKey(Resource, models.PROTECT, related_name="+", verbose_name=_("service advisor"))
    claim_set = OneStoreKey(ClaimSet, models.PROTECT, related_name="+", verbose_name=_("taken time"))
    complaint = models.TextField(_("the customer's own words"))
    diagnosis = models.CharField(_("diagnosis"), max_length=14, choices=Diagnosis, blank=True)
    diagnosis_note = models.CharField(_("note on the diagnosis"), max_length=200, blank=True)
    estimate = StoreKey(Estimate, models.PROTECT, null=True, blank=True, related_name="appointments")
    call = StoreKey(PhoneCall, models.PROTECT, null=True, blank=True, related_name="appointments")
    transport = models.CharField(_("transport"), max_length=10, choices=Transport, default=Transport.WAIT)
    address = models.CharField(_("where the car is fetched"), max_length=200, blank=True, default="", db_default="")
    source = models.CharField(_("source"), max_length=20, default="phone")
    repeat_of = models.CharField(_("repeat repair of"), max_length=30, blank=True)
    time_version = models.PositiveIntegerField(default=1)
    # The database knows it too: code of the release before does not name these columns while it still serves.
    content_version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    contact_name = models.CharField(_("contact person"), max_length=80, blank=True, default="", db_default="")
    contact_phone = MaskedPhoneField(
        _("phone of the contact person"),
        max_length=40,
        blank=True,
        default="",
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField(_("signed off"), null=True, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    arrived_at = models.DateTimeField(null=True, blank=True)
    missed_start = models.DateTimeField(_("time missed"), null=True, blank=True)
    freed_at = models.DateTimeField(null=True, blank=True)
    at_risk_at = models.DateTimeField(null=True, blank=True)
    at_risk_reason = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("why cancelled"), max_length=200, blank=True)

    objects = scoped(AppointmentQuerySet)

    class Meta:
        verbose_name = _("appointment")
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="one_appointment_a_number"),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(kind="delivery_prep"),
                name="only_new_cars_are_prepared_without_an_owner",
            ),
            models.UniqueConstraint(
                fields=["store", "estimate"],
                name="one_live_appointment_an_estimate",
                condition=Q(status__in=["confirmed", "prepared", "arrived"]),
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="appointment_ends_after_start"),
            models.CheckConstraint(
                condition=Q(status="arrived", arrived_at__isnull=False)
                | (~Q(status="arrived") & Q(arrived_at__isnull=True)),
                name="arrived_appointment_has_time",
            ),
            models.CheckConstraint(
                condition=Q(prepared_at__isnull=False, prepared_by__isnull=False)
                | (Q(prepared_at__isnull=True, prepared_by__isnull=True) & ~Q(status="prepared")),
                name="prepared_appointment_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(prepared_at__isnull=True),
                name="confirmed_appointment_is_not_signed",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
                name="cancelled_appointment_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "start"], name="appointment_start"),
            models.Index(fields=["store", "vehicle", "-start"], name="appointment_vehicle"),
            models.Index(fields=["store", "customer", "-start"], name="appointment_customer"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("appointment_detail", args=[self.pk])

    def is_visit_of(self, vehicle: Vehicle) -> bool:
        """Whether a customer's visit with this car still stands: it is to come, or is not worked on to its end."""
        return self.vehicle_id == vehicle.pk and self.freed_at is None and self.kind != self.Kind.DELIVERY_PREP

    @property
    def is_expected(self) -> bool:
        """The car is still to come."""
        return self.status in {self.Status.CONFIRMED, self.Status.PREPARED}

    @property
    def has_arrived(self) -> bool:
        """The car is here."""
        return self.status == self.Status.ARRIVED

    @property
    def was_missed(self) -> bool:
        """The customer did not come, as far as anybody knows."""
        return self.status == self.Status.NO_SHOW

    @property
    def step(self) -> int:
        """Which of the six steps of the service process the visit is at: 2 once the car is here."""
        return 2 if self.has_arrived else 1

    @property
    def skipped_steps(self) -> str:
        """The steps of the service process that the visit leaves out: a walk-in has no appointment before it."""
        return "1" if self.kind == self.Kind.WALK_IN else ""


S = Appointment.Status
P = AppointmentPerm
SEEN = "time_version"  # an act on a page says which time of the appointment it showed
IS_HERE = Button(_("The car is here"), "appointment_arrive", icon="car-in", carries=SEEN)
SIGN = Button(_("Sign: everything is prepared"), "appointment_sign", icon="check-circle", carries=SEEN)
KEEPS = Button(_("Customer keeps it"), "appointment_confirm", icon="check", carries=SEEN)
MOVE = Button(_("Move"), "appointment_move", icon="calendar", asks=True)
CHANGE = Button(pgettext_lazy("appointment", "Change"), "appointment_change", icon="edit", asks=True)
AT_RISK = Button(_("At risk"), "appointment_at_risk", icon="alert", asks=True)
GONE = _("Mark as no-show? Bay, technician and car are free again.")
NO_SHOW = Button(_("Did not come"), "appointment_no_show", icon="slash", question=GONE, carries=SEEN)
CAME_LATE = Button(_("He is here after all"), "appointment_come_late", icon="car-in")
CANCEL = Button(pgettext_lazy("appointment", "Cancel"), "appointment_cancel", icon="cross", asks=True)
EXPECTED = (S.CONFIRMED, S.PREPARED)
WARNS = (P.APPOINTMENT_BOOK, P.APPOINTMENT_PREPARE)
STATES = Machine(
    Act("prepare_again", S.PREPARED, S.CONFIRMED, P.APPOINTMENT_BOOK),
    *(Act("arrive", status, S.ARRIVED, P.APPOINTMENT_RECEIVE, "why_not_arrive", (IS_HERE,)) for status in EXPECTED),
    *(Act("confirm", status, status, P.APPOINTMENT_CONFIRM, "why_not_confirm", (KEEPS,)) for status in EXPECTED),
    Act("prepare", S.CONFIRMED, S.PREPARED, P.APPOINTMENT_PREPARE, "why_not_sign", (SIGN,)),
    *(Act("reschedule", status, status, P.APPOINTMENT_BOOK, "why_not_change", (MOVE,)) for status in EXPECTED),
    *(Act("change", status, status, P.APPOINTMENT_BOOK, "why_not_change_now", (CHANGE,)) for status in EXPECTED),
    *(Act("put_at_risk", status, status, WARNS, "why_not_warn", (AT_RISK,)) for status in EXPECTED),
    *(Act("mark_no_show", status, S.NO_SHOW, P.APPOINTMENT_BOOK, "why_not_no_show", (NO_SHOW,)) for status in EXPECTED),
    *(Act("give_up", status, S.NO_SHOW, P.APPOINTMENT_BOOK) for status in EXPECTED),
    Act("come_late", S.NO_SHOW, S.ARRIVED, P.APPOINTMENT_RECEIVE, "why_not_come_late", (CAME_LATE,)),
    *(Act("cancel", status, S.CANCELLED, P.APPOINTMENT_BOOK, "why_not_change", (CANCEL,)) for status in EXPECTED),
    tones={
        S.CONFIRMED: "info",
        S.PREPARED: "good",
        S.ARRIVED: "good",
        S.NO_SHOW: "bad",
        S.CANCELLED: "off",
    },
).guard(Appointment)


class AppointmentOperation(StoreOwned):
    """One operation that an appointment is booked for."""

    appointment = StoreKey(Appointment, models.CASCADE, related_name="operation_rows", db_index=False)
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "appointment", "operation"], name="one_row_an_appointment_and_operation"
            )
        ]

    def __str__(self):
        return f"{self.appointment_id} {self.operation_id}"


class AppointmentFault(StoreOwned):
    """One fault of the catalogue that the customer's words were filed under at booking."""

    appointment = StoreKey(Appointment, models.CASCADE, related_name="fault_rows", db_index=False)
    fault = models.ForeignKey(Fault, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "appointment", "fault"], name="one_row_an_appointment_and_fault")
        ]

    def __str__(self):
        return f"{self.appointment_id} {self.fault_id}"


class Segment(StoreOwned):
    """A stretch of an appointment in one bay with one technician; a job may need several, in order, over days."""

    appointment = StoreKey(Appointment, models.CASCADE, related_name="segments", db_index=False)
    position = models.PositiveSmallIntegerField()
    bay = StoreKey(Resource, models.PROTECT, related_name="+")
    technician = StoreKey(Resource, models.PROTECT, related_name="+")
    operations = ArrayField(models.CharField(max_length=20))
    start = models.DateTimeField()
    end = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "appointment", "version", "position"], name="one_segment_a_position"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="segment_ends_after_start"),
        ]

    def __str__(self):
        return f"{self.appointment_id} {self.position}"


class AppointmentPart(StoreOwned):
    """A need of an appointment for a part: the key to its reservation (the holder keeps the key)."""

    appointment = StoreKey(Appointment, models.CASCADE, related_name="needs")
    reservation = OneStoreKey(Reservation, models.PROTECT, related_name="appointment_need")

    def __str__(self):
        return f"{self.appointment_id} {self.reservation_id}"

    @property
    def is_lost(self) -> bool:
        """The part was given up and not kept again."""
        return self.reservation.status == Reservation.Status.RELEASED
