"""Phones, plates and VINs in a body: the normal form is what is stored, anything else is refused at its field."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core import credit_codes, phones, plates, vins


class _Trade(serializers.CharField):
    normal = staticmethod(str)

    def to_internal_value(self, given):
        text = super().to_internal_value(given)
        if not text:
            return text
        try:
            return self.normal(text)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class PhoneText(_Trade):
    normal = staticmethod(phones.normalise)

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 40, "allow_blank": True, "required": False, **kwargs})


class PlateText(_Trade):
    normal = staticmethod(plates.normalise)

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 20, "allow_blank": True, "required": False, **kwargs})


class VinText(_Trade):
    normal = staticmethod(vins.normalise)

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 20, "allow_blank": True, "required": False, **kwargs})


class CreditCodeText(_Trade):
    normal = staticmethod(credit_codes.normalise)

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 30, "allow_blank": True, "required": False, **kwargs})


@extend_schema_field(str)
class Veiled(serializers.Field):
    """A fact that only some readers see whole: `veil(access, value)` of customers.presenters decides."""

    def __init__(self, veil, **kwargs):
        self.veil = veil
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value) -> str:
        return self.veil(self.context["request"].access, value)
