"""Fields of a body with error messages in the user's language."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.clock import is_of_our_time

PLAIN_NUMBER = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?", re.ASCII)
MOST_UNKNOWN = 20  # unknown names listed in one answer
OFFSET = re.compile(r"[Tt ].*(?:[zZ]|[+-]\d{2}(?::?\d{2})?)$")


class Moment(serializers.DateTimeField):
    """A moment with its offset, without which it would depend on the store's time zone."""

    default_error_messages = {
        "naive": _("Give the time with its offset, for example 2026-11-23T09:00:00+08:00."),
        "absurd": _("This time cannot be right."),
        "overflow": _("This time cannot be right."),
    }

    def __init__(self, *, needs_offset: bool = True, **kwargs: Any) -> None:
        self.needs_offset = needs_offset
        super().__init__(**kwargs)

    def to_internal_value(self, given: Any) -> datetime:
        try:
            moment = super().to_internal_value(given)
        except OverflowError:  # the first hours of year 1, in a zone east of Greenwich
            self.fail("absurd")
        if self.needs_offset and not OFFSET.search(str(given).strip()):
            self.fail("naive")
        if not is_of_our_time(moment):
            self.fail("absurd")
        return moment


class Day(serializers.DateField):
    """A day on the store's calendar."""

    default_error_messages = {"absurd": _("This day cannot be right.")}

    def to_internal_value(self, given: Any) -> date:
        day = super().to_internal_value(given)
        if not is_of_our_time(day):
            self.fail("absurd")
        return day


class Figure(serializers.DecimalField):
    """Money or a quantity: ASCII digits and a point, no exponent."""

    def to_internal_value(self, given: Any) -> Decimal:
        if not PLAIN_NUMBER.fullmatch(str(given).strip()):
            self.fail("invalid")
        return super().to_internal_value(given)


class Key(serializers.PrimaryKeyRelatedField):
    """The number of a record, as a number or its digits."""

    default_error_messages = {
        "does_not_exist": _("There is no such record here."),
        "incorrect_type": _("Give the number of a record, as `id` shows it."),
    }

    def to_internal_value(self, given: Any) -> Any:
        self.key_in(given)
        return super().to_internal_value(given)

    def key_in(self, given: Any) -> int:
        """The number that was given."""
        if isinstance(given, bool | float) or not re.fullmatch(r"\d{1,19}", str(given), re.ASCII):
            self.fail("incorrect_type")
        return int(given)


class Word(serializers.CharField):
    """A text of a list; a number is none, although it could be written as one."""

    def to_internal_value(self, given: Any) -> str:
        if not isinstance(given, str):
            self.fail("invalid")
        return super().to_internal_value(given)


class Coded(serializers.SlugRelatedField):
    """A code of the catalogue."""

    default_error_messages = {
        "does_not_exist": _("“{value}” is not known here."),
        "invalid": _("This is not a code of the catalogue."),
    }

    def to_internal_value(self, given: Any) -> Any:
        self.refuse_other_types(given)
        return super().to_internal_value(given)

    def refuse_other_types(self, given: Any) -> None:
        """Refuse what is no text."""
        if not isinstance(given, str):
            self.fail("invalid")


def mistyped(fields: Mapping[str, serializers.Field], given: dict[str, Any]) -> dict[str, list[str]]:
    """Errors, by field, of JSON values of a wrong type: "true" is a text, and 5 is none."""
    wrong = {}
    for name, field in fields.items():
        value = given.get(name)
        if value is None or field.read_only:
            continue
        if isinstance(field, serializers.ManyRelatedField) and not isinstance(value, list):
            wrong[name] = [field.error_messages["not_a_list"].format(input_type=type(value).__name__)]
        elif not isinstance(value, _json_type(field)):
            wrong[name] = [field.error_messages["invalid"].format(value=value)]
    return wrong


def _json_type(field: serializers.Field) -> type:
    if isinstance(field, serializers.BooleanField):
        return bool
    return str if isinstance(field, serializers.CharField | serializers.UUIDField) else object
