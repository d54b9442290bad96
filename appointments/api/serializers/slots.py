"""Free times: the wish, the slots offered for it, and why a time is refused."""

from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework import serializers

from appointments.models.visits import Appointment
from appointments.rules import bookings
from capacity import rules
from capacity.models.resources import Resource
from capacity.slots import stages as stages_slots
from core.api import Scoped, Strict
from core.fields import Moment
from core.schema import Problem
from pricing.api.fields import OperationField, packages
from pricing.models.estimates import Estimate
from pricing.rules.operations import why_not_operations
from pricing.rules.packages import why_not_packages, with_contents
from pricing.rules.prices import minutes_here
from vehicles.models import Vehicle

MOST_DAYS, MOST_SLOTS = 60, 100


class SlotSegmentOutput(serializers.Serializer):
    operations = serializers.ListField(child=serializers.CharField())
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    bay = serializers.IntegerField()
    technician = serializers.IntegerField()


class SlotWayOutput(serializers.Serializer):
    """The way of a driver, or the time of a loan car."""

    resource = serializers.IntegerField()
    name = serializers.CharField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()


class SlotOutput(serializers.Serializer):
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
    segments = SlotSegmentOutput(many=True)
    parts = serializers.ChoiceField(["ready", "ready_on"])
    ready_on = serializers.DateField(allow_null=True)
    ways = SlotWayOutput(many=True)


class MissingOutput(serializers.Serializer):
    kind = serializers.CharField()
    reason = serializers.CharField()
    cure = serializers.CharField()
    nearest = SlotOutput(allow_null=True)


class StandingVisitOutput(serializers.Serializer):
    """The visit for which the car is expected on that day already."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    start = serializers.DateTimeField()
    status = serializers.ChoiceField(Appointment.Status)
    time_version = serializers.IntegerField()


class RefusedTimeOutput(Problem):
    """A refused time: why (somebody was quicker, something is missing, the car is expected on that day already or was
    moved since), and the next free times."""

    appointment = StandingVisitOutput(required=False)
    start = serializers.DateTimeField(required=False)
    time_version = serializers.IntegerField(required=False)
    content_version = serializers.IntegerField(required=False)
    alternatives = SlotOutput(many=True, required=False)
    missing = MissingOutput(many=True, required=False)


class HoldOutput(serializers.Serializer):
    expires_at = serializers.DateTimeField()
    claims = serializers.IntegerField()


class WorkInput(Strict):
    """What is to be done, on which car, and whoever is named."""

    operations = OperationField(many=True, required=False)
    packages = packages()
    vehicle = Scoped(Vehicle, within=lambda rows: rows.select_related("model"), required=False)
    estimate = Scoped(Estimate, required=False)
    advisor = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    bay = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    technician = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    kind = serializers.ChoiceField(Appointment.Kind, required=False)
    transport = serializers.ChoiceField(Appointment.Transport, required=False)

    def validate(self, given):
        wrong, chosen = {}, given.get("packages", [])
        work, _parts = with_contents(chosen, given.setdefault("operations", []), ())
        if not work:
            raise serializers.ValidationError({"operations": [_("Choose the work to be done.")]})
        if vehicle := given.get("vehicle"):
            wrong["packages"] = why_not_packages(chosen, vehicle)
            wrong["operations"] = None if wrong["packages"] else why_not_operations(work, vehicle)
            wrong["estimate"] = bookings.why_not_estimate(given.get("estimate"), vehicle, work)
        stages = stages_slots.stages(work, minutes_here(work))
        longest = max(stages, key=lambda stage: stage.quarters)
        for kind in ("advisor", "bay", "technician"):
            wrong[kind] = rules.why_not_named(given.get(kind), kind, longest)
        if wrong := {field: [reason] for field, reason in wrong.items() if reason}:
            raise serializers.ValidationError(wrong)
        return given


class SlotsInput(WorkInput):
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=14)
    limit = serializers.IntegerField(min_value=1, max_value=MOST_SLOTS, default=10)

    def get_fields(self):
        return super().get_fields() | {"from": Moment(required=False, needs_offset=False)}


class TimeInput(WorkInput):
    start = Moment()
    vehicle = Scoped(Vehicle, within=lambda rows: rows.select_related("model"))

    def validate(self, given):
        if reason := rules.why_not_start(given["start"], self.context["request"].access.store, now()):
            raise serializers.ValidationError({"start": [reason]})
        return super().validate(given)
