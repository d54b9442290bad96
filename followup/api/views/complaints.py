"""Complaints in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from core.api import Reads
from followup.actions import complaints
from followup.api.serializers.complaints import (
    AnswerComplaintInput,
    CloseComplaintInput,
    ComplaintOutput,
    ComplaintReasonInput,
    OpenComplaintInput,
    ResolveComplaintInput,
    TakeComplaintInput,
)
from followup.filters import ComplaintFilter
from followup.models.complaints import Complaint
from followup.perms import FollowupPerm


class ComplaintViewSet(Reads):
    serializer_class = ComplaintOutput
    filterset_class = ComplaintFilter
    needs = {
        "list": FollowupPerm.COMPLAINT_WORK,
        "retrieve": FollowupPerm.COMPLAINT_WORK,
        "create": FollowupPerm.COMPLAINT_OPEN,
        "take": FollowupPerm.COMPLAINT_WORK,
        "answer_customer": FollowupPerm.COMPLAINT_WORK,
        "resolve": FollowupPerm.COMPLAINT_WORK,
        "close": FollowupPerm.COMPLAINT_WORK,
        "reopen": FollowupPerm.COMPLAINT_WORK,
        "escalate": FollowupPerm.COMPLAINT_WORK,
    }

    def get_queryset(self):
        return Complaint.objects.with_people().overdue_first()

    @extend_schema(request=OpenComplaintInput, responses={201: ComplaintOutput})
    def create(self, request):
        body = self.body(OpenComplaintInput)
        complaint = complaints.open_complaint(body.pop("customer"), by=request.access, at=now(), **body)
        return self.answer(complaint, status.HTTP_201_CREATED)

    @extend_schema(request=TakeComplaintInput)
    @action(detail=True, methods=["post"])
    def take(self, request, pk=None):
        return self.act(complaints.take_complaint, TakeComplaintInput)

    @extend_schema(request=AnswerComplaintInput)
    @action(detail=True, methods=["post"], url_path="answer")
    def answer_customer(self, request, pk=None):
        return self.act(complaints.answer_complaint, AnswerComplaintInput)

    @extend_schema(request=ResolveComplaintInput)
    @action(detail=True, methods=["post"])
    def resolve(self, request, pk=None):
        return self.act(complaints.resolve_complaint, ResolveComplaintInput)

    @extend_schema(request=CloseComplaintInput)
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        return self.act(complaints.close_complaint, CloseComplaintInput)

    @extend_schema(request=ComplaintReasonInput)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk=None):
        return self.act(complaints.reopen_complaint, ComplaintReasonInput)

    @extend_schema(request=ComplaintReasonInput)
    @action(detail=True, methods=["post"])
    def escalate(self, request, pk=None):
        return self.act(complaints.escalate_complaint, ComplaintReasonInput)
