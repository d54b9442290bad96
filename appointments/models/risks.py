"""Why an appointment may not be kept: one row for each cause, from when it arose until it is gone (SERVICE-D10)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.scope import StoreQuerySet, scoped
from appointments.models.visits import Appointment


class RiskQuerySet(StoreQuerySet):
    def open(self):
        return self.filter(ended_at__isnull=True)


class Risk(StoreOwned):
    """A cause that puts an appointment at risk.

    `reason` names the facts of the cause (the bay, the person, the order that is late) and needs no translation; its
    kind says the rest. `ended_at` is when the cause went; the time is safe when no cause is open. `told_at` is when the
    customer was told while it was open, `escalated_at` when the service manager was asked to decide.
    """

    class Kind(models.TextChoices):
        JOB_LATE = "job_late", _("work on another car takes longer")
        PERSON_ABSENT = "person_absent", _("somebody is absent")
        THING_OUT = "thing_out", _("a bay or tool is out of use")
        PART_LATE = "part_late", _("a part comes later")

    appointment = StoreKey(Appointment, models.CASCADE, related_name="risks", db_index=False)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    reason = models.CharField(_("reason"), max_length=200)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    objects = scoped(RiskQuerySet)

    class Meta:
        verbose_name = _("risk")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "appointment", "kind"],
                name="one_open_risk_a_kind",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("since")), name="risk_ends_after_it_arose"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "appointment", "since"], name="risk_appointment"),
            models.Index(fields=["store", "since"], name="risk_open", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self):
        return f"{self.appointment_id} {self.kind}"

    @property
    def words(self) -> str:
        """The cause in the reader's words: `work on another car takes longer (bay 2, 粤A12345)`."""
        return f"{self.get_kind_display()} ({self.reason})"
