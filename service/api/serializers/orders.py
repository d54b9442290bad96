"""Repair orders from reception to delivery: what the acts take, how they are answered."""

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django_scopes import get_scope
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from appointments.api.serializers.estimates import EstimateLineOutput, PartInput
from appointments.models.calls import Fault
from appointments.models.visits import Appointment
from appointments.rules.bookings import why_not_words
from core.api import Scoped, Strict
from core.fields import Coded
from core.relations import loaded
from core.representation import json_rows
from customers.api.fields import Veiled
from customers.presenters import plate_for, vin_for
from parts.rules.fitting import why_not_parts
from pricing.api.fields import packages
from pricing.models.prices import Operation
from pricing.rules.operations import why_not_operations
from pricing.rules.packages import why_not_packages, with_contents
from service import photos
from service.api.fields import MOST_TEXT, FutureMoment, Stated, operations, with_work
from service.api.serializers.workshop import (
    ExtraWorkOutput,
    FindingOutput,
    InspectionOutput,
    JobOutput,
    PersonOutput,
    PhotoOutput,
)
from service.models.marks import WalkAroundMark
from service.models.orders import Photo, RepairOrder
from service.models.work import Finding, Inspection
from service.rules.orders import why_not_place
from service.rules.waiting import waiting_for
from service.work import Work
from vehicles.models import Vehicle
from vehicles.rules import MOST_KM

ON_SITE = "LO-01-011"  # pre-inspection: what a walk-in gets who does not know what his car needs


class OpenOrderInput(Strict):
    """From an `appointment`, or a walk-in `vehicle` (without `operations`: looked at on site)."""

    appointment = Scoped(Appointment, required=False)
    vehicle = Scoped(Vehicle, within=lambda rows: rows.select_related("model"), required=False)
    operations = operations(required=False)
    packages = packages()
    parts = PartInput(many=True, required=False)
    complaint = serializers.CharField(max_length=MOST_TEXT, required=False)
    transport = serializers.ChoiceField(Appointment.Transport, required=False)
    faults = Coded(slug_field="code", queryset=Fault.objects.all(), many=True, required=False)
    second_visit = serializers.CharField(
        max_length=200, required=False, help_text="Why the car comes though it is expected today already."
    )
    beyond_share = serializers.CharField(
        max_length=200, required=False, help_text="Why a manager gives the walk-in hours kept for appointments."
    )
    time_version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text="With `appointment`: the time that was seen."
    )

    def validate_complaint(self, words):
        if reason := why_not_words(words):
            raise serializers.ValidationError(reason)
        return words

    def validate(self, given):
        if ("appointment" in given) == ("vehicle" in given):
            raise serializers.ValidationError({"appointment": [_("Name an appointment or a vehicle.")]})
        if "appointment" in given:
            return self.only_appointment(given)
        return self.with_work(given)

    def only_appointment(self, given):
        if more := set(given) - {"appointment", "time_version"}:
            wrong = _("The appointment says this already.")
            raise serializers.ValidationError({field: [wrong] for field in sorted(more)})
        return given

    def with_work(self, given):
        if "time_version" in given:
            raise serializers.ValidationError({"time_version": [_("Only an appointment has a time.")]})
        if reason := why_not_packages(given.get("packages", ()), given["vehicle"]):
            raise serializers.ValidationError({"packages": [reason]})
        if given.get("packages"):
            given.setdefault("operations", [])
        elif "operations" not in given:
            given["operations"] = list(Operation.objects.with_own(get_scope()["store"]).filter(code=ON_SITE))
            given["diagnosis"] = Appointment.Diagnosis.INSPECT
        work, _parts = with_contents(given.get("packages", ()), given["operations"], ())
        if reason := why_not_operations(work, given["vehicle"]):
            raise serializers.ValidationError({"operations": [reason]})
        if reason := why_not_parts(given.get("parts", ()), given["vehicle"]):
            raise serializers.ValidationError({"parts": [reason]})
        given.setdefault("complaint", _("To be looked at on site"))
        return given


class MarkInput(Strict):
    damage = serializers.ChoiceField(WalkAroundMark.Damage)
    place = serializers.CharField(max_length=40, help_text=f"One of {', '.join(WalkAroundMark.Place.values)}.")
    x = serializers.IntegerField(min_value=0, max_value=100, default=50)
    y = serializers.IntegerField(min_value=0, max_value=100, default=50)

    def validate_place(self, place):
        if reason := why_not_place(place):
            raise serializers.ValidationError(reason)
        return place


class ConditionInput(Strict):
    mileage = serializers.IntegerField(min_value=0, max_value=MOST_KM)
    energy_percent = serializers.IntegerField(min_value=0, max_value=100)
    lower_mileage_reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    belongings = serializers.CharField(max_length=200, required=False, allow_blank=True)
    marks = MarkInput(many=True, required=False, max_length=30)


class CheckInInput(ConditionInput):
    old_parts = serializers.ChoiceField(RepairOrder.OldParts, required=False)
    waits = Stated(required=False)
    promised_at = FutureMoment(required=False)


@extend_schema_serializer(component_name="RepairOrderReason")
class OrderReasonInput(Strict):
    reason = serializers.CharField(max_length=200)


class PriceInput(Strict):
    operations = operations(required=False, allow_empty=True)
    packages = packages()
    parts = PartInput(many=True, required=False)

    def validate(self, given):
        return with_work(given)


class SignInput(Strict):
    name = serializers.CharField(max_length=60)
    signature = serializers.CharField(max_length=photos.MOST_SIGNATURE, required=False, allow_blank=True)

    def validate_signature(self, url):
        try:
            return photos.signature(url)
        except photos.NotAPicture as error:
            raise serializers.ValidationError(str(error)) from error


class PromiseInput(Strict):
    promised_at = FutureMoment()
    reason = serializers.CharField(max_length=200)


class OrderCustomerOutput(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class OrderVehicleOutput(serializers.Serializer):
    id = serializers.IntegerField()
    plate = Veiled(plate_for)
    vin = Veiled(vin_for)
    model = serializers.CharField(source="model.code", default=None, allow_null=True)


class OrderBillOutput(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    status = serializers.CharField()
    total = serializers.DecimalField(max_digits=12, decimal_places=2)


class MarkOutput(serializers.ModelSerializer):
    class Meta:
        model = WalkAroundMark
        fields = ["damage", "place", "x", "y"]


class OrderLineOutput(EstimateLineOutput):
    extra_work = serializers.IntegerField(allow_null=True)

    class Meta(EstimateLineOutput.Meta):
        fields = [*EstimateLineOutput.Meta.fields, "extra_work"]


class OrderRowOutput(serializers.ModelSerializer):
    """A repair order in a list: `step` is 2 to 6 of the six steps, 0 when it was cancelled."""

    customer = OrderCustomerOutput()
    vehicle = OrderVehicleOutput()
    advisor = PersonOutput()
    bill = OrderBillOutput(allow_null=True)
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


class OrderOutput(OrderRowOutput):
    """One repair order with its lines, jobs, extra work, findings, photos and inspections."""

    lines = serializers.SerializerMethodField()
    jobs = serializers.SerializerMethodField()
    extra_work = serializers.SerializerMethodField()
    findings = FindingOutput(many=True)
    photos = PhotoOutput(many=True)
    marks = MarkOutput(many=True)
    waiting_for = serializers.SerializerMethodField()
    inspections = InspectionOutput(many=True)

    class Meta(OrderRowOutput.Meta):
        fields = [
            *OrderRowOutput.Meta.fields, "lower_mileage_reason", "signed_hash", "lines", "jobs", "extra_work",
            "findings", "photos", "marks", "inspections",
        ]  # fmt: skip

    def to_representation(self, order) -> dict:
        load_lists(order)
        return super().to_representation(order)

    def work(self, order) -> Work:
        if not hasattr(order, "loaded_work"):
            Work.of(order).kept_with(order)
        return order.loaded_work

    def get_waiting_for(self, order) -> str:
        return waiting_for(order, self.work(order))

    @extend_schema_field(OrderLineOutput(many=True))
    def get_lines(self, order) -> list:
        """Each line with `extra_work`: the key of what it belongs to, or null for the signed estimate."""
        work = self.work(order)
        extras = [work.extra_of(line) for line in work.lines]
        rows = json_rows(EstimateLineOutput, work.lines)
        return [{**row, "extra_work": extra.pk if extra else None} for row, extra in zip(rows, extras)]

    @extend_schema_field(JobOutput(many=True))
    def get_jobs(self, order) -> list:
        return json_rows(JobOutput, self.work(order).jobs)

    @extend_schema_field(ExtraWorkOutput(many=True))
    def get_extra_work(self, order) -> list:
        extras = self.work(order).extras.values()
        return json_rows(ExtraWorkOutput, sorted(extras, key=lambda extra: extra.estimate_id))


def load_lists(order: RepairOrder) -> None:
    """Read the related lists of an order that are not empty: most are empty, which one statement finds out."""
    photos = Photo.objects.defer("image").order_by("pk")
    lists = {"findings": "findings__operation", "marks": "marks", "inspections": "inspections"}
    lists |= {"photos": Prefetch("photos", photos)}
    models = {"findings": Finding, "marks": WalkAroundMark, "inspections": Inspection, "photos": Photo}
    any_of = {f"any_{name}": Exists(model.objects.filter(order=OuterRef("pk"))) for name, model in models.items()}
    there = RepairOrder.objects.filter(pk=order.pk).values(**any_of).get()
    loaded(order, **{name: [] for name in lists if not there[f"any_{name}"]})
    prefetch_related_objects([order], *(lookup for name, lookup in lists.items() if there[f"any_{name}"]))
