"""Calls to late customers: what the acts take, how they are answered."""

from django.utils.timezone import now
from rest_framework import serializers

from appointments.models.late import LateCall
from capacity import rules
from core.api import Strict
from core.fields import Moment


class LateCallOutput(serializers.ModelSerializer):
    """`version` is the `time_version` of the appointment that the call is about."""

    class Meta:
        model = LateCall
        fields = ["id", "appointment", "version", "status", "due_at", "tries", "called_at", "called_by", "coming_at"]


class SetOutInput(Strict):
    start = Moment(required=False, allow_null=True)

    def validate_start(self, start):
        store = self.context["request"].access.store
        if start and (reason := rules.why_not_start(start, store, now())):
            raise serializers.ValidationError(reason)
        return start


class TriesInput(Strict):
    """`tries` as it was read: the same try sent twice counts once."""

    tries = serializers.IntegerField(min_value=0, max_value=1_000, required=False)
