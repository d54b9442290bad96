"""Bays, people, tools and cars, each as a resource."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
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
    # The database knows it too: code of the release before does not name this column while it still serves.
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

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
