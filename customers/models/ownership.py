"""Ownership of cars over time."""

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.scope import StoreQuerySet, scoped
from customers.models.people import Customer
from vehicles.models import Vehicle


class OwnershipQuerySet(StoreQuerySet):
    def current(self):
        """Ownerships that have not ended: a car has one at most."""
        return self.filter(until__isnull=True)


@audited()
class Ownership(StoreOwned):
    """The ownership of a car for a time; a car in stock has none. A new owner ends the old ownership, which is kept."""

    customer = StoreKey(Customer, models.PROTECT, related_name="ownerships")
    vehicle = StoreKey(Vehicle, models.PROTECT, related_name="ownerships")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = scoped(OwnershipQuerySet)

    class Meta:
        verbose_name = _("ownership")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "vehicle"], condition=Q(until__isnull=True), name="one_owner_a_car"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="ownership_ends_after_it_begins"
            ),
        ]

    def __str__(self):
        return f"{self.customer_id} {self.vehicle_id}"


def cars_prefetched(*related: str) -> Prefetch:
    """The prefetch of `current_ownerships` for `Customer.cars`, each with its car and the car's `related` rows."""
    rows = Ownership.objects.current().select_related("vehicle__model", *(f"vehicle__{name}" for name in related))
    return Prefetch("ownerships", rows.order_by("vehicle"), to_attr="current_ownerships")


def with_owner(cars: QuerySet[Vehicle]) -> QuerySet[Vehicle]:
    """Annotate cars with `owner_id`, the key of their owner, or None."""
    current = Ownership.objects.current().filter(vehicle=OuterRef("pk"))
    return cars.annotate(owner_id=Subquery(current.values("customer")[:1]))
