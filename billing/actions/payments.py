"""Money: what comes in on a bill, and what goes back after it was credited."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock, move
from billing.models.bills import Bill
from billing.models.payments import Payment
from billing.perms import BillPerm
from billing.rules import bills
from core import money
from core.errors import refuse


@transaction.atomic
def pay(bill: Bill, *, by: Access, at: datetime, method: str, amount: Decimal, reference: str = "") -> Bill:
    """Take money on an issued bill, in part or whole; the row is locked, so it is taken once (promise P17)."""
    by.require(BillPerm.PAYMENT_TAKE)
    bill, amount = lock(bill), money.fen(amount)
    refuse(bills.why_not_pay(bill, amount, by), field="amount")
    bill = _book(bill, amount, by=by, at=at, method=method, reference=reference)
    if bill.paid == bill.total:
        bill = move(bill, bills.S.PAID, by=by, at=at, paid_at=at)
    return bill


@transaction.atomic
def refund(bill: Bill, *, by: Access, at: datetime, method: str, amount: Decimal, reference: str = "") -> Bill:
    """Give money back on a credited bill, never more than came in."""
    by.require(BillPerm.PAYMENT_TAKE)
    bill, amount = lock(bill), money.fen(amount)
    refuse(bills.why_not_refund(bill, amount, by), field="amount")
    return _book(bill, -amount, by=by, at=at, method=method, reference=reference)


def _book(bill: Bill, amount: Decimal, *, by: Access, at: datetime, method: str, reference: str) -> Bill:
    """The payment first: the database lets `paid` be nothing but the sum of its payments."""
    taken = {"method": method, "amount": amount, "reference": reference, "taken_by": by.user, "at": at}
    Payment.objects.create(store_id=bill.store_id, bill=bill, **taken)
    bill.paid += amount
    bill.save(update_fields=["paid"])
    record(bill, "pay" if amount > 0 else "refund", by=by, at=at, amount=str(amount), method=method)
    return bill
