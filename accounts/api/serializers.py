"""Serializers of tokens, notices and settings."""

from typing import Any

from rest_framework import serializers

from accounts.api.fields import SettingValue
from accounts.models.records import Notice
from accounts.settings import Unit
from core.api import Strict
from core.errors import Refused


class TokenInput(Strict):
    username = serializers.CharField(max_length=60)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class TokenOutput(serializers.Serializer):
    token = serializers.CharField()


class NoticeOutput(serializers.ModelSerializer):
    text = serializers.CharField(source="__str__")

    class Meta:
        model = Notice
        fields = ["id", "text", "url", "created_at", "acknowledged_at"]


class SettingOutput(serializers.Serializer):
    """`decided_by` is null where the system decided, and both are null while the default is the value."""

    code = serializers.CharField()
    department = serializers.CharField()
    name = serializers.CharField()
    consequence = serializers.CharField()
    kind = serializers.ChoiceField(["number", "time", "label"])
    unit = serializers.ChoiceField(Unit.choices, allow_null=True)
    lowest = serializers.IntegerField(allow_null=True)
    highest = serializers.IntegerField(allow_null=True)
    longest = serializers.IntegerField(allow_null=True)
    default = SettingValue()
    value = SettingValue()
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class SettingsInput(serializers.Serializer):
    """The search in the list of settings."""

    q = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ResetSettingInput(Strict):
    """`version` is that of the settings, which each row of them has."""

    version = serializers.IntegerField(min_value=1)


class SettingInput(ResetSettingInput):
    value = SettingValue()

    def validate_value(self, value: Any) -> Any:
        try:
            return self.context["about"].clean(value)
        except Refused as refused:  # bad input, told at this field
            raise serializers.ValidationError(str(refused)) from refused
