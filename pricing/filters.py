"""What the lists of the catalogue can be searched and filtered by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from django_scopes import get_scope
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from core.filters import Filters, KeyFilter
from pricing.models.prices import Operation, RepairPackage
from pricing.rules.packages import packages_for
from vehicles.models import Vehicle


class CatalogueFilter(Filters):
    q = filters.CharFilter(label=_("Code or name"), method="by_text")

    def by_text(self, rows, name, value):
        return rows.matching(value)

    def by_state(self, rows, name, value):
        return rows.corrected() if value == "own" else rows.filter(own_offered=False)


class OperationFilter(CatalogueFilter):
    state = filters.ChoiceFilter(
        label=_("Shown"),
        method="by_state",
        choices=[("own", _("corrected here")), ("withdrawn", _("not offered here"))],
    )

    class Meta:
        model = Operation
        fields: list[str] = []


class PackageFilter(CatalogueFilter):
    state = filters.ChoiceFilter(label=_("Shown"), method="by_state", choices=[("withdrawn", _("not offered here"))])

    class Meta:
        model = RepairPackage
        fields: list[str] = []


class PackageOfCarFilter(Filters):
    """The packages that the store offers for a car."""

    vehicle = KeyFilter(Vehicle, method="for_car")

    class Meta:
        model = RepairPackage
        fields: list[str] = []

    @extend_schema_field(OpenApiTypes.INT)
    def for_car(self, rows, name, value):
        return rows.filter(pk__in=[package.pk for package in packages_for(value, get_scope()["store"])])
