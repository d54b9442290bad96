"""Canvassing visits: logged once under the phone's own id, listed as the register."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiTypes, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.roles import Perm
from core import phones
from core.api import Reads, Strict
from core.fields import Moment
from customers.masking import phone_for
from sales.actions import visits
from sales.filters import VisitFilter
from sales.masking import conflict_card
from sales.models.leads import Grade, Lead
from sales.models.visits import CanvassVisit, Place
from sales.rules import contacts

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
    """What a rule says about one field of the body belongs to that field."""
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
        if value > self.most:  # what lies beyond the earth is told so, not that it has too many digits
            self.fail("max_value", max_value=self.most)
        if value < -self.most:
            self.fail("min_value", min_value=-self.most)
        return super().validate_precision(value.quantize(SIX_PLACES, ROUND_HALF_UP))


class VisitBody(Strict):
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


class LeadOfVisit(serializers.ModelSerializer):
    class Meta:
        model = Lead
        fields = ["id", "grade", "expected_by", "next_due_on"]


class ConflictSerializer(serializers.Serializer):
    """Who follows this customer: enough to decide, not enough to take him."""

    lead = serializers.IntegerField()
    owner = serializers.CharField()
    owner_id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField()
    grade = serializers.CharField()
    last_contact_on = serializers.DateField(allow_null=True)
    days_since = serializers.IntegerField(allow_null=True)
    active = serializers.BooleanField()


class VisitSerializer(serializers.ModelSerializer):
    lead = LeadOfVisit(allow_null=True)
    conflict = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()
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

    @extend_schema_field(ConflictSerializer(allow_null=True))
    def get_conflict(self, visit):
        access = self.context["request"].access
        return visit.conflict and conflict_card(visit.conflict, today=access.store.today(now()))

    def get_phone(self, visit) -> str:
        return phone_for(self.context["request"].access, visit.phone) if visit.phone else ""


class VisitViewSet(Reads):
    serializer_class = VisitSerializer
    filterset_class = VisitFilter
    needs = {"list": Perm.LEAD_VIEW, "retrieve": Perm.LEAD_VIEW, "create": Perm.LEAD_WORK}

    def get_queryset(self):
        return CanvassVisit.objects.seen_by(self.request.access).with_people().order_by("-visited_at", "-pk")

    @extend_schema(request=VisitBody, responses={201: VisitSerializer, 200: VisitSerializer})
    def create(self, request):
        visit = visits.log_visit(by=request.access, at=now(), **self.asked(VisitBody))
        return Response(self.shown(visit), status=201 if visit.is_new else 200)
