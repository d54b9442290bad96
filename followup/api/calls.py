"""The call queue in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.roles import Perm
from core.api import Empty, Reads, Strict
from core.fields import Moment
from followup.actions import calls
from followup.api.people import Car, Whom
from followup.filters import CallFilter
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.rules.calls import ANSWERS, OUTCOMES, missing_words, why_not_call_later

Out = CallResult.Outcome


class ResultSerializer(serializers.ModelSerializer):
    by = serializers.CharField(source="by.name", default=None, allow_null=True)

    class Meta:
        model = CallResult
        fields = ["outcome", *ANSWERS, "reasons", "words", "through_link", "by", "at"]


class CallSerializer(serializers.ModelSerializer):
    customer = Whom()
    vehicle = Car(allow_null=True)
    leased_to = serializers.CharField(source="leased_to.name", default=None, allow_null=True)
    results = ResultSerializer(many=True)
    complaint = serializers.SerializerMethodField()
    outcomes = serializers.SerializerMethodField()

    class Meta:
        model = CallTask
        fields = [
            "id",
            "kind",
            "status",
            "customer",
            "vehicle",
            "about",
            "about_url",
            "urgency",
            "due_at",
            "not_after",
            "attempts",
            "leased_to",
            "lease_until",
            "outcomes",
            "results",
            "complaint",
            "closed_at",
        ]

    def get_complaint(self, task) -> int | None:
        complaint = getattr(task, "complaint", None)
        return complaint.pk if complaint else None

    def get_outcomes(self, task) -> list[str]:
        return [str(outcome) for outcome in OUTCOMES[task.kind]] if task.is_open else []


class FinishedSerializer(CallSerializer):
    next = CallSerializer(allow_null=True)

    class Meta(CallSerializer.Meta):
        fields = [*CallSerializer.Meta.fields, "next"]


class Wrapped(Strict):
    """What came of a call."""

    outcome = serializers.ChoiceField(choices=Out.choices)
    words = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    attitude = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    fixed = serializers.BooleanField(required=False, allow_null=True)
    charges_explained = serializers.BooleanField(required=False, allow_null=True)
    on_time = serializers.BooleanField(required=False, allow_null=True)
    recommend = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)
    category = serializers.ChoiceField(choices=Complaint.Category.choices, required=False)
    later_at = Moment(required=False, allow_null=True)

    def validate(self, facts):
        if facts["outcome"] == Out.LATER and (reason := why_not_call_later(facts.get("later_at"), now())):
            raise serializers.ValidationError({"later_at": [reason]})
        if reason := missing_words(facts):
            raise serializers.ValidationError({"words": [reason]})
        return facts


class Skipped(Strict):
    reason = serializers.CharField(max_length=200)


class CallViewSet(Reads):
    serializer_class = CallSerializer
    filterset_class = CallFilter
    needs = {
        "list": Perm.QUEUE_VIEW,
        "retrieve": Perm.QUEUE_VIEW,
        "next": Perm.QUEUE_WORK,
        "take": Perm.QUEUE_WORK,
        "skip": Perm.QUEUE_WORK,
        "finish": Perm.QUEUE_WORK,
    }

    def get_queryset(self):
        rows = CallTask.objects.with_people().select_related("complaint").prefetch_related("results__by")
        return rows.urgent_first()

    @extend_schema(request=Empty, responses={200: CallSerializer, 204: None})
    @action(detail=False, methods=["post"])
    def next(self, request):
        """Lease the most urgent call to me alone for 30 minutes, or return the one I hold; 204 when nothing is due."""
        self.asked()
        task = calls.next_call(by=request.access, at=now())
        return self.answer(task) if task else Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=Empty)
    @action(detail=True, methods=["post"])
    def take(self, request, pk=None):
        return self.act(calls.take_call)

    @extend_schema(request=Skipped)
    @action(detail=True, methods=["post"])
    def skip(self, request, pk=None):
        return self.act(calls.skip_call, Skipped)

    @extend_schema(request=Wrapped, responses=FinishedSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request, pk=None):
        """The finished call, and under `next` the one that is mine now (null: nothing is due)."""
        task, asked = self.get_object(), self.asked(Wrapped)
        done, following = calls.finish_and_next(task, by=request.access, at=now(), **asked)
        answer = self.answer(done)
        answer.data["next"] = self.answer(following).data if following else None
        return answer
