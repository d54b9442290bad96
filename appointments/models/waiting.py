"""The waiting list: customers for whom no good time was free, and the freed times that are offered to them."""

from datetime import datetime, time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Access
from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import OneStoreKey, StoreKey
from accounts.models.people import User
from accounts.models.stores import Store
from accounts.scope import StoreQuerySet, scoped
from appointments.models.calls import PhoneCall
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from capacity.models.claims import ClaimSet
from capacity.models.resources import Resource
from customers.models.people import Customer
from vehicles.models import Vehicle, marks_like

NOON = time(12)


class WaitingQuerySet(StoreQuerySet):
    def open(self):
        """Still waiting, with an offer or without."""
        return self.filter(status__in=Waiting.OPEN)

    def in_turn(self):
        """Whoever waits longest first."""
        return self.order_by("since", "pk")

    def matching(self, text: str, *, by: Access):
        """Entries that match a text: by customer or car."""
        hit = Q(customer__in=Customer.objects.matching(text, by=by).values("pk"))
        for way in marks_like(text, by, "vehicle__"):
            hit |= way
        return self.filter(hit)

    def with_offers(self):
        """With people, the offers of each, and whether the car is booked meanwhile."""
        booked = Appointment.objects.expected().of_customers().filter(vehicle=OuterRef("vehicle"))
        offers = Prefetch("offers", WaitingOffer.objects.select_related("advisor").order_by("-pk"))
        rows = self.select_related("customer", "vehicle__model", "advisor", "written_by", "store")
        return rows.prefetch_related(offers).annotate(is_booked=Exists(booked))


@audited()
class Waiting(StoreOwned):
    """A customer who waits for a freed time: car, work (codes of operations and packages), days, part of the day.

    `since` keeps his place; who does not answer an offer, or declines it, keeps it too.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("waiting list", "waiting")
        OFFERED = "offered", pgettext_lazy("waiting list", "a time is offered")
        BOOKED = "booked", pgettext_lazy("waiting list", "booked")
        WITHDRAWN = "withdrawn", pgettext_lazy("waiting list", "withdrawn")
        EXPIRED = "expired", pgettext_lazy("waiting list", "nothing came free")

    class PartOfDay(models.TextChoices):
        ANY = "any", pgettext_lazy("part of day", "any time")
        MORNING = "morning", pgettext_lazy("part of day", "morning")
        AFTERNOON = "afternoon", pgettext_lazy("part of day", "afternoon")

    OPEN = (Status.WAITING, Status.OFFERED)

    customer = StoreKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    vehicle = StoreKey(Vehicle, models.PROTECT, related_name="+")
    operations = ArrayField(models.CharField(max_length=20))
    packages = ArrayField(models.CharField(max_length=20), default=list)
    complaint = models.TextField(_("the customer's own words"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    part_of_day = models.CharField(_("part of the day"), max_length=9, choices=PartOfDay)
    advisor = StoreKey(Resource, models.PROTECT, null=True, blank=True, related_name="+")
    call = StoreKey(PhoneCall, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.WAITING)
    since = models.DateTimeField(_("waits since"))
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = scoped(WaitingQuerySet)

    class Meta:
        verbose_name = _("waiting list")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "vehicle"],
                condition=Q(status__in=["waiting", "offered"]),
                name="a_car_waits_once",
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="waits_until_after_from"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "offered"], ended_at__isnull=True)
                | (~Q(status__in=["waiting", "offered"]) & Q(ended_at__isnull=False)),
                name="who_waits_no_more_has_an_end",
            ),
        ]
        indexes = [models.Index(fields=["store", "since"], name="waiting_since")]

    def __str__(self):
        return f"{self.vehicle_id} {self.since}"

    @property
    def is_open(self) -> bool:
        """The condition of `open()` for this entry."""
        return self.status in self.OPEN

    @property
    def offer(self) -> "WaitingOffer | None":
        """The offer that waits for his answer."""
        return next((offer for offer in self.offers.all() if offer.is_open), None)

    def fits(self, start: datetime, store: Store) -> bool:
        """Whether a time is on the wished days, in the wished part of the day."""
        local = start.astimezone(store.zone)
        if not self.from_on <= local.date() <= self.until_on:
            return False
        if self.part_of_day == self.PartOfDay.ANY:
            return True
        return (local.time() < NOON) == (self.part_of_day == self.PartOfDay.MORNING)


@audited()
class WaitingOffer(StoreOwned):
    """A freed time that is held for a customer of the waiting list until he answers, or until `expires_at`."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("offer", "waits for the answer")
        ACCEPTED = "accepted", pgettext_lazy("offer", "accepted")
        DECLINED = "declined", pgettext_lazy("offer", "declined")
        EXPIRED = "expired", pgettext_lazy("offer", "no answer")
        WITHDRAWN = "withdrawn", pgettext_lazy("offer", "taken back")

    waiting = StoreKey(Waiting, models.CASCADE, related_name="offers", db_index=False)
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"))
    advisor = StoreKey(Resource, models.PROTECT, related_name="+")
    claim_set = OneStoreKey(ClaimSet, models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.OPEN)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    appointment = StoreKey(Appointment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "waiting"], condition=Q(status="open"), name="one_open_offer_a_customer"
            ),
            models.UniqueConstraint(fields=["store", "waiting", "start"], name="a_time_is_offered_once"),
            models.CheckConstraint(
                condition=Q(status="accepted", appointment__isnull=False)
                | (~Q(status="accepted") & Q(appointment__isnull=True)),
                name="an_accepted_offer_is_booked",
            ),
        ]
        indexes = [models.Index(fields=["store", "expires_at"], name="offer_expiry", condition=Q(status="open"))]

    def __str__(self):
        return f"{self.waiting_id} {self.start}"

    @property
    def is_open(self) -> bool:
        """It waits for the answer."""
        return self.status == self.Status.OPEN

    @property
    def was_accepted(self) -> bool:
        return self.status == self.Status.ACCEPTED


S, A = Waiting.Status, WaitingOffer.Status
BOOK = AppointmentPerm.APPOINTMENT_BOOK
OFF_THE_LIST = _("Take the customer off the waiting list?")
WITHDRAW = Button(_("Take off the list"), "waiting_withdraw", icon="cross", question=OFF_THE_LIST)
WAITING_STATES = Machine(
    Act("offer", S.WAITING, S.OFFERED, BOOK),
    Act("wait_on", S.OFFERED, S.WAITING, BOOK),
    Act("book", S.OFFERED, S.BOOKED, BOOK),
    *(Act("withdraw", start, S.WITHDRAWN, BOOK, buttons=(WITHDRAW,)) for start in Waiting.OPEN),
    Act("expire", S.WAITING, S.EXPIRED, BOOK),
    tones={S.WAITING: "wait", S.OFFERED: "info", S.BOOKED: "good", S.WITHDRAWN: "off", S.EXPIRED: "bad"},
).guard(Waiting)
ACCEPT = Button(pgettext_lazy("offer", "He takes it"), "offer_accept", icon="check")
DECLINE = Button(pgettext_lazy("offer", "Not this one"), "offer_decline", icon="cross")
OFFER_STATES = Machine(
    Act("accept", A.OPEN, A.ACCEPTED, BOOK, "why_not_accept", (ACCEPT,)),
    Act("decline", A.OPEN, A.DECLINED, BOOK, "", (DECLINE,)),
    Act("expire", A.OPEN, A.EXPIRED, BOOK),
    Act("take_back", A.OPEN, A.WITHDRAWN, BOOK),
    tones={A.OPEN: "info", A.ACCEPTED: "good", A.DECLINED: "off", A.EXPIRED: "wait", A.WITHDRAWN: "off"},
).guard(WaitingOffer)
