"""Appointments in the API: booked, moved, kept, cancelled, prepared, received."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from appointments.actions import booking, changing, corrections, goods, groups, late, moving, preparation, visits
from appointments.actions.answers import correct_answers
from appointments.api.serializers.appointments import (
    AnswersInput,
    AppointmentOutput,
    AppointmentRowOutput,
    BookInput,
    ChangeInput,
    ConfirmationRowOutput,
    ExtendInput,
    PrepareInput,
    ReasonInput,
    RescheduleInput,
    SeenInput,
)
from appointments.api.serializers.audit import CorrectInput, JudgementOutput, RuleInput
from appointments.api.serializers.slots import RefusedTimeOutput
from appointments.audit import judge
from appointments.audit.catalogue import rule_of
from appointments.filters import AppointmentFilter, ConfirmationFilter
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules.bookings import BookingRequest
from appointments.rules.changes import Change
from core.api import Reads
from core.representation import json_rows
from core.schema import refused_with
from parts.perms import PartPerm


class AppointmentViewSet(Reads):
    """`create` answers 409 with `alternatives` (free times) and `missing` (what the wished time lacks)."""

    serializer_class = AppointmentOutput
    filterset_class = AppointmentFilter
    needs = {
        "list": AppointmentPerm.APPOINTMENT_VIEW,
        "retrieve": AppointmentPerm.APPOINTMENT_VIEW,
        "audit": AppointmentPerm.APPOINTMENT_VIEW,
        "correct": AppointmentPerm.AUDIT_CORRECT,
        "take_back": AppointmentPerm.AUDIT_CORRECT,
        "create": AppointmentPerm.APPOINTMENT_BOOK,
        "reschedule": AppointmentPerm.APPOINTMENT_BOOK,
        "change": AppointmentPerm.APPOINTMENT_BOOK,
        "cancel": AppointmentPerm.APPOINTMENT_BOOK,
        "confirm": AppointmentPerm.APPOINTMENT_CONFIRM,
        "at_risk": (AppointmentPerm.APPOINTMENT_BOOK, AppointmentPerm.APPOINTMENT_PREPARE),
        "arrive": AppointmentPerm.APPOINTMENT_RECEIVE,
        "no_show": AppointmentPerm.APPOINTMENT_BOOK,
        "come_late": AppointmentPerm.APPOINTMENT_RECEIVE,
        "extend": AppointmentPerm.APPOINTMENT_BOOK,
        "prepare": (AppointmentPerm.APPOINTMENT_PREPARE, PartPerm.PART_MOVE),
        "sign": AppointmentPerm.APPOINTMENT_PREPARE,
        "answers": AppointmentPerm.APPOINTMENT_BOOK,
        "keep_again": (AppointmentPerm.APPOINTMENT_PREPARE, PartPerm.PART_MOVE),
    }

    def get_queryset(self):
        rows = Appointment.objects.with_promises().order_by("start", "pk")
        return rows if self.action == "list" else rows.with_faults().with_answers()

    def get_object(self):
        """Without its related rows for an act: the answer reads them afterwards."""
        if self.action in {"retrieve", "prepare"}:
            return super().get_object()
        return get_object_or_404(Appointment.objects.all(), pk=self.kwargs["pk"])

    def get_serializer_class(self):
        return AppointmentRowOutput if self.action == "list" else AppointmentOutput

    @extend_schema(request=BookInput, responses={201: AppointmentOutput, **refused_with(RefusedTimeOutput)})
    def create(self, request):
        body = self.body(BookInput)
        booked = booking.book(BookingRequest(**body), by=request.access, at=now())
        return Response(self.json_row(booked), status=status.HTTP_201_CREATED)

    @extend_schema(responses=JudgementOutput(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def audit(self, request, pk=None):
        """The 23 rules of the live audit, judged now from what is recorded."""
        audit = judge.of(pk, store=request.access.store, at=now())
        if audit is None:
            raise Http404
        return Response(json_rows(JudgementOutput, audit.judgements.items()))

    @extend_schema(request=CorrectInput, responses=JudgementOutput)
    @action(detail=True, methods=["post"], url_path="audit/correct")
    def correct(self, request, pk=None):
        """Replace the judgement of a rule by another, with the reason; the records stay."""
        return self._judge_again(corrections.correct, CorrectInput)

    @extend_schema(request=RuleInput, responses=JudgementOutput)
    @action(detail=True, methods=["post"], url_path="audit/take-back")
    def take_back(self, request, pk=None):
        """Take the correction of a rule back: the records count again."""
        return self._judge_again(corrections.take_back, RuleInput)

    def _judge_again(self, act, serializer_class):
        appointment, access, at = self.get_object(), self.request.access, now()
        body = self.body(serializer_class)
        rule = rule_of(body.pop("rule"))
        act(appointment, by=access, at=at, rule=rule, **body)
        judgement = judge.of(appointment.pk, store=access.store, at=at).judgements[rule]
        return Response(json_rows(JudgementOutput, [(rule, judgement)])[0])

    @extend_schema(request=RescheduleInput, responses={200: AppointmentOutput, **refused_with(RefusedTimeOutput)})
    @action(detail=True, methods=["post"])
    def reschedule(self, request, pk=None):
        return self.act(moving.reschedule, RescheduleInput)

    @extend_schema(request=ChangeInput, responses={200: AppointmentOutput, **refused_with(RefusedTimeOutput)})
    @action(detail=True, methods=["post"])
    def change(self, request, pk=None):
        """Work, parts, words, people and, with `start`, the time: under the same number, or not at all."""
        appointment = self.get_object()
        wanted = Change(**self.body(ChangeInput))
        return self.answer(changing.change(appointment, wanted, by=request.access, at=now()))

    @extend_schema(request=ReasonInput)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk=None):
        return self.act(visits.cancel, ReasonInput)

    @extend_schema(request=SeenInput)
    @action(detail=True, methods=["post"])
    def confirm(self, request, pk=None):
        return self.act(visits.confirm, SeenInput)

    @extend_schema(request=ReasonInput)
    @action(detail=True, methods=["post"], url_path="at-risk")
    def at_risk(self, request, pk=None):
        return self.act(visits.put_at_risk, ReasonInput)

    @extend_schema(request=SeenInput)
    @action(detail=True, methods=["post"])
    def arrive(self, request, pk=None):
        return self.act(visits.arrive, SeenInput)

    @extend_schema(request=SeenInput)
    @action(detail=True, methods=["post"], url_path="no-show")
    def no_show(self, request, pk=None):
        return self.act(visits.mark_no_show, SeenInput)

    @extend_schema(request=SeenInput, responses={200: AppointmentOutput, **refused_with(RefusedTimeOutput)})
    @action(detail=True, methods=["post"], url_path="come-late")
    def come_late(self, request, pk=None):
        """The customer of today whose time was given away is here: he gets what is free next."""
        return self.act(late.come_late, SeenInput)

    @extend_schema(request=ExtendInput, responses={200: AppointmentOutput, **refused_with(RefusedTimeOutput)})
    @action(detail=True, methods=["post"])
    def extend(self, request, pk=None):
        return self.act(moving.extend, ExtendInput)

    @extend_schema(request=PrepareInput)
    @action(detail=True, methods=["post"])
    def prepare(self, request, pk=None):
        appointment = self.get_object()
        body = self.body(PrepareInput)
        group = body.pop("group")
        item = next((item for item in appointment.preparation.all() if item.group == group), None)
        if item is None:
            raise serializers.ValidationError({"group": [_("A walk-in is not prepared.")]})
        return self.answer(preparation.prepare(item, by=request.access, at=now(), **body).appointment)

    @extend_schema(request=SeenInput)
    @action(detail=True, methods=["post"])
    def sign(self, request, pk=None):
        return self.act(groups.sign, SeenInput)

    @extend_schema(request=AnswersInput)
    @action(detail=True, methods=["post"])
    def answers(self, request, pk=None):
        return self.act(correct_answers, AnswersInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="keep-again")
    def keep_again(self, request, pk=None):
        return self.act(goods.keep_again)


class ConfirmationViewSet(Reads):
    serializer_class = ConfirmationRowOutput
    filterset_class = ConfirmationFilter
    needs = {"list": AppointmentPerm.APPOINTMENT_VIEW, "retrieve": AppointmentPerm.APPOINTMENT_VIEW}

    def get_queryset(self):
        return Confirmation.objects.order_by("due_at", "pk")
