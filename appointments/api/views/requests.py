"""Rescues and unmet requests in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from accounts.models.lists import PickItem
from appointments.actions import rescues, unmet
from appointments.api.serializers.requests import (
    RescueCrewInput,
    RescueInput,
    RescueOutput,
    RescueReasonInput,
    UnmetDecisionInput,
    UnmetKindOutput,
    UnmetRequestInput,
    UnmetRequestOutput,
)
from appointments.filters import RescueFilter, UnmetFilter
from appointments.models.rescues import Rescue
from appointments.models.unmet import KINDS, UnmetRequest
from appointments.perms import AppointmentPerm
from core.api import Reads


class UnmetRequestViewSet(Reads):
    serializer_class = UnmetRequestOutput
    filterset_class = UnmetFilter
    needs = dict.fromkeys(("list", "retrieve", "create"), AppointmentPerm.UNMET_LOG)

    def get_queryset(self):
        return UnmetRequest.objects.select_related("kind").order_by("-asked_at", "-pk")

    @extend_schema(request=UnmetRequestInput, responses={201: UnmetRequestOutput})
    def create(self, request):
        logged = unmet.log_unmet(by=request.access, at=now(), **self.body(UnmetRequestInput))
        return self.answer(logged, status.HTTP_201_CREATED)


class UnmetKindViewSet(Reads):
    serializer_class = UnmetKindOutput
    needs = {
        "list": AppointmentPerm.UNMET_LOG,
        "retrieve": AppointmentPerm.UNMET_LOG,
        "decide": AppointmentPerm.UNMET_DECIDE,
    }

    def get_queryset(self):
        return PickItem.objects.of(KINDS)

    @extend_schema(request=UnmetDecisionInput)
    @action(detail=True, methods=["post"])
    def decide(self, request, pk=None):
        kind = self.get_object()
        unmet.decide_unmet(kind, by=request.access, at=now(), **self.body(UnmetDecisionInput))
        return self.answer(kind)


class RescueViewSet(Reads):
    serializer_class = RescueOutput
    filterset_class = RescueFilter
    needs = dict.fromkeys(
        ("list", "retrieve", "create", "send", "arrive", "tow", "fix", "close", "call_off"),
        AppointmentPerm.RESCUE_WORK,
    )

    def get_queryset(self):
        return Rescue.objects.order_by("-asked_at", "-pk")

    @extend_schema(request=RescueInput, responses={201: RescueOutput})
    def create(self, request):
        rescue = rescues.ask_rescue(by=request.access, at=now(), **self.body(RescueInput))
        return self.answer(rescue, status.HTTP_201_CREATED)

    @extend_schema(request=RescueCrewInput)
    @action(detail=True, methods=["post"], url_path="dispatch")
    def send(self, request, pk=None):
        return self.act(rescues.dispatch_rescue, RescueCrewInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def arrive(self, request, pk=None):
        return self.act(rescues.arrive_at_rescue)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def tow(self, request, pk=None):
        return self.act(rescues.tow_rescue)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def fix(self, request, pk=None):
        return self.act(rescues.fix_rescue)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        return self.act(rescues.close_rescue)

    @extend_schema(request=RescueReasonInput)
    @action(detail=True, methods=["post"], url_path="call-off")
    def call_off(self, request, pk=None):
        return self.act(rescues.call_off_rescue, RescueReasonInput)
