"""The workshop's people, bays and tools, their shifts, absences and duty."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from capacity.actions import absences, resources, roster
from capacity.api.serializers import (
    AbsenceEndInput,
    AbsenceInput,
    AbsenceOutput,
    CorrectionInput,
    DutyInput,
    DutyOutput,
    ResourceInput,
    ResourceOutput,
    ShiftDayInput,
    ShiftDayOutput,
    WeekInput,
)
from capacity.filters import AbsenceFilter, DutyFilter, ResourceFilter
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.models.roster import Duty, ShiftDay
from capacity.perms import CapacityPerm
from core.api import Reads

VIEW, MANAGE = CapacityPerm.CAPACITY_VIEW, CapacityPerm.CAPACITY_MANAGE
READS = {"list": VIEW, "retrieve": VIEW}


class ResourceViewSet(Reads):
    serializer_class = ResourceOutput
    filterset_class = ResourceFilter
    needs = READS | dict.fromkeys(["create", "correct", "retire", "use_again", "week", "day"], MANAGE)

    def get_queryset(self):
        return Resource.objects.kept().select_related("bay_type").order_by("kind", "pk")

    @extend_schema(request=ResourceInput)
    def create(self, request):
        added = resources.add(by=request.access, at=now(), **self.body(ResourceInput))
        return self.answer(added, status.HTTP_201_CREATED)

    @extend_schema(request=CorrectionInput)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        return self.act(resources.correct, CorrectionInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def retire(self, request, pk=None):
        return self.act(resources.retire)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="use-again")
    def use_again(self, request, pk=None):
        return self.act(resources.use_again)

    @extend_schema(request=WeekInput)
    @action(detail=True, methods=["post"])
    def week(self, request, pk=None):
        return self.act(roster.set_week, WeekInput)

    @extend_schema(request=ShiftDayInput, responses=ResourceOutput)
    @action(detail=True, methods=["post"])
    def day(self, request, pk=None):
        one = self.get_object()
        roster.set_day(one, by=request.access, at=now(), **self.body(ShiftDayInput))
        return self.answer(one)


class ShiftDayViewSet(Reads):
    serializer_class = ShiftDayOutput
    needs = READS | {"clear": MANAGE}

    def get_queryset(self):
        return ShiftDay.objects.select_related("resource").order_by("on", "pk")

    @extend_schema(request=None, responses=ResourceOutput)
    @action(detail=True, methods=["post"])
    def clear(self, request, pk=None):
        self.body()
        person = roster.clear_day(self.get_object(), by=request.access, at=now())
        return Response(ResourceOutput(person).data)


class AbsenceViewSet(Reads):
    """Absences of people, standstills of things; those that are lifted before they begin are not listed."""

    serializer_class = AbsenceOutput
    filterset_class = AbsenceFilter
    needs = READS | dict.fromkeys(["create", "change", "lift"], MANAGE)

    def get_queryset(self):
        rows = Claim.objects.filter(kind__in=Claim.AWAY).select_related("resource")
        return rows.order_by("during", "pk")

    @extend_schema(request=AbsenceInput)
    def create(self, request):
        facts = self.body(AbsenceInput)
        rows = absences.enter(facts.pop("resource"), by=request.access, at=now(), **facts)
        return self.answer(rows[0], status.HTTP_201_CREATED)

    @extend_schema(request=AbsenceEndInput)
    @action(detail=True, methods=["post"])
    def change(self, request, pk=None):
        absence = self.get_object()
        absences.change(absence, by=request.access, at=now(), **self.body(AbsenceEndInput))
        return self.answer(absence)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def lift(self, request, pk=None):
        absence = self.get_object()
        self.body()
        absences.lift(absence, by=request.access, at=now())
        return self.answer(absence)


class DutyViewSet(Reads):
    serializer_class = DutyOutput
    filterset_class = DutyFilter
    needs = READS | {"create": MANAGE, "end": MANAGE}

    def get_queryset(self):
        return Duty.objects.order_by("on", "kind", "starts", "pk")

    @extend_schema(request=DutyInput)
    def create(self, request):
        duty = roster.give_duty(by=request.access, at=now(), **self.body(DutyInput))
        return self.answer(duty, status.HTTP_201_CREATED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def end(self, request, pk=None):
        self.body()
        duty = self.get_object()
        was = DutyOutput(duty).data
        roster.end_duty(duty, by=request.access, at=now())
        return Response(was)
