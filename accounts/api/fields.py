"""Fields of the API that several serializers of the department use."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class SettingValue(serializers.Field):
    """The value of a setting: a number, or a text; a time of the day is 08:30."""

    def to_internal_value(self, given: Any) -> Any:
        return given

    def to_representation(self, value: Any) -> Any:
        return value
