"""Leads: the due list by urgency, contacts, grades, reviews, ownership, ends."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from core.api import Reads
from core.representation import json_rows
from sales.actions import closing, grades, ownership, reviews
from sales.actions import contacts as contacts_actions
from sales.actions.contacts import contact
from sales.api.serializers.leads import (
    ChoiceInput,
    ContactInput,
    CorrectLeadInput,
    ExtendGradeInput,
    LeadOutput,
    LoseInput,
    NotSameInput,
    OwnershipCaseOutput,
    PostponeInput,
    ReassignInput,
    RegradeInput,
    ReviewInput,
    WinInput,
)
from sales.filters import LeadFilter
from sales.models.leads import Lead
from sales.perms import LeadPerm

WORK = (LeadPerm.LEAD_WORK, LeadPerm.LEAD_DECIDE)


class LeadViewSet(Reads):
    serializer_class = LeadOutput
    filterset_class = LeadFilter
    columns = LeadOutput.COLUMNS
    needs = {
        "list": LeadPerm.LEAD_VIEW,
        "retrieve": LeadPerm.LEAD_VIEW,
        "contacts": LeadPerm.LEAD_WORK,
        "postpone": LeadPerm.LEAD_WORK,
        "regrade": WORK,
        "extend": WORK,
        "review": WORK,
        "undo_grade": WORK,
        "correct": WORK,
        "win": WORK,
        "lose": WORK,
        "reassign": LeadPerm.LEAD_DECIDE,
        "yield_": LeadPerm.LEAD_WORK,
        "join": LeadPerm.LEAD_WORK,
        "transfer": LeadPerm.LEAD_WORK,
        "not_same": LeadPerm.LEAD_WORK,
    }

    def get_queryset(self):
        access = self.request.access
        return Lead.objects.seen_by(access).with_customer().by_urgency(access.store.today(now()))

    def retrieve(self, request, *args, **kwargs):
        return Response(self.json_row(get_object_or_404(self.read(self.get_queryset()), pk=kwargs["pk"])))

    @extend_schema(request=ContactInput)
    @action(detail=True, methods=["post"])
    def contacts(self, request, pk=None):
        return self.act(contact, ContactInput)

    @extend_schema(request=PostponeInput)
    @action(detail=True, methods=["post"])
    def postpone(self, request, pk=None):
        return self.act(contacts_actions.postpone, PostponeInput)

    @extend_schema(request=RegradeInput)
    @action(detail=True, methods=["post"])
    def regrade(self, request, pk=None):
        return self.act(grades.regrade, RegradeInput)

    @extend_schema(request=ExtendGradeInput)
    @action(detail=True, methods=["post"])
    def extend(self, request, pk=None):
        return self.act(grades.extend, ExtendGradeInput)

    @extend_schema(request=ReviewInput)
    @action(detail=True, methods=["post"])
    def review(self, request, pk=None):
        return self.act(reviews.answer_review, ReviewInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="undo-grade")
    def undo_grade(self, request, pk=None):
        return self.act(grades.undo_grade)

    @extend_schema(request=CorrectLeadInput)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        return self.act(grades.correct_lead, CorrectLeadInput)

    @extend_schema(request=WinInput)
    @action(detail=True, methods=["post"])
    def win(self, request, pk=None):
        return self.act(closing.win, WinInput)

    @extend_schema(request=LoseInput)
    @action(detail=True, methods=["post"])
    def lose(self, request, pk=None):
        return self.act(closing.lose, LoseInput)

    @extend_schema(request=ReassignInput)
    @action(detail=True, methods=["post"])
    def reassign(self, request, pk=None):
        return self.act(ownership.reassign, ReassignInput)

    @extend_schema(request=ChoiceInput, responses=OwnershipCaseOutput)
    @action(detail=True, methods=["post"], url_path="yield")
    def yield_(self, request, pk=None):
        return self.choose(ownership.yield_lead)

    @extend_schema(request=ChoiceInput, responses=OwnershipCaseOutput)
    @action(detail=True, methods=["post"])
    def join(self, request, pk=None):
        return self.choose(ownership.ask_join)

    @extend_schema(request=ChoiceInput, responses=OwnershipCaseOutput)
    @action(detail=True, methods=["post"])
    def transfer(self, request, pk=None):
        return self.choose(ownership.ask_transfer)

    @extend_schema(request=NotSameInput, responses=OwnershipCaseOutput)
    @action(detail=True, methods=["post"], url_path="not-same")
    def not_same(self, request, pk=None):
        return self.choose(ownership.not_same, NotSameInput)

    def choose(self, act, serializer_class=ChoiceInput) -> Response:
        """Do one of the choices of a conflict, on a colleague's lead; the answer is masked."""
        lead = get_object_or_404(Lead.objects.with_customer(), pk=self.kwargs["pk"])
        body = self.body(serializer_class)
        case = act(lead, by=self.request.access, at=now(), **body)
        return Response(json_rows(OwnershipCaseOutput, [case], **self.get_serializer_context())[0])
