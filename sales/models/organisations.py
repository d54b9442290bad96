"""Organisations: graded by cycle and batch, without a fixed cadence, with a minimum and a maximum of contacts."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import OneStoreKey, StoreKey
from accounts.models.people import User
from accounts.models.stores import Store
from accounts.scope import StoreQuerySet, scoped
from customers.models.people import Customer, main_number
from sales.settings import LARGE_BATCH, SHORT_CYCLE


class OrganisationQuerySet(StoreQuerySet):
    def with_grade(self, store: Store):
        """`grade` as `rules.organisation_grade` computes it, to filter and order by; empty while unknown."""
        short, large = Q(cycle_months__lte=SHORT_CYCLE.of(store)), Q(average_batch__gte=LARGE_BATCH.of(store))
        unknown = Q(cycle_months__isnull=True) | Q(average_batch__isnull=True)
        return self.annotate(
            grade=Case(
                When(unknown, then=Value("")),
                When(short & large, then=Value("A")),
                When(short, then=Value("B")),
                When(large, then=Value("C")),
                default=Value("D"),
            )
        )

    def with_customer(self):
        """With name, owner and `phone`, in one question to the database."""
        return self.select_related("customer", "owner").annotate(phone=main_number())

    def by_weight(self):
        """Grade A first in every list (SALES-42), ungraded last; inside a grade the longest silence first."""
        ungraded = Case(When(grade="", then=Value(1)), default=Value(0))
        return self.order_by(ungraded, "grade", F("last_contact_at").asc(nulls_first=True), "pk")


@audited()
class Organisation(StoreOwned):
    """An organisation as a prospect (SALES-30, 31); a rule computes its grade from cycle and batch."""

    customer = OneStoreKey(Customer, models.PROTECT, related_name="organisation")
    owner = models.ForeignKey(User, models.PROTECT, related_name="organisations")
    segment = models.CharField(_("segment"), max_length=40, blank=True)
    cycle_months = models.PositiveSmallIntegerField(_("procurement cycle, months"), null=True, blank=True)
    average_batch = models.PositiveSmallIntegerField(_("average batch, cars"), null=True, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(OrganisationQuerySet)

    class Meta:
        verbose_name = _("organisation")

    def __str__(self):
        return str(self.customer)

    def get_absolute_url(self):
        return reverse("organisation_detail", args=[self.pk])


class OrganisationContact(StoreOwned):
    """A contact with an organisation; those we start count against the ceiling across all staff (SALES-43)."""

    organisation = StoreKey(Organisation, models.CASCADE, related_name="contacts", db_index=False)
    channel = models.CharField(_("how"), max_length=10)
    started_by_us = models.BooleanField(_("started by us"), default=True)
    with_whom = models.CharField(_("with whom"), max_length=80, blank=True)
    at = models.DateTimeField(_("when"))
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["store", "organisation", "-at"], name="organisation_contact")]

    def __str__(self):
        return f"{self.organisation_id} {self.at}"
