"""The damage that was on a car already when it came."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from service.models.orders import RepairOrder


class WalkAroundMark(StoreOwned):
    """A mark on the car's outline at reception: what damage was there already, where (percent of the picture)."""

    class Damage(models.TextChoices):
        SCRATCH = "scratch", _("scratch")
        DENT = "dent", _("dent")
        CRACK = "crack", _("crack")
        MISSING = "missing", _("missing part")

    class Place(models.TextChoices):
        FRONT = "front", _("front")
        BONNET = "bonnet", _("bonnet")
        FRONT_LEFT = "front_left", _("front left")
        FRONT_RIGHT = "front_right", _("front right")
        ROOF = "roof", _("roof and glass")
        REAR_LEFT = "rear_left", _("rear left")
        REAR_RIGHT = "rear_right", _("rear right")
        REAR = "rear", _("rear")

    order = StoreKey(RepairOrder, models.CASCADE, related_name="marks")
    damage = models.CharField(max_length=10, choices=Damage)
    # Without `choices`: early marks name a place in free words, and are shown as they were written.
    place = models.CharField(_("where"), max_length=40)
    x = models.PositiveSmallIntegerField(default=50)
    y = models.PositiveSmallIntegerField(default=50)

    def __str__(self):
        return f"{self.place} {self.damage}"

    @property
    def where(self) -> str:
        """The place in words."""
        return dict(self.Place.choices).get(self.place, self.place)
