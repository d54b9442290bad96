"""How the workshop's people, bays and tools, their shifts, absences and duty read in the API, and what is sent."""

from rest_framework import serializers

from accounts.models.people import User
from capacity.models.claims import Claim
from capacity.models.resources import BayType, Resource
from capacity.models.roster import Duty, ShiftDay
from capacity.slots.roster import Times
from core.api import Scoped, Strict
from core.fields import Day, Key, Moment, Word


class ResourceOutput(serializers.ModelSerializer):
    bay_type = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = Resource
        fields = ["id", "kind", "name", "bay_type", "user", "skills", "active", "certified_until", "version"]


class ResourceInput(Strict):
    kind = serializers.ChoiceField(choices=[kind for kind in Resource.Kind.choices if kind[0] != Resource.Kind.VEHICLE])
    name = serializers.CharField(max_length=60, required=False)
    bay_type = serializers.SlugRelatedField(slug_field="code", queryset=BayType.objects.all(), required=False)
    user = Key(queryset=User.objects.all(), required=False)
    skills = serializers.ListField(child=Word(max_length=10), max_length=40, required=False)
    certified_until = Day(required=False, allow_null=True)


class CorrectionInput(Strict):
    """What is not given stays as it is."""

    version = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=60, required=False)
    bay_type = serializers.SlugRelatedField(slug_field="code", queryset=BayType.objects.all(), required=False)
    skills = serializers.ListField(child=Word(max_length=10), max_length=40, required=False)
    certified_until = Day(required=False, allow_null=True)

    def validate(self, given: dict) -> dict:
        """A form that sends no box for the skills says nothing of them."""
        return {name: value for name, value in given.items() if name in self.initial_data}


class TimesInput(Strict):
    """Off, own times, or neither: the store's hours."""

    off = serializers.BooleanField(default=False)
    starts = serializers.TimeField(required=False, allow_null=True)
    ends = serializers.TimeField(required=False, allow_null=True)
    break_starts = serializers.TimeField(required=False, allow_null=True)
    break_ends = serializers.TimeField(required=False, allow_null=True)


def times_of(given: dict) -> Times:
    """The working time of a body."""
    return Times(given["off"], *(given.get(name) for name in ("starts", "ends", "break_starts", "break_ends")))


class WeekdayInput(TimesInput):
    weekday = serializers.IntegerField(min_value=0, max_value=6)


class WeekInput(Strict):
    """A week from a day on; a weekday that is not named has the store's hours."""

    since = Day()
    week = WeekdayInput(many=True, max_length=7)

    def validate(self, given: dict) -> dict:
        return {"since": given["since"], "week": {day["weekday"]: times_of(day) for day in given["week"]}}


class ShiftDayInput(TimesInput):
    on = Day()
    note = serializers.CharField(max_length=100, required=False, allow_blank=True)

    def validate(self, given: dict) -> dict:
        return {"on": given["on"], "note": given.get("note", ""), "times": times_of(given)}


class ShiftDayOutput(serializers.ModelSerializer):
    class Meta:
        model = ShiftDay
        fields = ["id", "resource", "on", "off", "starts", "ends", "break_starts", "break_ends", "note"]


class AbsenceOutput(serializers.ModelSerializer):
    start = serializers.DateTimeField(source="during.lower", read_only=True)
    end = serializers.DateTimeField(source="during.upper", read_only=True)
    reason = serializers.CharField(source="label", read_only=True)

    class Meta:
        model = Claim
        fields = ["id", "resource", "kind", "start", "end", "reason", "status"]


class AbsenceInput(Strict):
    resource = Scoped(Resource, within=lambda rows: rows.kept())
    start = Moment()
    end = Moment()
    reason = serializers.CharField(max_length=100)


class AbsenceEndInput(Strict):
    end = Moment()
    opened_with = Moment(required=False)


class DutyOutput(serializers.ModelSerializer):
    class Meta:
        model = Duty
        fields = ["id", "kind", "user", "on", "starts", "ends"]


class DutyInput(Strict):
    kind = serializers.ChoiceField(choices=Duty.Kind)
    user = Key(queryset=User.objects.all())
    on = Day()
    starts = serializers.TimeField()
    ends = serializers.TimeField()
