"""The call queue in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from core.api import Empty, Reads
from followup.actions import calls
from followup.api.serializers.calls import (
    CallOutput,
    FinishCallInput,
    FinishedCallOutput,
    SkipCallInput,
)
from followup.filters import CallFilter
from followup.models.calls import CallTask
from followup.perms import FollowupPerm


class CallViewSet(Reads):
    serializer_class = CallOutput
    filterset_class = CallFilter
    needs = {
        "list": FollowupPerm.QUEUE_VIEW,
        "retrieve": FollowupPerm.QUEUE_VIEW,
        "next": FollowupPerm.QUEUE_WORK,
        "take": FollowupPerm.QUEUE_WORK,
        "skip": FollowupPerm.QUEUE_WORK,
        "finish": FollowupPerm.QUEUE_WORK,
    }

    def get_queryset(self):
        rows = CallTask.objects.with_people().select_related("complaint").prefetch_related("results__by")
        return rows.urgent_first()

    @extend_schema(request=Empty, responses={200: CallOutput, 204: None})
    @action(detail=False, methods=["post"])
    def next(self, request):
        """Lease the most urgent call for 30 minutes, or return the one already leased; 204 when nothing is due."""
        self.body()
        task = calls.next_call(by=request.access, at=now())
        return self.answer(task) if task else Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=Empty)
    @action(detail=True, methods=["post"])
    def take(self, request, pk=None):
        return self.act(calls.take_call)

    @extend_schema(request=SkipCallInput)
    @action(detail=True, methods=["post"])
    def skip(self, request, pk=None):
        return self.act(calls.skip_call, SkipCallInput)

    @extend_schema(request=FinishCallInput, responses=FinishedCallOutput)
    @action(detail=True, methods=["post"])
    def finish(self, request, pk=None):
        """The finished call, and under `next` the one that is leased now (null: nothing is due)."""
        task, body = self.get_object(), self.body(FinishCallInput)
        done, following = calls.finish_and_next(task, by=request.access, at=now(), **body)
        answer = self.answer(done)
        answer.data["next"] = self.answer(following).data if following else None
        return answer
