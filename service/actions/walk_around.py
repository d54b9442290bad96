"""The walk-around at reception: condition, mileage, belongings, old parts and promise, noted and corrected."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock, move
from core.errors import refuse
from core.transactions import one_transaction
from pricing.actions import estimates
from service.actions.audit import record_visit
from service.models.marks import WalkAroundMark
from service.models.orders import RepairOrder
from service.perms import OrderPerm
from service.rules import orders
from vehicles.actions import vehicles

S = RepairOrder.Status
Marks = Iterable[dict] | None  # [{damage, place, x, y}]; None keeps those noted before


@one_transaction()
def note_condition(
    order: RepairOrder,
    *,
    by: Access,
    at: datetime,
    mileage: int,
    energy_percent: int,
    lower_mileage_reason: str | None = None,
    belongings: str | None = None,
    marks: Marks = None,
) -> RepairOrder:
    """Save the walk-around so far, so that reception can go on later or on another tablet.

    What is not given stays as it stands. The mileage becomes the car's at `check_in`, after that at once.
    """
    by.require(OrderPerm.ORDER_OPEN)
    order = lock(order)
    refuse(orders.why_not_note(order))
    marks = _checked(marks)
    refuse(orders.why_not_mileage(order, mileage, lower_mileage_reason), field="mileage")
    given = {"mileage": mileage, "energy_percent": energy_percent, "belongings": belongings}
    given["lower_mileage_reason"] = orders.lower_mileage_reason(order, mileage, lower_mileage_reason)
    facts = _given(given)
    for name, value in facts.items():
        setattr(order, name, value)
    order.save(update_fields=[*facts])
    if marks is not None:
        _mark(order, marks)
    if order.status == S.AWAITING_CUSTOMER:
        _read_mileage(order, by=by, at=at)
    record(order, "note condition", by=by, at=at, mileage=mileage)
    return order


def _given(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts that were given; None means not given."""
    return {name: value for name, value in facts.items() if value is not None}


def _checked(marks: Marks) -> list[dict] | None:
    """The marks as a list; refused unless each names a place of the outline and a damage."""
    if marks is None:
        return None
    marks = list(marks)
    refuse(orders.why_not_marks(marks), field="marks")
    return marks


def _mark(order: RepairOrder, marks: Iterable[dict]) -> None:
    order.marks.all().delete()
    WalkAroundMark.objects.bulk_create(_marks_of(order, marks))


def _marks_of(order: RepairOrder, marks: Iterable[dict]) -> list[WalkAroundMark]:
    return [WalkAroundMark(store_id=order.store_id, order=order, **mark) for mark in marks]


def _read_mileage(order: RepairOrder, *, by: Access, at: datetime) -> None:
    """Set the car's mileage to that of the walk-around, also after a correction."""
    if order.mileage is not None and order.mileage != order.vehicle.mileage:
        reason = order.lower_mileage_reason
        vehicles.read_mileage(order.vehicle, by=by, at=at, km=order.mileage, reason=reason)


@one_transaction()
def check_in(
    order: RepairOrder,
    *,
    by: Access,
    at: datetime,
    mileage: int,
    energy_percent: int,
    belongings: str | None = None,
    old_parts: str | None = None,
    waits: bool | None = None,
    promised_at: datetime | None = None,
    lower_mileage_reason: str | None = None,
    marks: Marks = None,
) -> RepairOrder:
    """End the walk-around: mileage (km), fuel or charge (%), belongings, old parts and promise stand, and the
    customer is told the price he is asked to sign (SERVICE-R13, D4).

    What is not given stays as it stands on the order: the promise is the appointment's end until somebody gives
    another. Until the customer signs, the same facts again change nothing and other facts correct those that stand.
    """
    order, marks = lock(order), _checked(marks)
    refuse(orders.why_not_mileage(order, mileage, lower_mileage_reason), field="mileage")
    reason = orders.lower_mileage_reason(order, mileage, lower_mileage_reason)
    given = {"mileage": mileage, "energy_percent": energy_percent, "belongings": belongings, "old_parts": old_parts}
    facts = _given(given | {"waits": waits, "promised_at": promised_at, "lower_mileage_reason": reason})
    if order.status == S.AWAITING_CUSTOMER:
        return _correct(order, facts, marks, by=by, at=at)
    refuse(orders.why_not_promise(promised_at or order.promised_at, at), field="promised_at")
    order = move(order, S.AWAITING_CUSTOMER, by=by, at=at, **facts)
    if marks is not None:
        _mark(order, marks)
    vehicles.read_mileage(order.vehicle, by=by, at=at, km=mileage, reason=reason)
    if order.estimate and not order.estimate.is_told:
        order.estimate = estimates.tell(order.estimate, by=by, at=at, channel="person", answer="open")
    record_visit(order, "checked_in", by=by, at=at, mileage=mileage)
    return order


def _correct(order: RepairOrder, facts: dict[str, Any], marks: Marks, *, by: Access, at: datetime) -> RepairOrder:
    """Take and log facts of the walk-around or the promise that differ from those recorded, before the signature."""
    by.require(OrderPerm.ORDER_OPEN)
    before = {name: getattr(order, name) for name, value in facts.items() if getattr(order, name) != value}
    remarked = marks is not None and _places(_marks_of(order, marks)) != _places(order.marks.order_by("pk"))
    if "promised_at" in before:
        refuse(orders.why_not_promise(facts["promised_at"], at), field="promised_at")
    for name in before:
        setattr(order, name, facts[name])
    _read_mileage(order, by=by, at=at)
    if not before and not remarked:
        return order
    order.save(update_fields=[*before])
    if remarked:
        _mark(order, marks or ())
    record(order, "correct check-in", by=by, at=at, **{name: str(value) for name, value in before.items()})
    return order


def _places(marks: Iterable[WalkAroundMark]) -> list[tuple]:
    return [(mark.damage, mark.place, mark.x, mark.y) for mark in marks]
