"""How money that came in may be used: on bills up to its amount, and back the way it came. Reads receipts."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.access import Access
from billing.models.bills import Bill
from billing.models.receipts import Allocation, Receipt
from billing.rules.bills import why_not_give_back, why_not_pay
from core import money
from core.money import yuan


def free_amount(receipt: Receipt) -> Decimal:
    """What is left of a receipt: neither on a bill nor given back. Reads its refunds and their allocations."""
    same = Receipt.objects.same_money(receipt)
    here = same.aggregate(sum=Sum("amount"))["sum"]
    spent = Allocation.objects.filter(receipt__in=same).aggregate(sum=Sum("amount"))["sum"]
    return here - (spent or money.ZERO)


def why_not_deposit(amount: Decimal, by: Access) -> str | None:
    """A deposit is money."""
    return _("The amount must be above zero.") if amount <= 0 else None


def why_not_use(receipt: Receipt, amount: Decimal, free: Decimal, by: Access) -> str | None:
    """A deposit is used once: what is on a bill or was given back is spent."""
    if receipt.gives_back_id:
        return _("This is money that went back.")
    if amount <= 0:
        return _("The amount must be above zero.")
    if amount > free:
        return _("Only %(free)s of this deposit is left.") % {"free": yuan(free)}
    return None


def why_not_allocate(receipt: Receipt, bill: Bill, amount: Decimal, free: Decimal, by: Access) -> str | None:
    """What is left of a deposit pays a bill as any other money does (P17)."""
    return why_not_use(receipt, amount, free, by) or why_not_pay(bill, amount, by)


def why_not_refund(bill: Bill, amount: Decimal, left: dict[int, Decimal], method: str, by: Access) -> str | None:
    """Money goes back the way it came, never more than came in that way (invariant I15, SERVICE-R16).

    `left` is what each receipt of the method still has on the bill, `method` its name.
    """
    if reason := why_not_give_back(bill, by):
        return reason
    if amount <= 0:
        return _("The amount must be above zero.")
    still_here = money.total(left.values())
    if amount > still_here:
        facts = {"left": yuan(still_here), "method": method}
        return _("Only %(left)s of what came in by %(method)s is still here.") % facts
    return None


def shares(amount: Decimal, left: dict[int, Decimal]) -> dict[int, Decimal]:
    """An amount that goes back, over the receipts that it came in by: the first one is used up first."""
    parts = {}
    for key, rest in left.items():
        parts[key] = min(amount, rest)
        amount -= parts[key]
    return {key: part for key, part in parts.items() if part}
