"""Checklists of a car: walk-around, checks in the workshop, final inspection, delivery of a new car."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.lists import Named


class ChecklistItemQuerySet(models.QuerySet):
    def final_of(self, vehicle):
        """The points of the final checklist of a car, those for high voltage only where it has it."""
        items = self.filter(phase=ChecklistItem.FINAL).order_by("code")
        if vehicle.model and not vehicle.model.powertrain.is_nev:
            items = items.exclude(area="高压")
        return items


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

    objects = ChecklistItemQuerySet.as_manager()
