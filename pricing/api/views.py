"""The catalogue in the API: what a store offers, corrected and reset."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from core.api import Reads
from pricing import presenters
from pricing.actions import catalogue
from pricing.api.serializers import OperationInput, OperationOutput, PackageInput, PackageOutput
from pricing.filters import OperationFilter, PackageOfCarFilter
from pricing.models.prices import Operation, RepairPackage
from pricing.perms import EstimatePerm

NEEDS = {"list": EstimatePerm.ESTIMATE_VIEW, "retrieve": EstimatePerm.ESTIMATE_VIEW, "reset": EstimatePerm.PRICE_MANAGE}


class OperationViewSet(Reads):
    serializer_class = OperationOutput
    filterset_class = OperationFilter
    needs = {**NEEDS, "correct": EstimatePerm.PRICE_MANAGE}

    def get_queryset(self):
        return Operation.objects.with_own(self.request.access.store).order_by("category", "code")

    @extend_schema(request=OperationInput)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        operation, own = self.get_object(), self.body(OperationInput)
        catalogue.correct_operation(operation, by=request.access, at=now(), **own)
        return self.answer(operation)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reset(self, request, pk=None):
        operation = self.get_object()
        self.body()
        catalogue.reset_operation(operation, by=request.access, at=now())
        return self.answer(operation)


class PackageViewSet(Reads):
    serializer_class = PackageOutput
    filterset_class = PackageOfCarFilter
    needs = {**NEEDS, "offer": EstimatePerm.PRICE_MANAGE}

    def get_queryset(self):
        return RepairPackage.objects.with_own(self.request.access.store).order_by("code")

    def json_rows(self, things):
        """With the prices of today, read once for all rows."""
        rows = list(things)
        for row, priced in zip(rows, presenters.priced(rows, self.request.access.store.today(now()))):
            row.price, row.minutes = priced.price, priced.minutes
        return super().json_rows(rows)

    @extend_schema(request=PackageInput)
    @action(detail=True, methods=["post"])
    def offer(self, request, pk=None):
        package, own = self.get_object(), self.body(PackageInput)
        catalogue.offer_package(package, by=request.access, at=now(), **own)
        return self.answer(package)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reset(self, request, pk=None):
        package = self.get_object()
        self.body()
        catalogue.reset_package(package, by=request.access, at=now())
        return self.answer(package)
