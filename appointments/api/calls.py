"""The hotline and its catalogue of faults in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action

from accounts.roles import Perm
from appointments.actions import calls
from appointments.filters import FaultFilter, PhoneCallFilter
from appointments.models.calls import Fault, PhoneCall
from core.api import Reads, Strict
from core.fields import Moment
from customers.masking import phone_for


class PhoneCallShown(serializers.ModelSerializer):
    number = serializers.SerializerMethodField()

    class Meta:
        model = PhoneCall
        fields = [
            "id", "external_id", "number", "customer", "taken_by", "reason", "note", "rang_at", "answered_at",
            "ended_at", "ring_seconds", "is_missed", "is_owed", "tries", "called_back_at", "called_back_by",
        ]  # fmt: skip

    def get_number(self, call) -> str:
        return phone_for(self.context["request"].access, call.number)


class CallEvent(Strict):
    """One event; those of one `external_id` are one call, in whatever order and however often they come."""

    event = serializers.ChoiceField(["ring", "answer", "hang_up"])
    external_id = serializers.CharField(max_length=60, required=False)
    number = serializers.CharField(max_length=30, required=False, allow_blank=True)
    at = Moment(required=False, source="happened_at")
    reason = serializers.ChoiceField(PhoneCall.Reason, required=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class CallNote(Strict):
    reason = serializers.ChoiceField(PhoneCall.Reason)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class CallBack(Strict):
    """A try to call somebody back whose call was missed."""

    reached = serializers.BooleanField()
    reason = serializers.ChoiceField(PhoneCall.Reason, required=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class PhoneCallViewSet(Reads):
    serializer_class = PhoneCallShown
    filterset_class = PhoneCallFilter
    needs = dict.fromkeys(("list", "retrieve", "create", "note", "call_back"), Perm.CALL_TAKE)

    def get_queryset(self):
        return PhoneCall.objects.order_by("-rang_at", "-pk")

    @extend_schema(request=CallEvent, responses={200: PhoneCallShown, 201: PhoneCallShown})
    def create(self, request):
        asked = self.asked(CallEvent)
        known = PhoneCall.objects.filter(external_id=asked.get("external_id") or None).exists()
        call = calls.log_call(by=request.access, at=now(), **asked)
        return self.answer(call, status.HTTP_200_OK if known else status.HTTP_201_CREATED)

    @extend_schema(request=CallNote)
    @action(detail=True, methods=["post"])
    def note(self, request, pk=None):
        return self.act(calls.note_call, CallNote)

    @extend_schema(request=CallBack)
    @action(detail=True, methods=["post"], url_path="call-back")
    def call_back(self, request, pk=None):
        return self.act(calls.call_back, CallBack)


class FaultShown(serializers.ModelSerializer):
    name = serializers.CharField(source="__str__")
    diagnosis = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    usual_operation = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    usual_part = serializers.SlugRelatedField(slug_field="number", read_only=True, allow_null=True)

    class Meta:
        model = Fault
        fields = [
            "id", "code", "system", "name", "words_zh", "symptom_zh", "symptom_en", "fits", "causes", "diagnosis",
            "usual_operation", "usual_part", "safety_critical", "advice",
        ]  # fmt: skip


class FaultViewSet(Reads):
    serializer_class = FaultShown
    filterset_class = FaultFilter
    needs = {"list": Perm.APPOINTMENT_VIEW, "retrieve": Perm.APPOINTMENT_VIEW}

    def get_queryset(self):
        faults = Fault.objects.select_related("diagnosis", "usual_operation", "usual_part").order_by("code")
        return faults
