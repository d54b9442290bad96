"""Canvassing (扫街): visits logged on a phone, often without signal, and the places they happen at."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Access
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from core import columns, names
from customers.models.people import Customer, numbers_within
from sales.models.leads import Grade, Lead
from sales.perms import LeadPerm


class Place(StoreOwned):
    """A building or compound with many prospects, with a note how to get in, and whether it must not be visited."""

    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=200, blank=True)
    access_note = models.TextField(_("how to get in"), blank=True)
    do_not_visit = models.BooleanField(_("do not visit"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("place")
        constraints = [models.UniqueConstraint(fields=["store", "name"], name="one_place_a_name")]

    def __str__(self):
        return self.name


class VisitQuerySet(StoreQuerySet):
    def seen_by(self, access: Access):
        """The user's own visits, or those of all colleagues where he may see them."""
        return self if access.can(LeadPerm.LEAD_VIEW_ALL) else self.filter(by=access.user)

    def matching(self, text: str, *, by: Access):
        """Visits that match a text: by the person's name, the place, the note or the phone."""
        if not names.fold(text):
            return self.none()
        words = Q(name__folded__contains=text) | Q(place__name__folded__contains=text)
        return self.filter(words | Q(note__folded__contains=text) | numbers_within(text, by, "phone"))

    def undecided(self):
        """Visits that met a colleague's customer and still wait for a choice (yield, join, transfer, not the same)."""
        return self.filter(conflict__isnull=False, cases__isnull=True)

    def with_people(self):
        """With what a list shows of them, the colleague's customer of a conflict and his number included."""
        rows = self.select_related("by", "place", "lead", "conflict__owner", "conflict__customer")
        return rows.prefetch_related("conflict__customer__phones")


@audited()
class CanvassVisit(StoreOwned):
    """A visit as the phone logged it, only ever added (promise P12): device time and server time are both kept.

    The client makes `client_id`; the same id and content is one visit, the same id with other content is refused.
    With a conflict the visit is kept and no second lead is made.
    """

    class Outcome(models.TextChoices):
        MET = "met", _("met")
        LEFT_DETAILS = "left_details", _("left details")
        REVISIT_AGREED = "revisit_agreed", _("next visit agreed")
        ABSENT = "absent", _("nobody there")
        REFUSED = "refused", _("refused")
        WRONG_PERSON = "wrong_person", _("wrong person")
        GATE_REFUSED = "gate_refused", _("stopped at the gate")
        FOLLOWED_BY_OTHER = "followed_by_other", _("followed by another")
        DO_NOT_VISIT = "do_not_visit", _("do not visit again")
        OTHER = "other", _("other")

    is_new = False  # true on the one object that `log_visit` has just made, never on a repeated report

    client_id = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    visited_at = models.DateTimeField(_("visited"))
    received_at = models.DateTimeField(pgettext_lazy("visit", "received"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    grade = models.CharField(_("grade"), max_length=1, choices=Grade, blank=True)
    phone = columns.MaskedPhoneField(_("phone"), max_length=30, blank=True)
    phone_folded = columns.folded_phone("phone")
    name = models.CharField(_("name"), max_length=80, blank=True)
    note = models.TextField(_("note"), blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy = models.PositiveIntegerField(_("accuracy, m"), null=True, blank=True)
    place = StoreKey(Place, models.PROTECT, null=True, blank=True, related_name="visits")
    customer = StoreKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    lead = StoreKey(Lead, models.PROTECT, null=True, blank=True, related_name="visits")
    conflict = StoreKey(Lead, models.PROTECT, null=True, blank=True, related_name="conflicting_visits")

    objects = scoped(VisitQuerySet)

    class Meta:
        verbose_name = _("canvassing visit")
        constraints = [
            models.UniqueConstraint(fields=["store", "client_id"], name="one_visit_a_client_id"),
            models.CheckConstraint(
                condition=Q(lead__isnull=True) | Q(conflict__isnull=True), name="visit_makes_a_lead_or_a_conflict"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "by", "-visited_at"], name="visit_by"),
            models.Index(fields=["store", "-visited_at"], name="visit_at"),
            models.Index(F("store"), OpClass("phone_folded", "text_pattern_ops"), name="visit_phone"),
        ]

    def __str__(self):
        return f"{self.outcome} {self.visited_at}"

    def get_absolute_url(self):
        return reverse("visit_list")
