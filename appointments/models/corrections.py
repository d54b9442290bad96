"""Corrections of the live audit: what a manager says against the judgement of the records, and why."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from appointments.models.visits import Appointment


class CorrectionQuerySet(StoreQuerySet):
    def standing(self):
        """Not taken back, and not replaced by another."""
        return self.filter(ended_at__isnull=True)

    def of_rule(self, appointment: Appointment, rule: str):
        """All corrections of one rule of an appointment, the latest first."""
        rows = self.filter(appointment=appointment, rule=rule).select_related("corrected_by", "ended_by")
        return rows.order_by("-pk")


class Correction(StoreOwned):
    """A judgement of one of the 23 rules that a manager replaced by another, with the reason (service 4.1).

    It changes no record: it holds as long as the records say what they said, whose fingerprint is `seen`
    (`appointments.audit.corrections`). `ended_at` is when it was taken back, or replaced by a later one.
    """

    class After(models.TextChoices):
        PASS = "pass", _("The rule was kept")
        FAIL = "fail", _("The rule was not kept")
        NOT_APPLICABLE = "not_applicable", _("The rule does not apply here")

    appointment = StoreKey(Appointment, models.CASCADE, related_name="corrections", db_index=False)
    rule = models.CharField(_("rule"), max_length=3)
    before = models.CharField(max_length=14)
    after = models.CharField(_("judgement"), max_length=14, choices=After)
    reason = models.CharField(_("reason"), max_length=200)
    seen = models.CharField(max_length=16)
    corrected_at = models.DateTimeField()
    corrected_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = scoped(CorrectionQuerySet)

    class Meta:
        verbose_name = _("correction")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "appointment", "rule"],
                name="one_standing_correction_a_rule",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(condition=~Q(before=F("after")), name="a_correction_changes_the_judgement"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_correction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="whoever_ends_a_correction_is_named",
            ),
        ]
        indexes = [models.Index(fields=["store", "appointment", "rule"], name="correction_appointment")]
        triggers = [pgtrigger.Protect(name="corrections_stay", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.rule}: {self.get_after_display()}"
