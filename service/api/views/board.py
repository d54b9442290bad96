"""The day board in the API: a day in one answer, and the act on a block of it."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from appointments.api.serializers.slots import RefusedTimeOutput
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from capacity.perms import CapacityPerm
from core.api import Acts
from core.filters import EVERYWHERE
from core.schema import refused_with
from service.actions.board import place
from service.api.serializers.board import BoardInput, BoardOutput, BoardPlacedOutput, BoardPlaceInput
from service.perms import OrderPerm
from service.presenters.board import as_json, board


class BoardViewSet(Acts):
    """With `If-None-Match: "<version>"` an unchanged board answers 304."""

    serializer_class = BoardOutput
    pagination_class = None
    filter_backends: list = []
    needs = {
        "list": CapacityPerm.CAPACITY_VIEW,
        "place": (AppointmentPerm.APPOINTMENT_BOOK, OrderPerm.ORDER_DISPATCH),
    }

    def get_queryset(self):
        return Appointment.objects.all()

    @extend_schema(parameters=[BoardInput], responses=BoardOutput)
    def list(self, request):
        given = request.query_params.copy()
        for name in [name for name, value in given.items() if name in EVERYWHERE or not value]:
            del given[name]
        parameters = BoardInput(data=given, context=self.get_serializer_context())
        parameters.is_valid(raise_exception=True)
        on, kind, at = parameters.validated_data.get("on"), parameters.validated_data["by"], now()
        day = board(request.access, kind, at, on=on)
        facts = as_json(day) if day else closed(on or request.access.store.today(at), kind, at)
        version = f'"{facts["version"]}"'
        if request.headers.get("If-None-Match") == version:
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": version})
        return Response(BoardOutput(facts).data, headers={"ETag": version})

    @extend_schema(request=BoardPlaceInput, responses={200: BoardPlacedOutput, **refused_with(RefusedTimeOutput)})
    @action(detail=True, methods=["post"])
    def place(self, request, pk=None):
        visit = self.get_object()
        placed = place(visit, by=request.access, at=now(), **self.body(BoardPlaceInput))
        return Response(BoardPlacedOutput(placed).data)


def closed(on, kind: str, at) -> dict:
    """The board of a day on which the store is closed."""
    facts = {"on": on, "by": kind, "at": at, "version": f"closed-{on}-{kind}"}
    return facts | {"opens": None, "closes": None, "lanes": [], "tray": []}
