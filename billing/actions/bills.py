"""A bill: drafted from approved lines, discarded or issued once, corrected by a credit note."""

from collections.abc import Iterable
from datetime import datetime

from accounts.access import Access
from accounts.log import next_number, take_turn
from accounts.transitions import lock, move, refuse_other
from billing.actions.links import announce
from billing.models.bills import Bill, BillLine
from billing.perms import BillPerm
from billing.rules import bill_facts, bills
from core import money
from core.errors import refuse
from core.transactions import one_transaction
from customers.models.people import Customer
from parts import actions as parts_actions
from parts.models import Reservation
from pricing.models.estimates import EstimateLine, LineFacts
from vehicles.models import Vehicle

S = Bill.Status
COPIED = [field.name for field in LineFacts._meta.get_fields() if field.name != "position"]
NEGATIVE = {"quantity", "discount", "amount", "net", "tax"}


@one_transaction()
def draft_bill(
    customer: Customer,
    *,
    by: Access,
    at: datetime,
    vehicle: Vehicle | None,
    lines: Iterable[EstimateLine],
    payer: str = Bill.Payer.CUSTOMER,
    facts: dict | None = None,
    goods: Iterable[Reservation] = (),
) -> Bill:
    """Put approved lines on a bill for one payer; each line once, whoever drafts at the same moment (promise P10).

    `facts` may name what only the order knows; billing/rules/bill_facts.py lists the keys. `goods` are the
    issued parts that the lines charge: they stay out of the store while the bill stands.
    """
    by.require(BillPerm.BILL_DRAFT)
    keys = {line.pk for line in lines}
    kept = EstimateLine.objects.filter(pk__in=keys).select_related("estimate")
    lines = list(kept.select_for_update(of=("self",), no_key=True).order_by("pk"))
    billed = BillLine.objects.filter(estimate_line__in=keys).exclude(bill__status__in=Bill.VOID)
    refuse(bills.why_not_bill(lines, len(keys), vehicle, set(billed.values_list("estimate_line", flat=True))))
    bill = Bill(customer=customer, vehicle=vehicle, payer=payer, facts=facts or {})
    lines.sort(key=lambda line: (line.kind, line.estimate_id, line.position))
    bill = _write(bill, [BillLine(estimate_line=line, **_copy(line)) for line in lines], by=by, at=at)
    parts_actions.charge(goods, bill=bill.pk)
    return bill


@one_transaction()
def discard_draft(bill: Bill, *, by: Access, at: datetime) -> Bill:
    """Discard a wrong draft: it can still be read, and its lines and goods may be billed anew (SERVICE-R16)."""
    bill = move(bill, S.DISCARDED, by=by, at=at)
    parts_actions.uncharge(bill=bill.pk)
    return bill


def _copy(line: LineFacts, sign: int = 1) -> dict:
    """What a line says, with the opposite sign for a credit note."""
    said = {name: getattr(line, name) for name in COPIED}
    return {name: sign * value if name in NEGATIVE else value for name, value in said.items()}


def _write(bill: Bill, lines: list[BillLine], *, by: Access, at: datetime) -> Bill:
    bill.store, bill.created_at = by.store, at
    bill.total, bill.net, bill.tax = (money.total(getattr(line, name) for line in lines) for name in SUMS)
    bill.save()
    for position, line in enumerate(lines, start=1):
        line.store, line.bill, line.position = by.store, bill, position
    BillLine.objects.bulk_create(lines)
    return bill


SUMS = ("amount", "net", "tax")


@one_transaction()
def issue(bill: Bill, *, by: Access, at: datetime) -> Bill:
    """Give the bill its number, copy its facts, seal it: from now on it never changes (promises P15, P16).

    The customer who pays gets a message with the link; a bill of nothing is paid at once.
    """
    bill = lock(bill)
    if bill.status not in {S.DRAFT, S.DISCARDED}:
        return bill
    by.require(BillPerm.BILL_ISSUE)
    refuse(bills.why_not_issue(bill, by))
    bill = _freeze(bill, by=by, at=at, act="issue")
    if bill.total == 0:
        bill = move(bill, S.PAID, by=by, at=at, paid_at=at)
    if bill.payer == Bill.Payer.CUSTOMER:
        announce(bill, by=Access.system(bill.store), at=at)
    return bill


def _freeze(bill: Bill, *, by: Access, at: datetime, act: str) -> Bill:
    """Number, chain and freeze a bill, under a lock for the store: two years have two counters, but one chain."""
    store = bill.store
    take_turn(store, "chain of bills")
    before = Bill.objects.filter(serial__isnull=False).order_by("-year", "-serial").first()
    bill.issued_at, bill.issued_by = bills.issued_after(at, before), by.user
    today = store.today(bill.issued_at)
    bill.facts = bill_facts.of(bill, today)
    bill.previous_hash = before.hash if before else ""
    bill.year = today.year
    bill.serial = next_number(store, "bill", bill.year)
    bill.number = bills.number_of(store, bill.year, bill.serial)
    bill.hash = bills.seal(bill, bill.lines.order_by("position"))
    return move(bill, act, by=by, at=at, **{name: getattr(bill, name) for name in FROZEN})


FROZEN = ("issued_at", "issued_by", "facts", "previous_hash", "year", "serial", "number", "hash")


@one_transaction()
def credit(bill: Bill, *, by: Access, at: datetime, reason: str) -> Bill:
    """Take a bill back with a numbered note that mirrors it line by line; its lines and goods may be billed anew.

    Answers the bill, now credited. Somebody else than who issued it (reliability 5, rule d).
    """
    bill = lock(bill)
    if bill.status == S.CREDITED:
        refuse_other(bill, reason, {}, at=at, by=by)
        return bill
    by.require(BillPerm.BILL_CREDIT)
    refuse(bills.why_not_credit(bill, by))
    note = Bill(customer=bill.customer, vehicle=bill.vehicle, payer=bill.payer, facts=bill.facts, credit_of=bill)
    note.credit_reason = reason
    mirrored = [BillLine(mirrors=line, **_copy(line, -1)) for line in bill.lines.order_by("position")]
    _freeze(_write(note, mirrored, by=by, at=at), by=by, at=at, act="issue_note")
    parts_actions.uncharge(bill=bill.pk)
    return move(bill, S.CREDITED, by=by, at=at, note=reason)
