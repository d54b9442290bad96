"""Booking: bay, technician, advisor, car, parts, notices and confirmations in one transaction, or nothing (P7)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts.access import Access
from accounts.log import next_number, record
from accounts.roles import Perm
from accounts.transitions import lock
from appointments import texts
from appointments.actions import calls, promises
from appointments.models.calls import Fault, PhoneCall
from appointments.models.promises import VisitEvent
from appointments.models.visits import Appointment, AppointmentPart
from appointments.rules import wishes
from appointments.rules.wishes import REPEAT_DAYS
from capacity.actions import seats
from capacity.models import Resource
from capacity.slots import times
from capacity.slots.wish import Slot, Wish
from core.errors import Refused, refuse
from customers.models.people import Customer
from parts import actions as stock
from parts.rules import fitting
from pricing.models.estimates import Estimate
from pricing.models.prices import Operation
from vehicles.models import RepairFact, Vehicle

Kind = Appointment.Kind
KNOWN_JOB = Appointment.Diagnosis.KNOWN_JOB


@transaction.atomic
def book(
    vehicle: Vehicle,
    *,
    by: Access,
    at: datetime,
    operations: Iterable[Operation],
    start: datetime,
    complaint: str,
    advisor: Resource | None = None,
    bay: Resource | None = None,
    technician: Resource | None = None,
    estimate: Estimate | None = None,
    parts: Iterable[tuple[Any, Any]] = (),
    transport: str = Appointment.Transport.WAIT,
    source: str = "phone",
    faults: Iterable[Fault] = (),
    diagnosis: str = "",
    diagnosis_note: str = "",
    expert: str = "",
    call: PhoneCall | None = None,
    kind: str = Kind.APPOINTMENT,
) -> Appointment:
    """Book a car in: all that the work takes, the parts, and who is told, together or not at all (SERVICE-D1 … D7).

    The diagnosis made on the phone goes with it (SERVICE-R5, SERVICE-N3); without one it counts as a known job, and the
    audit knows that nobody chose that. Whoever is not named is chosen; parts default to those of the estimate; `expert`
    is a question to one. Raises Refused with `alternatives` (free slots) and `missing` (what stands against it) when
    the time cannot be had.
    """
    by.require(Perm.APPOINTMENT_BOOK)
    operations, faults = list(operations), list(faults)
    if kind == Kind.DELIVERY_PREP:
        by.require(Perm.APPOINTMENT_PREPARE)
    owner = Customer.objects.owner_of(vehicle)
    refuse(wishes.why_not_unowned(owner, kind))
    _refuse_senseless(vehicle, by, at, operations, faults, start, complaint, estimate)
    named = {"advisor": advisor, "bay": bay, "technician": technician}
    parts = list(parts) or parts_of(estimate)
    refuse(fitting.why_not_parts(parts, vehicle), field="parts")
    holder = seats.holder_of(by)
    asked = times.wish(
        operations, at=at, start_from=start, vehicle=vehicle, parts=parts, kind=kind, holder=holder, **named
    )
    _refuse_named(asked, named)
    words = {"complaint": complaint.strip(), "diagnosis": diagnosis or KNOWN_JOB, "diagnosis_note": diagnosis_note}
    links = {"kind": kind, "estimate": estimate, "call": call, "transport": transport, "source": source}
    appointment = _drafted(vehicle, faults, by, at, customer=owner, **words, **links)
    booking = Booking(appointment, operations, faults, asked.parts, by, at)
    booking.expert, booking.diagnosed = expert.strip(), diagnosis
    return booking.made(asked)


def _drafted(vehicle: Vehicle, faults: list[Fault], by: Access, at: datetime, **facts) -> Appointment:
    repeat_of = repeated(vehicle, faults, by.store.today(at))
    made = {"created_at": at, "created_by": by.user, "repeat_of": repeat_of}
    return Appointment(store=by.store, vehicle=vehicle, **made, **facts)


def _refuse_senseless(vehicle, by, at, operations, faults, start, complaint, estimate) -> None:
    refuse(wishes.why_not_operations(operations, vehicle), field="operations")
    refuse(wishes.why_not_fault(faults, vehicle), field="faults")
    refuse(wishes.why_not_start(start, by.store, at), field="start")
    refuse(wishes.why_not_words(complaint), field="complaint")
    refuse(wishes.why_not_estimate(estimate, vehicle, operations), field="estimate")
    if estimate:  # locked, so that two bookings with one estimate come here one after the other
        refuse(wishes.why_not_estimate_again(lock(estimate)), field="estimate")


def _refuse_named(asked: Wish, named: dict[str, Resource | None]) -> None:
    for kind, resource in named.items():
        refuse(wishes.why_not_named(resource, kind, asked.stages[asked.longest]), field=kind)


def parts_of(estimate: Estimate | None) -> list[tuple[Any, Any]]:
    """(Part, quantity) of an estimate, without the lines that the customer declined."""
    if estimate is None:
        return []
    lines = estimate.lines.exclude(approval="declined").filter(part__isnull=False).select_related("part")
    return [(line.part, line.quantity) for line in lines.order_by("position")]


def repeated(vehicle: Vehicle, faults: list[Fault], on: date) -> str:
    """The order that repaired the same system of this car shortly before, or "" (background/service.md 4, 8)."""
    systems = {fault.system for fault in faults}
    if not systems:
        return ""
    since = on - timedelta(days=REPEAT_DAYS)
    facts = RepairFact.objects.filter(vehicle=vehicle, on__gte=since).order_by("-on", "-pk")
    return next((fact.order_number for fact in facts if wishes.is_repeat(fact, systems, vehicle.mileage, on)), "")


class Booking:
    """One booking under way: what was asked, and the rows that are written for it, in the order of the locks."""

    expert = diagnosed = ""

    def __init__(self, appointment: Appointment, operations, faults, parts, by: Access, at: datetime):
        self.appointment, self.operations, self.faults, self.parts = appointment, operations, faults, parts
        self.by, self.at, self.store = by, at, by.store
        self.car = seats.seat_of(appointment.vehicle)
        self.short = ""

    def made(self, asked: Wish) -> Appointment:
        """The appointment, or the refusal with other times; these are looked for after the locks are let go."""
        try:
            return seats.take(asked, self.car, self.write)
        except seats.Taken:
            lost = seats.refusal(asked, self.short)
        raise lost

    def write(self, slot: Slot) -> Appointment:
        """All rows. The appointment itself comes last: its number is taken from a counter row that stays locked until
        the commit, and its children refer to a key drawn beforehand (foreign keys are checked at the commit)."""
        appointment = self.appointment
        appointment.pk = _drawn_key()
        appointment.start, appointment.end = slot.start, slot.end
        appointment.advisor_id, appointment.bay_id = slot.advisor.pk, slot.bay.pk
        appointment.technician_id = slot.technician.pk
        seats.write_claims(appointment, slot, self.car)
        self._keep_parts()
        if appointment.kind != Kind.WALK_IN:
            self._promise(slot)
        self._say(slot)
        if appointment.call_id:
            calls.settle(PhoneCall.objects.filter(pk=appointment.call_id), by=self.by, at=self.at)
        self._number()
        return appointment

    def _keep_parts(self) -> None:
        if not self.parts:
            return
        car, needed_at = self.appointment.vehicle, self.appointment.start
        try:
            kept = stock.reserve(self.parts, by=self.by, at=self.at, label=str(car), vehicle=car, needed_at=needed_at)
        except Refused as short:
            self.short = str(short)
            raise seats.Taken from short
        AppointmentPart.objects.bulk_create(
            AppointmentPart(store=self.store, appointment_id=self.appointment.pk, reservation=reservation)
            for reservation in kept
        )

    def _promise(self, slot: Slot) -> None:
        appointment, wanted = self.appointment, bool(self.expert or self.appointment.repeat_of)
        promises.plan_preparation(appointment, slot.advisor.user_id, at=self.at, parts=bool(self.parts), expert=wanted)
        promises.plan_confirmations(appointment, slot.advisor.name, by=self.by, at=self.at, news=texts.BOOKED)

    def _say(self, slot: Slot) -> None:
        """Notices to advisor and parts store, to the expert who is asked, and the first lines of the audit."""
        appointment, at = self.appointment, self.at
        promises.notice(
            appointment, promises.BOOKED_NOTICE, at=at, advisor=slot.advisor.user_id, parts=bool(self.parts)
        )
        facts = {"start": slot.start.isoformat(), "advisor": slot.advisor.pk, "diagnosis": self.diagnosed}
        events = [promises.happened(appointment, "booked", by=self.by, at=at, **facts)]
        if self.expert:
            promises.ask_expert(appointment, self.expert, at=at)
            events.append(promises.happened(appointment, "help_asked", by=self.by, at=at, question=self.expert))
        VisitEvent.objects.bulk_create(events)

    def _number(self) -> None:
        appointment, year = self.appointment, self.store.today(self.at).year
        appointment.number = f"A{year % 100:02d}-{next_number(self.store, 'appointment', year):05d}"
        appointment.save(force_insert=True)
        work, faults = Appointment.operations.through, Appointment.faults.through
        work.objects.bulk_create(work(appointment=appointment, operation=row) for row in self.operations)
        if self.faults:
            faults.objects.bulk_create(faults(appointment=appointment, fault=row) for row in self.faults)
        record(appointment, "book", by=self.by, at=self.at, start=appointment.start.isoformat())


def _drawn_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('appointments_appointment', 'id'))")
        return cursor.fetchone()[0]
