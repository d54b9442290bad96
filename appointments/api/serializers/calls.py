"""Calls of the hotline and its catalogue of faults: what the acts take, how they are answered."""

from rest_framework import serializers

from appointments.models.calls import Fault, FaultAnswer, FaultQuestion, PhoneCall
from appointments.models.lines import PhoneLine
from core.api import Strict
from core.fields import Moment
from customers.api.fields import PhoneText, Veiled
from customers.presenters import phone_for


class PhoneCallOutput(serializers.ModelSerializer):
    number = Veiled(phone_for)

    class Meta:
        model = PhoneCall
        fields = [
            "id", "external_id", "number", "customer", "taken_by", "reason", "note", "rang_at", "answered_at",
            "ended_at", "ring_seconds", "is_missed", "is_owed", "tries", "called_back_at", "called_back_by", "reached",
            "dialled", "line", "engaged", "is_hidden", "opened_by", "opened_at", "asked_at", "reply", "replied_at",
            "replied_by",
        ]  # fmt: skip


class CallEventInput(Strict):
    """One event; those of one `external_id` are one call, in whatever order and however often they come.

    `leg` names one of several telephones that the call rings at, `line` is the number that was dialled. `busy` is a
    caller who met an engaged line.
    """

    event = serializers.ChoiceField(["ring", "answer", "hang_up", "busy"])
    external_id = serializers.CharField(max_length=60, required=False)
    leg = serializers.CharField(max_length=60, required=False, allow_blank=True)
    line = serializers.CharField(max_length=30, required=False, allow_blank=True)
    stays_open = serializers.BooleanField(required=False)
    number = serializers.CharField(max_length=30, required=False, allow_blank=True)
    at = Moment(required=False, source="happened_at")
    reason = serializers.ChoiceField(PhoneCall.Reason, required=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class CallNoteInput(Strict):
    """With `stays_open` the caller's question waits for its answer; without, that stays as it is."""

    reason = serializers.ChoiceField(PhoneCall.Reason)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    stays_open = serializers.BooleanField(required=False)


class CallReplyInput(Strict):
    """What the caller was answered to his open question."""

    reply = serializers.CharField(max_length=2000)


class PhoneLineOutput(serializers.ModelSerializer):
    class Meta:
        model = PhoneLine
        fields = ["id", "number", "label", "in_use"]


class PhoneLineInput(Strict):
    number = PhoneText(required=True, allow_blank=False)
    label = serializers.CharField(max_length=40)


class CallBackInput(Strict):
    """A try to call somebody back whose call was missed."""

    reached = serializers.BooleanField()
    reason = serializers.ChoiceField(PhoneCall.Reason, required=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class FaultAnswerOutput(serializers.ModelSerializer):
    """Leads to the question `next`, or to an `outcome`; with the outcome `fault` to the fault of this code."""

    text = serializers.CharField(source="__str__")
    next = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    fault = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = FaultAnswer
        fields = ["code", "text", "next", "outcome", "fault"]


class FaultQuestionOutput(serializers.ModelSerializer):
    text = serializers.CharField(source="__str__")
    answers = FaultAnswerOutput(many=True)

    class Meta:
        model = FaultQuestion
        fields = ["code", "text", "answers"]


class FaultOutput(serializers.ModelSerializer):
    name = serializers.CharField(source="__str__")
    diagnosis = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    usual_operation = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    usual_part = serializers.SlugRelatedField(slug_field="number", read_only=True, allow_null=True)
    operations = serializers.ListField(child=serializers.CharField(), source="operation_codes")
    questions = FaultQuestionOutput(many=True)

    class Meta:
        model = Fault
        fields = [
            "id", "code", "system", "name", "words_zh", "symptom_zh", "symptom_en", "fits", "causes", "diagnosis",
            "usual_operation", "usual_part", "safety_critical", "advice", "outcome", "operations",
            "questions",
        ]  # fmt: skip
