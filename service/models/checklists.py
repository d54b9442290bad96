"""What is looked at on a car: walk-around, checks in the workshop, final inspection, delivery of a new car."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Named


class ChecklistItem(Named):
    """One point of a checklist (reference/inspection_items.csv, reference/pdi_items.csv)."""

    FINAL = "竣工检验"  # the phase in which an inspector passes a car

    code = models.CharField(max_length=20, unique=True)
    phase = models.CharField(_("phase"), max_length=20, db_index=True)
    area = models.CharField(_("area"), max_length=20)
    options = models.CharField(max_length=60, blank=True)
    standard = models.CharField(max_length=200, blank=True)
    photo_required = models.BooleanField(default=False)
    critical = models.BooleanField(default=False)
