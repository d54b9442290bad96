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
from appointments.rules import bookings, transport
from capacity.actions import holds
from capacity.perms import CapacityPerm
from capacity.slots import reasons, times
from capacity.slots.wish import Wish
from core.api import Acts
from core.filters import EVERYWHERE
from core.schema import refused_with
from pricing.rules.packages import with_contents


def work_of(parameters: dict) -> tuple[list, list]:
    """The work of a call and the parts that it needs: those of the estimate, else those of the packages."""
    estimate = parameters.pop("estimate", None)
    work, parts = with_contents(parameters.pop("packages", ()), parameters.pop("operations"), ())
    return work, bookings.parts_of(estimate) if estimate else parts


def wished(parameters: dict, access, **more) -> Wish:
    """The wish that the parameters of a call describe; its parts are those of the estimate."""
    operations, parts = work_of(parameters)
    carried = transport.carriage(parameters.pop("transport", ""), access.store)
    return times.wish(operations, carriage=carried, at=now(), parts=parts, holder=access.user, **parameters, **more)


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
        parameters = self._parameters(SlotsInput)
        limit = parameters.pop("limit")
        slots = times.offered(wished(parameters, request.access, start_from=parameters.pop("from", None)), limit)
        return Response([slot.as_json() for slot in slots])

    @extend_schema(parameters=[TimeInput], responses=MissingOutput(many=True))
    @action(detail=False, methods=["get"])
    def missing(self, request):
        parameters = self._parameters(TimeInput)
        start = parameters.pop("start")
        missing = reasons.missing(wished(parameters, request.access, start_from=start), start)
        return Response([one.as_json() for one in missing])

    @extend_schema(request=TimeInput, responses={201: HoldOutput, **refused_with(RefusedTimeOutput)})
    @action(detail=False, methods=["post"])
    def hold(self, request):
        body = self.body(TimeInput)
        body["operations"], body["parts"] = work_of(body)
        body["carriage"] = transport.carriage(body.pop("transport", ""), request.access.store)
        held = holds.hold(body.pop("vehicle"), by=request.access, at=now(), **body)
        return Response(
            {"expires_at": localtime(held[0].expires_at), "claims": len(held)}, status=status.HTTP_201_CREATED
        )

    def _parameters(self, serializer_class) -> dict:
        parameters = self.request.query_params.copy()
        for name in EVERYWHERE & parameters.keys():
            del parameters[name]
        serializer = serializer_class(data=parameters, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data
