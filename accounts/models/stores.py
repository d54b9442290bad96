"""Stores of the group, their opening hours, and the statutory calendar."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.audit import audited
from core.relations import are_loaded

Hours = tuple[time, time]

OPENING = """
SELECT h.weekday, NULL::date, false, h.opens, h.closes FROM accounts_openinghours h WHERE h.store_id = %(store)s
UNION ALL SELECT NULL, d."on", d.closed, d.opens, d.closes FROM accounts_storeday d WHERE d.store_id = %(store)s
"""


@audited()
class Store(models.Model):
    """A dealership of the group; `changed_settings` has the settings that differ from the defaults."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=80)
    company = models.CharField(_("company on documents"), max_length=120, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=40, blank=True, default="", db_default="")
    district = models.CharField(_("district"), max_length=40, blank=True, default="", db_default="")
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    phone = models.CharField(_("booking hotline"), max_length=30, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    changed_settings = models.JSONField(_("changed settings"), default=dict, blank=True, editable=False)
    settings_version = models.PositiveIntegerField(default=1, editable=False)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
                | Q(latitude__isnull=True, longitude__isnull=True),
                name="store_lies_on_the_earth",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("store_detail", args=[self.pk])

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def _opening(self) -> list[tuple]:
        """(weekday, day, closed, opens, closes) of each weekday and each day; one query for each store object."""
        if are_loaded(self, "opening_hours") and are_loaded(self, "days"):
            week = [(hours.weekday, None, False, hours.opens, hours.closes) for hours in self.opening_hours.all()]
            return week + [(None, day.on, day.closed, day.opens, day.closes) for day in self.days.all()]
        with connection.cursor() as cursor:
            cursor.execute(OPENING, {"store": self.pk})
            return cursor.fetchall()

    @cached_property
    def week(self) -> dict[int, Hours]:
        """Opening hours by weekday (0 = Monday)."""
        return {weekday: (opens, closes) for weekday, on, _closed, opens, closes in self._opening if on is None}

    @cached_property
    def exceptions(self) -> dict[date, Hours | None]:
        """Days that differ from the week: other hours, or None when closed."""
        return {on: None if closed else (opens, closes) for _weekday, on, closed, opens, closes in self._opening if on}

    def today(self, at: datetime) -> date:
        """The store's calendar day at that moment."""
        return at.astimezone(self.zone).date()

    def hours_on(self, on: date) -> tuple[datetime, datetime] | None:
        """When the store opens and closes that day (aware), or None; 00:00-00:00 means the whole day."""
        hours = self.exceptions[on] if on in self.exceptions else self.week.get(on.weekday())
        if hours is None:
            return None
        opens = datetime.combine(on, hours[0], self.zone)
        closes = datetime.combine(on, hours[1], self.zone)
        return opens, closes if closes > opens else closes + timedelta(days=1)

    def is_open_on(self, on: date) -> bool:
        return self.hours_on(on) is not None


class OpeningHours(models.Model):
    """The hours of one weekday; no row means closed, midnight to midnight means all day."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), help_text=_("0 = Monday"))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "weekday"], name="one_row_a_weekday"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_0_to_6"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=time(0)), name="closes_after_it_opens"
            ),
        ]

    def __str__(self):
        return f"{self.store_id} {self.weekday} {self.opens}-{self.closes}"


class StoreDay(models.Model):
    """A day with other hours than its weekday, or closed."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="days")
    on = models.DateField(_("day"))
    closed = models.BooleanField(pgettext_lazy("store", "closed"), default=False)
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "on"], name="one_exception_a_day"),
            models.CheckConstraint(
                condition=Q(closed=True) | Q(opens__isnull=False, closes__isnull=False), name="exception_has_hours"
            ),
        ]

    def __str__(self):
        return f"{self.store_id} {self.on}"


class WorkDay(models.Model):
    """A day of the statutory calendar unlike its weekday (rest day, adjusted workday), for legal deadlines."""

    class Kind(models.TextChoices):
        REST = "rest_day", _("rest day")
        WORK = "adjusted_workday", _("adjusted workday")

    on = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=40)
    source = models.CharField(_("source"), max_length=200, blank=True)

    def __str__(self):
        return f"{self.on} {self.name}"
