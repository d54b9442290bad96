"""What a car waits for, for one order whose work is loaded. Reads parts and pauses where those decide."""

from billing.models.bills import Bill
from parts.models import Reservation
from service.models.orders import RepairOrder
from service.models.work import WorkLog
from service.work import Work

S = RepairOrder.Status
Waiting = RepairOrder.Waiting
AT_STATUS: dict[str, str] = {
    S.AWAITING_CUSTOMER: Waiting.CUSTOMER,
    S.CONFIRMED: Waiting.DISPATCH,
    S.QC_PENDING: Waiting.INSPECTION,
    S.QC_FAILED: Waiting.REWORK,
}


def waiting_for(order: RepairOrder, work: Work) -> str:
    """A key of `RepairOrder.Waiting`, or "" while somebody works on the car; `with_waiting` is the same for many."""
    if order.status in AT_STATUS:
        return AT_STATUS[order.status]
    if order.status in RepairOrder.INSPECTED:
        return _for_money(order)
    if order.status in {S.DISPATCHED, S.PAUSED}:
        return _in_the_workshop(order, work)
    return ""


def _for_money(order: RepairOrder) -> str:
    """What a car waits for after its inspection: its bill, payment or delivery. A draft is not owed yet."""
    bill = order.bill.status if order.bill else ""
    if bill == Bill.Status.PAID:
        return Waiting.HANDOVER
    if order.status == S.SETTLED:
        return ""
    return Waiting.PAYMENT if bill == Bill.Status.ISSUED else Waiting.BILL


def _in_the_workshop(order: RepairOrder, work: Work) -> str:
    if work.unanswered:
        return Waiting.CUSTOMER
    if work.undispatched:
        return Waiting.DISPATCH
    if order.reservations().filter(status=Reservation.Status.AWAITED).exists():
        return Waiting.PARTS
    if order.status == S.DISPATCHED:
        return Waiting.START
    log = WorkLog.objects.filter(job__order=order).order_by("-pk")
    reason = log.values_list("pause_reason", flat=True).first()
    return Waiting.START if reason == Waiting.CUSTOMER else reason or ""
