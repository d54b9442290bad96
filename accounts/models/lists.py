"""Reference rows for every department: pick lists and festivals."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.languages import name_of


class Named(models.Model):
    """A reference row with a Chinese and an English name."""

    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return name_of(self)

    @property
    def names(self) -> list[str]:
        """Its Chinese and its English name, as a fact of a notice: each reader gets his."""
        return [self.name_zh, self.name_en]


class PickItemQuerySet(models.QuerySet):
    def of(self, list_code: str):
        return self.filter(list_code=list_code).order_by("sort", "code")


class PickItem(Named):
    """One choice of a pick list (reference/picklists.csv): lead sources, loss reasons, payment methods …"""

    list_code = models.CharField(max_length=30)
    code = models.CharField(max_length=30)
    sort = models.PositiveSmallIntegerField(default=0)

    objects = PickItemQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list_code", "code"], name="one_pick_item_a_code")]


class Festival(Named):
    """A festival with its date (reference/festivals.csv); with `greeting` customers get a message."""

    on = models.DateField(_("day"))
    kind = models.CharField(max_length=20)
    statutory = models.BooleanField(default=False)
    greeting = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "name_zh"], name="one_festival_a_day_and_name")]
