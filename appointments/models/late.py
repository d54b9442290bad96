"""Calls to customers whose time has come and who have not (SERVICE-D9)."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm

LOOKED_BACK = timedelta(days=7)  # what is older and still expected, a person decides


def is_here_otherwise():
    """Whether the car of an appointment is here for another visit: then nobody waits for it."""
    here = Appointment.objects.filter(vehicle=OuterRef("vehicle"), status=Appointment.Status.ARRIVED, freed_at=None)
    return Exists(here)


class LateCallQuerySet(StoreQuerySet):
    def open(self):
        """Nobody has spoken to the customer, who is still expected at that time."""
        expected = [Appointment.Status.CONFIRMED, Appointment.Status.PREPARED]
        rows = self.filter(status__in=LateCall.OPEN, appointment__status__in=expected)
        return rows.filter(version=F("appointment__time_version"))

    def with_visits(self):
        people = ("appointment__customer", "appointment__vehicle__model", "appointment__advisor", "called_by", "store")
        return self.select_related(*people)

    def of_this_time(self):
        """Those of the appointment of the outer query, at its present time."""
        return self.filter(appointment=OuterRef("pk"), version=OuterRef("time_version"))


@audited()
class LateCall(StoreOwned):
    """A call that is due to a customer who is late for one time of his appointment, and what he said.

    `tries` are the calls that nobody answered. `coming_at` is when he said that he will be here.
    """

    class Status(models.TextChoices):
        DUE = "due", pgettext_lazy("late", "to be called")
        NOT_REACHED = "not_reached", pgettext_lazy("late", "nobody answers")
        ON_THE_WAY = "on_the_way", pgettext_lazy("late", "on his way")
        NOT_COMING = "not_coming", pgettext_lazy("late", "does not come")

    OPEN = (Status.DUE, Status.NOT_REACHED)

    appointment = StoreKey(Appointment, models.CASCADE, related_name="late_calls", db_index=False)
    version = models.PositiveIntegerField()
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DUE)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True, blank=True)
    called_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    coming_at = models.DateTimeField(null=True, blank=True)

    objects = scoped(LateCallQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "appointment", "version"], name="one_late_call_a_time"),
            models.CheckConstraint(
                condition=Q(status="due", called_at__isnull=True)
                | (~Q(status="due") & Q(called_at__isnull=False, called_by__isnull=False)),
                name="a_late_call_has_its_caller",
            ),
            models.CheckConstraint(
                condition=Q(status="on_the_way", coming_at__isnull=False)
                | (~Q(status="on_the_way") & Q(coming_at__isnull=True)),
                name="who_is_on_his_way_says_when",
            ),
        ]
        indexes = [models.Index(fields=["store", "-due_at"], name="late_call_due")]

    def __str__(self):
        return f"{self.appointment_id} {self.due_at}"

    @property
    def is_open(self) -> bool:
        """The condition of `open()` for this call."""
        visit = self.appointment
        return self.status in self.OPEN and visit.is_expected and visit.time_version == self.version

    @property
    def was_forgotten(self) -> bool:
        """Nobody called, and it is too late now: the customer came, moved, or was given up."""
        return self.status == self.Status.DUE and not self.is_open

    @property
    def page(self) -> str:
        """Where it is written down that he is on his way."""
        return reverse("late_call_on_the_way", args=[self.pk])

    def freed_at(self, waited: timedelta) -> datetime:
        """When his time is given to others, `waited` after it or after the moment he named."""
        return max(self.appointment.start, self.coming_at or self.appointment.start) + waited


S = LateCall.Status
TAKE = AppointmentPerm.CALL_TAKE
ON_HIS_WAY = Button(pgettext_lazy("late", "On his way"), "late_call_on_the_way", icon="car", asks=True)
FREE_NOW = _("Does not come? Bay, technician and car are free at once.")
NOT_COMING = Button(pgettext_lazy("late", "Does not come"), "late_call_not_coming", icon="slash", question=FREE_NOW)
NO_ANSWER = Button(pgettext_lazy("late", "Nobody answers"), "late_call_not_reached", icon="phone", carries="tries")
STATES = Machine(
    *(Act("set_out", start, S.ON_THE_WAY, TAKE, "why_not_call_late", (ON_HIS_WAY,)) for start in LateCall.OPEN),
    *(
        Act("stay_away", start, S.NOT_COMING, TAKE, "why_not_call_late", (NOT_COMING,))
        for start in (*LateCall.OPEN, S.ON_THE_WAY)
    ),
    Act("not_reach", S.DUE, S.NOT_REACHED, TAKE, "why_not_call_late", (NO_ANSWER,)),
    Act("try_again", S.NOT_REACHED, S.NOT_REACHED, TAKE, "why_not_call_late", (NO_ANSWER,)),
    tones={S.DUE: "bad", S.NOT_REACHED: "wait", S.ON_THE_WAY: "info", S.NOT_COMING: "off"},
).guard(LateCall)
