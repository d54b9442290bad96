"""Kept hours that a manager gave to a walk-in, once, with the reason (SERVICE-R10)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.keys import OneStoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from capacity.models.claims import ClaimSet


class ShareOverrideQuerySet(StoreQuerySet):
    def on_days(self, first, last):
        """Those whose time begins on these days, the earliest first."""
        return self.filter(on__gte=first, on__lte=last).select_related("allowed_by").order_by("on", "pk")


class ShareOverride(StoreOwned):
    """A walk-in that took time kept for appointments: on which day, how many minutes of work, who allowed it and why.

    It is for this one taking (`claim_set`). Only ever added.
    """

    claim_set = OneStoreKey(ClaimSet, models.PROTECT, related_name="+")
    on = models.DateField()
    minutes = models.PositiveIntegerField()
    reason = models.CharField(_("reason"), max_length=200)
    allowed_at = models.DateTimeField()
    allowed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = scoped(ShareOverrideQuerySet)

    class Meta:
        verbose_name = _("kept hours given to a walk-in")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="kept_hours_are_given_for_a_reason"),
        ]
        indexes = [models.Index(fields=["store", "on"], name="share_override_day")]
        triggers = [pgtrigger.Protect(name="share_overrides_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return self.reason[:40]

    @property
    def hours(self) -> float:
        return self.minutes / 60
