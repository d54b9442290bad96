"""Serializers of metrics: the days and the figures."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.fields import Day
from core.schema import Page


class DaysInput(serializers.Serializer):
    """The first and last day of a figure."""

    to = Day(required=False)

    def get_fields(self):
        return super().get_fields() | {"from": Day(required=False)}  # `from` is a keyword of Python

    def validate(self, days):
        if days.get("from") and days.get("to") and days["from"] > days["to"]:
            raise serializers.ValidationError({"to": [_("The last day is before the first.")]})
        return days


class FigureOutput(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    numerator = serializers.JSONField(allow_null=True)
    denominator = serializers.JSONField(allow_null=True)
    final = serializers.BooleanField()
    rows_url = serializers.CharField(allow_null=True)


@extend_schema_serializer(many=False)
class FiguresOutput(Page):
    results = FigureOutput(many=True)
