"""Bays, people, tools and cars, each as a resource with claims on its time; the shifts and duty of people."""

from collections.abc import Iterable
from datetime import time

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.machines import Act, Machine
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from capacity.perms import CapacityPerm
from core.languages import name_of
from vehicles.models import Vehicle

LOCKED = """
SELECT r.* FROM capacity_resource r WHERE r.store_id = %s AND r.id = ANY(%s) ORDER BY r.id FOR NO KEY UPDATE
"""


class BayType(models.Model):
    """A kind of bay (reference/bay_types.csv): express, general, diagnosis, high voltage …"""

    code = models.CharField(max_length=10, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)

    def __str__(self):
        return name_of(self)


class ResourceQuerySet(StoreQuerySet):
    def usable(self):
        return self.filter(active=True)

    def bays(self):
        return self.filter(kind=Resource.Kind.BAY)

    def technicians(self):
        return self.filter(kind=Resource.Kind.TECHNICIAN)

    def advisors(self):
        return self.filter(kind=Resource.Kind.ADVISOR)

    def kept(self):  # all but the customers' cars
        return self.exclude(kind=Resource.Kind.VEHICLE)

    def locked(self, keys: Iterable[int], store_id: int):
        """These rows, locked until the transaction ends; in the order of ids, so that two bookings never deadlock."""
        return self.raw(LOCKED, [store_id, sorted(keys)])


class Resource(StoreOwned):
    """Something that can do one thing at a time.

    `skills` are the levels a technician holds (T1 … T4, B*, P*, W* of reference/labour_operations.csv, already spelled
    out: T3 holds T1, T2, T3) plus `HV` for the high-voltage certificate, whose last day is `certified_until`. A bay has
    `bay_type`; a person has `user`; a customer's car has `vehicle`; a tool and a loan car have a name (its plate).
    """

    class Kind(models.TextChoices):
        BAY = "bay", _("bay")
        TECHNICIAN = "technician", _("technician")
        ADVISOR = "advisor", _("service advisor")
        TOOL = "tool", _("tool or equipment")
        DRIVER = "driver", _("driver")
        LOAN_CAR = "loan_car", _("loan car")
        VEHICLE = "vehicle", _("car")

    PEOPLE = (Kind.TECHNICIAN, Kind.ADVISOR, Kind.DRIVER)

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=60)
    bay_type = models.ForeignKey(BayType, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="resources")
    vehicle = StoreKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="resources")
    skills = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    certified_until = models.DateField(_("high-voltage certificate until"), null=True, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(ResourceQuerySet)

    class Meta:
        verbose_name = _("resource")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="bay", bay_type__isnull=False)
                | Q(kind__in=["technician", "advisor", "driver"], user__isnull=False)
                | Q(kind="vehicle", vehicle__isnull=False)
                | Q(kind__in=["tool", "loan_car"], bay_type__isnull=True, user__isnull=True, vehicle__isnull=True),
                name="resource_is_something",
            ),
            models.CheckConstraint(
                condition=Q(certified_until__isnull=True) | Q(skills__contains=["HV"]), name="certificate_of_a_holder"
            ),
            models.UniqueConstraint(
                fields=["store", "kind", "name"],
                condition=Q(active=True, kind__in=["bay", "tool", "loan_car"]),
                name="one_thing_a_name",
            ),
            models.UniqueConstraint(
                fields=["store", "kind", "user"], condition=Q(user__isnull=False), name="one_resource_a_person"
            ),
            models.UniqueConstraint(
                fields=["store", "vehicle"], condition=Q(vehicle__isnull=False), name="one_resource_a_car"
            ),
        ]
        indexes = [models.Index(fields=["store", "kind"], name="resource_kind", condition=Q(active=True))]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("resource_detail", args=[self.pk])

    @property
    def is_person(self) -> bool:
        """Whether it is somebody with shifts and absences, and not a bay, a tool or a car."""
        return self.kind in self.PEOPLE


class ClaimSet(StoreOwned):
    """What one holder has taken together: an appointment, a clerk's hold, an absence. The holder keeps the key."""

    created_at = models.DateTimeField()

    def __str__(self):
        return str(self.pk)


class ClaimQuerySet(StoreQuerySet):
    def live(self):
        return self.filter(status__in=Claim.LIVE)

    def held(self):
        return self.filter(status=Claim.Status.HELD)

    def within(self, start, end):
        return self.filter(during__overlap=(start, end))

    def standing(self, at):
        """Live claims that keep others out: all but expired holds."""
        return self.live().exclude(status=Claim.Status.HELD, expires_at__lte=at)


class Claim(StoreOwned):
    """A stretch of a resource's time that is taken: [start, end). No two live ones of a resource overlap (promise P1).

    `kind` says what the time is taken for, `label` is what a board shows (a plate, a reason). The holder of a taken
    claim keeps the key of its set; a `held` one expires at `expires_at`; a `blocked` one is an absence or a broken bay.
    """

    class Kind(models.TextChoices):
        APPOINTMENT = "appointment", _("appointment")
        WALK_IN = "walk_in", _("walk-in")
        DELIVERY_PREP = "delivery_prep", _("delivery preparation")
        HOLD = "hold", _("hold")
        ABSENCE = "absence", _("absence")
        OUT_OF_USE = "out_of_use", _("out of use")

    class Status(models.TextChoices):
        HELD = "held", _("held")
        TAKEN = "taken", _("taken")
        BLOCKED = "blocked", _("blocked")
        RELEASED = "released", _("released")

    LIVE = (Status.HELD, Status.TAKEN, Status.BLOCKED)
    AWAY = (Kind.ABSENCE, Kind.OUT_OF_USE)

    resource = StoreKey(Resource, models.PROTECT, related_name="claims")
    during = DateTimeRangeField()
    status = models.CharField(_("status"), max_length=10, choices=Status)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    label = models.CharField(_("label"), max_length=100, blank=True)
    claim_set = StoreKey(ClaimSet, models.PROTECT, null=True, blank=True, related_name="claims")
    expires_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = scoped(ClaimQuerySet)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="no_two_claims_at_once",
                expressions=[
                    ("store", RangeOperators.EQUAL),
                    ("resource", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=["held", "taken", "blocked"]),
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="claim_of_some_time"),
            models.CheckConstraint(
                condition=Q(status="held", expires_at__isnull=False, held_by__isnull=False)
                | (~Q(status="held") & Q(expires_at__isnull=True)),
                name="held_claim_expires_and_has_a_holder",
            ),
            models.CheckConstraint(
                condition=~Q(status="taken") | Q(claim_set__isnull=False), name="taken_claim_belongs_to_a_set"
            ),
        ]
        indexes = [
            models.Index(
                F("store"),
                Func(F("during"), function="upper"),
                name="claim_horizon",
                condition=Q(status__in=["held", "taken", "blocked"]),
            ),
            models.Index(fields=["store", "expires_at"], name="claim_expiry", condition=Q(status="held")),
        ]

    def __str__(self):
        return f"{self.resource_id} {self.during}"


S = Claim.Status
STATES = Machine(
    Act("release", S.HELD, S.RELEASED, CapacityPerm.CAPACITY_HOLD),
    Act("release", S.TAKEN, S.RELEASED, CapacityPerm.CAPACITY_HOLD),
    Act("release", S.BLOCKED, S.RELEASED, CapacityPerm.CAPACITY_HOLD),
).guard(Claim)


class WorkingTime(StoreOwned):
    """From when to when somebody works (an end not after its start is next morning), `off`, or the store's hours."""

    resource = StoreKey(Resource, models.CASCADE, related_name="+", db_index=False)
    off = models.BooleanField(_("off"), default=False)
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)
    break_starts = models.TimeField(_("break from"), null=True, blank=True)
    break_ends = models.TimeField(_("break until"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.resource_id} {self.starts}-{self.ends}"


NO_BREAK, A_BREAK = (Q(break_starts__isnull=no, break_ends__isnull=no) for no in (True, False))
WHOLE_TIMES = Q(starts__isnull=True, ends__isnull=True) & NO_BREAK | Q(
    off=False, starts__isnull=False, ends__isnull=False
) & (NO_BREAK | A_BREAK)


class Shift(WorkingTime):
    """A weekday (0 = Monday) of a person's week from a day on; the latest that has begun counts. Seven are a week."""

    since = models.DateField(_("from this day on"))
    weekday = models.PositiveSmallIntegerField(_("weekday"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "resource", "since", "weekday"], name="one_shift_a_weekday"),
            models.CheckConstraint(condition=WHOLE_TIMES & Q(weekday__lte=6), name="shift_of_a_weekday_is_whole"),
        ]


class ShiftDay(WorkingTime):
    """A day on which a person works otherwise than in the week."""

    on = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "resource", "on"], name="one_deviation_a_day"),
            models.CheckConstraint(condition=WHOLE_TIMES, name="shift_of_a_day_is_whole"),
        ]


class Duty(StoreOwned):
    """Who is on the hotline, or receives the cars, on a day."""

    class Kind(models.TextChoices):
        HOTLINE = "hotline", _("hotline")
        RECEPTION = "reception", _("reception")

    kind = models.CharField(_("duty"), max_length=10, choices=Kind)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "on", "kind", "user", "starts"], name="one_duty_at_a_time"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")) | Q(ends=time(0)), name="duty_ends_later"),
        ]

    def __str__(self):
        return f"{self.kind} {self.on} {self.user_id}"
