"""An order laid out for a reader: its lines by kind, its history in words, the acts that come next."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Access
from accounts.models.records import Activity
from accounts.presenters import log_of, timeline_row
from accounts.transitions import Offer, acts_of
from billing.perms import BillPerm
from core import money
from customers.presenters import plate_for
from pricing.models.estimates import EstimateLine
from pricing.perms import EstimatePerm
from pricing.presenters import line_row
from service.models.orders import RepairOrder
from service.models.work import ExtraWork
from service.perms import OrderPerm
from service.rules.orders import why_not_deliver
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
RARE = {"promise", "cancel"}
RECEIVES = {"check_in", "show_to_sign"}
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


def to_be_signed(lines: Iterable[EstimateLine]) -> Decimal:
    """What the customer signs for: before the signature what was offered, after it what he agreed to."""
    return money.total(line.amount for line in lines if line.approval != APPROVAL.DECLINED)


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


def next_acts(order: RepairOrder, work: Work, by: Access, at: datetime) -> list[Offer]:
    """The acts that come next, for the person who looks, with the links to where the next one is done."""
    offers = [offer for offer in _offers(order, work, by, at) if offer.name not in RARE]
    if not order.is_in_hand:
        return [*_link_to_bill(order, by), *offers]
    first = sum(offer.name == "dispatch_rest" for offer in offers)
    return [*offers[:first], *_link_to_answer(work, by), *offers[first:], *_link_to_own_work(by)]


def rare_acts(order: RepairOrder, work: Work, by: Access, at: datetime) -> list[Offer]:
    """The acts that are seldom wanted, for the person who looks."""
    return [offer for offer in _offers(order, work, by, at) if offer.name in RARE]


def received_on(orders: Iterable[Any], by: Access, at: datetime) -> list[Any]:
    """Orders for the list of reception, each with the act that goes on with receiving it."""
    orders = list(orders)
    for order in orders:
        order.acts = [offer for offer in acts_of(order, by, at) if offer.name in RECEIVES]
    return orders


def _offers(order: RepairOrder, work: Work, by: Access, at: datetime) -> list[Offer]:
    """What its table offers, without what its work and its bill leave nothing to do for."""
    idle = {"dispatch_rest": not work.undispatched, "draft_bill": order.has_bill, "cancel": work.has_begun()}
    return [offer for offer in acts_of(work.kept_with(order), by, at) if not idle.get(offer.name)]


def _link(label: Any, url: str) -> Offer:
    return Offer("open", str(label), url, None, "get", "")


def _link_to_bill(order: RepairOrder, by: Access) -> list[Offer]:
    """To the bill that is not paid yet."""
    waits = order.status == S.READY and order.has_bill and why_not_deliver(order, by)
    return [_link(_("Open the bill"), order.bill.get_absolute_url())] if waits and by.can(BillPerm.BILL_VIEW) else []


def _link_to_answer(work: Work, by: Access) -> list[Offer]:
    """To the first extra work that waits for the customer's answer."""
    if not work.unanswered or not by.can(EstimatePerm.ESTIMATE_APPROVE):
        return []
    extra = cast(ExtraWork, work.extra_of(work.unanswered[0]))  # a signed line waits for no answer
    return [_link(_("Record the answer"), reverse("extra_work_answer", args=[work.order.pk, extra.pk]))]


def _link_to_own_work(by: Access) -> list[Offer]:
    return [_link(_("My work"), reverse("my_work"))] if by.can(OrderPerm.ORDER_WORK) else []
