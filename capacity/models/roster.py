"""The shifts and the duty of people."""

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from capacity.models.resources import Resource


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
