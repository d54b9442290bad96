"""Complaints: what the acts take, how they are answered."""

from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.models.people import User
from core.api import Scoped, Strict
from core.fields import Key
from customers.models.people import Customer
from followup.api.serializers.people import AboutCustomerOutput, AboutVehicleOutput
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from followup.rules.complaints import may_be_in_charge
from vehicles.models import Vehicle


class ComplaintOutput(serializers.ModelSerializer):
    customer = AboutCustomerOutput()
    vehicle = AboutVehicleOutput(allow_null=True)
    owner = serializers.CharField(source="owner.name", default=None, allow_null=True)
    next_due_at = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = Complaint
        fields = [
            "id",
            "number",
            "status",
            "customer",
            "vehicle",
            "task",
            "about",
            "about_url",
            "category",
            "words",
            "owner",
            "received_at",
            "react_due_at",
            "answer_due_at",
            "solve_due_at",
            "next_due_at",
            "taken_at",
            "answered_at",
            "resolved_at",
            "closed_at",
            "answer",
            "remedy",
            "cause",
        ]


class OpenComplaintInput(Strict):
    customer = Scoped(Customer)
    vehicle = Scoped(Vehicle, required=False, allow_null=True)
    task = Scoped(CallTask, required=False, allow_null=True)
    category = serializers.ChoiceField(choices=Complaint.Category.choices)
    words = serializers.CharField(max_length=4000)

    def validate(self, facts):
        vehicle = facts.get("vehicle")
        if vehicle and not vehicle.ownerships.current().filter(customer=facts["customer"]).exists():
            raise serializers.ValidationError({"vehicle": [_("This car belongs to another customer.")]})
        return facts


class TakeComplaintInput(Strict):
    """Who is in charge: the user of the request when nobody is named."""

    owner = Key(queryset=User.objects.none(), required=False, allow_null=True)

    def get_fields(self):
        fields = super().get_fields()
        access = getattr(self.context.get("request"), "access", None)  # none while the schema is generated
        if access:
            fields["owner"].queryset = may_be_in_charge(access.store, now())
        return fields


@extend_schema_serializer(component_name="ComplaintAnswered")
class AnswerComplaintInput(Strict):
    answer = serializers.CharField(max_length=4000)


class ResolveComplaintInput(Strict):
    remedy = serializers.CharField(max_length=4000)
    cause = serializers.CharField(max_length=200)


class CloseComplaintInput(Strict):
    note = serializers.CharField(max_length=1000, allow_blank=True, required=False)


@extend_schema_serializer(component_name="ComplaintReason")
class ComplaintReasonInput(Strict):
    reason = serializers.CharField(max_length=1000)
