"""Appointments and their confirmations: what the acts take, how they are answered."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from appointments.api.serializers.slots import TimeInput
from appointments.models.calls import Fault, FaultAnswer, PhoneCall
from appointments.models.promises import Confirmation, PrepItem
from appointments.models.visits import Appointment, Segment
from appointments.rules import bookings
from appointments.rules.answers import why_not_answers
from capacity import rules
from capacity.models.resources import Resource
from core.api import Scoped, Strict
from core.fields import Coded, Moment
from core.representation import json_rows
from customers.api.fields import PhoneText, Veiled
from customers.presenters import phone_for, plate_for
from parts.models import Part
from parts.rules import fitting
from pricing.api.fields import OperationField, packages
from pricing.models.estimates import Estimate

MOST_WORDS, MOST_REASON = 2000, 200
SOURCES = ["phone", "counter", "link", "web", "wechat", "sales", "other"]


class ConfirmationOutput(serializers.ModelSerializer):
    state = serializers.ChoiceField(Confirmation.Status, source="status", required=False)

    class Meta:
        model = Confirmation
        fields = ["id", "kind", "side", "due_at", "state", "decided_at", "note"]


class SegmentOutput(serializers.ModelSerializer):
    class Meta:
        model = Segment
        fields = ["operations", "start", "end", "bay", "technician"]


class PrepItemOutput(serializers.ModelSerializer):
    class Meta:
        model = PrepItem
        fields = ["id", "group", "owner", "owner_role", "due_at", "not_needed", "done_at", "done_by", "evidence"]


class AppointmentPartOutput(serializers.Serializer):
    reservation = serializers.IntegerField(source="reservation_id")
    part_no = serializers.CharField(source="reservation.item.part.number")
    name = serializers.CharField(source="reservation.item.part.__str__")
    quantity = serializers.IntegerField(source="reservation.quantity")
    status = serializers.CharField(source="reservation.status")
    shelf = serializers.CharField(source="reservation.shelf")


class AppointmentRowOutput(serializers.ModelSerializer):
    """`bay` and `technician` are those of the longest segment; confirmations are those of the present time."""

    plate = Veiled(plate_for, source="vehicle.plate")
    customer_name = serializers.CharField(source="customer.__str__")
    bay_name = serializers.CharField(source="bay.name")
    technician_name = serializers.CharField(source="technician.name")
    advisor_name = serializers.CharField(source="advisor.name")
    contact_phone = Veiled(phone_for)
    operations = serializers.SerializerMethodField()
    parts = AppointmentPartOutput(source="needs", many=True)
    confirmations = serializers.SerializerMethodField()
    preparation = PrepItemOutput(many=True)

    class Meta:
        model = Appointment
        fields = [
            "id", "number", "kind", "status", "start", "end", "time_version", "content_version", "bay", "bay_name",
            "technician", "technician_name", "advisor", "advisor_name", "customer", "customer_name", "vehicle", "plate",
            "operations", "complaint", "diagnosis", "diagnosis_note", "estimate", "call", "transport", "contact_name",
            "contact_phone", "address", "source", "repeat_of", "parts", "confirmations", "preparation",
            "prepared_at", "prepared_by", "at_risk_at", "at_risk_reason", "arrived_at", "cancelled_at",
            "cancel_reason", "missed_start", "created_at",
        ]  # fmt: skip
        read_only_fields = ["customer"]  # always there, though nobody's car has null

    def get_operations(self, appointment) -> list[str]:
        return [row.operation.code for row in appointment.operation_rows.all()]

    @extend_schema_field(ConfirmationOutput(many=True))
    def get_confirmations(self, appointment):
        rows = [row for row in appointment.confirmations.all() if row.version == appointment.time_version]
        return json_rows(ConfirmationOutput, sorted(rows, key=lambda row: (row.due_at, row.side)))


class AppointmentOutput(AppointmentRowOutput):
    """One appointment, with its stretches of work and the faults that were called in."""

    faults = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()
    segments = serializers.SerializerMethodField()

    class Meta(AppointmentRowOutput.Meta):
        fields = [*AppointmentRowOutput.Meta.fields, "faults", "answers", "segments"]

    def get_faults(self, appointment) -> list[str]:
        return [row.fault.code for row in appointment.fault_rows.all()]

    def get_answers(self, appointment) -> list[str]:
        return [row.answer.code for row in appointment.answer_rows.all()]

    @extend_schema_field(SegmentOutput(many=True))
    def get_segments(self, appointment):
        rows = [row for row in appointment.segments.all() if row.version == appointment.time_version]
        return json_rows(SegmentOutput, sorted(rows, key=lambda row: row.position))


class CataloguePartInput(Strict):
    """A part of the catalogue and how many, for work without an estimate."""

    part_no = Coded(slug_field="number", queryset=Part.objects.all())
    quantity = serializers.IntegerField(min_value=1, max_value=1000, default=1)

    def validate(self, given):
        return given["part_no"], given["quantity"]


def answer_codes(**kwargs):
    """The codes of the answers to the questions about the faults (`GET faults/{id}/`), in any order."""
    return Coded(slug_field="code", queryset=FaultAnswer.objects.all(), many=True, **kwargs)


class AnswersInput(Strict):
    """All answers of the appointment; one that is not named is taken away."""

    answers = answer_codes()


class BookInput(TimeInput):
    complaint = serializers.CharField(max_length=MOST_WORDS)
    parts = CataloguePartInput(many=True, required=False)
    transport = serializers.ChoiceField(Appointment.Transport, required=False)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    source = serializers.ChoiceField(SOURCES, required=False)
    faults = Coded(slug_field="code", queryset=Fault.objects.all(), many=True, required=False)
    answers = answer_codes(required=False)
    diagnosis = serializers.ChoiceField(Appointment.Diagnosis, required=False)
    diagnosis_note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    expert = serializers.CharField(max_length=200, required=False, allow_blank=True)
    call = Scoped(PhoneCall, required=False, allow_null=True)
    second_visit = serializers.CharField(
        max_length=MOST_REASON, required=False, help_text="Why the car comes though it is expected that day already."
    )

    def validate_complaint(self, words):
        if reason := bookings.why_not_words(words):
            raise serializers.ValidationError(reason)
        return words

    def validate(self, given):
        wrong = {"faults": bookings.why_not_fault(given.get("faults", []), given["vehicle"])}
        wrong["answers"] = why_not_answers(given.get("answers", []), given.get("faults", []))
        wrong["parts"] = fitting.why_not_parts(given.get("parts", []), given["vehicle"])
        if wrong := {field: [reason] for field, reason in wrong.items() if reason}:
            raise serializers.ValidationError(wrong)
        return super().validate(given)


class SeenInput(Strict):
    """`time_version` as it was read: when the appointment was moved since, the act is refused (409), with the present
    `start` and `time_version`. Without it the act is done on the present time."""

    time_version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)


class RescheduleInput(SeenInput):
    start = Moment()
    advisor = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    bay = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    technician = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)

    def validate_start(self, start):
        if reason := rules.why_not_start(start, self.context["request"].access.store, now()):
            raise serializers.ValidationError(reason)
        return start


class ChangeInput(SeenInput):
    """What is sent is what the appointment has from now on; what is not sent stays. `packages` come in addition.

    `content_version` as it was read: when the appointment was changed since, the act is refused (409).
    """

    content_version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    operations = OperationField(many=True, required=False)
    packages = packages()
    parts = CataloguePartInput(many=True, required=False)
    faults = Coded(slug_field="code", queryset=Fault.objects.all(), many=True, required=False)
    complaint = serializers.CharField(max_length=MOST_WORDS, required=False)
    diagnosis = serializers.ChoiceField(Appointment.Diagnosis, required=False)
    diagnosis_note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    transport = serializers.ChoiceField(Appointment.Transport, required=False)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    contact_name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    contact_phone = PhoneText()
    advisor = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    bay = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    technician = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    start = Moment(required=False)
    answer = serializers.ChoiceField(Estimate.Answer, required=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ReasonInput(SeenInput):
    reason = serializers.CharField(max_length=200)


class ExtendInput(SeenInput):
    until = Moment()


class PrepareInput(SeenInput):
    group = serializers.ChoiceField(PrepItem.Group)
    evidence = serializers.CharField(max_length=200, required=False, allow_blank=True)
    not_needed = serializers.BooleanField(required=False)
    undo = serializers.BooleanField(required=False)


class ConfirmationRowOutput(ConfirmationOutput):
    class Meta(ConfirmationOutput.Meta):
        fields = ["appointment", "version", *ConfirmationOutput.Meta.fields]
