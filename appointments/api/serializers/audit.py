"""The live audit: judgements, what proves them, and what a manager says against them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from appointments.audit.catalogue import RULES, Side
from appointments.audit.corrections import fingerprint
from appointments.audit.verdicts import State
from appointments.models.corrections import Correction
from core.api import Strict
from core.representation import json_rows


class ProofOutput(serializers.Serializer):
    """A record that proves a judgement; `at` and `by` are empty where only a reason can be given."""

    text = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField(allow_blank=True)


class CorrectionOutput(serializers.ModelSerializer):
    """A judgement that a manager replaced, and why."""

    corrected_by = serializers.CharField()

    class Meta:
        model = Correction
        fields = ["before", "after", "reason", "corrected_at", "corrected_by"]


class JudgementOutput(serializers.Serializer):
    """The judgement of one of the 23 rules on an appointment, read from a pair (rule, judgement)."""

    rule = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField()
    side = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    by_records = serializers.SerializerMethodField(help_text="What the records alone say.")
    seen = serializers.SerializerMethodField(help_text="The records as they are now; a correction sends it back.")
    correction = serializers.SerializerMethodField(help_text="What a manager said against the records.")
    fallen = serializers.SerializerMethodField(help_text="A correction that counts no more: the records have changed.")

    def get_rule(self, pair) -> str:
        return pair[0].code

    @extend_schema_field(serializers.ChoiceField(State))
    def get_by_records(self, pair):
        return State(pair[1].by_records).value

    def get_seen(self, pair) -> str:
        return fingerprint(pair[1])

    @extend_schema_field(CorrectionOutput(allow_null=True))
    def get_correction(self, pair):
        return pair[1].correction and CorrectionOutput(pair[1].correction).data

    @extend_schema_field(CorrectionOutput(allow_null=True))
    def get_fallen(self, pair):
        return pair[1].fallen and CorrectionOutput(pair[1].fallen).data

    def get_name(self, pair) -> str:
        return str(pair[0].name)

    @extend_schema_field(serializers.ChoiceField(Side))
    def get_side(self, pair):
        return pair[0].side.value

    @extend_schema_field(serializers.ChoiceField(State))
    def get_state(self, pair):
        return pair[1].state.value

    @extend_schema_field(ProofOutput(many=True))
    def get_evidence(self, pair):
        return json_rows(ProofOutput, pair[1].evidence)


class RuleInput(Strict):
    rule = serializers.ChoiceField([rule.code for rule in RULES])


class CorrectInput(RuleInput):
    """`seen` as the judgement showed it: when the records have changed since, the correction is refused (409)."""

    state = serializers.ChoiceField(Correction.After)
    reason = serializers.CharField(max_length=200)
    seen = serializers.CharField(max_length=16)
