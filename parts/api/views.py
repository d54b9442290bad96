"""Parts, stock and reservations in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.roles import Perm
from core.api import Reads, Strict
from core.fields import Day
from customers.masking import plate_for
from parts import actions
from parts.filters import ReservationFilter, StockFilter
from parts.forms import MOST
from parts.models import Reservation, StockItem
from parts.rules import stock


class StockSerializer(serializers.ModelSerializer):
    part_no = serializers.CharField(source="part.number")
    name = serializers.CharField(source="part.__str__")
    unit = serializers.CharField(source="part.unit")
    available = serializers.IntegerField()

    class Meta:
        model = StockItem
        fields = ["id", "part_no", "name", "unit", "on_hand", "reserved", "available", "min_stock", "price", "bin"]


class Receipt(Strict):
    quantity = serializers.IntegerField(min_value=1, max_value=MOST)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class Counted(Strict):
    counted = serializers.IntegerField(min_value=0, max_value=MOST)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class Expected(Strict):
    quantity = serializers.IntegerField(min_value=1, max_value=MOST)
    expected_on = Day()


class StockViewSet(Reads):
    """`id` is the part as this store holds it."""

    serializer_class = StockSerializer
    filterset_class = StockFilter
    needs = {
        "list": Perm.PART_VIEW,
        "retrieve": Perm.PART_VIEW,
        "receive": Perm.PART_MOVE,
        "count": Perm.PART_COUNT,
        "expect": Perm.PART_MOVE,
    }

    def get_queryset(self):
        return StockItem.objects.with_available().select_related("part").order_by("part__number")

    @extend_schema(request=Receipt)
    @action(detail=True, methods=["post"])
    def receive(self, request, pk=None):
        return self.act(actions.receive, Receipt)

    @extend_schema(request=Counted)
    @action(detail=True, methods=["post"])
    def count(self, request, pk=None):
        item, asked = self.get_object(), self.asked(Counted)
        if reason := stock.why_not_difference(item, asked["counted"], asked.get("reason", "")):
            raise serializers.ValidationError({"reason": [reason]})
        return self.answer(actions.count(item, by=request.access, at=now(), **asked))

    @extend_schema(request=Expected)
    @action(detail=True, methods=["post"])
    def expect(self, request, pk=None):
        return self.act(lambda item, **asked: actions.expect(item, **asked).item, Expected)


class ReservationSerializer(serializers.ModelSerializer):
    part = serializers.IntegerField(source="item_id")
    part_no = serializers.CharField(source="item.part.number")
    name = serializers.CharField(source="item.part.__str__")
    plate = serializers.SerializerMethodField()
    release_reason = serializers.CharField(source="why_released", read_only=True)

    class Meta:
        model = Reservation
        fields = [
            "id", "part", "part_no", "name", "quantity", "label", "vehicle", "plate", "needed_at", "status", "shelf",
            "picked_at", "issued_at", "released_at", "release_reason",
        ]  # fmt: skip

    def get_plate(self, reservation) -> str:
        return plate_for(self.context["request"].access, reservation.vehicle.plate) if reservation.vehicle else ""


class Shelf(Strict):
    shelf = serializers.CharField(max_length=20, required=False, allow_blank=True)


@extend_schema_serializer(component_name="ReservationReason")
class Reason(Strict):
    reason = serializers.CharField(max_length=100)


class ReservationViewSet(Reads):
    serializer_class = ReservationSerializer
    filterset_class = ReservationFilter
    needs = {
        "list": Perm.PART_VIEW,
        "retrieve": Perm.PART_VIEW,
        "pick": Perm.PART_MOVE,
        "issue": Perm.PART_MOVE,
        "release": Perm.PART_MOVE,
        "give_back": Perm.PART_MOVE,
    }

    def get_queryset(self):
        return Reservation.objects.with_goods().order_by("needed_at", "pk")

    @extend_schema(request=Shelf)
    @action(detail=True, methods=["post"])
    def pick(self, request, pk=None):
        return self.act(actions.pick, Shelf)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def issue(self, request, pk=None):
        return self.act(actions.issue)

    @extend_schema(request=Reason)
    @action(detail=True, methods=["post"])
    def release(self, request, pk=None):
        return self.act(actions.release, Reason)

    @extend_schema(request=Reason)
    @action(detail=True, methods=["post"], url_path="give-back")
    def give_back(self, request, pk=None):
        return self.act(actions.give_back, Reason)
