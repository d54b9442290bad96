"""Reception: the car arrives, its condition is noted, the work is priced and promised, the customer signs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.log import next_number, notify, record
from accounts.transitions import lock, move
from appointments.actions import booking, visits
from appointments.models.visits import Appointment
from appointments.rules.bookings import BookingRequest
from capacity.slots import times
from core.errors import refuse
from customers.actions import cars, people
from pricing.actions import estimates
from pricing.models.estimates import Estimate, EstimateLine
from pricing.models.prices import Operation
from pricing.perms import EstimatePerm
from service.actions.materials import keep_parts
from service.models.orders import RepairOrder, WalkAroundMark
from service.notices import OrderNotice
from service.perms import OrderPerm
from service.rules import orders
from vehicles.actions import vehicles
from vehicles.models import Vehicle

S = RepairOrder.Status


@transaction.atomic
def open_order(appointment: Appointment, *, by: Access, at: datetime) -> RepairOrder:
    """Receive the car of an appointment: greeted now, by this advisor, with its work priced (SERVICE-R13, SERVICE-D12).

    Who greeted, and when, tells whether the advisor was there (SERVICE-N11).

    Refused when a colleague has received it already, or the car is here with another order. A car that was not noted as
    arrived has arrived now.
    """
    by.require(OrderPerm.ORDER_OPEN)
    appointment = lock(appointment)
    refuse(orders.why_not_open(appointment, RepairOrder.objects.filter(appointment=appointment).first()))
    _refuse_here(appointment.vehicle)
    if appointment.status != Appointment.Status.ARRIVED:
        appointment = visits.arrive(appointment, by=by, at=at)
    estimate = appointment.estimate or _estimate_of(appointment, by=by, at=at)
    order = RepairOrder.objects.create(
        store=appointment.store,
        number=_number(appointment.store, at),
        appointment=appointment,
        customer=appointment.customer,
        vehicle=appointment.vehicle,
        advisor=by.user or appointment.advisor.user,
        complaint=appointment.complaint,
        waits=appointment.transport == Appointment.Transport.WAIT,
        promised_at=appointment.end,
        estimate=estimate,
        created_at=at,
    )
    record(order, "open", by=by, at=at, moved=("", order.status))
    visits.record(appointment, "greeted", by=by, at=at, order=order.number)
    return order


def _refuse_here(vehicle: Vehicle) -> None:
    """Whoever receives the same car meanwhile waits here, then reads whose order it has."""
    lock(vehicle)
    refuse(orders.why_not_receive(RepairOrder.objects.open().filter(vehicle=vehicle).first()))


def _estimate_of(appointment: Appointment, *, by: Access, at: datetime) -> Estimate:
    """What was booked, at today's published prices, when nobody has priced it before."""
    parts = [(need.reservation.item.part, need.reservation.quantity) for need in appointment.needs.all()]
    work = [row.operation for row in appointment.operation_rows.select_related("operation")]
    return estimates.make_estimate(appointment.vehicle, by=by, at=at, operations=work, parts=parts)


def _number(store, at: datetime) -> str:
    year = store.today(at).year
    return f"R{year % 100:02d}-{next_number(store, 'repair_order', year):05d}"


@transaction.atomic
def receive_walk_in(
    vehicle: Vehicle,
    *,
    by: Access,
    at: datetime,
    operations: Iterable[Operation],
    complaint: str,
    parts: Iterable[tuple] = (),
    **facts: Any,
) -> RepairOrder:
    """A car that comes without appointment takes the next free time open to walk-ins, and its order is opened.

    `facts` go to the booking (transport, faults, diagnosis …). Refused when the car is here or nothing is free.
    """
    by.require(OrderPerm.ORDER_OPEN)
    _refuse_here(vehicle)
    operations, parts = list(operations), list(parts)
    found = times.free(operations, at=at, vehicle=vehicle, kind=Appointment.Kind.WALK_IN, parts=parts, limit=5)
    refuse(orders.why_not_walk_in(found, at), alternatives=[slot.as_json() for slot in found])
    work = {"operations": operations, "parts": parts, "complaint": complaint, **facts}
    kind = Appointment.Kind.WALK_IN
    request = BookingRequest(vehicle, start=found[0].start, kind=kind, source="walk_in", **work)
    return open_order(booking.book(request, by=by, at=at), by=by, at=at)


@transaction.atomic
def receive_plate(
    plate: str,
    *,
    by: Access,
    at: datetime,
    operations: Iterable[Operation],
    complaint: str,
    phone: str = "",
    name: str = "",
) -> RepairOrder:
    """A walk-in by its plate: a car we know, or a new one of whoever has this phone."""
    vehicle = Vehicle.objects.with_plate(plate).first()
    if vehicle is None:
        customer = people.meet(phone, by=by, at=at, name=name)
        vehicle = cars.add_car(customer, by=by, at=at, plate=plate)
    return receive_walk_in(vehicle, by=by, at=at, operations=operations, complaint=complaint)


@transaction.atomic
def price(order: RepairOrder, *, by: Access, at: datetime, operations: Iterable[Operation], parts=()) -> RepairOrder:
    """Change what is to be done while the car is being received; the new estimate replaces the booked one."""
    by.require(EstimatePerm.ESTIMATE_MAKE)
    order = lock(order)
    refuse(orders.why_not_price(order))
    order.estimate = estimates.make_estimate(order.vehicle, by=by, at=at, operations=list(operations), parts=parts)
    order.save(update_fields=["estimate"])
    record(order, "price", by=by, at=at, total=str(order.estimate.total))
    return order


@transaction.atomic
def note_condition(
    order: RepairOrder,
    *,
    by: Access,
    at: datetime,
    mileage: int,
    energy_percent: int,
    lower_mileage_reason: str = "",
    belongings: str = "",
    marks: Iterable[dict] = (),
) -> RepairOrder:
    """Keep what the walk-around has shown so far, so that reception can go on later or on another tablet.

    `marks` = [{damage, place, x, y}] replace those noted before. The mileage becomes the car's at `check_in`.
    """
    by.require(OrderPerm.ORDER_OPEN)
    order = lock(order)
    refuse(orders.why_not_note(order))
    refuse(orders.why_not_mileage(order, mileage, lower_mileage_reason), field="mileage")
    order.mileage, order.energy_percent = mileage, energy_percent
    order.lower_mileage_reason, order.belongings = lower_mileage_reason, belongings
    order.save(update_fields=["mileage", "energy_percent", "lower_mileage_reason", "belongings"])
    _mark(order, marks)
    record(order, "note condition", by=by, at=at, mileage=mileage)
    return order


def _mark(order: RepairOrder, marks: Iterable[dict]) -> None:
    order.marks.all().delete()
    WalkAroundMark.objects.bulk_create(WalkAroundMark(store_id=order.store_id, order=order, **mark) for mark in marks)


@transaction.atomic
def check_in(
    order: RepairOrder,
    *,
    by: Access,
    at: datetime,
    mileage: int,
    energy_percent: int,
    belongings: str = "",
    old_parts: str = RepairOrder.OldParts.DISPOSE,
    waits: bool = True,
    promised_at: datetime | None = None,
    lower_mileage_reason: str = "",
    marks: Iterable[dict] | None = None,
) -> RepairOrder:
    """End the walk-around: mileage (km), fuel or charge (%), belongings, old parts and promise stand, and the
    customer is told the price he is asked to sign (SERVICE-R13, D4).

    `promised_at` is the appointment's end by default, `marks` None keeps those noted before.
    """
    order = lock(order)
    if order.status == S.AWAITING_CUSTOMER:
        return order
    refuse(orders.why_not_mileage(order, mileage, lower_mileage_reason), field="mileage")
    promised_at = promised_at or order.promised_at
    refuse(orders.why_not_promise(promised_at, at), field="promised_at")
    facts = {"mileage": mileage, "energy_percent": energy_percent, "belongings": belongings, "old_parts": old_parts}
    facts |= {"waits": waits, "promised_at": promised_at, "lower_mileage_reason": lower_mileage_reason}
    order = move(order, S.AWAITING_CUSTOMER, by=by, at=at, **facts)
    if marks is not None:
        _mark(order, marks)
    vehicles.read_mileage(order.vehicle, by=by, at=at, km=mileage, reason=lower_mileage_reason)
    if order.estimate.status != Estimate.Status.TOLD:
        order.estimate = estimates.tell(order.estimate, by=by, at=at, channel="person", answer="open")
    visits.record(order.appointment, "checked_in", by=by, at=at, mileage=mileage)
    return order


@transaction.atomic
def take_back(order: RepairOrder, *, by: Access, at: datetime, reason: str) -> RepairOrder:
    """The customer wants something else before he signs: the order is being received again, to be priced anew."""
    return move(order, S.DRAFT, by=by, at=at, note=reason)


@transaction.atomic
def sign(order: RepairOrder, *, by: Access, at: datetime, name: str, signature: str = "") -> RepairOrder:
    """The customer signs for exactly these lines and this promise; that approves them, and their parts are kept.

    `signature` is a drawing (PNG data URL) or empty for the typed name alone.
    """
    order = lock(order)
    if order.status == S.CONFIRMED:
        return order
    refuse(orders.why_not_signature(name, signature), field="name")
    lines = orders.signed_lines(order) if order.estimate else []
    stamps = {"signed_at": at, "signed_by_name": name.strip() or order.customer.name, "signature": signature}
    stamps["signed_hash"] = orders.signature_hash(order, lines)
    order = move(order, S.CONFIRMED, by=by, at=at, **stamps)
    waiting = [line.pk for line in lines if line.approval == EstimateLine.Approval.WAITING]
    if waiting:
        estimates.answer_lines(order.estimate, by=by, at=at, approved=waiting, channel="person")
    keep_parts(order, by=by, at=at)
    facts = {"url": order.get_absolute_url(), "order": order.number}
    notify(OrderNotice.TO_DISPATCH, about=order, at=at, **facts)
    return order


@transaction.atomic
def promise(order: RepairOrder, *, by: Access, at: datetime, promised_at: datetime, reason: str) -> RepairOrder:
    """The customer has agreed to another time; a promise never moves without his consent, it is only missed."""
    by.require(EstimatePerm.ESTIMATE_APPROVE)
    order = lock(order)
    refuse(orders.why_not_move_promise(order))
    refuse(orders.why_not_promise(promised_at, at), field="promised_at")
    before, order.promised_at = order.promised_at, promised_at
    order.save(update_fields=["promised_at"])
    record(order, "promise", by=by, at=at, note=reason, before=before and before.isoformat(), now=str(promised_at))
    if before and promised_at > before:
        visits.record(order.appointment, "delayed", by=by, at=at, reason=reason)
    return order
