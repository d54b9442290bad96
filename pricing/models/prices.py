"""The published price list: operations with standard hours, rates of the store, packages (SERVICE-R38)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.lists import Named
from accounts.scope import StoreQuerySet, scoped
from parts.models import Part


class Operation(models.Model):
    """A labour operation with its standard time (reference/labour_operations.csv; the codes are our own)."""

    class WarrantyClass(models.TextChoices):
        """The legal class that decides how long the repair is guaranteed (background/domain.md 9.5)."""

        MAINT1 = "MAINT1", _("10 days / 2,000 km")
        MAINT2 = "MAINT2", _("30 days / 5,000 km")
        OVERHAUL = "OVERHAUL", _("100 days / 20,000 km")

    code = models.CharField(max_length=20, unique=True)
    category = models.CharField(_("rate category"), max_length=10)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    scope = models.CharField(_("fits"), max_length=80, blank=True)
    time_units = models.PositiveIntegerField(_("time units, 100 = 1 hour"))
    bay_type = models.CharField(_("bay type"), max_length=10)
    skill = models.CharField(_("skill needed"), max_length=10)
    high_voltage = models.BooleanField(_("high-voltage certificate needed"), default=False)
    warranty_class = models.CharField(max_length=10, choices=WarrantyClass, blank=True)
    source = models.TextField(blank=True)

    def __str__(self):
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name_zh

    @property
    def minutes(self) -> int:
        """Standard time in minutes, rounded up."""
        return -(-self.time_units * 60 // 100)


class LabourRateQuerySet(StoreQuerySet):
    def valid(self, on: date):
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)


class LabourRate(StoreOwned):
    """The store's published price of an hour (or of a panel) of one category, from a day until a day."""

    class Unit(models.TextChoices):
        HOUR = "hour", _("hour")
        PANEL = "panel", _("panel")

    category = models.CharField(max_length=10)
    unit = models.CharField(max_length=10, choices=Unit, default=Unit.HOUR)
    price = models.DecimalField(_("price incl. VAT"), max_digits=10, decimal_places=2)
    tax_rate = models.DecimalField(max_digits=4, decimal_places=3)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = scoped(LabourRateQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "category", "unit"], condition=Q(valid_until=None), name="one_open_rate_a_category"
            )
        ]

    def __str__(self):
        return f"{self.category} {self.price}"


class RepairPackage(models.Model):
    """A maintenance package (reference/service_packages.csv)."""

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    maintenance_group = models.CharField(max_length=20)

    def __str__(self):
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name_zh


class PackageLine(models.Model):
    """One operation or part of a package."""

    package = models.ForeignKey(RepairPackage, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    operation = models.ForeignKey(Operation, models.PROTECT, null=True, blank=True, related_name="+")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "position"], name="one_package_line_a_position"),
            models.CheckConstraint(
                condition=Q(operation__isnull=False, part__isnull=True) | Q(operation__isnull=True, part__isnull=False),
                name="package_line_is_operation_or_part",
            ),
        ]

    def __str__(self):
        return f"{self.package_id} {self.position}"


class MaintenanceItem(Named):
    """One line of a maintenance plan (reference/maintenance_schedules.csv): first at, then every so many km or months.

    Whichever comes first counts; the maker's handbook for the VIN prevails.
    """

    code = models.CharField(max_length=20, unique=True)
    maintenance_group = models.CharField(max_length=20, db_index=True)
    act = models.CharField(max_length=20)
    first_km = models.PositiveIntegerField(null=True)
    first_months = models.PositiveSmallIntegerField(null=True)
    every_km = models.PositiveIntegerField(null=True)
    every_months = models.PositiveSmallIntegerField(null=True)
    severe_km = models.PositiveIntegerField(null=True)
    operation = models.ForeignKey(Operation, models.PROTECT, null=True, related_name="+")
    part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="+")
    quantity = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    note = models.CharField(max_length=200, blank=True)
