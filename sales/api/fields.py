"""Fields of the API of sales: phones, places, degrees, colleagues."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiTypes, extend_schema_field
from rest_framework import serializers

from accounts.models.people import Membership
from core import phones
from core.fields import Key
from sales.models.visits import Place

SIX_PLACES = Decimal("0.000001")


class PhoneField(serializers.CharField):
    """A number as people write it; kept in its one form."""

    def to_internal_value(self, given):
        text = super().to_internal_value(given)
        try:
            return phones.normalise(text) if text else ""
        except phones.InvalidPhone as error:
            raise serializers.ValidationError(str(error)) from error


def refused_input(value, why: str | None):
    """The value of a field, or bad input at this field for the reason of a rule."""
    if why:
        raise serializers.ValidationError(why)
    return value


@extend_schema_field(OpenApiTypes.STR)
class PlaceField(serializers.Field):
    """A known place by its number, or any by its name."""

    named = serializers.CharField(max_length=80, allow_blank=True)

    def to_internal_value(self, given):
        if isinstance(given, int) and not isinstance(given, bool):
            place = Place.objects.filter(pk=given).first()
            if place is None:
                raise serializers.ValidationError(_("There is no such place."))
            return place
        if not isinstance(given, str) or len(given.strip()) > 80:
            raise serializers.ValidationError(_("Give the place's number, or its name in at most 80 characters."))
        return self.named.run_validation(given)

    def to_representation(self, place):
        return place.name


class DegreesField(serializers.DecimalField):
    """A place on the earth as a phone reads it, kept to six places: a tenth of a metre."""

    def __init__(self, *, most: int, **kwargs):
        self.most = most
        super().__init__(9, 6, min_value=-most, max_value=most, **kwargs)

    def validate_precision(self, value):
        if value > self.most:  # first: else a value outside the range is refused for its digits
            self.fail("max_value", max_value=self.most)
        if value < -self.most:
            self.fail("min_value", min_value=-self.most)
        return super().validate_precision(value.quantize(SIX_PLACES, ROUND_HALF_UP))


class ColleagueField(Key):
    """A colleague of this store; people of other stores are unknown. The rule checks whether he works leads."""

    def get_queryset(self):
        store = self.context["request"].access.store
        here = Membership.objects.valid(now()).filter(store=store)
        return super().get_queryset().filter(pk__in=here.values("user"))
