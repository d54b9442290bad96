"""The catalogue of work: the group's operations and packages, what each store says of them, and its rates (R38)."""

from datetime import date

from django.db import models
from django.db.models import F, FilteredRelation, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.lists import Named
from accounts.models.people import User
from accounts.models.stores import Store
from accounts.scope import StoreQuerySet, scoped
from core import names
from core.languages import name_of
from core.row_reads import Given
from parts.models import Part


def minutes_of(time_units: int) -> int:
    """Standard time in minutes, rounded up; 100 time units are an hour."""
    return -(-time_units * 60 // 100)


class CatalogueQuerySet(models.QuerySet):
    """Rows of the group's catalogue, to which a store may add a row of its own."""

    def corrected(self):
        """Those that the store of `with_own` has corrected by a row of its own."""
        return self.filter(confirmed_at__isnull=False)

    def matching(self, text: str):
        """Rows that match a text: by code, or by name in either language."""
        if not names.fold(text):
            return self.none()
        by_name = Q(name_zh__folded__contains=text) | Q(name_en__folded__contains=text)
        return self.filter(Q(code__folded_code__contains=text) | by_name)


class OperationQuerySet(CatalogueQuerySet):
    def offered(self, store: Store):
        """Without what the store does not offer."""
        withdrawn = StoreOperation.objects.filter(store=store, offered=False)
        return self.exclude(pk__in=withdrawn.values("operation"))

    def with_own(self, store: Store | Given):
        """With what the store says of each; without a row of the store: offered, and nothing of its own."""
        own = FilteredRelation("store_rows", condition=Q(store_rows__store=store))
        return self.annotate(
            own=own,
            own_store=store if isinstance(store, Given) else Value(store.pk),
            own_offered=Coalesce("own__offered", True),
            own_time_units=F("own__time_units"),
            own_price=F("own__price"),
            confirmed_at=F("own__confirmed_at"),
            confirmed_edition=F("own__reference_version"),
        )


class Operation(models.Model):
    """A labour operation with its standard time (reference/labour_operations.csv; the codes are our own)."""

    class WarrantyClass(models.TextChoices):
        """The legal class that decides how long the repair is guaranteed."""

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

    objects = OperationQuerySet.as_manager()

    def __str__(self):
        return name_of(self)

    @property
    def minutes(self) -> int:
        """The group's standard time in minutes; what a store says stands in its row (`rules.prices.own_rows`)."""
        return minutes_of(self.time_units)


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


class PackageQuerySet(CatalogueQuerySet):
    def offered(self, store: Store):
        """Without what the store does not offer."""
        withdrawn = StorePackage.objects.filter(store=store, offered=False)
        return self.exclude(pk__in=withdrawn.values("package"))

    def with_own(self, store: Store):
        """With whether the store offers each, and since when it says so."""
        own = FilteredRelation("store_rows", condition=Q(store_rows__store=store))
        return self.annotate(
            own=own,
            own_offered=Coalesce("own__offered", True),
            confirmed_at=F("own__confirmed_at"),
            confirmed_edition=F("own__reference_version"),
        )


class RepairPackage(models.Model):
    """A maintenance package (reference/service_packages.csv)."""

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    maintenance_group = models.CharField(max_length=20)

    objects = PackageQuerySet.as_manager()

    def __str__(self):
        return name_of(self)


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


class StoreRow(StoreOwned):
    """What a store decides about a row of the group's catalogue. No row: the group's values stand as they are.

    Only the store writes it; a new edition of the reference files never does (M02).
    """

    offered = models.BooleanField(_("offered"), default=True)
    confirmed_at = models.DateTimeField(_("confirmed"))
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reference_version = models.CharField(_("edition of the group's row"), max_length=12)

    class Meta:
        abstract = True


@audited()
class StoreOperation(StoreRow):
    """The store's own standard time or fixed price of an operation, or that it does not offer it."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="store_rows", db_index=False)
    time_units = models.PositiveIntegerField(_("time units, 100 = 1 hour"), null=True, blank=True)
    price = models.DecimalField(_("fixed price incl. VAT"), max_digits=10, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("operation of the store")
        constraints = [
            models.UniqueConstraint(fields=["store", "operation"], name="one_store_row_an_operation"),
            models.CheckConstraint(condition=Q(time_units=None) | Q(time_units__gt=0), name="own_time_is_some"),
            models.CheckConstraint(condition=Q(price=None) | Q(price__gte=0), name="own_price_not_negative"),
        ]

    def __str__(self):
        return str(self.operation)


@audited()
class StorePackage(StoreRow):
    """Whether a store offers a package. Its price is the sum of its lines at this store, never another one."""

    package = models.ForeignKey(RepairPackage, models.PROTECT, related_name="store_rows", db_index=False)

    class Meta:
        verbose_name = _("package of the store")
        constraints = [models.UniqueConstraint(fields=["store", "package"], name="one_store_row_a_package")]

    def __str__(self):
        return str(self.package)


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
