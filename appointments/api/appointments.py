"""Appointments in the API: booked, moved, kept, cancelled, prepared, received."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.roles import Perm
from appointments.actions import booking, moving, preparation, visits
from appointments.api.shown import AppointmentRow, AppointmentShown, JudgementShown
from appointments.api.slots import RefusedTime, TimeAsked
from appointments.audit import judge
from appointments.filters import AppointmentFilter
from appointments.models.calls import Fault, PhoneCall
from appointments.models.promises import PrepItem
from appointments.models.visits import Appointment
from appointments.rules import bookings
from appointments.rules.bookings import BookingRequest
from capacity import rules
from capacity.models import Resource
from core.api import Reads, Scoped, Strict
from core.fields import Coded, Moment
from core.schema import refused_with
from core.showing import shown
from parts.models import Part
from parts.rules import fitting

MOST_WORDS = 2000
P = Perm
SOURCES = ["phone", "counter", "link", "web", "wechat", "sales", "other"]


class PartWanted(Strict):
    """A part of the catalogue and how many, for work without an estimate."""

    part_no = Coded(slug_field="number", queryset=Part.objects.all())
    quantity = serializers.IntegerField(min_value=1, max_value=1000, default=1)

    def validate(self, given):
        return given["part_no"], given["quantity"]


class Booked(TimeAsked):
    complaint = serializers.CharField(max_length=MOST_WORDS)
    parts = PartWanted(many=True, required=False)
    transport = serializers.ChoiceField(Appointment.Transport, required=False)
    source = serializers.ChoiceField(SOURCES, required=False)
    faults = Coded(slug_field="code", queryset=Fault.objects.all(), many=True, required=False)
    diagnosis = serializers.ChoiceField(Appointment.Diagnosis, required=False)
    diagnosis_note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    expert = serializers.CharField(max_length=200, required=False, allow_blank=True)
    call = Scoped(PhoneCall, required=False, allow_null=True)

    def validate_complaint(self, words):
        if reason := bookings.why_not_words(words):
            raise serializers.ValidationError(reason)
        return words

    def validate(self, given):
        wrong = {"faults": bookings.why_not_fault(given.get("faults", []), given["vehicle"])}
        wrong["parts"] = fitting.why_not_parts(given.get("parts", []), given["vehicle"])
        if wrong := {field: [reason] for field, reason in wrong.items() if reason}:
            raise serializers.ValidationError(wrong)
        return super().validate(given)


class MoveAsked(Strict):
    start = Moment()
    advisor = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    bay = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    technician = Scoped(Resource, within=lambda rows: rows.select_related("bay_type"), required=False, allow_null=True)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)

    def validate_start(self, start):
        if reason := rules.why_not_start(start, self.context["request"].access.store, now()):
            raise serializers.ValidationError(reason)
        return start


class Reason(Strict):
    reason = serializers.CharField(max_length=200)


class Until(Strict):
    until = Moment()


class Prepared(Strict):
    group = serializers.ChoiceField(PrepItem.Group)
    evidence = serializers.CharField(max_length=200, required=False, allow_blank=True)
    not_needed = serializers.BooleanField(required=False)
    undo = serializers.BooleanField(required=False)


class AppointmentViewSet(Reads):
    """`create` answers 409 with `alternatives` (free times) and `missing` (what stands against the wish)."""

    serializer_class = AppointmentShown
    filterset_class = AppointmentFilter
    needs = {
        "list": P.APPOINTMENT_VIEW,
        "retrieve": P.APPOINTMENT_VIEW,
        "audit": P.APPOINTMENT_VIEW,
        "create": P.APPOINTMENT_BOOK,
        "reschedule": P.APPOINTMENT_BOOK,
        "cancel": P.APPOINTMENT_BOOK,
        "confirm": (P.APPOINTMENT_BOOK, P.QUEUE_WORK),
        "at_risk": (P.APPOINTMENT_BOOK, P.APPOINTMENT_PREPARE),
        "arrive": P.ORDER_OPEN,
        "no_show": P.APPOINTMENT_BOOK,
        "extend": (P.ORDER_DISPATCH, P.APPOINTMENT_BOOK),
        "prepare": (P.APPOINTMENT_PREPARE, P.PART_MOVE),
    }

    def get_queryset(self):
        rows = Appointment.objects.with_promises().order_by("start", "pk")
        return rows if self.action == "list" else rows.with_faults()

    def get_object(self):
        """An act needs the appointment alone; what an answer shows is read once, afterwards."""
        if self.action in {"retrieve", "prepare"}:
            return super().get_object()
        return get_object_or_404(Appointment.objects.all(), pk=self.kwargs["pk"])

    def get_serializer_class(self):
        return AppointmentRow if self.action == "list" else AppointmentShown

    @extend_schema(request=Booked, responses={201: AppointmentShown, **refused_with(RefusedTime)})
    def create(self, request):
        asked = self.asked(Booked)
        booked = booking.book(BookingRequest(**asked), by=request.access, at=now())
        return Response(self.shown(booked), status=status.HTTP_201_CREATED)

    @extend_schema(responses=JudgementShown(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def audit(self, request, pk=None):
        """The 23 rules of the live audit, judged now from what is recorded."""
        found = judge.of(pk, store=request.access.store, at=now())
        if found is None:
            raise Http404
        return Response(shown(JudgementShown, found.judgements.items()))

    @extend_schema(request=MoveAsked, responses={200: AppointmentShown, **refused_with(RefusedTime)})
    @action(detail=True, methods=["post"])
    def reschedule(self, request, pk=None):
        return self.act(moving.reschedule, MoveAsked)

    @extend_schema(request=Reason)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        return self.act(visits.cancel, Reason)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def confirm(self, request, pk=None):
        return self.act(visits.confirm)

    @extend_schema(request=Reason)
    @action(detail=True, methods=["post"], url_path="at-risk")
    def at_risk(self, request, pk=None):
        return self.act(visits.put_at_risk, Reason)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def arrive(self, request, pk=None):
        return self.act(visits.arrive)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="no-show")
    def no_show(self, request, pk=None):
        return self.act(visits.mark_no_show)

    @extend_schema(request=Until, responses={200: AppointmentShown, **refused_with(RefusedTime)})
    @action(detail=True, methods=["post"])
    def extend(self, request, pk=None):
        return self.act(moving.extend, Until)

    @extend_schema(request=Prepared)
    @action(detail=True, methods=["post"])
    def prepare(self, request, pk=None):
        appointment = self.get_object()
        asked = self.asked(Prepared)
        group = asked.pop("group")
        item = next((item for item in appointment.preparation.all() if item.group == group), None)
        if item is None:
            raise serializers.ValidationError({"group": [_("A walk-in is not prepared.")]})
        return self.answer(preparation.prepare(item, by=request.access, at=now(), **asked).appointment)
