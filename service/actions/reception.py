"""Reception: the car arrives, its work is priced and promised, the customer signs."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, cast

from accounts.access import Access
from accounts.log import next_number, notify, record
from accounts.models.people import User
from accounts.models.records import Activity
from accounts.models.stores import Store
from accounts.transitions import lock, move
from appointments.actions import booking, visits
from appointments.actions.versions import refuse_stale_time
from appointments.models.visits import Appointment
from appointments.rules import bookings
from appointments.rules.bookings import BookingRequest
from capacity.slots import times
from capacity.slots.wish import Slot
from core.errors import refuse
from core.transactions import one_transaction
from customers.actions import cars, people
from customers.models.people import Customer
from parts.models import Part
from parts.rules.stock import whole
from pricing.actions import estimates
from pricing.models.estimates import Estimate, EstimateLine
from pricing.models.prices import Operation, RepairPackage
from pricing.perms import EstimatePerm
from pricing.rules.packages import why_not_packages, with_contents
from service.actions.audit import record_visit
from service.actions.materials import keep_parts
from service.models.orders import RepairOrder
from service.notices import OrderNotice
from service.perms import OrderPerm
from service.rules import orders
from service.work import Work
from vehicles.models import Vehicle

S = RepairOrder.Status


@one_transaction()
def open_order(
    appointment: Appointment, *, by: Access, at: datetime, time_version: int | None = None, words: str = ""
) -> RepairOrder:
    """Receive the car of an appointment: greeted now, by this advisor, with its work priced (SERVICE-R13, SERVICE-D12).

    Who greeted, and when, tells whether the advisor was there (SERVICE-N11).

    Refused when a colleague has received it already, or the car is here with another order. A car that was not noted as
    arrived has arrived now. `words` are what the customer says at the counter beside what he said when he booked.
    """
    by.require(OrderPerm.ORDER_OPEN)
    appointment = lock(appointment)
    refuse(orders.why_not_open(appointment, RepairOrder.objects.filter(appointment=appointment).first()))
    refuse_stale_time(appointment, time_version, by=by)
    _refuse_here(appointment.vehicle)
    return _open(appointment, by=by, at=at, words=words)


def _open(
    appointment: Appointment, *, by: Access, at: datetime, estimate: Estimate | None = None, words: str = ""
) -> RepairOrder:
    """Open the order of a car that may be received; `estimate` is the one just made, if any."""
    if not appointment.has_arrived:
        appointment = visits.arrive(appointment, by=by, at=at)
    order = RepairOrder.objects.create(
        store=appointment.store,
        number=_number(appointment.store, at),
        appointment=appointment,
        customer=cast(Customer, appointment.customer),  # a car without an owner was refused
        vehicle=appointment.vehicle,
        advisor=by.user or cast(User, appointment.advisor.user),  # an advisor is one (a constraint of the table)
        complaint=orders.complaint_of(appointment, words),
        waits=appointment.transport == Appointment.Transport.WAIT,
        promised_at=appointment.end,
        estimate=estimate or _standing_estimate(appointment, at) or _estimate_of(appointment, by=by, at=at),
        created_at=at,
    )
    record(order, "open", by=by, at=at, moved=("", order.status))
    visits.record(appointment, "greeted", by=by, at=at, order=order.number)
    return order


def _refuse_here(vehicle: Vehicle) -> None:
    """Refuse a car that is here already. Locks the car, so that a second reception waits and then sees the order."""
    lock(vehicle)
    refuse(orders.why_not_receive(RepairOrder.objects.open().filter(vehicle=vehicle).first()))


def _standing_estimate(appointment: Appointment, at: datetime) -> Estimate | None:
    """The estimate of the booking; one that nobody was told counts no longer than it is valid."""
    estimate = appointment.estimate
    if estimate and not estimate.is_told and estimate.is_over(appointment.store.today(at)):
        return None
    return estimate


def _estimate_of(appointment: Appointment, *, by: Access, at: datetime) -> Estimate:
    """Make the estimate of a booking that has none: its work, even if not offered any more, at today's prices."""
    needs = appointment.needs.select_related("reservation__item__part")
    parts = [(need.reservation.item.part, need.reservation.quantity) for need in needs]
    work = [row.operation for row in appointment.operation_rows.select_related("operation")]
    return estimates.make_estimate(appointment.vehicle, by=by, at=at, operations=work, parts=parts, booked=True)


def _number(store: Store, at: datetime) -> str:
    year = store.today(at).year
    return f"R{year % 100:02d}-{next_number(store, 'repair_order', year):05d}"


@one_transaction()
def receive_walk_in(
    vehicle: Vehicle,
    *,
    by: Access,
    at: datetime,
    operations: Iterable[Operation],
    complaint: str,
    parts: Iterable[tuple[Part, Decimal | int]] = (),
    packages: Iterable[RepairPackage] = (),
    beyond_share: str = "",
    **facts: Any,
) -> RepairOrder:
    """Receive a car without appointment: book the next free time open to walk-ins, and open its order.

    `beyond_share` is a manager's reason to give it kept hours; it is used, and recorded, only where nothing else is
    free today. `facts` go to the booking (transport, faults, diagnosis …). Refused when the car is here or nothing is
    free; `kept` says then whether kept hours would do.
    """
    by.require(OrderPerm.ORDER_OPEN)
    _refuse_here(vehicle)
    standing = bookings.standing_visit(vehicle, by.store, at, Appointment.Kind.WALK_IN)
    booking.refuse_second_visit(standing, facts.get("second_visit", ""), by=by)
    packages = list(packages)
    refuse(why_not_packages(packages, vehicle), field="packages")
    operations, parts = with_contents(packages, operations, parts)
    kind = Appointment.Kind.WALK_IN
    slots, beyond_share = _walk_in_slots(operations, vehicle, parts, beyond_share, by=by, at=at)
    work = {"operations": operations, "parts": parts, "complaint": complaint, "beyond_share": beyond_share, **facts}
    request = BookingRequest(vehicle, start=slots[0].start, kind=kind, source="walk_in", **work)
    appointment = booking.book(request, by=by, at=at)
    pieces = [(part, whole(quantity)) for part, quantity in parts]
    estimate = estimates.make_estimate(vehicle, by=by, at=at, operations=operations, parts=pieces)
    return _open(appointment, by=by, at=at, estimate=estimate)


def _walk_in_slots(
    operations: list[Operation], vehicle: Vehicle, parts: Iterable, beyond_share: str, *, by: Access, at: datetime
) -> tuple[list[Slot], str]:
    """The free times for a walk-in, and the reason where they take kept hours. Raises Refused without one of today."""
    if beyond_share:
        refuse(bookings.why_not_beyond_share(beyond_share, Appointment.Kind.WALK_IN, by), field="beyond_share")
    search = partial(
        times.free, operations, at=at, vehicle=vehicle, kind=Appointment.Kind.WALK_IN, parts=parts, limit=5
    )
    slots = search()
    if orders.why_not_walk_in(slots, at) is None:
        return slots, ""
    kept = search(beyond_share=True)
    is_kept = orders.why_not_walk_in(kept, at) is None
    if is_kept and beyond_share:
        return kept, beyond_share
    refuse(orders.why_not_walk_in(slots, at, is_kept), alternatives=[slot.as_json() for slot in slots], kept=is_kept)
    return slots, ""


@one_transaction()
def receive_plate(
    plate: str,
    *,
    by: Access,
    at: datetime,
    operations: Iterable[Operation],
    complaint: str,
    phone: str = "",
    name: str = "",
    second_visit: str = "",
    beyond_share: str = "",
) -> RepairOrder:
    """Receive a walk-in by its plate: a recorded car, or a new one of the customer with this phone.

    A car that is expected today is received by its appointment; `second_visit` says why this is another visit.
    """
    vehicle = Vehicle.objects.with_plate(plate).first()
    if vehicle is None:
        customer = people.meet(phone, by=by, at=at, name=name)
        vehicle = cars.add_car(customer, by=by, at=at, plate=plate)
    return receive_walk_in(
        vehicle,
        by=by,
        at=at,
        operations=operations,
        complaint=complaint,
        beyond_share=beyond_share,
        second_visit=second_visit,
    )


@one_transaction()
def price(
    order: RepairOrder,
    *,
    by: Access,
    at: datetime,
    operations: Iterable[Operation],
    parts: Iterable[tuple[Part, Decimal | int]] = (),
    packages: Iterable[RepairPackage] = (),
) -> RepairOrder:
    """Change what is to be done while the car is being received; the new estimate replaces the booked one."""
    by.require(EstimatePerm.ESTIMATE_MAKE)
    order = lock(order)
    refuse(orders.why_not_price(order))
    order.estimate = estimates.make_estimate(
        order.vehicle, by=by, at=at, operations=operations, parts=parts, packages=packages
    )
    order.save(update_fields=["estimate"])
    record(order, "price", by=by, at=at, total=str(order.estimate.total))
    return order


@one_transaction()
def take_back(order: RepairOrder, *, by: Access, at: datetime, reason: str) -> RepairOrder:
    """Take the order back to reception before the customer signs, to be priced anew."""
    return move(order, S.DRAFT, by=by, at=at, note=reason)


@one_transaction()
def sign(order: RepairOrder, *, by: Access, at: datetime, name: str, signature: str = "") -> RepairOrder:
    """Record the customer's signature for these lines and this promise: lines are approved, their parts reserved.

    `signature` is a drawing (PNG data URL) or empty for the typed name alone. Refused when somebody else has signed.
    """
    order = lock(order)
    refuse(orders.why_not_signature(name, signature), field="name")
    if order.status == S.CONFIRMED:
        refuse(orders.why_not_sign_again(order, name, signature))
        return order
    lines = orders.signed_lines(order) if order.estimate else []
    stamps: dict[str, Any] = {"signed_at": at, "signed_by_name": orders.signer(order, name), "signature": signature}
    order = move(order, S.CONFIRMED, by=by, at=at, signed_hash=orders.signature_hash(order, lines), **stamps)
    waiting = [line.pk for line in lines if line.approval == EstimateLine.Approval.WAITING]
    if waiting and order.estimate:
        estimates.answer_lines(order.estimate, by=by, at=at, approved=waiting, channel="person")
    work = Work.of(order)
    keep_parts(work, by=by, at=at)
    facts = {"url": order.get_absolute_url(), "order": order.number}
    notify(OrderNotice.TO_DISPATCH, about=order, at=at, **facts)
    return work.kept_with(order)


@one_transaction()
def promise(order: RepairOrder, *, by: Access, at: datetime, promised_at: datetime, reason: str) -> RepairOrder:
    """Move the promise to a time that the customer agreed to; without his consent a promise can only be missed.

    The same time for another reason is logged, for the same one it changes nothing.
    """
    by.require(EstimatePerm.ESTIMATE_APPROVE)
    order = lock(order)
    refuse(orders.why_not_move_promise(order))
    refuse(orders.why_not_promise(promised_at, at), field="promised_at")
    if order.promised_at == promised_at and _reason_of_promise(order) == reason:
        return order
    before, order.promised_at = order.promised_at, promised_at
    order.save(update_fields=["promised_at"])
    record(order, "promise", by=by, at=at, note=reason, before=before and before.isoformat(), now=str(promised_at))
    if before and promised_at > before:
        record_visit(order, "delayed", by=by, at=at, reason=reason)
    return order


def _reason_of_promise(order: RepairOrder) -> str:
    """The reason of the last move of the promise."""
    lines = Activity.objects.about(order).filter(verb="promise").order_by("-pk")
    return lines.values_list("note", flat=True).first() or ""
