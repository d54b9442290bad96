"""The hotline and its catalogue of faults in the API."""

from functools import partial

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from appointments.actions import calls, lines
from appointments.api.serializers.calls import (
    CallBackInput,
    CallEventInput,
    CallNoteInput,
    CallReplyInput,
    FaultOutput,
    PhoneCallOutput,
    PhoneLineInput,
    PhoneLineOutput,
)
from appointments.filters import FaultFilter, PhoneCallFilter
from appointments.models.calls import Fault, PhoneCall
from appointments.models.lines import PhoneLine
from appointments.perms import AppointmentPerm
from core.api import Reads


class PhoneCallViewSet(Reads):
    serializer_class = PhoneCallOutput
    filterset_class = PhoneCallFilter
    needs = dict.fromkeys(
        ("list", "retrieve", "create", "note", "call_back", "open", "reply"), AppointmentPerm.CALL_TAKE
    )

    def get_queryset(self):
        return PhoneCall.objects.order_by("-rang_at", "-pk")

    @extend_schema(request=CallEventInput, responses={200: PhoneCallOutput, 201: PhoneCallOutput})
    def create(self, request):
        body = self.body(CallEventInput)
        repeated = PhoneCall.objects.filter(external_id=body.get("external_id") or None).exists()
        call = calls.log_call(by=request.access, at=now(), **body)
        return self.answer(call, status.HTTP_200_OK if repeated else status.HTTP_201_CREATED)

    @extend_schema(request=CallNoteInput)
    @action(detail=True, methods=["post"])
    def note(self, request, pk=None):
        return self.act(calls.note_call, CallNoteInput)

    @extend_schema(request=CallBackInput)
    @action(detail=True, methods=["post"], url_path="call-back")
    def call_back(self, request, pk=None):
        return self.act(calls.call_back, CallBackInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def open(self, request, pk=None):
        return self.act(calls.open_call)

    @extend_schema(request=CallReplyInput)
    @action(detail=True, methods=["post"])
    def reply(self, request, pk=None):
        return self.act(calls.reply_to_question, CallReplyInput)


class PhoneLineViewSet(Reads):
    serializer_class = PhoneLineOutput
    needs = {
        "list": AppointmentPerm.CALL_TAKE,
        "retrieve": AppointmentPerm.CALL_TAKE,
        **dict.fromkeys(("create", "show", "use", "withdraw"), AppointmentPerm.LINE_MANAGE),
    }

    def get_queryset(self):
        return PhoneLine.objects.order_by("pk")

    @extend_schema(request=PhoneLineInput, responses={201: PhoneLineOutput})
    def create(self, request):
        line = lines.add_line(by=request.access, at=now(), **self.body(PhoneLineInput))
        return self.answer(line, status.HTTP_201_CREATED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="print")
    def show(self, request, pk=None):
        return self.act(lines.print_line)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def use(self, request, pk=None):
        return self.act(partial(lines.use_line, in_use=True))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        return self.act(partial(lines.use_line, in_use=False))


class FaultViewSet(Reads):
    serializer_class = FaultOutput
    filterset_class = FaultFilter
    needs = {"list": AppointmentPerm.APPOINTMENT_VIEW, "retrieve": AppointmentPerm.APPOINTMENT_VIEW}

    def get_queryset(self):
        return Fault.objects.select_related("diagnosis", "usual_operation", "usual_part").order_by("code")

    def read(self, queryset):
        return queryset.with_questions()
