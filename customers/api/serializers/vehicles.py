"""Serializers of cars."""

from rest_framework import serializers

from core.api import Scoped, Strict
from core.fields import Coded, Day
from customers import presenters
from customers.api.fields import PlateText, Veiled, VinText
from customers.models.people import Customer
from vehicles import rules
from vehicles.models import Vehicle, VehicleModel


class VehicleOutput(serializers.ModelSerializer):
    """`warnings` doubt what is kept all the same: a check digit that does not agree."""

    customer = serializers.IntegerField(
        source="owner_id", allow_null=True, help_text="its owner; a car in stock has none"
    )
    plate = Veiled(presenters.plate_for)
    vin = Veiled(presenters.vin_for)
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


class VehicleInput(Strict):
    plate = PlateText()
    vin = VinText()
    model = Coded(slug_field="code", queryset=VehicleModel.objects.all(), required=False, allow_null=True)
    colour = serializers.CharField(max_length=20, allow_blank=True, required=False)


class AddVehicleInput(VehicleInput):
    customer = Scoped(Customer)
    mileage = serializers.IntegerField(min_value=0, max_value=rules.MOST_KM, required=False)

    def validate(self, facts):
        if unmarked := rules.why_not_unmarked(facts.get("plate", ""), facts.get("vin", "")):
            raise serializers.ValidationError({"plate": [unmarked]})
        return facts


class CorrectVehicleInput(VehicleInput):
    customer = Scoped(Customer, required=False)
    delivered_on = Day(required=False, allow_null=True)
    note = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    version = serializers.IntegerField(min_value=1)


class MileageInput(Strict):
    km = serializers.IntegerField(min_value=0, max_value=rules.MOST_KM)
    reason = serializers.CharField(max_length=200, allow_blank=True, required=False)
