"""Models and engines (reference rows), cars and their repairs."""

from functools import reduce
from operator import or_

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Right
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.scope import StoreQuerySet, scoped
from core import plates, vins
from core.folding import FoldedCode
from core.languages import name_of
from vehicles.perms import VehiclePerm


class Powertrain(models.Model):
    """An engine or motor family (reference/powertrains.csv)."""

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    fuel = models.CharField(max_length=20)
    maintenance_group = models.CharField(max_length=20)
    is_nev = models.BooleanField(default=False)
    oil_spec = models.CharField(max_length=60, blank=True)
    oil_litres = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    source = models.TextField(blank=True)

    def __str__(self):
        return self.name_zh


class VehicleModel(models.Model):
    """A trim of a model (reference/models.csv); names and prices there are approximations for demo use."""

    code = models.CharField(max_length=30, unique=True)
    family = models.CharField(max_length=30, db_index=True)
    maker = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    trim = models.CharField(max_length=80, blank=True)
    powertrain = models.ForeignKey(Powertrain, models.PROTECT, related_name="models")
    transmission = models.CharField(max_length=20, blank=True)
    drive = models.CharField(max_length=10, blank=True)
    maintenance_group = models.CharField(max_length=20)
    list_price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    on_sale = models.BooleanField(default=False)
    source = models.TextField(blank=True)

    def __str__(self):
        return name_of(self)


def plate_within(text: str, of: str = "vehicle__") -> Q:
    """Rows whose car has these signs anywhere in its plate; `of` leads to the car."""
    return Q(**{f"{of}plate__contains": plates.fold(text)})


def plate_start(text: str, of: str = "vehicle__") -> Q:
    """Rows whose car has a plate that begins so."""
    return Q(**{f"{of}plate__startswith": plates.fold(text)})


def plate_end(text: str, of: str = "vehicle__") -> Q:
    """Rows whose car has a plate that ends so; of fewer than five signs it is none."""
    plate = plates.fold(text)
    return Q(**{f"{of}plate_tail": plate[-5:], f"{of}plate__endswith": plate})


def vin_end(text: str, of: str = "vehicle__") -> Q:
    """Rows whose car has a VIN that ends so; of fewer than six signs it is none."""
    vin = vins.fold(text)
    return Q(**{f"{of}vin_tail": vin[-6:], f"{of}vin__endswith": vin})


def marks_like(text: str, by: Access, of: str = "") -> list[Q]:
    """The filters of a search by plate or VIN: the beginning or end of a plate, the tail of a VIN. For readers of
    masked plates: the whole plate or VIN, or the VIN's visible tail."""
    plate, vin = plates.fold(text), vins.fold(text)
    if not by.can(VehiclePerm.PLATE_VIEW):
        whole = [Q(**{f"{of}plate": plate})] if len(plate) >= 6 else []
        return whole + ([vin_end(text, of)] if len(vin) in {6, 17} else [])
    ways = [plate_start(text, of)] if len(plate) >= 3 else []
    ways += [plate_end(text, of)] if len(plate) >= 5 else []
    return ways + ([vin_end(text, of)] if len(vin) >= 6 else [])


class VehicleQuerySet(StoreQuerySet):
    def with_plate(self, plate: str):
        """The car with a plate in any spelling."""
        folded = plates.fold(plate)
        return self.filter(plate=folded) if folded else self.none()

    def matching(self, text: str, *, by: Access):
        """Cars by plate (its start, its last five, or whole) or VIN (its tail)."""
        ways = marks_like(text, by)
        return self.filter(reduce(or_, ways)) if ways else self.none()


@audited()
class Vehicle(StoreOwned):
    """A car, sold or in stock. Its plate may change, its VIN does not; its mileage falls only with a reason."""

    model = models.ForeignKey(VehicleModel, models.PROTECT, null=True, blank=True, related_name="+")
    plate = models.CharField(_("plate"), max_length=10, blank=True)
    plate_tail = models.GeneratedField(
        expression=Right("plate", 5), output_field=models.CharField(max_length=5), db_persist=True
    )
    vin = models.CharField(_("VIN"), max_length=17, blank=True)
    vin_tail = models.GeneratedField(
        expression=Right("vin", 6), output_field=models.CharField(max_length=6), db_persist=True
    )
    colour = models.CharField(_("colour"), max_length=20, blank=True)
    mileage = models.PositiveIntegerField(_("mileage, km"), default=0)
    mileage_on = models.DateField(_("mileage read on"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    note = models.TextField(_("internal note"), blank=True)
    created_at = models.DateTimeField(_("created"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(VehicleQuerySet)

    class Meta:
        verbose_name = _("car")
        verbose_name_plural = _("cars")
        indexes = [
            models.Index(F("store"), OpClass("plate", "text_pattern_ops"), name="vehicle_plate"),
            models.Index(fields=["store", "plate_tail"], name="vehicle_plate_tail"),
            models.Index(fields=["store", "vin_tail"], name="vehicle_vin_tail"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["store", "vin"], condition=~Q(vin=""), name="one_car_a_vin"),
            models.UniqueConstraint(fields=["store", "plate"], condition=~Q(plate=""), name="one_car_a_plate"),
            models.CheckConstraint(condition=Q(plate=FoldedCode("plate")), name="plate_is_folded"),
            models.CheckConstraint(condition=Q(vin=FoldedCode("vin")), name="vin_is_folded"),
        ]

    def __str__(self):
        return self.plate or self.vin or str(_("No plate yet"))

    def get_absolute_url(self):
        return reverse("vehicle_detail", args=[self.pk])


class RepairFact(StoreOwned):
    """A repair of a car: service writes it at completion, booking reads it to recognise a repeat."""

    vehicle = StoreKey(Vehicle, models.CASCADE, related_name="repairs", db_index=False)
    system = models.CharField(_("system"), max_length=40)
    on = models.DateField(_("day"))
    km = models.PositiveIntegerField(_("mileage, km"))
    order_number = models.CharField(_("repair order"), max_length=30)
    text = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["store", "vehicle", "-on"], name="repair_fact_vehicle")]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "vehicle", "order_number", "system", "text"], name="one_fact_a_repair"
            )
        ]

    def __str__(self):
        return f"{self.system} {self.on}"
