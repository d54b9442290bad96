"""The bodies of the acts on repair orders: what is missing or wrong is said at its field."""

from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from appointments.models.calls import Fault
from appointments.models.visits import Appointment
from appointments.rules.bookings import why_not_words
from billing.api.views import PartNeeded
from capacity.models import Resource
from core.api import Scoped, Strict
from core.fields import Coded, Moment
from parts.rules.fitting import why_not_parts
from pricing.models.estimates import Estimate, EstimateLine
from pricing.models.prices import Operation
from pricing.rules.operations import why_not_operations
from service import photos
from service.models.checklists import ChecklistItem
from service.models.orders import Photo, RepairOrder, WalkAroundMark
from service.models.work import ExtraWork, Finding, Inspection, Job, WorkLog
from service.rules import orders, work
from vehicles.models import Vehicle
from vehicles.rules import MOST_KM

ON_SITE = "LO-01-011"  # pre-inspection: what a walk-in gets who does not know what his car needs
MOST_TEXT = 2000


def operations(**kwargs):
    facts = {"slug_field": "code", "queryset": Operation.objects.all(), "many": True, "allow_empty": False, **kwargs}
    return Coded(**facts)


class Ahead(Moment):
    """A moment that has not passed."""

    def to_internal_value(self, given):
        moment = super().to_internal_value(given)
        if reason := orders.why_not_promise(moment, now()):
            raise serializers.ValidationError(reason)
        return moment


class Opened(Strict):
    """From an `appointment`, or a walk-in `vehicle` (without `operations`: looked at on site)."""

    appointment = Scoped(Appointment, required=False)
    vehicle = Scoped(Vehicle, within=lambda rows: rows.select_related("model"), required=False)
    operations = operations(required=False)
    parts = PartNeeded(many=True, required=False)
    complaint = serializers.CharField(max_length=MOST_TEXT, required=False)
    transport = serializers.ChoiceField(Appointment.Transport, required=False)
    faults = Coded(slug_field="code", queryset=Fault.objects.all(), many=True, required=False)

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
        if more := set(given) - {"appointment"}:
            wrong = _("The appointment says this already.")
            raise serializers.ValidationError({field: [wrong] for field in sorted(more)})
        return given

    def with_work(self, given):
        if "operations" not in given:
            given["operations"] = list(Operation.objects.filter(code=ON_SITE))
            given["diagnosis"] = Appointment.Diagnosis.INSPECT
        if reason := why_not_operations(given["operations"], given["vehicle"]):
            raise serializers.ValidationError({"operations": [reason]})
        if reason := why_not_parts(given.get("parts", ()), given["vehicle"]):
            raise serializers.ValidationError({"parts": [reason]})
        given.setdefault("complaint", _("To be looked at on site"))
        return given


class Mark(Strict):
    damage = serializers.ChoiceField(WalkAroundMark.Damage)
    place = serializers.CharField(max_length=40)
    x = serializers.IntegerField(min_value=0, max_value=100, default=50)
    y = serializers.IntegerField(min_value=0, max_value=100, default=50)


class Condition(Strict):
    mileage = serializers.IntegerField(min_value=0, max_value=MOST_KM)
    energy_percent = serializers.IntegerField(min_value=0, max_value=100)
    lower_mileage_reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    belongings = serializers.CharField(max_length=200, required=False, allow_blank=True)
    marks = Mark(many=True, required=False, max_length=30)


class CheckedIn(Condition):
    old_parts = serializers.ChoiceField(RepairOrder.OldParts, required=False)
    waits = serializers.BooleanField(required=False)
    promised_at = Ahead(required=False)


@extend_schema_serializer(component_name="RepairOrderReason")
class Reason(Strict):
    reason = serializers.CharField(max_length=200)


class Priced(Strict):
    operations = operations()
    parts = PartNeeded(many=True, required=False)


class Signed(Strict):
    name = serializers.CharField(max_length=60)
    signature = serializers.CharField(max_length=photos.MOST_SIGNATURE, required=False, allow_blank=True)

    def validate_signature(self, url):
        try:
            return photos.signature(url)
        except photos.NotAPicture as error:
            raise serializers.ValidationError(str(error)) from error


class Promised(Strict):
    promised_at = Ahead()
    reason = serializers.CharField(max_length=200)


class Place(Strict):
    line = Scoped(EstimateLine, within=lambda rows: rows.select_related("operation"))
    technician = Scoped(Resource)
    bay = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"))


class Dispatched(Strict):
    assignments = Place(many=True, required=False)


class JobNamed(Strict):
    """Which job; without it, the one of mine that is meant by the act."""

    job = Scoped(Job, within=lambda rows: rows.select_related("technician"), required=False)


class Paused(JobNamed):
    reason = serializers.ChoiceField(WorkLog.Pause)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class Found(Strict):
    text = serializers.CharField(max_length=MOST_TEXT)
    severity = serializers.ChoiceField(Finding.Severity, required=False)
    system = serializers.CharField(max_length=40, required=False, allow_blank=True)
    operation = Coded(slug_field="code", queryset=Operation.objects.all(), required=False)


class Shot(Strict):
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


class ExtraAsked(Strict):
    operations = operations()
    parts = PartNeeded(many=True, required=False)
    finding = Scoped(Finding, required=False)
    promised_at = Ahead(required=False)


class Declined(Strict):
    line = serializers.IntegerField()
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


@extend_schema_serializer(component_name="RepairOrderAnswered")
class Answered(Strict):
    """Lines approved and declined, at least one; those that are not named stay open."""

    extra_work = Scoped(ExtraWork, required=False)
    approved = serializers.ListField(child=serializers.IntegerField(), required=False)
    declined = Declined(many=True, required=False)
    channel = serializers.ChoiceField(Estimate.SPOKEN)

    def validate(self, given):
        if reason := work.why_not_silent(given.get("approved", ()), given.get("declined", ())):
            raise serializers.ValidationError({"approved": [reason]})
        return given


class Scanned(Strict):
    code = serializers.CharField(max_length=40)


def points(**kwargs):
    final = ChecklistItem.objects.filter(phase=ChecklistItem.FINAL)
    return Coded(slug_field="code", queryset=final, many=True, required=False, **kwargs)


class Inspected(Strict):
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
