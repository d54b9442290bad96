"""The catalogue as a store sees it: the group's rows with the store's own values."""

from rest_framework import serializers

from core.api import Strict
from core.fields import Figure
from pricing.models.prices import Operation, RepairPackage
from pricing.rules.catalogue import MOST_TIME_UNITS


class OperationOutput(serializers.ModelSerializer):
    """`time_units` are the group's; what begins with `own_` is the store's, null where it says nothing."""

    name = serializers.CharField(source="__str__", read_only=True)
    offered = serializers.BooleanField(source="own_offered", read_only=True)
    own_time_units = serializers.IntegerField(read_only=True, allow_null=True)
    own_price = serializers.DecimalField(max_digits=10, decimal_places=2, read_only=True, allow_null=True)
    confirmed_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Operation
        fields = [
            "id", "code", "name", "category", "time_units", "offered", "own_time_units", "own_price", "confirmed_at",
        ]  # fmt: skip


class OperationInput(Strict):
    """What is not given stays as it is; null is the group's value."""

    offered = serializers.BooleanField(required=False, allow_null=True)
    time_units = serializers.IntegerField(min_value=1, max_value=MOST_TIME_UNITS, required=False, allow_null=True)
    price = Figure(max_digits=10, decimal_places=2, min_value=0, required=False, allow_null=True)

    def validate(self, given: dict) -> dict:
        """A form that sends no box for `offered` says nothing of it; the framework reads that as null."""
        return {name: value for name, value in given.items() if name in self.initial_data}


class PackageOutput(serializers.ModelSerializer):
    """`price` is the sum of its work and parts at this store today, null while one of them has none here."""

    name = serializers.CharField(source="__str__", read_only=True)
    offered = serializers.BooleanField(source="own_offered", read_only=True)
    confirmed_at = serializers.DateTimeField(read_only=True, allow_null=True)

    price = serializers.DecimalField(max_digits=12, decimal_places=2, read_only=True, allow_null=True)
    minutes = serializers.IntegerField(read_only=True)

    class Meta:
        model = RepairPackage
        fields = ["id", "code", "name", "maintenance_group", "offered", "confirmed_at", "price", "minutes"]


class PackageInput(Strict):
    offered = serializers.BooleanField()
