"""Free times in the API: listed, held for ten minutes, explained."""

from django.utils.timezone import localtime, now
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from appointments.api.serializers.slots import (
    HoldOutput,
    MissingOutput,
    RefusedTimeOutput,
    SlotOutput,
    SlotsInput,
    TimeInput,
)
from appointments.perms import AppointmentPerm
from appointments.rules import bookings
from capacity.actions import holds
from capacity.perms import CapacityPerm
from capacity.slots import reasons, times
from capacity.slots.wish import Wish
from core.api import Acts
from core.filters import EVERYWHERE
from core.schema import refused_with


def wished(asked: dict, access, **more) -> Wish:
    """The wish behind a question; the parts are those of the estimate."""
    operations = asked.pop("operations")
    parts = bookings.parts_of(asked.pop("estimate", None))
    return times.wish(operations, at=now(), parts=parts, holder=access.user, **asked, **more)


class SlotViewSet(Acts):
    """What `POST /appointments/` would accept now; nothing else can be booked."""

    serializer_class = SlotOutput
    pagination_class = None
    filter_backends: list = []
    needs = {
        "list": AppointmentPerm.APPOINTMENT_VIEW,
        "missing": AppointmentPerm.APPOINTMENT_VIEW,
        "hold": CapacityPerm.CAPACITY_HOLD,
    }

    @extend_schema(
        parameters=[SlotsInput, OpenApiParameter("from", OpenApiTypes.DATETIME)], responses=SlotOutput(many=True)
    )
    def list(self, request):
        asked = self._asked(SlotsInput)
        limit = asked.pop("limit")
        found = times.offered(wished(asked, request.access, start_from=asked.pop("from", None)), limit)
        return Response([slot.as_json() for slot in found])

    @extend_schema(parameters=[TimeInput], responses=MissingOutput(many=True))
    @action(detail=False, methods=["get"])
    def missing(self, request):
        asked = self._asked(TimeInput)
        start = asked.pop("start")
        found = reasons.missing(wished(asked, request.access, start_from=start), start)
        return Response([one.as_json() for one in found])

    @extend_schema(request=TimeInput, responses={201: HoldOutput, **refused_with(RefusedTimeOutput)})
    @action(detail=False, methods=["post"])
    def hold(self, request):
        asked = self.body(TimeInput)
        asked["parts"] = bookings.parts_of(asked.pop("estimate", None))
        held = holds.hold(asked.pop("vehicle"), by=request.access, at=now(), **asked)
        return Response(
            {"expires_at": localtime(held[0].expires_at), "claims": len(held)}, status=status.HTTP_201_CREATED
        )

    def _asked(self, serializer_class) -> dict:
        asked = self.request.query_params.copy()
        for name in EVERYWHERE & asked.keys():
            del asked[name]
        serializer = serializer_class(data=asked, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data
