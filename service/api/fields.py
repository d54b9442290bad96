"""Fields of the API of service."""

from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework import serializers

from core.fields import Moment
from pricing.api.fields import OperationField
from service.rules import orders

MOST_TEXT = 2000


def operations(**kwargs):
    return OperationField(**{"many": True, "allow_empty": False, **kwargs})


def with_work(given: dict) -> dict:
    """Work is named by operations, by packages, or by both."""
    if not given.setdefault("operations", []) and not given.get("packages"):
        raise serializers.ValidationError({"operations": [_("Choose the work to be done.")]})
    return given


class Stated(serializers.BooleanField):
    """A yes or no that may be left out: one that a body of form fields lacks is not stated, as in JSON, and no "no"."""

    default_empty_html = serializers.empty


class FutureMoment(Moment):
    """A moment that has not passed."""

    def to_internal_value(self, given):
        moment = super().to_internal_value(given)
        if reason := orders.why_not_promise(moment, now()):
            raise serializers.ValidationError(reason)
        return moment
