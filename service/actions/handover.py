"""From finished work to delivery: inspection by another person, the bill, delivery, and the ends of an order."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.log import answer_notices, notify, record
from accounts.roles import Role
from accounts.transitions import lock, move, refuse_other
from appointments.actions import moving
from appointments.models.calls import Fault
from appointments.models.visits import Appointment
from billing.actions import bills
from billing.models.bills import Bill
from billing.perms import BillPerm
from core.errors import refuse
from core.transactions import one_transaction
from parts import actions as parts_actions
from parts.models import Reservation
from pricing.models.estimates import EstimateLine
from pricing.models.prices import Operation
from service.actions.audit import record_visit
from service.actions.materials import give_up_parts, goods_of, pieces
from service.models.checklists import ChecklistItem
from service.models.orders import RepairOrder
from service.models.work import Inspection, Job
from service.notices import OrderNotice
from service.perms import OrderPerm
from service.rules import orders
from service.rules.work import (
    billable,
    charged,
    why_not_inspect,
    why_not_inspect_again,
    why_not_redo,
    why_not_release,
    why_not_verdict,
)
from service.work import Work
from vehicles.actions import vehicles

S = RepairOrder.Status
MAINTENANCE = "保养"
# The codes of picklists.csv.
OLD_PARTS: dict[str, str] = {RepairOrder.OldParts.TAKE: "to_customer", RepairOrder.OldParts.DISPOSE: "to_shop"}
UNNAMED_SYSTEM = "其他"
NOT_FITTED = gettext_noop("the car was handed over without it")


@one_transaction()
def inspect(
    order: RepairOrder,
    *,
    by: Access,
    at: datetime,
    passed: bool,
    cause: str = "",
    note: str = "",
    road_test: bool = False,
    checked_items: Iterable[str] | None = None,
    not_applicable: Iterable[str] = (),
    jobs: Iterable[Job] = (),
) -> RepairOrder:
    """Pass the car, or send it back with a cause: the same people redo the work free of charge.

    SERVICE-R15, SERVICE-R40, promise P9, CR-026.

    `checked_items` = codes of the final checklist that are in order: a car passes when the rest is `not_applicable`;
    None is a verdict without a checklist. `jobs` narrows a failure to some of the work (all by default).
    The same verdict again changes nothing; another one is refused, for an inspection is evidence.
    """
    by.require(OrderPerm.ORDER_INSPECT)
    order = lock(order)
    to = S.READY if passed else S.QC_FAILED
    jobs, work = list(jobs), Work.of(order)
    in_order, left_out = sorted(checked_items or ()), sorted(not_applicable)
    verdict = {"passed": passed, "cause": "" if passed else cause, "note": note, "road_test": road_test}
    verdict |= {"checked_items": in_order, "not_applicable": left_out}
    if order.status == to:
        refuse(why_not_inspect_again(work, verdict, jobs))
        return order
    refuse(why_not_inspect(work, by))
    refuse(why_not_verdict(passed, cause), field="cause")
    refuse(why_not_redo(order, jobs), field="jobs")
    if passed and checked_items is not None:
        _look_through(order, set(in_order), set(left_out))
    facts = {"round": order.inspections.count() + 1, "inspector": by.user, "at": at}
    Inspection.objects.create(store_id=order.store_id, order=order, **verdict, **facts)
    stamps = {"ready_at": at} if passed else {}
    order = move(order, to, by=by, at=at, note=note, **stamps)
    record_visit(order, "inspected", by=by, at=at, passed=passed, cause=cause)
    answer_notices(OrderNotice.TO_INSPECT, about=order, by=by, at=at)
    if passed:
        _tell_ready(order, at=at)
        return work.kept_with(order)
    _rework(order, work, {job.line_id for job in jobs}, at=at)
    return order


def _look_through(order: RepairOrder, in_order: set[str], not_applicable: set[str]) -> None:
    points = ChecklistItem.objects.final_of(order.vehicle).values_list("code", flat=True)
    refuse(why_not_release(points, in_order, not_applicable), field="checked_items")


def _tell_ready(order: RepairOrder, *, at: datetime) -> None:
    facts = {"about": order, "at": at, "url": order.get_absolute_url(), "order": order.number}
    notify(OrderNotice.READY, to=order.advisor, **facts)
    notify(OrderNotice.READY, role=Role.CASHIER, **facts)


def _rework(order: RepairOrder, work: Work, chosen: set[int], *, at: datetime) -> None:
    """Create a job for rework on the same approved line, which is billed once."""
    latest = {job.line_id: job for job in work.jobs}
    again = [job for job in latest.values() if not chosen or job.line_id in chosen]
    Job.objects.bulk_create(
        Job(
            store_id=order.store_id,
            order=order,
            line=job.line,
            technician=job.technician,
            bay=job.bay,
            rework=True,
            assigned_at=at,
        )
        for job in again
    )
    for user in {job.technician.user for job in again}:
        notify(OrderNotice.TO_REWORK, about=order, at=at, to=user, url=order.get_absolute_url(), order=order.number)


@one_transaction()
def bill(order: RepairOrder, *, by: Access, at: datetime) -> RepairOrder:
    """Draft the bill of what was approved and done, anew when the last one was discarded or credited.

    A second call changes nothing (SERVICE-R16, promise P10).
    """
    by.require(BillPerm.BILL_DRAFT)
    order = lock(order)
    if order.has_bill:
        return order
    refuse(orders.why_not_bill(order, by))
    goods, work = goods_of(order), Work.of(order)
    lines = billable(work, pieces(goods))
    _issue_unscanned(order, {line.part_id for line in lines if line.part_id}, at=at)
    payer = Bill.Payer.INTERNAL if _is_internal(order) else Bill.Payer.CUSTOMER
    order.bill = bills.draft_bill(
        order.customer,
        by=by,
        at=at,
        vehicle=order.vehicle,
        lines=lines,
        payer=payer,
        facts=_facts(order, lines),
        goods=charged(lines, goods),
    )
    order.save(update_fields=["bill"])
    record(order, "bill", by=by, at=at, total=str(order.bill.total))
    return work.kept_with(order)


def _facts(order: RepairOrder, lines: Iterable[EstimateLine]) -> dict[str, Any]:
    """What only the order knows of the settlement list, under the keys of `billing.rules.bill_facts`.

    The day it leaves, from which the guarantee counts (CR-031), is the day the bill is issued.
    """
    with_parts = any(line.part_id for line in lines)
    return {
        "order": order.number,
        "mileage": order.mileage,
        "mileage_in": order.mileage,
        "advisor": str(order.advisor),
        "sender": order.signed_by_name,
        "received_on": order.store.today(order.created_at).isoformat(),
        "old_parts": OLD_PARTS[order.old_parts] if with_parts else "none",
        "complaint": order.complaint,
    }


def _is_internal(order: RepairOrder) -> bool:
    """Whether the work is a cost of the dealership: washing and checking a new car before its delivery."""
    return order.appointment.kind == Appointment.Kind.DELIVERY_PREP


def _issue_unscanned(order: RepairOrder, parts: set[int], *, at: datetime) -> None:
    """Issue billed parts that nobody scanned, by the system: a part that is billed has left the store."""
    by = Access.system(order.store)
    rows = order.reservations().filter(status__in=[Reservation.Status.RESERVED, Reservation.Status.PICKED])
    for reservation in rows.filter(item__part__in=parts).order_by("item_id", "pk"):
        parts_actions.issue(reservation, by=by, at=at)
        number = reservation.item.part.number
        record_visit(order, "parts_issued", by=by, at=at, part=number, scanned=False)


@one_transaction()
def deliver(order: RepairOrder, *, by: Access, at: datetime) -> RepairOrder:
    """Deliver the car, only with a paid bill; the repair is recorded, and the rest of the booked time is released."""
    order = lock(order)
    if order.status == S.DELIVERED:
        return order
    if order.status == S.READY:
        order = move(order, S.SETTLED, by=by, at=at)
    order = move(order, S.DELIVERED, by=by, at=at, delivered_at=at)
    _remember(order, by=by, at=at)
    give_up_parts(order, by=by, at=at, reason=NOT_FITTED)
    record_visit(order, "delivered", by=by, at=at, order=order.number)
    moving.free_claims(order.appointment, by=by, at=at)
    return order


def _remember(order: RepairOrder, *, by: Access, at: datetime) -> None:
    """Record which systems were repaired, so that the next booking recognises a repeat (SERVICE-R37)."""
    lines = Work.of(order).done_lines
    systems = _systems(order, {line.operation_id for line in lines})
    for line in lines:
        operation = cast(Operation, line.operation)  # labour is priced from one
        usual = MAINTENANCE if operation.category in {"PM", "IN"} else systems[None]
        vehicles.remember_repair(
            order.vehicle,
            by=by,
            at=at,
            system=systems.get(line.operation_id, usual),
            on=order.store.today(at),
            km=order.mileage or 0,
            order_number=order.number,
            text=line.name_zh,
        )


def _systems(order: RepairOrder, operations: set[int | None]) -> dict[int | None, str]:
    """The system that each operation usually repairs, by its key; under None the one of the customer's complaint."""
    faults = Fault.objects.filter(usual_operation__in=operations).order_by("-pk")
    systems: dict[int | None, str] = dict(faults.values_list("usual_operation_id", "system"))
    complained = order.appointment.fault_rows.order_by("pk").values_list("fault__system", flat=True).first()
    return {**systems, None: complained or UNNAMED_SYSTEM}


def close(order: RepairOrder, *, by: Access, at: datetime) -> RepairOrder:
    """Close a delivered order whose bill is paid."""
    return move(order, S.CLOSED, by=by, at=at, closed_at=at)


@one_transaction()
def cancel(order: RepairOrder, *, by: Access, at: datetime, reason: str) -> RepairOrder:
    """Cancel an order on which nobody has worked; its parts and the rest of its time are released."""
    order = lock(order)
    if order.status == S.CANCELLED:
        refuse_other(order, reason, {}, at=at, by=by)
        return order
    by.require(OrderPerm.ORDER_CLOSE)
    issued = order.reservations().filter(status=Reservation.Status.ISSUED).count()
    refuse(orders.why_not_cancel(order, Work.of(order), issued))
    order = move(order, S.CANCELLED, by=by, at=at, note=reason)
    give_up_parts(order, by=by, at=at, reason=reason)
    moving.free_claims(order.appointment, by=by, at=at)
    return order
