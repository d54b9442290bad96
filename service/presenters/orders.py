"""An order laid out for a reader: its lines by kind, its history in words, the acts that come next."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Access
from accounts.models.records import Activity
from accounts.presenters import log_of, timeline_row
from billing.perms import BillPerm
from core import money
from customers.presenters import plate_for
from pricing.models.estimates import EstimateLine
from pricing.perms import EstimatePerm
from pricing.presenters import line_row
from service.models.orders import RepairOrder
from service.models.work import ExtraWork
from service.perms import OrderPerm
from service.rules.orders import why_not_bill, why_not_deliver
from service.rules.work import IN_HAND, why_not_inspect
from service.work import Work

S = RepairOrder.Status
APPROVAL = EstimateLine.Approval
LOGGED = 80  # lines of the log that an order's page shows
MOVES: dict[str, Any] = {
    S.AWAITING_CUSTOMER: _("Price and promise told"),
    S.DRAFT: _("Taken back before signing"),
    S.CONFIRMED: _("Signed by the customer"),
    S.DISPATCHED: _("Dispatched"),
    S.IN_PROGRESS: _("Work started"),
    S.PAUSED: _("Work paused"),
    S.QC_PENDING: _("Handed to inspection"),
    S.QC_FAILED: _("Failed inspection"),
    S.READY: _("Passed inspection"),
    S.SETTLED: _("Settled"),
    S.DELIVERED: _("Handed over"),
    S.CLOSED: _("Order closed"),
    S.CANCELLED: _("Cancelled"),
}
TONES: dict[str, str] = {S.QC_FAILED: "bad", S.CANCELLED: "bad", S.READY: "good", S.DELIVERED: "good"}
STATUS_TONES = {
    S.DRAFT: "info",
    S.AWAITING_CUSTOMER: "wait",
    S.CONFIRMED: "wait",
    S.DISPATCHED: "info",
    S.IN_PROGRESS: "info",
    S.PAUSED: "wait",
    S.QC_PENDING: "wait",
    S.QC_FAILED: "bad",
    S.READY: "good",
    S.SETTLED: "good",
    S.DELIVERED: "good",
    S.CLOSED: "off",
    S.CANCELLED: "off",
}
TO_CUSTOMERS = {
    S.DRAFT: _("We are receiving your car"),
    S.AWAITING_CUSTOMER: _("Please sign the repair order"),
    S.CONFIRMED: _("Your car goes to the workshop next"),
    S.DISPATCHED: _("Your car is in the workshop"),
    S.IN_PROGRESS: _("We are working on your car"),
    S.PAUSED: _("Work on your car is interrupted"),
    S.QC_PENDING: _("A second person checks our work"),
    S.QC_FAILED: _("We correct our work, free of charge"),
    S.READY: _("Your car is ready"),
    S.SETTLED: _("Your car is ready, the bill is paid"),
    S.DELIVERED: _("Handed over. Thank you!"),
    S.CLOSED: _("Handed over. Thank you!"),
    S.CANCELLED: _("This order was cancelled"),
}
KINDS = {
    EstimateLine.Kind.LABOUR: pgettext_lazy("lines", "Labour"),
    EstimateLine.Kind.PART: pgettext_lazy("lines", "Material"),
}


def line_groups(lines: Iterable[EstimateLine], *, answers: bool = False) -> list[dict]:
    """Labour and material apart, as `components/lines_table.html` shows them; with `answers` each says its approval."""
    lines, groups = list(lines), []
    for kind, title in KINDS.items():
        rows = [line for line in lines if line.kind == kind]
        counted = [line.amount for line in rows if line.approval != APPROVAL.DECLINED]
        if rows:
            line_rows = [order_line_row(line, answers) for line in rows]
            groups.append({"title": title, "kind": kind, "lines": line_rows, "subtotal": money.total(counted)})
    return groups


def order_line_row(line: EstimateLine, answers: bool = False) -> dict:
    """A line of an order; with `answers` it says what the customer has not approved, and why."""
    note = line.get_approval_display() if answers and line.approval != APPROVAL.APPROVED else ""
    if line.decline_reason:
        note = f"{note}: {line.decline_reason}"
    return line_row(line, note, off=line.approval == APPROVAL.DECLINED)


def agreed(lines: Iterable[EstimateLine]) -> Decimal:
    """What the customer has agreed to pay."""
    return money.total(line.amount for line in lines if line.approval == APPROVAL.APPROVED)


def dressed(orders: Iterable[Any], by: Access) -> list[Any]:
    """Orders for a list: the plate as this person may see it, and in words what each waits for."""
    orders = list(orders)
    for order in orders:
        order.plate_shown = plate_for(by, order.vehicle.plate)
        order.waits_for = waits_for(order)
    return orders


def waits_for(order: RepairOrder) -> str:
    """What a car waits for, in words; of rows read `with_waiting`."""
    key = getattr(order, "waiting_for", "")
    return str(RepairOrder.Waiting(key).label) if key else ""


def to_sign(lines: Iterable[EstimateLine]) -> Decimal:
    """The amount that the customer signs for, in yuan: everything he has not declined."""
    return money.total(line.amount for line in lines if line.approval != APPROVAL.DECLINED)


def history(order: RepairOrder) -> list[dict]:
    """What happened to an order, for components/timeline.html."""
    return [timeline_row(line, **_in_words(line)) for line in log_of(order, LOGGED)]


def _in_words(line: Activity) -> dict[str, Any]:
    words = line.why or facts_of(line)
    if line.verb != "move":
        return {"words": words}
    title = MOVES.get(line.to_status, line.to_status)
    return {"words": words, "title": title, "tone": TONES.get(line.to_status, "")}


def facts_of(line: Activity) -> str:
    """Facts of a log line that its verb does not say, in words."""
    facts = line.facts
    if line.verb in {"assign", "reassign"}:
        return " · ".join(str(facts[name]) for name in ("work", "technician", "bay") if facts.get(name))
    if line.verb in {"price", "ask extra work", "bill"}:
        return money.yuan(facts["total"]) if facts.get("total") else ""
    return ""


def next_acts(order: RepairOrder, work: Work, by: Access) -> list[dict]:
    """The acts that come next, for the person who looks: each with the reason when it cannot be done now."""
    acts = [act for act in _acts(order, work, by) if by.can(act.pop("perm"))]
    for act in acts[:1]:
        act["primary"] = True
    return acts


def _acts(order: RepairOrder, work: Work, by: Access) -> list[dict]:
    address = lambda name: reverse(name, args=[order.pk])  # noqa: E731
    check_in = address("check_in_signature" if order.status == S.AWAITING_CUSTOMER else "check_in_condition")
    bill_url = order.bill.get_absolute_url() if order.bill else ""
    open_bill = {"perm": BillPerm.BILL_VIEW, "label": _("Open the bill"), "url": bill_url, "method": "get"}
    draft = {"perm": BillPerm.BILL_DRAFT, "label": _("Draft the bill"), "url": address("order_bill")}
    deliver = {"perm": OrderPerm.ORDER_DELIVER, "label": _("Hand the car over"), "url": address("order_deliver")}
    deliver["why_not"] = why_not_deliver(order, by)
    extra = {
        "perm": OrderPerm.ORDER_EXTRA,
        "label": _("Ask about extra work"),
        "url": address("extra_work"),
        "method": "get",
    }
    give = {"perm": OrderPerm.ORDER_DISPATCH, "label": _("Dispatch"), "url": address("order_dispatch"), "method": "get"}
    mine = {"perm": OrderPerm.ORDER_WORK, "label": _("My work"), "url": reverse("my_work"), "method": "get"}
    table: dict[str, list[dict]] = {
        S.DRAFT: [
            {"perm": OrderPerm.ORDER_OPEN, "label": _("Go on with the check-in"), "url": check_in, "method": "get"}
        ],
        S.AWAITING_CUSTOMER: [
            {"perm": OrderPerm.ORDER_SIGN, "label": _("Have it signed"), "url": check_in, "method": "get"},
        ],
        S.CONFIRMED: [give],
        S.QC_PENDING: [
            {
                "perm": OrderPerm.ORDER_INSPECT,
                "label": _("Inspect"),
                "url": order.inspect_url(),
                "method": "get",
                "why_not": why_not_inspect(work, by),
            }
        ],
        S.READY: [open_bill if why_not_bill(order, by) else draft, deliver],
        S.SETTLED: [deliver],
        S.DELIVERED: [
            *([] if why_not_bill(order, by) else [draft]),
            {"perm": OrderPerm.ORDER_CLOSE, "label": _("Close the order"), "url": address("order_close")},
        ],
    }
    if order.status in IN_HAND:
        heard = [_hear(work, work.unanswered[0])] if work.unanswered else []
        return [*([give] if work.undispatched else []), *heard, extra, mine]
    if order.status == S.READY and order.bill and not why_not_deliver(order, by):
        return [deliver]
    return table.get(order.status, [])


def _hear(work: Work, line: EstimateLine) -> dict:
    extra = cast(ExtraWork, work.extra_of(line))  # a signed line waits for no answer
    url = reverse("extra_work_answer", args=[work.order.pk, extra.pk])
    return {"perm": EstimatePerm.ESTIMATE_APPROVE, "label": _("Record the answer"), "url": url, "method": "get"}
