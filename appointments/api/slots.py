"""Free times: asked for, held for ten minutes, explained."""

from django.utils.timezone import localtime, now
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.roles import Perm
from appointments.models.visits import Appointment
from appointments.rules import bookings
from capacity import rules
from capacity.actions import holds
from capacity.models import Resource
from capacity.slots import reasons, times
from capacity.slots import stages as stages_slots
from capacity.slots.wish import Wish
from core.api import Acts, Scoped, Strict
from core.fields import Coded, Moment
from core.filters import EVERYWHERE
from core.schema import Problem, refused_with
from pricing.models.estimates import Estimate
from pricing.models.prices import Operation
from pricing.rules.operations import why_not_operations
from vehicles.models import Vehicle

MOST_DAYS, MOST_SLOTS = 60, 100


class PieceShown(serializers.Serializer):
    operations = serializers.ListField(child=serializers.CharField())
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    bay = serializers.IntegerField()
    technician = serializers.IntegerField()


class SlotShown(serializers.Serializer):
    """A time that can be booked as it stands."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    minutes = serializers.IntegerField()
    bay = serializers.IntegerField()
    bay_name = serializers.CharField()
    technician = serializers.IntegerField()
    technician_name = serializers.CharField()
    advisor = serializers.IntegerField()
    advisor_name = serializers.CharField()
    segments = PieceShown(many=True)
    parts = serializers.ChoiceField(["ready", "ready_on"])
    ready_on = serializers.DateField(allow_null=True)


class MissingShown(serializers.Serializer):
    kind = serializers.CharField()
    reason = serializers.CharField()
    cure = serializers.CharField()
    nearest = SlotShown(allow_null=True)


class RefusedTime(Problem):
    """Somebody was quicker, or something is missing: what stands against the wish, and the next free times."""

    alternatives = SlotShown(many=True, required=False)
    missing = MissingShown(many=True, required=False)


class HoldShown(serializers.Serializer):
    expires_at = serializers.DateTimeField()
    claims = serializers.IntegerField()


class Work(Strict):
    """What is to be done, on which car, and whoever is named."""

    operations = Coded(slug_field="code", queryset=Operation.objects.all(), many=True, allow_empty=False)
    vehicle = Scoped(Vehicle, within=lambda rows: rows.select_related("model"), required=False)
    estimate = Scoped(Estimate, required=False)
    advisor = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    bay = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    technician = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    kind = serializers.ChoiceField(Appointment.Kind, required=False)

    def validate(self, given):
        wrong = {}
        if vehicle := given.get("vehicle"):
            wrong["operations"] = why_not_operations(given["operations"], vehicle)
            wrong["estimate"] = bookings.why_not_estimate(given.get("estimate"), vehicle, given["operations"])
        stages = stages_slots.stages(given["operations"])
        longest = max(stages, key=lambda stage: stage.quarters)
        for kind in ("advisor", "bay", "technician"):
            wrong[kind] = rules.why_not_named(given.get(kind), kind, longest)
        if wrong := {field: [reason] for field, reason in wrong.items() if reason}:
            raise serializers.ValidationError(wrong)
        return given


class SlotsAsked(Work):
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=14)
    limit = serializers.IntegerField(min_value=1, max_value=MOST_SLOTS, default=10)

    def get_fields(self):
        return super().get_fields() | {"from": Moment(required=False, needs_offset=False)}


class TimeAsked(Work):
    start = Moment()
    vehicle = Scoped(Vehicle, within=lambda rows: rows.select_related("model"))

    def validate(self, given):
        if reason := rules.why_not_start(given["start"], self.context["request"].access.store, now()):
            raise serializers.ValidationError({"start": [reason]})
        return super().validate(given)


def wished(asked: dict, access, **more) -> Wish:
    """The wish behind a question; the parts are those of the estimate."""
    operations = asked.pop("operations")
    parts = bookings.parts_of(asked.pop("estimate", None))
    return times.wish(operations, at=now(), parts=parts, holder=access.user, **asked, **more)


class SlotViewSet(Acts):
    """What `POST /appointments/` would accept now; nothing else can be booked."""

    serializer_class = SlotShown
    pagination_class = None
    filter_backends: list = []
    needs = {"list": Perm.APPOINTMENT_VIEW, "missing": Perm.APPOINTMENT_VIEW, "hold": Perm.APPOINTMENT_BOOK}

    @extend_schema(
        parameters=[SlotsAsked, OpenApiParameter("from", OpenApiTypes.DATETIME)], responses=SlotShown(many=True)
    )
    def list(self, request):
        asked = self._asked(SlotsAsked)
        limit = asked.pop("limit")
        found = times.offered(wished(asked, request.access, start_from=asked.pop("from", None)), limit)
        return Response([slot.as_json() for slot in found])

    @extend_schema(parameters=[TimeAsked], responses=MissingShown(many=True))
    @action(detail=False, methods=["get"])
    def missing(self, request):
        asked = self._asked(TimeAsked)
        start = asked.pop("start")
        found = reasons.missing(wished(asked, request.access, start_from=start), start)
        return Response([one.as_json() for one in found])

    @extend_schema(request=TimeAsked, responses={201: HoldShown, **refused_with(RefusedTime)})
    @action(detail=False, methods=["post"])
    def hold(self, request):
        asked = self.asked(TimeAsked)
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
