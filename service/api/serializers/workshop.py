"""Jobs, findings, photos, extra work and inspections: what the acts take, how they are answered."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from appointments.api.serializers.estimates import PartInput
from capacity.models.resources import Resource
from core.api import Scoped, Strict
from core.fields import Coded
from pricing.api.fields import OperationField, packages
from pricing.models.estimates import Estimate, EstimateLine
from service import photos
from service.api.fields import MOST_TEXT, FutureMoment, operations, with_work
from service.models.checklists import ChecklistItem
from service.models.orders import Photo
from service.models.work import ExtraWork, Finding, Inspection, Job, WorkLog
from service.rules import work


class AssignmentInput(Strict):
    line = Scoped(EstimateLine, within=lambda rows: rows.select_related("operation"))
    technician = Scoped(Resource)
    bay = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"))


class DispatchInput(Strict):
    assignments = AssignmentInput(many=True, required=False)


class JobInput(Strict):
    """Which job; without it, the user's job that fits the act."""

    job = Scoped(Job, within=lambda rows: rows.select_related("technician"), required=False)


class PauseInput(JobInput):
    reason = serializers.ChoiceField(WorkLog.Pause)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class FindingInput(Strict):
    text = serializers.CharField(max_length=MOST_TEXT)
    severity = serializers.ChoiceField(Finding.Severity, required=False)
    system = serializers.CharField(max_length=40, required=False, allow_blank=True)
    operation = OperationField(required=False)


class PhotoInput(Strict):
    """A photo as a file of a form (`photo`), or as text (`image`, base64)."""

    photo = serializers.FileField(required=False, max_length=200)
    image = serializers.CharField(required=False, max_length=photos.MOST_BYTES * 4 // 3 + 100)
    angle = serializers.CharField(max_length=20, required=False, allow_blank=True)
    occasion = serializers.ChoiceField(Photo.Occasion, required=False)
    finding = Scoped(Finding, required=False)

    def validate(self, given):
        if ("photo" in given) == ("image" in given):
            raise serializers.ValidationError({"photo": [_("Send the photo as a file or as text.")]})
        field = "photo" if "photo" in given else "image"
        sent = given.pop(field)
        try:
            given["picture"] = photos.from_base64(sent) if field == "image" else self.file(sent)
        except photos.NotAPicture as error:
            raise serializers.ValidationError({field: [str(error)]}) from error
        return given

    def file(self, sent) -> photos.Picture:
        if sent.size > photos.MOST_BYTES:
            raise photos.NotAPicture(_("A photo has 10 MB at most."))
        return photos.drawn_anew(sent.read())


class ExtraWorkInput(Strict):
    operations = operations(required=False, allow_empty=True)
    packages = packages()
    parts = PartInput(many=True, required=False)
    finding = Scoped(Finding, required=False)
    promised_at = FutureMoment(required=False)

    def validate(self, given):
        return with_work(given)


class DeclinedLineInput(Strict):
    line = serializers.IntegerField()
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


@extend_schema_serializer(component_name="RepairOrderAnswered")
class ApproveInput(Strict):
    """Lines approved and declined, at least one; those that are not named stay open."""

    extra_work = Scoped(ExtraWork, required=False)
    approved = serializers.ListField(child=serializers.IntegerField(), required=False)
    declined = DeclinedLineInput(many=True, required=False)
    channel = serializers.ChoiceField(Estimate.SPOKEN)

    def validate(self, given):
        if reason := work.why_not_silent(given.get("approved", ()), given.get("declined", ())):
            raise serializers.ValidationError({"approved": [reason]})
        return given


class ScanInput(Strict):
    code = serializers.CharField(max_length=40)


def points(**kwargs):
    final = ChecklistItem.objects.filter(phase=ChecklistItem.FINAL)
    return Coded(slug_field="code", queryset=final, many=True, required=False, **kwargs)


class InspectInput(Strict):
    passed = serializers.BooleanField()
    cause = serializers.ChoiceField(Inspection.Cause, required=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    road_test = serializers.BooleanField(required=False)
    checked_items = points(help_text="In order. When it is sent, a car passes only with every point of its checklist.")
    not_applicable = points(help_text="Points of the checklist that this car or this work does not have.")
    jobs = Scoped(Job, many=True, required=False)

    def validate(self, given):
        if reason := work.why_not_verdict(given["passed"], given.get("cause", "")):
            raise serializers.ValidationError({"cause": [reason]})
        if "not_applicable" in given:
            given.setdefault("checked_items", [])
        for name in {"checked_items", "not_applicable"} & given.keys():
            given[name] = [item.code for item in given[name]]
        return given


class PersonOutput(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class JobOutput(serializers.ModelSerializer):
    work = serializers.CharField(source="line.code")
    technician = PersonOutput()
    bay = PersonOutput()
    minutes = serializers.IntegerField()
    running_since = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = Job
        fields = [
            "id", "line", "work", "technician", "bay", "status", "rework", "assigned_at", "done_at", "minutes",
            "running_since",
        ]  # fmt: skip


class ExtraWorkOutput(serializers.ModelSerializer):
    total = serializers.DecimalField(source="estimate.total", max_digits=12, decimal_places=2)

    class Meta:
        model = ExtraWork
        fields = [
            "id", "order", "estimate", "finding", "total", "promised_before", "promised_if_approved", "asked_at",
            "answered_at",
        ]  # fmt: skip


class PhotoOutput(serializers.ModelSerializer):
    url = serializers.SerializerMethodField()

    class Meta:
        model = Photo
        fields = ["id", "order", "occasion", "angle", "finding", "sha256", "at", "url"]

    def get_url(self, photo) -> str:
        return photo.get_absolute_url()


class FindingOutput(serializers.ModelSerializer):
    operation = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = Finding
        fields = ["id", "order", "text", "severity", "system", "operation", "found_by", "at"]


class InspectionOutput(serializers.ModelSerializer):
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
