"""Leads: the due list by urgency, contacts, grades, reviews, ownership, ends."""

from django.utils.timezone import localtime, now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from accounts.roles import Perm
from core.api import Reads
from core.showing import shown
from customers.masking import phone_for
from sales.actions import closing, grades, ownership, reviews
from sales.actions import contacts as contacts_actions
from sales.actions.contacts import contact
from sales.api import bodies
from sales.filters import LeadFilter
from sales.masking import conflict_card
from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from sales.rules import qualification as qualification_rules
from sales.rules.qualification import Qualification

P = Perm


class CustomerOfLead(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField()


class PersonSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class LeadSerializer(serializers.ModelSerializer):
    """A lead as lists and acts show it; written by hand, because the due list is the page opened most."""

    customer = CustomerOfLead()
    owner = PersonSerializer()
    qualification = serializers.ChoiceField(Qualification.choices)

    class Meta:
        model = Lead
        fields = [
            "id",
            "customer",
            "owner",
            "status",
            "grade",
            "grade_confirmed",
            "expected_by",
            "next_due_on",
            "last_contact_on",
            "attempts",
            "extensions",
            "source",
            "family",
            "need",
            "means",
            "authority",
            "qualification",
            "note",
            "created_at",
            "closed_at",
            "lost_reason",
            "lost_to",
            "version",
        ]

    PLAIN = [name for name in Meta.fields if name not in {"customer", "owner", "qualification"}]

    def to_representation(self, lead) -> dict:
        access = self.context["request"].access
        customer, owner = lead.customer, lead.owner
        row = {name: getattr(lead, name) for name in self.PLAIN}
        row |= {name: localtime(row[name]) for name in ("created_at", "closed_at") if row[name]}
        row["customer"] = {
            "id": customer.pk,
            "name": customer.name,
            "phone": phone_for(access, lead.phone) if lead.phone else "",
        }
        row["owner"] = {"id": owner.pk, "name": str(owner)}
        row["qualification"] = qualification_rules.qualification(lead.need, lead.means, lead.authority)
        return row


class CaseSerializer(serializers.ModelSerializer):
    lead = serializers.SerializerMethodField()

    class Meta:
        model = OwnershipCase
        fields = ["id", "kind", "status", "reason", "asked_at", "decided_at", "lead"]

    def get_lead(self, case) -> dict:
        return conflict_card(case.lead, today=self.context["request"].access.store.today(now()))


WORK = (P.LEAD_WORK, P.LEAD_DECIDE)


class LeadViewSet(Reads):
    serializer_class = LeadSerializer
    filterset_class = LeadFilter
    needs = {
        "list": P.LEAD_VIEW,
        "retrieve": P.LEAD_VIEW,
        "contacts": P.LEAD_WORK,
        "postpone": P.LEAD_WORK,
        "regrade": WORK,
        "extend": WORK,
        "review": WORK,
        "undo_grade": WORK,
        "correct": WORK,
        "win": WORK,
        "lose": WORK,
        "reassign": P.LEAD_DECIDE,
        "yield_": P.LEAD_WORK,
        "join": P.LEAD_WORK,
        "transfer": P.LEAD_WORK,
        "not_same": P.LEAD_WORK,
    }

    def get_queryset(self):
        access = self.request.access
        return Lead.objects.seen_by(access).with_customer().by_urgency(access.store.today(now()))

    @extend_schema(request=bodies.ContactBody)
    @action(detail=True, methods=["post"])
    def contacts(self, request, pk=None):
        return self.act(contact, bodies.ContactBody)

    @extend_schema(request=bodies.PostponeBody)
    @action(detail=True, methods=["post"])
    def postpone(self, request, pk=None):
        return self.act(contacts_actions.postpone, bodies.PostponeBody)

    @extend_schema(request=bodies.RegradeBody)
    @action(detail=True, methods=["post"])
    def regrade(self, request, pk=None):
        return self.act(grades.regrade, bodies.RegradeBody)

    @extend_schema(request=bodies.ExtendBody)
    @action(detail=True, methods=["post"])
    def extend(self, request, pk=None):
        return self.act(grades.extend, bodies.ExtendBody)

    @extend_schema(request=bodies.ReviewBody)
    @action(detail=True, methods=["post"])
    def review(self, request, pk=None):
        return self.act(reviews.answer_review, bodies.ReviewBody)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="undo-grade")
    def undo_grade(self, request, pk=None):
        return self.act(grades.undo_grade)

    @extend_schema(request=bodies.CorrectBody)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        return self.act(grades.correct_lead, bodies.CorrectBody)

    @extend_schema(request=bodies.WinBody)
    @action(detail=True, methods=["post"])
    def win(self, request, pk=None):
        return self.act(closing.win, bodies.WinBody)

    @extend_schema(request=bodies.LoseBody)
    @action(detail=True, methods=["post"])
    def lose(self, request, pk=None):
        return self.act(closing.lose, bodies.LoseBody)

    @extend_schema(request=bodies.ReassignBody)
    @action(detail=True, methods=["post"])
    def reassign(self, request, pk=None):
        return self.act(ownership.reassign, bodies.ReassignBody)

    @extend_schema(request=bodies.ChoiceBody, responses=CaseSerializer)
    @action(detail=True, methods=["post"], url_path="yield")
    def yield_(self, request, pk=None):
        return self.choose(ownership.yield_lead)

    @extend_schema(request=bodies.ChoiceBody, responses=CaseSerializer)
    @action(detail=True, methods=["post"])
    def join(self, request, pk=None):
        return self.choose(ownership.ask_join)

    @extend_schema(request=bodies.ChoiceBody, responses=CaseSerializer)
    @action(detail=True, methods=["post"])
    def transfer(self, request, pk=None):
        return self.choose(ownership.ask_transfer)

    @extend_schema(request=bodies.NotSameBody, responses=CaseSerializer)
    @action(detail=True, methods=["post"], url_path="not-same")
    def not_same(self, request, pk=None):
        return self.choose(ownership.not_same, bodies.NotSameBody)

    def choose(self, act, body=bodies.ChoiceBody) -> Response:
        """The choices of a conflict concern a colleague's lead; its card comes back masked."""
        lead = get_object_or_404(Lead.objects.with_customer(), pk=self.kwargs["pk"])
        told = self.asked(body)
        case = act(lead, by=self.request.access, at=now(), **told)
        return Response(shown(CaseSerializer, [case], **self.get_serializer_context())[0])
