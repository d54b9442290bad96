"""The waiting list: what the acts take, how entries and offers are answered."""

from rest_framework import serializers

from appointments.models.calls import PhoneCall
from appointments.models.waiting import Waiting, WaitingOffer
from capacity.models.resources import Resource
from core.api import Scoped, Strict
from core.fields import Day
from pricing.api.fields import OperationField, packages
from vehicles.models import Vehicle


class WaitingOfferOutput(serializers.ModelSerializer):
    class Meta:
        model = WaitingOffer
        fields = ["id", "start", "end", "advisor", "status", "offered_at", "expires_at", "answered_at", "appointment"]


class WaitingOutput(serializers.ModelSerializer):
    """`offers`, the latest first; `is_booked`: the car is expected for a visit meanwhile."""

    offers = WaitingOfferOutput(many=True)
    is_booked = serializers.BooleanField()

    class Meta:
        model = Waiting
        fields = [
            "id", "customer", "vehicle", "operations", "packages", "complaint", "from_on", "until_on", "part_of_day",
            "advisor", "call", "status", "since", "written_by", "ended_at", "is_booked", "offers",
        ]  # fmt: skip


class WaitingInput(Strict):
    vehicle = Scoped(Vehicle, within=lambda rows: rows.select_related("model"))
    operations = OperationField(many=True, required=False)
    packages = packages()
    complaint = serializers.CharField(max_length=2000)
    from_on = Day()
    until_on = Day()
    part_of_day = serializers.ChoiceField(Waiting.PartOfDay)
    advisor = Scoped(Resource, required=False, allow_null=True)
    call = Scoped(PhoneCall, required=False, allow_null=True)
