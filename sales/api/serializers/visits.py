"""Canvassing visits: what a phone sends, how they are answered."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Strict
from core.fields import Moment
from customers.api.fields import Veiled
from customers.presenters import phone_for
from sales.api.fields import DegreesField, PhoneField, PlaceField, refused_input
from sales.models.leads import Grade, Lead
from sales.models.visits import CanvassVisit
from sales.presenters import conflict_card
from sales.rules import contacts


class VisitInput(Strict):
    client_id = serializers.UUIDField()
    outcome = serializers.ChoiceField(CanvassVisit.Outcome.choices)
    visited_at = Moment()
    grade = serializers.ChoiceField(Grade.choices, required=False, allow_blank=True)
    phone = PhoneField(required=False, allow_blank=True, max_length=40)
    name = serializers.CharField(required=False, allow_blank=True, max_length=80)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    latitude = DegreesField(most=90, required=False, allow_null=True)
    longitude = DegreesField(most=180, required=False, allow_null=True)
    accuracy = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=1_000_000)
    place = PlaceField(required=False, allow_null=True)

    def validate_visited_at(self, moment):
        return refused_input(moment, contacts.why_not_visit_time(moment, at=now()))


class VisitLeadOutput(serializers.ModelSerializer):
    class Meta:
        model = Lead
        fields = ["id", "grade", "expected_by", "next_due_on"]


class ConflictOutput(serializers.Serializer):
    """The colleague's lead of a conflict, masked: enough to choose yield, join or transfer."""

    lead = serializers.IntegerField()
    owner = serializers.CharField()
    owner_id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField()
    grade = serializers.CharField()
    last_contact_on = serializers.DateField(allow_null=True)
    days_since = serializers.IntegerField(allow_null=True)
    active = serializers.BooleanField()


class VisitOutput(serializers.ModelSerializer):
    lead = VisitLeadOutput(allow_null=True)
    conflict = serializers.SerializerMethodField()
    phone = Veiled(phone_for)
    place = serializers.StringRelatedField(allow_null=True)
    by = serializers.StringRelatedField()

    class Meta:
        model = CanvassVisit
        fields = [
            "id",
            "client_id",
            "outcome",
            "visited_at",
            "received_at",
            "by",
            "grade",
            "phone",
            "name",
            "note",
            "latitude",
            "longitude",
            "accuracy",
            "place",
            "lead",
            "conflict",
        ]

    @extend_schema_field(ConflictOutput(allow_null=True))
    def get_conflict(self, visit):
        access = self.context["request"].access
        return visit.conflict and conflict_card(access.store, visit.conflict, today=access.store.today(now()))
