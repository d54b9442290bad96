"""Cars in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action

from accounts.roles import Perm
from core.api import Reads, Scoped, Strict
from core.fields import Coded, Day
from customers import masking
from customers.actions import cars
from customers.api.fields import PlateText, Veiled, VinText
from customers.filters import VehicleFilter
from customers.models.ownership import with_owner
from customers.models.people import Customer
from vehicles import rules
from vehicles.actions import vehicles
from vehicles.models import Vehicle, VehicleModel


class VehicleSerializer(serializers.ModelSerializer):
    """`warnings` doubt what is kept all the same: a check digit that does not agree."""

    customer = serializers.IntegerField(
        source="owner_id", allow_null=True, help_text="its owner; a car in stock has none"
    )
    plate = Veiled(masking.plate_for)
    vin = Veiled(masking.vin_for)
    model = serializers.CharField(source="model.code", default=None, allow_null=True)
    model_name = serializers.CharField(source="model", default="", allow_null=True)
    warnings = serializers.SerializerMethodField()

    class Meta:
        model = Vehicle
        fields = [
            "id",
            "customer",
            "plate",
            "vin",
            "model",
            "model_name",
            "colour",
            "mileage",
            "mileage_on",
            "delivered_on",
            "note",
            "created_at",
            "version",
            "warnings",
        ]

    def get_warnings(self, vehicle) -> list[str]:
        doubt = rules.doubt_vin(vehicle.vin)
        return [doubt] if doubt else []


class VehicleFacts(Strict):
    plate = PlateText()
    vin = VinText()
    model = Coded(slug_field="code", queryset=VehicleModel.objects.all(), required=False, allow_null=True)
    colour = serializers.CharField(max_length=20, allow_blank=True, required=False)


class NewVehicle(VehicleFacts):
    customer = Scoped(Customer)
    mileage = serializers.IntegerField(min_value=0, max_value=rules.MOST_KM, required=False)

    def validate(self, facts):
        if unmarked := rules.why_not_unmarked(facts.get("plate", ""), facts.get("vin", "")):
            raise serializers.ValidationError({"plate": [unmarked]})
        return facts


class CorrectedVehicle(VehicleFacts):
    customer = Scoped(Customer, required=False)
    delivered_on = Day(required=False, allow_null=True)
    note = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    version = serializers.IntegerField(min_value=1)


class Mileage(Strict):
    km = serializers.IntegerField(min_value=0, max_value=rules.MOST_KM)
    reason = serializers.CharField(max_length=200, allow_blank=True, required=False)


class VehicleViewSet(Reads):
    serializer_class = VehicleSerializer
    filterset_class = VehicleFilter
    needs = {
        "list": Perm.CUSTOMER_VIEW,
        "retrieve": Perm.CUSTOMER_VIEW,
        "create": Perm.CUSTOMER_EDIT,
        "correct": Perm.CUSTOMER_EDIT,
        "mileage": Perm.CUSTOMER_EDIT,
    }

    def get_queryset(self):
        return with_owner(Vehicle.objects.select_related("model")).order_by("-created_at", "-pk")

    @extend_schema(request=NewVehicle)
    def create(self, request):
        vehicle = cars.add_car(by=request.access, at=now(), **self.asked(NewVehicle))
        return self.answer(vehicle, status.HTTP_201_CREATED)

    @extend_schema(request=CorrectedVehicle)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        return self.act(cars.correct_car, CorrectedVehicle)

    @extend_schema(request=Mileage)
    @action(detail=True, methods=["post"])
    def mileage(self, request, pk=None):
        """A mileage that fell without a reason is bad input, said at its field."""
        asked, vehicle = self.asked(Mileage), self.get_object()
        if reason := rules.why_not_mileage(vehicle, **asked):
            raise serializers.ValidationError({"km": [reason]})
        return self.answer(vehicles.read_mileage(vehicle, by=request.access, at=now(), **asked))
