"""An appointment with its stretches of work, parts, preparation, confirmations, and what happened to it."""

from datetime import timedelta

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import OneStoreKey, StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from appointments.models.calls import Fault, PhoneCall
from capacity.models import ClaimSet, Resource
from core import names, plates
from customers.models.people import Customer
from parts.models import Reservation
from pricing.models.estimates import Estimate
from pricing.models.prices import Operation
from vehicles.models import Vehicle


def _number_of(rows) -> Coalesce:
    """How many of these rows an appointment has, as a column of its own."""
    return Coalesce(Subquery(rows.order_by().values("appointment").annotate(n=Count("pk")).values("n")), 0)


def _related(name: str):
    """The rows that point at appointments under this name (their models stand in promises.py, which builds on this)."""
    return Appointment._meta.get_field(name).related_model.objects


class AppointmentQuerySet(StoreQuerySet):
    def live(self):
        """Still to come or being received."""
        return self.filter(
            status__in=[Appointment.Status.CONFIRMED, Appointment.Status.PREPARED, Appointment.Status.ARRIVED]
        )

    def expected(self):
        return self.filter(status__in=[Appointment.Status.CONFIRMED, Appointment.Status.PREPARED])

    def between(self, start, end):
        return self.filter(start__gte=start, start__lt=end)

    def with_people(self):
        people = ("customer", "vehicle__model", "bay", "technician", "advisor__user", "estimate")
        return self.select_related("store", *people)

    def for_acts(self):
        """With whom and what an act speaks of: fewer joins than a page needs, since each statement is planned anew."""
        return self.select_related("store", "customer", "vehicle", "advisor")

    def with_promises(self):
        """With what a list row shows: confirmations, preparation, parts, work; one query each."""
        needs = AppointmentPart.objects.select_related("reservation__item__part").order_by("pk")
        groups = models.Prefetch("preparation", _related("preparation").order_by("pk"))
        return self.with_people().with_work().prefetch_related("confirmations", groups, models.Prefetch("needs", needs))

    def with_work(self):
        """With the operations that are booked, in one query."""
        work = AppointmentOperation.objects.select_related("operation").order_by("pk")
        return self.prefetch_related(models.Prefetch("operation_rows", work))

    def with_faults(self):
        """With the faults that were called in, in one query."""
        faults = AppointmentFault.objects.select_related("fault").order_by("pk")
        return self.prefetch_related(models.Prefetch("fault_rows", faults))

    def with_readiness(self):
        """With how a list shows the promises: `prep_open` and `prep_all` groups, `parts_waiting`, `work` in the
        reader's language, and `promised`, the states of this time's confirmations as "day:customer:asked"."""
        mine = {"appointment": OuterRef("pk")}
        word = "operation__name_en" if (get_language() or "").startswith("en") else "operation__name_zh"
        work = AppointmentOperation.objects.filter(**mine).values("appointment")
        promised = _related("confirmations").filter(**mine, version=OuterRef("time_version")).values("appointment")
        items = _related("preparation").filter(**mine)
        waiting = AppointmentPart.objects.filter(**mine).exclude(reservation__status__in=["picked", "issued"])
        said = Concat("kind", Value(":"), "side", Value(":"), "state")
        return self.annotate(
            prep_open=_number_of(items.open()),
            prep_all=_number_of(items.filter(not_needed=False)),
            parts_waiting=_number_of(waiting),
            work=Subquery(work.annotate(all=StringAgg(word, ", ", order_by="pk")).values("all")),
            promised=Subquery(promised.annotate(all=ArrayAgg(said)).values("all")),
        )

    def with_fault_words(self):
        """With what is wrong in the reader's language, in one text."""
        word = "fault__symptom_en" if (get_language() or "").startswith("en") else "fault__words_zh"
        rows = AppointmentFault.objects.filter(appointment=OuterRef("pk")).values("appointment")
        return self.annotate(
            fault_words=Subquery(rows.annotate(all=StringAgg(word, "; ", order_by="pk")).values("all"))
        )

    def found(self, text: str, *, by: Access):
        """By number, plate, VIN tail, the customer's name, initials or phone: one box."""
        if not names.fold(text):
            return self.none()
        customers = Customer.objects.found(text, by=by).values("pk")
        by_plate = Q(vehicle__plate__startswith=plates.fold(text))
        return self.filter(Q(number__folded_code__endswith=text) | Q(customer__in=customers) | by_plate)

    def of_customers(self):
        """Not what sales books for its own new cars."""
        return self.exclude(kind=Appointment.Kind.DELIVERY_PREP)

    def due(self, at):
        """Customers who came, and those whose time is over for half an hour; who cancelled or moved is not missed."""
        over = Q(start__lte=at - timedelta(minutes=30)) & ~Q(status=Appointment.Status.CANCELLED)
        return self.filter(Q(status__in=[Appointment.Status.ARRIVED, Appointment.Status.NO_SHOW]) | over)

    def at_risk(self):
        return self.expected().filter(at_risk_at__isnull=False)


@audited()
class Appointment(StoreOwned):
    """Step 1 of the service process: a car is expected at a time, with bay, technician, advisor and parts taken for it.

    `time_version` grows at each move, so that confirmations and messages belong to one time. `bay` and `technician`
    are those of the longest segment. `claim_set` is what is taken for the present time. `freed_at` is when a car that
    came gave back what it still held.
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
    diagnosis = models.CharField(_("diagnosis"), max_length=14, choices=Diagnosis, default=Diagnosis.KNOWN_JOB)
    diagnosis_note = models.CharField(_("note on the diagnosis"), max_length=200, blank=True)
    estimate = StoreKey(Estimate, models.PROTECT, null=True, blank=True, related_name="appointments")
    call = StoreKey(PhoneCall, models.PROTECT, null=True, blank=True, related_name="appointments")
    transport = models.CharField(_("transport"), max_length=10, choices=Transport, default=Transport.WAIT)
    source = models.CharField(_("source"), max_length=20, default="phone")
    repeat_of = models.CharField(_("repeat repair of"), max_length=30, blank=True)
    time_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    arrived_at = models.DateTimeField(null=True, blank=True)
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

    @property
    def is_expected(self) -> bool:
        """The car is still to come."""
        return self.status in {self.Status.CONFIRMED, self.Status.PREPARED}


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
