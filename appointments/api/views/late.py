"""Calls to late customers in the API."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from appointments.actions import late
from appointments.api.serializers.late import LateCallOutput, SetOutInput, TriesInput
from appointments.api.serializers.slots import RefusedTimeOutput
from appointments.filters import LateCallFilter
from appointments.models.late import LateCall
from appointments.perms import AppointmentPerm
from core.api import Reads
from core.schema import refused_with


class LateCallViewSet(Reads):
    serializer_class = LateCallOutput
    filterset_class = LateCallFilter
    needs = dict.fromkeys(("list", "retrieve", "on_the_way", "not_coming", "not_reached"), AppointmentPerm.CALL_TAKE)

    def get_queryset(self):
        return LateCall.objects.order_by("-due_at", "-pk")

    @extend_schema(request=SetOutInput, responses={200: LateCallOutput, **refused_with(RefusedTimeOutput)})
    @action(detail=True, methods=["post"], url_path="on-the-way")
    def on_the_way(self, request, pk=None):
        """He comes: his visit moves to `start`; without one it stays, and he is expected soon."""
        return self.act(late.set_out, SetOutInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="not-coming")
    def not_coming(self, request, pk=None):
        return self.act(late.stay_away)

    @extend_schema(request=TriesInput)
    @action(detail=True, methods=["post"], url_path="not-reached")
    def not_reached(self, request, pk=None):
        return self.act(late.not_reach, TriesInput)
