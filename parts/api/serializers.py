"""Serializers of stock and reservations."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api import Strict
from core.fields import Day
from core.schema import Problem
from customers.api.fields import Veiled
from customers.presenters import plate_for
from parts.forms import MOST
from parts.models import Reservation, ShelfPlace, StockItem


class StockOutput(serializers.ModelSerializer):
    part_no = serializers.CharField(source="part.number")
    name = serializers.CharField(source="part.__str__")
    unit = serializers.CharField(source="part.unit")
    available = serializers.IntegerField()

    class Meta:
        model = StockItem
        fields = ["id", "part_no", "name", "unit", "on_hand", "reserved", "available", "min_stock", "price", "bin"]


class ReceiveInput(Strict):
    quantity = serializers.IntegerField(min_value=1, max_value=MOST)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class CountInput(Strict):
    counted = serializers.IntegerField(min_value=0, max_value=MOST)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ExpectPartInput(Strict):
    quantity = serializers.IntegerField(min_value=1, max_value=MOST)
    expected_on = Day()


class ReservationOutput(serializers.ModelSerializer):
    part = serializers.IntegerField(source="item_id")
    part_no = serializers.CharField(source="item.part.number")
    name = serializers.CharField(source="item.part.__str__")
    plate = Veiled(plate_for, source="vehicle.plate", default="")
    release_reason = serializers.CharField(source="why_released", read_only=True)

    class Meta:
        model = Reservation
        fields = [
            "id", "part", "part_no", "name", "quantity", "label", "vehicle", "plate", "needed_at", "status", "shelf",
            "picked_at", "issued_at", "released_at", "release_reason", "called_back_at",
        ]  # fmt: skip


class PickInput(Strict):
    shelf = serializers.CharField(max_length=20, required=False, allow_blank=True)


@extend_schema_serializer(component_name="ReservationReason")
class ReleaseInput(Strict):
    reason = serializers.CharField(max_length=100)


@extend_schema_serializer(component_name="ShelfScan")
class ScanInput(Strict):
    """A scanned label or part number; `step` is what happens with the goods."""

    code = serializers.CharField(max_length=60)
    shelf = serializers.CharField(max_length=20, required=False, allow_blank=True)
    step = serializers.ChoiceField(["pick", "issue"], required=False)


class ScanChoiceOutput(serializers.Serializer):
    reservation = serializers.IntegerField()
    code = serializers.CharField()
    label = serializers.CharField()
    needed_at = serializers.DateTimeField()
    status = serializers.ChoiceField(Reservation.Status)
    shelf = serializers.CharField()


class RefusedScanOutput(Problem):
    """A scan that several cars fit: send the `code` of one of the choices instead."""

    choices = ScanChoiceOutput(many=True, required=False)


class PlaceOutput(serializers.ModelSerializer):
    cars = serializers.IntegerField()

    class Meta:
        model = ShelfPlace
        fields = ["id", "code", "capacity", "cars", "withdrawn_at"]


class PlaceInput(Strict):
    code = serializers.CharField(max_length=20)
    capacity = serializers.IntegerField(min_value=1, max_value=999)
