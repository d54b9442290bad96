"""The 23 rules by person and week in the API; who does not lead the workshop sees his own."""

from django.utils.timezone import now
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.perms import StaffPerm
from appointments.audit import weeks
from appointments.audit.catalogue import RULES, rule_of
from appointments.audit.verdicts import State
from appointments.perms import AppointmentPerm
from core.api import Acts, Strict
from core.representation import json_rows


class WeekInput(Strict):
    week = serializers.DateField(required=False)
    person = serializers.CharField(max_length=20, required=False)
    rule = serializers.ChoiceField([rule.code for rule in RULES], required=False)


class PersonRuleOutput(serializers.Serializer):
    """How a person kept a rule in a week; `share` is empty where fewer than five are decided."""

    person = serializers.IntegerField(source="person.pk", allow_null=True, default=None)
    person_name = serializers.CharField(source="person", allow_null=True, default=None)
    rule = serializers.CharField(source="rule.code")
    passed = serializers.SerializerMethodField()
    failed = serializers.SerializerMethodField()
    pending = serializers.SerializerMethodField()
    not_measured = serializers.SerializerMethodField()
    corrected = serializers.IntegerField(source="tally.corrected")
    share = serializers.FloatField(allow_null=True)

    def get_passed(self, line) -> int:
        return line.tally.counts[State.PASS]

    def get_failed(self, line) -> int:
        return line.tally.counts[State.FAIL]

    def get_pending(self, line) -> int:
        return line.tally.counts[State.PENDING]

    def get_not_measured(self, line) -> int:
        return line.tally.counts[State.NOT_MEASURED]


class AuditViewSet(Acts):
    serializer_class = PersonRuleOutput
    needs = {"list": AppointmentPerm.APPOINTMENT_VIEW}
    pagination_class = None
    filter_backends: list = []

    @extend_schema(
        parameters=[OpenApiParameter(name, str) for name in ("week", "person", "rule")],
        responses=PersonRuleOutput(many=True),
    )
    def list(self, request):
        """A line for each person and rule of the week in which the day `week` lies, the present one without."""
        asks = WeekInput(data={name: text for name, text in request.query_params.items() if name != "store"})
        asks.is_valid(raise_exception=True)
        chosen, access, at = asks.validated_data, request.access, now()
        monday = weeks.monday_of(chosen.get("week") or access.store.today(at))
        person = chosen.get("person", "") if access.can(StaffPerm.BOARD_SERVICE) else str(access.user.pk)
        rule = rule_of(chosen.get("rule", ""))
        ones = weeks.each(weeks.judged_in(monday, store=access.store, at=at), person=person, rule=rule)
        return Response(json_rows(PersonRuleOutput, weeks.by_person_and_rule(ones)))
