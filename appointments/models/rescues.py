"""Rescues: a car that cannot be driven, who goes there, and the time of each step (SERVICE-R45)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Access
from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from appointments.models.calls import PhoneCall
from appointments.perms import AppointmentPerm
from core import columns
from customers.models.people import Customer, numbers_within
from vehicles.models import Vehicle, marks_like

ENDED = ("closed", "called_off")
STEPS = (
    ("asked_at", pgettext_lazy("rescue", "Asked for")),
    ("dispatched_at", pgettext_lazy("rescue", "On the way")),
    ("on_site_at", pgettext_lazy("rescue", "On site")),
    ("towed_at", pgettext_lazy("rescue", "Towed in")),
    ("fixed_at", pgettext_lazy("rescue", "Fixed on the spot")),
    ("closed_at", pgettext_lazy("rescue", "Closed")),
    ("called_off_at", pgettext_lazy("rescue", "Called off")),
)


class RescueQuerySet(StoreQuerySet):
    def open(self):
        return self.exclude(status__in=ENDED)

    def matching(self, text: str, *, by: Access):
        """Rescues that match a text: by number, place, phone, customer or car."""
        ways = [Q(customer__in=Customer.objects.matching(text, by=by).values("pk")), numbers_within(text, by, "phone")]
        ways += [Q(number__icontains=text), Q(place__icontains=text), *marks_like(text, by, "vehicle__")]
        hit = ways[0]
        for way in ways[1:]:
            hit |= way
        return self.filter(hit)

    def with_people(self):
        return self.select_related("customer", "vehicle__model", "asked_by", "call")


@audited()
class Rescue(StoreOwned):
    """A call for help beside the road, at any hour of the day: it takes no workshop time until the car is here."""

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("rescue", "asked for")
        DISPATCHED = "dispatched", pgettext_lazy("rescue", "on the way")
        ON_SITE = "on_site", pgettext_lazy("rescue", "on site")
        TOWED = "towed", pgettext_lazy("rescue", "towed in")
        FIXED = "fixed", pgettext_lazy("rescue", "fixed on the spot")
        CLOSED = "closed", pgettext_lazy("rescue", "closed")
        CALLED_OFF = "called_off", pgettext_lazy("rescue", "called off")

    class Said(models.TextChoices):
        YES = "yes", pgettext_lazy("rescue", "yes")
        NO = "no", pgettext_lazy("rescue", "no")
        NOT_ASKED = "not_asked", pgettext_lazy("rescue", "not asked")

    number = models.CharField(_("number"), max_length=30)
    call = StoreKey(PhoneCall, models.PROTECT, null=True, blank=True, related_name="+")
    customer = StoreKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    vehicle = StoreKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="+")
    car = models.CharField(_("which car"), max_length=80, blank=True)
    phone = columns.MaskedPhoneField(_("phone"), max_length=30)
    phone_folded = columns.folded_phone("phone")
    place = models.CharField(_("where the car stands"), max_length=200)
    words = models.TextField(_("what happened"))
    people_safe = models.CharField(_("is everybody safe"), max_length=9, choices=Said)
    triangle = models.CharField(_("does the warning triangle stand"), max_length=9, choices=Said)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    crew = models.CharField(_("who goes"), max_length=80, blank=True)
    crew_phone = columns.MaskedPhoneField(_("phone of who goes"), max_length=30, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    on_site_at = models.DateTimeField(null=True, blank=True)
    towed_at = models.DateTimeField(null=True, blank=True)
    fixed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    why_called_off = models.CharField(_("why it was called off"), max_length=200, blank=True)

    objects = scoped(RescueQuerySet)

    class Meta:
        verbose_name = _("rescue")
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="one_rescue_a_number"),
            models.UniqueConstraint(
                fields=["store", "vehicle"],
                condition=~Q(status__in=ENDED) & Q(vehicle__isnull=False),
                name="one_open_rescue_a_car",
            ),
            models.CheckConstraint(condition=Q(vehicle__isnull=False) | ~Q(car=""), name="a_rescue_names_its_car"),
            models.CheckConstraint(
                condition=Q(status="asked")
                | Q(status="called_off", called_off_at__isnull=False)
                | (Q(dispatched_at__isnull=False) & ~Q(crew="")),
                name="who_goes_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["towed", "fixed", "closed"])
                | Q(on_site_at__isnull=False, towed_at__isnull=False)
                | Q(on_site_at__isnull=False, fixed_at__isnull=False),
                name="a_rescue_ends_on_site",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "asked_at"], name="rescue_open", condition=~Q(status__in=ENDED)),
            models.Index(fields=["store", "-asked_at"], name="rescue_asked"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("rescue_detail", args=[self.pk])

    @property
    def in_danger(self) -> bool:
        """Whether somebody is not safe, or nobody asked."""
        return self.people_safe != self.Said.YES

    @property
    def waits_for_reception(self) -> bool:
        """Whether the car was towed in, and nobody has received it or closed the rescue."""
        return self.status == self.Status.TOWED

    @property
    def steps(self) -> list[tuple[str, datetime]]:
        """The steps that were taken, with their time, in their order."""
        return [(str(label), getattr(self, name)) for name, label in STEPS if getattr(self, name)]

    def due_at(self, spans: Mapping[str, timedelta]) -> datetime | None:
        """When the next step is late; None where no step is awaited. `spans`: the time that a status may last."""
        since = {"asked": self.asked_at, "dispatched": self.dispatched_at, "on_site": self.on_site_at}.get(self.status)
        return since + spans[self.status] if since else None


S = Rescue.Status
WORK = AppointmentPerm.RESCUE_WORK
DISPATCH = Button(_("Send somebody"), "rescue_dispatch", icon="car", asks=True)
ANOTHER = Button(_("Send somebody else"), "rescue_dispatch", icon="swap", asks=True)
ARRIVE = Button(pgettext_lazy("rescue", "On site"), "rescue_arrive", icon="map")
FIX = Button(pgettext_lazy("rescue", "Fixed on the spot"), "rescue_fix", icon="check")
TOW = Button(pgettext_lazy("rescue", "Towed in"), "rescue_tow", icon="car")
CLOSE = Button(pgettext_lazy("rescue", "Close"), "rescue_close", icon="check-circle")
CALL_OFF = Button(pgettext_lazy("rescue", "Call off"), "rescue_call_off", icon="cross", asks=True)
STATES = Machine(
    Act("dispatch", S.ASKED, S.DISPATCHED, WORK, buttons=(DISPATCH,)),
    Act("arrive", S.DISPATCHED, S.ON_SITE, WORK, buttons=(ARRIVE,)),
    Act("send_another", S.DISPATCHED, S.DISPATCHED, WORK, buttons=(ANOTHER,)),
    Act("tow", S.ON_SITE, S.TOWED, WORK, buttons=(TOW,)),
    Act("fix", S.ON_SITE, S.FIXED, WORK, buttons=(FIX,)),
    Act("close", S.TOWED, S.CLOSED, WORK, buttons=(CLOSE,)),
    Act("close", S.FIXED, S.CLOSED, WORK, buttons=(CLOSE,)),
    Act("call_off", S.ASKED, S.CALLED_OFF, WORK, buttons=(CALL_OFF,)),
    Act("call_off", S.DISPATCHED, S.CALLED_OFF, WORK, buttons=(CALL_OFF,)),
    Act("call_off", S.ON_SITE, S.CALLED_OFF, WORK, buttons=(CALL_OFF,)),
    tones={
        S.ASKED: "bad",
        S.DISPATCHED: "info",
        S.ON_SITE: "info",
        S.TOWED: "wait",
        S.FIXED: "wait",
        S.CLOSED: "good",
        S.CALLED_OFF: "off",
    },
).guard(Rescue)
