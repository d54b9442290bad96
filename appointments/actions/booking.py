"""Booking: bay, technician, advisor, car, parts, notices and confirmations in one transaction, or nothing (P7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import Model

from accounts.access import Access
from accounts.log import line_of, next_number
from accounts.new_rows import NewRows, drawn_key
from appointments.actions import calls, promises
from appointments.models.answers import QuestionAnswer
from appointments.models.calls import Fault, PhoneCall
from appointments.models.promises import VisitEvent
from appointments.models.visits import Appointment, AppointmentFault, AppointmentOperation, AppointmentPart, Segment
from appointments.notices import AppointmentNotice
from appointments.perms import AppointmentPerm
from appointments.presenters import texts
from appointments.rules import bookings, transport
from appointments.rules.answers import why_not_answers
from appointments.rules.bookings import BookingRequest
from capacity import rules as capacity_rules
from capacity.actions import overrides, taking
from capacity.slots import times
from capacity.slots.wish import TakenSlot, Wish
from core.errors import Refused, refuse
from core.relations import loaded
from customers.models.people import OWNER, Customer
from parts import actions as parts_actions
from parts.rules import fitting
from parts.rules import stock as stock_rules
from pricing.rules.operations import why_not_operations
from pricing.rules.packages import why_not_packages
from vehicles.models import RepairFact, Vehicle

Kind = Appointment.Kind


def book(request: BookingRequest, *, by: Access, at: datetime) -> Appointment:
    """Book a car in: resources, parts, messages and notices, together or not at all (SERVICE-D1 … D7).

    The diagnosis made on the phone is recorded with it (SERVICE-R5, SERVICE-N3). Raises Refused with `alternatives`
    (free slots) and `missing` (what is lacking) when the time cannot be had.
    """
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    if request.kind == Kind.DELIVERY_PREP:
        by.require(AppointmentPerm.APPOINTMENT_PREPARE)
    owner = OWNER.first(store=request.vehicle.store_id, vehicle=request.vehicle.pk)
    refuse(bookings.why_not_unowned(owner, request.kind))
    refuse(why_not_packages(request.packages, request.vehicle), field="packages")
    request = bookings.with_packages(request)
    _refuse_senseless(request, by, at)
    wish = _wish(request, by, at)
    _refuse_named(request, wish)
    with taking.taken(wish) as slot:
        request = _with_second_visit(request, by=by)
        return _write(request, owner, wish.parts, slot, by=by, at=at)


def _refuse_senseless(request: BookingRequest, by: Access, at: datetime) -> None:
    vehicle, operations, estimate = request.vehicle, request.operations, request.estimate
    refuse(why_not_operations(operations, vehicle), field="operations")
    refuse(bookings.why_not_fault(request.faults, vehicle), field="faults")
    refuse(why_not_answers(request.answers, request.faults), field="answers")
    refuse(capacity_rules.why_not_start(request.start, by.store, at), field="start")
    refuse(transport.why_not_address(request.transport, request.address, request.kind), field="address")
    refuse(bookings.why_not_words(request.complaint), field="complaint")
    if request.beyond_share:
        refuse(bookings.why_not_beyond_share(request.beyond_share, request.kind, by), field="beyond_share")
    refuse(bookings.why_not_driven(request.diagnosis, request.kind), field="diagnosis")
    refuse(bookings.why_not_estimate(estimate, vehicle, operations), field="estimate")
    refuse(fitting.why_not_parts(bookings.needs_of(request), vehicle), field="parts")


def _with_second_visit(request: BookingRequest, *, by: Access) -> BookingRequest:
    """Refuse a second booking of an estimate, and a second visit of the car on one day unless its reason is said.

    Without a first visit there is no reason. The car is locked here, so of two bookings the second sees the first.
    """
    standing = bookings.in_the_way(request.vehicle, by.store, request.start, request.kind, request.estimate)
    refuse(bookings.why_not_estimate_again(standing.of_estimate), field="estimate")
    refuse_second_visit(standing.visit, request.second_visit, by=by)
    return request if standing.visit else replace(request, second_visit="")


def refuse_second_visit(standing: Appointment | None, why: str, *, by: Access) -> None:
    """Raise Refused with the `appointment` of that day: its number, time, status and version."""
    if standing:
        start = standing.start.astimezone(by.store.zone).isoformat()
        facts = {"id": standing.pk, "number": standing.number, "start": start, "status": standing.status}
        facts["time_version"] = standing.time_version
        refuse(bookings.why_not_second_visit(standing, why), field="second_visit", appointment=facts)


def _wish(request: BookingRequest, by: Access, at: datetime) -> Wish:
    facts = {"vehicle": request.vehicle, "kind": request.kind, "label": label_of(request.vehicle)}
    facts |= {"parts": bookings.needs_of(request), "holder": by.user, "guest": by.guest, "reserves": True}
    facts |= {"instead_of": request.held, "beyond_share": bool(request.beyond_share)}
    facts |= {"carriage": transport.carriage(request.transport, by.store, request.kind)}
    return times.wish(request.operations, at=at, start_from=request.start, **facts, **request.named)


def label_of(vehicle: Vehicle) -> str:
    """What a board of the workshop shows of a car."""
    return vehicle.plate or vehicle.vin


def _refuse_named(request: BookingRequest, wish: Wish) -> None:
    for kind, resource in request.named.items():
        refuse(capacity_rules.why_not_named(resource, kind, wish.stages[wish.longest]), field=kind)


def repeated(vehicle: Vehicle, faults: Sequence[Fault], on: date) -> str:
    """The order that repaired the same system of this car shortly before, or ""."""
    systems = {fault.system for fault in faults}
    if not systems:
        return ""
    since = on - timedelta(days=bookings.REPEAT_DAYS)
    facts = RepairFact.objects.filter(vehicle=vehicle, on__gte=since).order_by("-on", "-pk")
    return next((fact.order_number for fact in facts if bookings.is_repeat(fact, systems, vehicle.mileage, on)), "")


def _write(
    request: BookingRequest,
    owner: Customer | None,
    parts: stock_rules.Needs,
    slot: TakenSlot,
    *,
    by: Access,
    at: datetime,
) -> Appointment:
    """Write all rows in the order of their locks. Returns the appointment with its rows: an answer reads nothing more.

    Only what locks is written by itself: the parts, the call, and last the number, whose counter row stays locked until
    the commit. The other rows are written together after that.
    """
    appointment, new = _draft(request, owner, slot, by, at), NewRows()
    rows: dict[str, Sequence[Model]] = {"needs": new.add(_kept_parts(appointment, parts, by=by, at=at))}
    rows |= {"segments": new.add(segments_of(appointment, slot)), **_add_work(request, appointment, new)}
    rows |= {"answer_rows": new.add(_answers(request, appointment, by=by, at=at))}
    rows |= _promise(request, appointment, slot, new, by=by, at=at, parts=bool(rows["needs"]))
    _tell_colleagues(request, appointment, slot, new, at=at, parts=bool(rows["needs"]))
    new.add(_events(request, appointment, slot, by=by, at=at))
    if request.call:
        calls.settle(PhoneCall.objects.filter(pk=request.call.pk), by=by, at=at)
    new.add([_numbered(appointment, by, at)])
    note, start = request.second_visit.strip(), appointment.start.isoformat()
    new.add([line_of(appointment, "book", by=by, at=at, note=note, start=start)])
    new.write()
    if request.beyond_share:
        overrides.write_override(slot, by=by, at=at, reason=request.beyond_share.strip())
    return loaded(appointment, **rows)


def _draft(request: BookingRequest, owner: Customer | None, slot: TakenSlot, by: Access, at: datetime) -> Appointment:
    vehicle = request.vehicle
    return Appointment(
        pk=drawn_key(Appointment),
        store=by.store,
        kind=request.kind,
        customer=owner,
        vehicle=vehicle,
        start=slot.start,
        end=slot.end,
        advisor=slot.advisor,
        bay=slot.bay,
        technician=slot.technician,
        claim_set_id=slot.claim_set,
        complaint=request.complaint.strip(),
        diagnosis=request.diagnosis,
        diagnosis_note=request.diagnosis_note,
        estimate=request.estimate,
        call=request.call,
        transport=request.transport,
        address=request.address.strip(),
        source=request.source,
        repeat_of=repeated(vehicle, request.faults, by.store.today(at)),
        created_at=at,
        created_by=by.user,
    )


def segments_of(appointment: Appointment, slot: TakenSlot) -> list[Segment]:
    """The stretches of work of an appointment at its present time, not saved yet."""
    return [
        Segment(
            store_id=appointment.store_id,
            appointment_id=appointment.pk,
            position=position,
            bay_id=piece.bay.pk,
            technician_id=piece.technician.pk,
            operations=list(piece.operations),
            start=piece.start,
            end=piece.end,
            version=appointment.time_version,
        )
        for position, piece in enumerate(slot.pieces, start=1)
    ]


def _add_work(request: BookingRequest, appointment: Appointment, new: NewRows) -> dict[str, Sequence[Model]]:
    """The operations it is booked for, and the faults that the customer's words were filed under."""
    key = {"store_id": appointment.store_id, "appointment_id": appointment.pk}
    work = [AppointmentOperation(operation=operation, **key) for operation in request.operations]
    faults = [AppointmentFault(fault=fault, **key) for fault in request.faults]
    return {"operation_rows": new.add(work), "fault_rows": new.add(faults)}


def _answers(request: BookingRequest, appointment: Appointment, *, by: Access, at: datetime) -> list[QuestionAnswer]:
    """What the customer answered about the faults, not saved yet."""
    key = {"store_id": appointment.store_id, "appointment_id": appointment.pk}
    facts = {"recorded_at": at, "recorded_by": by.user}
    return [QuestionAnswer(answer=one, question_id=one.question_id, **key, **facts) for one in request.answers]


def _kept_parts(
    appointment: Appointment, parts: stock_rules.Needs, *, by: Access, at: datetime
) -> list[AppointmentPart]:
    """Reserve what the work needs; the time cannot be had when a part is short."""
    if not parts:
        return []
    car, needed_at = appointment.vehicle, appointment.start
    try:
        kept = parts_actions.reserve(parts, by=by, at=at, label=str(car), vehicle=car, needed_at=needed_at)
    except Refused as short:
        raise taking.Lost(str(short)) from short
    key = {"store_id": appointment.store_id, "appointment_id": appointment.pk}
    return [AppointmentPart(reservation=reservation, **key) for reservation in kept]


def _promise(
    request: BookingRequest,
    appointment: Appointment,
    slot: TakenSlot,
    new: NewRows,
    *,
    by: Access,
    at: datetime,
    parts: bool,
) -> dict[str, Sequence[Model]]:
    """Plan preparation and confirmations; none for a walk-in, who is here."""
    if appointment.kind == Kind.WALK_IN:
        return {"preparation": [], "confirmations": []}
    expert = bool(request.expert.strip() or appointment.repeat_of)
    items = promises.groups_to_prepare(appointment, slot, at=at, parts=parts, expert=expert)
    rows = promises.plan_confirmations(appointment, slot.advisor.name, new, by=by, at=at, news=texts.BOOKED)
    return {"preparation": new.add(items), "confirmations": rows}


def _tell_colleagues(
    request: BookingRequest, appointment: Appointment, slot: TakenSlot, new: NewRows, *, at: datetime, parts: bool
) -> None:
    """Add notices to the advisor and the parts store, and a question to the expert if one is asked."""
    notices = promises.notices(appointment, AppointmentNotice.BOOKED, at=at, advisor=slot.advisor, parts=parts)
    if question := request.expert.strip():
        notices.append(promises.question_to_expert(appointment, question, at=at))
    new.add(notices)


def _events(
    request: BookingRequest, appointment: Appointment, slot: TakenSlot, *, by: Access, at: datetime
) -> list[VisitEvent]:
    """The first events of the audit, not saved yet."""
    facts = {"start": slot.start.isoformat(), "advisor": slot.advisor.pk, "diagnosis": request.diagnosis}
    if request.second_visit:
        facts |= {"second_visit": True, "reason": request.second_visit.strip()}
    events = [promises.happened(appointment, "booked", by=by, at=at, **facts)]
    if question := request.expert.strip():
        events.append(promises.happened(appointment, "help_asked", by=by, at=at, question=question))
    return events


def _numbered(appointment: Appointment, by: Access, at: datetime) -> Appointment:
    year = by.store.today(at).year
    appointment.number = f"A{year % 100:02d}-{next_number(by.store, 'appointment', year):05d}"
    return appointment
