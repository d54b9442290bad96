"""Complaints in the API."""

from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action

from accounts.models.people import User
from accounts.roles import Perm
from core.api import Reads, Scoped, Strict
from core.fields import Key
from customers.models.people import Customer
from followup.actions import complaints
from followup.api.people import Car, Whom
from followup.filters import ComplaintFilter
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from followup.rules.complaints import may_be_in_charge
from vehicles.models import Vehicle


class ComplaintSerializer(serializers.ModelSerializer):
    customer = Whom()
    vehicle = Car(allow_null=True)
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


class NewComplaint(Strict):
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


class Taken(Strict):
    """Who is in charge: nobody named means I am."""

    owner = Key(queryset=User.objects.none(), required=False, allow_null=True)

    def get_fields(self):
        fields = super().get_fields()
        access = getattr(self.context.get("request"), "access", None)  # none while the schema is drawn
        if access:
            fields["owner"].queryset = may_be_in_charge(access.store, now())
        return fields


@extend_schema_serializer(component_name="ComplaintAnswered")
class Answered(Strict):
    answer = serializers.CharField(max_length=4000)


class Resolved(Strict):
    remedy = serializers.CharField(max_length=4000)
    cause = serializers.CharField(max_length=200)


class Closed(Strict):
    note = serializers.CharField(max_length=1000, allow_blank=True, required=False)


@extend_schema_serializer(component_name="ComplaintReason")
class Reason(Strict):
    reason = serializers.CharField(max_length=1000)


class ComplaintViewSet(Reads):
    serializer_class = ComplaintSerializer
    filterset_class = ComplaintFilter
    needs = {
        "list": Perm.COMPLAINT_WORK,
        "retrieve": Perm.COMPLAINT_WORK,
        "create": Perm.COMPLAINT_OPEN,
        "take": Perm.COMPLAINT_WORK,
        "answer_customer": Perm.COMPLAINT_WORK,
        "resolve": Perm.COMPLAINT_WORK,
        "close": Perm.COMPLAINT_WORK,
        "reopen": Perm.COMPLAINT_WORK,
        "escalate": Perm.COMPLAINT_WORK,
    }

    def get_queryset(self):
        return Complaint.objects.with_people().overdue_first()

    @extend_schema(request=NewComplaint, responses={201: ComplaintSerializer})
    def create(self, request):
        asked = self.asked(NewComplaint)
        complaint = complaints.open_complaint(asked.pop("customer"), by=request.access, at=now(), **asked)
        return self.answer(complaint, status.HTTP_201_CREATED)

    @extend_schema(request=Taken)
    @action(detail=True, methods=["post"])
    def take(self, request, pk=None):
        return self.act(complaints.take_complaint, Taken)

    @extend_schema(request=Answered)
    @action(detail=True, methods=["post"], url_path="answer")
    def answer_customer(self, request, pk=None):
        return self.act(complaints.answer_complaint, Answered)

    @extend_schema(request=Resolved)
    @action(detail=True, methods=["post"])
    def resolve(self, request, pk=None):
        return self.act(complaints.resolve_complaint, Resolved)

    @extend_schema(request=Closed)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        return self.act(complaints.close_complaint, Closed)

    @extend_schema(request=Reason)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk=None):
        return self.act(complaints.reopen_complaint, Reason)

    @extend_schema(request=Reason)
    @action(detail=True, methods=["post"])
    def escalate(self, request, pk=None):
        return self.act(complaints.escalate_complaint, Reason)
