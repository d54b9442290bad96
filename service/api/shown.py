"""How repair orders, jobs, findings and inspections are shown in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billing.api.views import EstimateLineSerializer
from core.showing import shown
from customers.masking import plate_for, vin_for
from service.models.orders import Photo, RepairOrder, WalkAroundMark
from service.models.work import ExtraWork, Finding, Inspection, Job
from service.rules.waiting import waiting_for
from service.work import Work, extra_of


class CustomerShown(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class VehicleShown(serializers.Serializer):
    id = serializers.IntegerField()
    plate = serializers.SerializerMethodField()
    vin = serializers.SerializerMethodField()
    model = serializers.CharField(source="model.code", default=None, allow_null=True)

    def get_plate(self, vehicle) -> str:
        return plate_for(self.context["request"].access, vehicle.plate)

    def get_vin(self, vehicle) -> str:
        return vin_for(self.context["request"].access, vehicle.vin)


class PersonShown(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class BillShown(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    status = serializers.CharField()
    total = serializers.DecimalField(max_digits=12, decimal_places=2)


class JobShown(serializers.ModelSerializer):
    work = serializers.CharField(source="line.code")
    technician = PersonShown()
    bay = PersonShown()
    minutes = serializers.IntegerField()
    running_since = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = Job
        fields = [
            "id", "line", "work", "technician", "bay", "status", "rework", "assigned_at", "done_at", "minutes",
            "running_since",
        ]  # fmt: skip


class ExtraWorkShown(serializers.ModelSerializer):
    total = serializers.DecimalField(source="estimate.total", max_digits=12, decimal_places=2)

    class Meta:
        model = ExtraWork
        fields = [
            "id", "order", "estimate", "finding", "total", "promised_before", "promised_if_approved", "asked_at",
            "answered_at",
        ]  # fmt: skip


class PhotoShown(serializers.ModelSerializer):
    url = serializers.SerializerMethodField()

    class Meta:
        model = Photo
        fields = ["id", "order", "occasion", "angle", "finding", "sha256", "at", "url"]

    def get_url(self, photo) -> str:
        return photo.get_absolute_url()


class FindingShown(serializers.ModelSerializer):
    operation = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = Finding
        fields = ["id", "order", "text", "severity", "system", "operation", "found_by", "at"]


class InspectionShown(serializers.ModelSerializer):
    checked_items = serializers.ListField(child=serializers.CharField())
    not_applicable = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Inspection
        fields = [
            "id",
            "round",
            "passed",
            "cause",
            "note",
            "road_test",
            "checked_items",
            "not_applicable",
            "inspector",
            "at",
        ]


class MarkShown(serializers.ModelSerializer):
    class Meta:
        model = WalkAroundMark
        fields = ["damage", "place", "x", "y"]


class OrderLineShown(EstimateLineSerializer):
    extra_work = serializers.IntegerField(allow_null=True)

    class Meta(EstimateLineSerializer.Meta):
        fields = [*EstimateLineSerializer.Meta.fields, "extra_work"]


class OrderRow(serializers.ModelSerializer):
    """A repair order in a list: `step` is 2 to 6 of the six steps, 0 when it was cancelled."""

    customer = CustomerShown()
    vehicle = VehicleShown()
    advisor = PersonShown()
    bill = BillShown(allow_null=True)
    step = serializers.IntegerField()
    late = serializers.SerializerMethodField()
    waiting_for = serializers.CharField()

    class Meta:
        model = RepairOrder
        fields = [
            "id", "number", "status", "step", "appointment", "customer", "vehicle", "advisor", "complaint", "mileage",
            "energy_percent", "belongings", "old_parts", "waits", "promised_at", "late", "waiting_for", "estimate",
            "bill", "signed_at", "signed_by_name", "created_at", "finished_at", "ready_at", "delivered_at",
            "closed_at",
        ]  # fmt: skip

    def get_late(self, order) -> bool:
        return order.is_late(now())


class OrderShown(OrderRow):
    """One repair order with its lines, jobs, extra work, findings, photos and inspections."""

    lines = serializers.SerializerMethodField()
    jobs = serializers.SerializerMethodField()
    extra_work = serializers.SerializerMethodField()
    findings = FindingShown(many=True)
    photos = serializers.SerializerMethodField()
    marks = MarkShown(many=True)
    waiting_for = serializers.SerializerMethodField()
    inspections = InspectionShown(many=True)

    class Meta(OrderRow.Meta):
        fields = [
            *OrderRow.Meta.fields, "lower_mileage_reason", "signed_hash", "lines", "jobs", "extra_work", "findings",
            "photos", "marks", "inspections",
        ]  # fmt: skip

    def work(self, order) -> Work:
        if not hasattr(order, "work_shown"):
            order.work_shown = Work.of(order)
        return order.work_shown

    def get_waiting_for(self, order) -> str:
        return waiting_for(order, self.work(order))

    @extend_schema_field(OrderLineShown(many=True))
    def get_lines(self, order) -> list:
        """Each line with `extra_work`: the key of what it belongs to, or null for the signed estimate."""
        lines = self.work(order).lines
        extras = [extra_of(line) for line in lines]
        rows = shown(EstimateLineSerializer, lines)
        return [{**row, "extra_work": extra.pk if extra else None} for row, extra in zip(rows, extras)]

    @extend_schema_field(JobShown(many=True))
    def get_jobs(self, order) -> list:
        return shown(JobShown, self.work(order).jobs)

    @extend_schema_field(ExtraWorkShown(many=True))
    def get_extra_work(self, order) -> list:
        extras = {extra_of(line).pk: line.estimate for line in self.work(order).lines if extra_of(line)}
        return shown(ExtraWorkShown, [estimate.extra_work for estimate in extras.values()])

    @extend_schema_field(PhotoShown(many=True))
    def get_photos(self, order) -> list:
        return shown(PhotoShown, order.photos.defer("image").order_by("pk"))
