"""Money: taken on a bill or as a deposit, put on bills, and given back by the way it came.

Whoever locks a bill and a receipt locks the bill first.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock, move
from billing import methods
from billing.models.bills import Bill
from billing.models.receipts import Allocation, Receipt
from billing.perms import BillPerm
from billing.rules import bills, receipts
from core import money
from core.errors import refuse
from customers.models.people import Customer


@transaction.atomic
def take(bill: Bill, *, by: Access, at: datetime, method: str, amount: Decimal, reference: str = "") -> Bill:
    """Take money on an issued bill, in part or whole; the row is locked, so it is taken once (promise P17)."""
    by.require(BillPerm.PAYMENT_TAKE)
    bill, amount = lock(bill), money.fen(amount)
    refuse(bills.why_not_pay(bill, amount, by), field="amount")
    payer = bill.customer if bill.payer == Bill.Payer.CUSTOMER else None
    receipt = _receive(amount, payer, by=by, at=at, method=method, reference=reference)
    return _pay(bill, receipt, amount, by=by, at=at)


@transaction.atomic
def take_deposit(
    customer: Customer, *, by: Access, at: datetime, method: str, amount: Decimal, reference: str = ""
) -> Receipt:
    """Take money for which there is no bill yet."""
    by.require(BillPerm.PAYMENT_TAKE)
    amount = money.fen(amount)
    refuse(receipts.why_not_deposit(amount, by), field="amount")
    receipt = _receive(amount, customer, by=by, at=at, method=method, reference=reference)
    record(receipt, "deposit", by=by, at=at, amount=str(amount), method=method)
    return receipt


@transaction.atomic
def allocate(receipt: Receipt, *, by: Access, at: datetime, bill: Bill, amount: Decimal) -> Bill:
    """Put a deposit, or a part of it, on an issued bill; both are locked, so it is spent once (promise P17)."""
    by.require(BillPerm.PAYMENT_TAKE)
    bill, receipt, amount = lock(bill), lock(receipt), money.fen(amount)
    refuse(receipts.why_not_allocate(receipt, bill, amount, receipts.free_amount(receipt), by), field="amount")
    record(receipt, "allocate", by=by, at=at, amount=str(amount), bill=bill.number)
    return _pay(bill, receipt, amount, by=by, at=at)


@transaction.atomic
def refund(bill: Bill, *, by: Access, at: datetime, method: str, amount: Decimal, reference: str = "") -> Bill:
    """Give money back on a credited bill by the way it came: each part names the receipt it gives back (S14)."""
    by.require(BillPerm.PAYMENT_TAKE)
    bill, amount = lock(bill), money.fen(amount)
    left = Allocation.objects.filter(bill=bill).left_by_receipt(method)
    refuse(receipts.why_not_refund(bill, amount, left, methods.name_of(method), by), field="amount")
    origins = Receipt.objects.in_bulk(left)
    for key, part in receipts.shares(amount, left).items():
        back = _give_back(origins[key], part, by=by, at=at, reference=reference)
        bill = _allocate(bill, back, back.amount, by=by, at=at)
        record(bill, "refund", by=by, at=at, amount=str(back.amount), method=method)
    return bill


@transaction.atomic
def return_deposit(receipt: Receipt, *, by: Access, at: datetime, amount: Decimal, reference: str = "") -> Receipt:
    """Give back what is left of a deposit, or a part of it, by the way it came. Answers the refund."""
    by.require(BillPerm.PAYMENT_TAKE)
    receipt, amount = lock(receipt), money.fen(amount)
    refuse(receipts.why_not_use(receipt, amount, receipts.free_amount(receipt), by), field="amount")
    back = _give_back(receipt, amount, by=by, at=at, reference=reference)
    record(receipt, "refund", by=by, at=at, amount=str(-amount), method=receipt.method)
    return back


def _receive(
    amount: Decimal, customer: Customer | None, *, by: Access, at: datetime, method: str, reference: str, **facts: Any
) -> Receipt:
    row = Receipt(store=by.store, customer=customer, method=method, amount=amount, reference=reference, **facts)
    row.taken_by, row.at = by.user, at
    row.save(force_insert=True)
    return row


def _give_back(receipt: Receipt, amount: Decimal, *, by: Access, at: datetime, reference: str) -> Receipt:
    facts: dict[str, Any] = {"method": receipt.method, "reference": reference, "gives_back": receipt}
    return _receive(-amount, receipt.customer, by=by, at=at, **facts)


def _pay(bill: Bill, receipt: Receipt, amount: Decimal, *, by: Access, at: datetime) -> Bill:
    bill = _allocate(bill, receipt, amount, by=by, at=at)
    record(bill, "pay", by=by, at=at, amount=str(amount), method=receipt.method)
    if bill.paid == bill.total:
        bill = move(bill, bills.S.PAID, by=by, at=at, paid_at=at)
    return bill


def _allocate(bill: Bill, receipt: Receipt, amount: Decimal, *, by: Access, at: datetime) -> Bill:
    """Write the allocation first: the database accepts only the sum of the allocations as `paid`."""
    facts = {"bill": bill, "receipt": receipt, "amount": amount, "allocated_by": by.user, "at": at}
    Allocation.objects.create(store_id=bill.store_id, **facts)
    bill.paid += amount
    bill.save(update_fields=["paid"])
    return bill
