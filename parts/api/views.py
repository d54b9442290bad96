"""Parts, stock and reservations in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action

from core.api import Reads
from core.schema import refused_with
from parts import actions
from parts.api.serializers import (
    CountInput,
    ExpectPartInput,
    PickInput,
    PlaceInput,
    PlaceOutput,
    ReceiveInput,
    RefusedScanOutput,
    ReleaseInput,
    ReservationOutput,
    ScanInput,
    StockOutput,
)
from parts.filters import ReservationFilter, StockFilter
from parts.models import Reservation, ShelfPlace, StockItem
from parts.perms import PartPerm
from parts.rules import stock
from parts.shelf import actions as shelf_actions


class StockViewSet(Reads):
    """The parts of this store; `id` is the key of the stock item."""

    serializer_class = StockOutput
    filterset_class = StockFilter
    needs = {
        "list": PartPerm.PART_VIEW,
        "retrieve": PartPerm.PART_VIEW,
        "receive": PartPerm.PART_MOVE,
        "count": PartPerm.PART_COUNT,
        "expect": PartPerm.PART_MOVE,
    }

    def get_queryset(self):
        return StockItem.objects.with_available().select_related("part").order_by("part__number")

    @extend_schema(request=ReceiveInput)
    @action(detail=True, methods=["post"])
    def receive(self, request, pk=None):
        return self.act(actions.receive, ReceiveInput)

    @extend_schema(request=CountInput)
    @action(detail=True, methods=["post"])
    def count(self, request, pk=None):
        item, stocktake = self.get_object(), self.body(CountInput)
        if reason := stock.why_not_difference(item, stocktake["counted"], stocktake.get("reason", "")):
            raise serializers.ValidationError({"reason": [reason]})
        return self.answer(actions.count(item, by=request.access, at=now(), **stocktake))

    @extend_schema(request=ExpectPartInput)
    @action(detail=True, methods=["post"])
    def expect(self, request, pk=None):
        return self.act(lambda item, **delivery: actions.expect(item, **delivery).item, ExpectPartInput)


class ReservationViewSet(Reads):
    serializer_class = ReservationOutput
    filterset_class = ReservationFilter
    needs = {
        "list": PartPerm.PART_VIEW,
        "retrieve": PartPerm.PART_VIEW,
        "pick": PartPerm.PART_MOVE,
        "unpick": PartPerm.PART_MOVE,
        "scan": PartPerm.PART_MOVE,
        "bring_back": PartPerm.PART_MOVE,
        "issue": PartPerm.PART_MOVE,
        "release": PartPerm.PART_MOVE,
        "give_back": PartPerm.PART_MOVE,
    }

    def get_queryset(self):
        return Reservation.objects.with_goods().order_by("needed_at", "pk")

    @extend_schema(request=PickInput)
    @action(detail=True, methods=["post"])
    def pick(self, request, pk=None):
        return self.act(shelf_actions.pick, PickInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def unpick(self, request, pk=None):
        return self.act(shelf_actions.unpick)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="bring-back")
    def bring_back(self, request, pk=None):
        return self.act(shelf_actions.bring_back)

    @extend_schema(request=ScanInput, responses={200: ReservationOutput, **refused_with(RefusedScanOutput)})
    @action(detail=False, methods=["post"])
    def scan(self, request):
        return self.answer(shelf_actions.scan(by=request.access, at=now(), **self.body(ScanInput)))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def issue(self, request, pk=None):
        return self.act(actions.issue)

    @extend_schema(request=ReleaseInput)
    @action(detail=True, methods=["post"])
    def release(self, request, pk=None):
        return self.act(actions.release, ReleaseInput)

    @extend_schema(request=ReleaseInput)
    @action(detail=True, methods=["post"], url_path="give-back")
    def give_back(self, request, pk=None):
        return self.act(actions.give_back, ReleaseInput)


class ShelfPlaceViewSet(Reads):
    """The places of the store's appointment shelf; `cars` is of how many cars parts lie there."""

    serializer_class = PlaceOutput
    needs = {
        "list": PartPerm.PART_VIEW,
        "retrieve": PartPerm.PART_VIEW,
        "create": PartPerm.PART_MOVE,
        "correct": PartPerm.PART_MOVE,
        "withdraw": PartPerm.PART_MOVE,
        "use_again": PartPerm.PART_MOVE,
    }

    def get_queryset(self):
        return ShelfPlace.objects.with_cars().order_by("code", "pk")

    @extend_schema(request=PlaceInput, responses={201: PlaceOutput})
    def create(self, request):
        place = shelf_actions.add_place(by=request.access, at=now(), **self.body(PlaceInput))
        return self.answer(place, status.HTTP_201_CREATED)

    @extend_schema(request=PlaceInput)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        return self.act(shelf_actions.correct_place, PlaceInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        return self.act(shelf_actions.withdraw_place)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="use-again")
    def use_again(self, request, pk=None):
        return self.act(shelf_actions.use_place_again)
