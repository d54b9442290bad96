"""How an appointment and its promises read in the API."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from appointments.audit.catalogue import Side
from appointments.audit.verdicts import State
from appointments.models.promises import Confirmation, PrepItem
from appointments.models.visits import Appointment, Segment
from core.showing import shown
from customers.masking import plate_for


class ConfirmationShown(serializers.ModelSerializer):
    class Meta:
        model = Confirmation
        fields = ["id", "kind", "side", "due_at", "state", "decided_at", "note"]


class SegmentShown(serializers.ModelSerializer):
    class Meta:
        model = Segment
        fields = ["operations", "start", "end", "bay", "technician"]


class PrepItemShown(serializers.ModelSerializer):
    class Meta:
        model = PrepItem
        fields = ["id", "group", "owner", "owner_role", "due_at", "not_needed", "done_at", "done_by", "evidence"]


class PartShown(serializers.Serializer):
    reservation = serializers.IntegerField(source="reservation_id")
    part_no = serializers.CharField(source="reservation.item.part.number")
    name = serializers.CharField(source="reservation.item.part.__str__")
    quantity = serializers.IntegerField(source="reservation.quantity")
    status = serializers.CharField(source="reservation.status")
    shelf = serializers.CharField(source="reservation.shelf")


class AppointmentRow(serializers.ModelSerializer):
    """`bay` and `technician` are those of the longest segment; confirmations are those of the present time."""

    plate = serializers.SerializerMethodField()
    customer_name = serializers.CharField(source="customer.__str__")
    bay_name = serializers.CharField(source="bay.name")
    technician_name = serializers.CharField(source="technician.name")
    advisor_name = serializers.CharField(source="advisor.name")
    operations = serializers.SerializerMethodField()
    parts = PartShown(source="needs", many=True)
    confirmations = serializers.SerializerMethodField()
    preparation = PrepItemShown(many=True)

    class Meta:
        model = Appointment
        fields = [
            "id", "number", "kind", "status", "start", "end", "time_version", "bay", "bay_name", "technician",
            "technician_name", "advisor", "advisor_name", "customer", "customer_name", "vehicle", "plate", "operations",
            "complaint", "diagnosis", "diagnosis_note", "estimate", "call", "transport", "source", "repeat_of", "parts",
            "confirmations", "preparation", "at_risk_at", "at_risk_reason", "arrived_at", "cancelled_at",
            "cancel_reason", "created_at",
        ]  # fmt: skip
        read_only_fields = ["customer"]  # always there, though nobody's car has null

    def get_operations(self, appointment) -> list[str]:
        return [row.operation.code for row in appointment.operation_rows.all()]

    def get_plate(self, appointment) -> str:
        return plate_for(self.context["request"].access, appointment.vehicle.plate)

    @extend_schema_field(ConfirmationShown(many=True))
    def get_confirmations(self, appointment):
        rows = [row for row in appointment.confirmations.all() if row.version == appointment.time_version]
        return shown(ConfirmationShown, sorted(rows, key=lambda row: (row.due_at, row.side)))


class AppointmentShown(AppointmentRow):
    """One appointment, with its stretches of work and the faults that were called in."""

    faults = serializers.SerializerMethodField()
    segments = serializers.SerializerMethodField()

    class Meta(AppointmentRow.Meta):
        fields = [*AppointmentRow.Meta.fields, "faults", "segments"]

    def get_faults(self, appointment) -> list[str]:
        return [row.fault.code for row in appointment.fault_rows.all()]

    @extend_schema_field(SegmentShown(many=True))
    def get_segments(self, appointment):
        rows = [row for row in appointment.segments.all() if row.version == appointment.time_version]
        return shown(SegmentShown, sorted(rows, key=lambda row: row.position))


class ProofShown(serializers.Serializer):
    """A record that proves a judgement; `at` and `by` are empty where only a reason can be given."""

    text = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField(allow_blank=True)


class JudgementShown(serializers.Serializer):
    """How one of the 23 rules stands for an appointment: read from a pair of rule and judgement."""

    rule = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField()
    side = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()

    def get_rule(self, pair) -> str:
        return pair[0].code

    def get_name(self, pair) -> str:
        return str(pair[0].name)

    @extend_schema_field(serializers.ChoiceField(Side))
    def get_side(self, pair):
        return pair[0].side.value

    @extend_schema_field(serializers.ChoiceField(State))
    def get_state(self, pair):
        return pair[1].state.value

    @extend_schema_field(ProofShown(many=True))
    def get_evidence(self, pair):
        return shown(ProofShown, pair[1].evidence)
