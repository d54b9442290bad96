"""Calls of the queue: what the acts take, how they are answered."""

from django.utils.timezone import now
from rest_framework import serializers

from core.api import Strict
from core.fields import Moment
from followup.api.serializers.people import AboutCustomerOutput, AboutVehicleOutput
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.rules.calls import ANSWERS, OUTCOMES, missing_words, why_not_call_later

Out = CallResult.Outcome


class CallResultOutput(serializers.ModelSerializer):
    by = serializers.CharField(source="by.name", default=None, allow_null=True)

    class Meta:
        model = CallResult
        fields = ["outcome", *ANSWERS, "reasons", "words", "through_link", "by", "at"]


class CallOutput(serializers.ModelSerializer):
    customer = AboutCustomerOutput()
    vehicle = AboutVehicleOutput(allow_null=True)
    leased_to = serializers.CharField(source="leased_to.name", default=None, allow_null=True)
    results = CallResultOutput(many=True)
    complaint = serializers.SerializerMethodField()
    outcomes = serializers.SerializerMethodField()

    class Meta:
        model = CallTask
        fields = [
            "id",
            "kind",
            "status",
            "customer",
            "vehicle",
            "about",
            "about_url",
            "urgency",
            "due_at",
            "not_after",
            "attempts",
            "leased_to",
            "lease_until",
            "outcomes",
            "results",
            "complaint",
            "closed_at",
        ]

    def get_complaint(self, task) -> int | None:
        complaint = getattr(task, "complaint", None)
        return complaint.pk if complaint else None

    def get_outcomes(self, task) -> list[str]:
        return [str(outcome) for outcome in OUTCOMES[task.kind]] if task.is_open else []


class FinishedCallOutput(CallOutput):
    next = CallOutput(allow_null=True)

    class Meta(CallOutput.Meta):
        fields = [*CallOutput.Meta.fields, "next"]


class FinishCallInput(Strict):
    """The result of a call."""

    outcome = serializers.ChoiceField(choices=Out.choices)
    words = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    attitude = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    fixed = serializers.BooleanField(required=False, allow_null=True)
    charges_explained = serializers.BooleanField(required=False, allow_null=True)
    on_time = serializers.BooleanField(required=False, allow_null=True)
    recommend = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    category = serializers.ChoiceField(choices=Complaint.Category.choices, required=False)
    later_at = Moment(required=False, allow_null=True)

    def validate(self, facts):
        if facts["outcome"] == Out.LATER and (reason := why_not_call_later(facts.get("later_at"), now())):
            raise serializers.ValidationError({"later_at": [reason]})
        if reason := missing_words(facts):
            raise serializers.ValidationError({"words": [reason]})
        return facts


class SkipCallInput(Strict):
    reason = serializers.CharField(max_length=200)
