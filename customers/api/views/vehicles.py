"""Cars in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action

from core.api import Reads
from customers.actions import cars
from customers.api.serializers.vehicles import (
    AddVehicleInput,
    CorrectVehicleInput,
    MileageInput,
    VehicleOutput,
)
from customers.filters import VehicleFilter
from customers.models.ownership import with_owner
from customers.perms import CustomerPerm
from vehicles import rules
from vehicles.actions import vehicles
from vehicles.models import Vehicle
from vehicles.perms import VehiclePerm


class VehicleViewSet(Reads):
    serializer_class = VehicleOutput
    filterset_class = VehicleFilter
    needs = {
        "list": CustomerPerm.CUSTOMER_VIEW,
        "retrieve": CustomerPerm.CUSTOMER_VIEW,
        "create": VehiclePerm.VEHICLE_EDIT,
        "correct": VehiclePerm.VEHICLE_EDIT,
        "mileage": VehiclePerm.VEHICLE_EDIT,
    }

    def get_queryset(self):
        return with_owner(Vehicle.objects.select_related("model")).order_by("-created_at", "-pk")

    @extend_schema(request=AddVehicleInput)
    def create(self, request):
        vehicle = cars.add_car(by=request.access, at=now(), **self.body(AddVehicleInput))
        return self.answer(vehicle, status.HTTP_201_CREATED)

    @extend_schema(request=CorrectVehicleInput)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        return self.act(cars.correct_car, CorrectVehicleInput)

    @extend_schema(request=MileageInput)
    @action(detail=True, methods=["post"])
    def mileage(self, request, pk=None):
        """A lower mileage without a reason is bad input, an error at its field."""
        reading, vehicle = self.body(MileageInput), self.get_object()
        if reason := rules.why_not_mileage(vehicle, **reading):
            raise serializers.ValidationError({"km": [reason]})
        return self.answer(vehicles.read_mileage(vehicle, by=request.access, at=now(), **reading))
