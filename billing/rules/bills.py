"""What may happen to a bill, how it is numbered and sealed, and what comes back."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.stores import Store
from billing.models.bills import Bill, BillLine
from core.money import yuan
from pricing.models.estimates import EstimateLine
from vehicles.models import Vehicle

S = Bill.Status
SEALED = [
    "position", "kind", "code", "name_zh", "quantity", "unit", "unit_price", "discount", "amount", "tax_rate", "net",
    "tax", "part_kind", "warranty_class", "estimate_line_id", "mirrors_id", "difference_reason",
]  # fmt: skip


def number_of(store: Store, year: int, serial: int) -> str:
    """SH01-2026-000001: it sorts as it was issued."""
    return f"{store.code}-{year}-{serial:06d}"


def seal(bill: Bill, lines: Iterable[BillLine]) -> str:
    """The SHA-256 of everything an issued bill says, chained to the store's bill before it (invariant I14)."""
    if bill.issued_at is None:
        raise ValueError("A draft has no seal.")
    said = {
        "previous": bill.previous_hash,
        "number": bill.number,
        "issued_at": bill.issued_at.astimezone(UTC).isoformat(),
        "issued_by": bill.issued_by_id,
        "store": bill.store_id,
        "customer": bill.customer_id,
        "vehicle": bill.vehicle_id,
        "payer": bill.payer,
        "credit_of": bill.credit_of_id,
        "credit_reason": bill.credit_reason,
        "facts": bill.facts,
        "amounts": [_plain(bill.total), _plain(bill.net), _plain(bill.tax)],
        "lines": [[_plain(getattr(line, name)) for name in SEALED] for line in lines],
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """A decimal without trailing zeros, so that 2 and 2.00 have the same seal before and after they are stored."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def why_not_bill(lines: list[EstimateLine], count: int, vehicle: Vehicle | None, billed: set[int]) -> str | None:
    """Only what the customer approved can be billed, once, for the car it was done on (promise P10, SERVICE-R16)."""
    if not lines or len(lines) != count:
        return _("There is nothing approved to bill.")
    for line in lines:
        if line.approval != EstimateLine.Approval.APPROVED:
            return _("“%(line)s” was not approved by the customer.") % {"line": line}
        if line.estimate.vehicle_id != (vehicle.pk if vehicle else None):
            return _("“%(line)s” belongs to another car.") % {"line": line}
        if line.pk in billed:
            return _("“%(line)s” is on another bill already.") % {"line": line}
    return None


def why_not_issue(bill: Bill, by: Access, at: datetime | None = None) -> str | None:
    """A bill is issued once, and needs lines; a discarded draft stays one."""
    if bill.status == S.DISCARDED:
        return _("This draft was discarded.")
    return None if bill.lines.exists() else _("There is nothing on this bill.")


def open_amount(bill: Bill) -> Decimal:
    """What the customer still owes on an issued bill."""
    return bill.total - bill.paid if bill.awaits_payment else Decimal("0.00")


def why_not_take(bill: Bill, by: Access) -> str | None:
    """Money is taken on an issued bill of the customer, until it is paid (CR-035)."""
    if bill.status == S.DRAFT:
        return _("Issue the bill first.")
    if bill.status == S.DISCARDED:
        return _("This draft was discarded.")
    if bill.credit_of_id or bill.status == S.CREDITED:
        return _("This bill was credited: it asks for nothing.")
    if bill.status == S.PAID:
        return _("This bill is paid.")
    return None


def why_not_pay(bill: Bill, amount: Decimal, by: Access) -> str | None:
    """Never more than is open: money is taken once (promise P17)."""
    if reason := why_not_take(bill, by):
        return reason
    if amount <= 0:
        return _("The amount must be above zero.")
    if amount > open_amount(bill):
        return _("Only %(open)s is open.") % {"open": yuan(open_amount(bill))}
    return None


def why_not_credit(bill: Bill, by: Access, at: datetime | None = None) -> str | None:
    """Issuing and crediting the same bill takes two people (reliability 5, rule d)."""
    if bill.status == S.DRAFT:
        return _("A draft is discarded, not credited.")
    if bill.status == S.DISCARDED:
        return _("This draft was discarded.")
    if bill.credit_of_id:
        return _("A credit note cannot be credited.")
    if by.is_person and bill.issued_by_id == by.user_id:
        return _("You issued this bill: somebody else must credit it.")
    return None


def why_not_give_back(bill: Bill, by: Access) -> str | None:
    """Money goes back only on a credited bill, and only what came in.

    Who credits gives no money back: no role holds both permissions.
    """
    if bill.status != S.CREDITED:
        return _("Money goes back only on a credited bill.")
    if not bill.paid:
        return _("There is no money to give back on this bill.")
    return None


def why_not_link(bill: Bill, by: Access) -> str | None:
    """A link opens only a bill that is issued."""
    if bill.status == S.DISCARDED:
        return _("This draft was discarded.")
    return _("Issue the bill first.") if bill.status == S.DRAFT else None


def issued_after(at: datetime, previous: Bill | None) -> datetime:
    """No bill is older than the one before it, so that numbers run with time, over New Year too."""
    return max(at, previous.issued_at) if previous and previous.issued_at else at
