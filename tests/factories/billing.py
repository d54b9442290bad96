"""Published prices, estimates and bills."""

from datetime import date, datetime
from decimal import Decimal

from accounts.access import Access
from accounts.models.stores import Store
from accounts.roles import Role
from billing.actions import bills, receipts
from billing.models.bills import Bill
from core.reference import rows
from parts.models import Part
from pricing.actions import estimates
from pricing.models.estimates import Estimate
from pricing.models.prices import LabourRate, Operation
from tests.factories.accounts import make_user
from tests.factories.customers import owner_of
from vehicles.models import Vehicle

MINOR_SERVICE = "LO-03-001"


def make_rates(store: Store, on: date = date(2024, 1, 1)) -> list[LabourRate]:
    """The store publishes the rates of reference/labour_rates.csv, valid from a day on."""
    return LabourRate.objects.bulk_create(
        LabourRate(
            store=store,
            category=row["category"],
            unit="panel" if row["unit"] == "面" else "hour",
            price=Decimal(row["price_default_cny"]),
            tax_rate=Decimal(row["vat_rate"]),
            valid_from=on,
        )
        for row in rows("labour_rates")
    )


def make_operation(code: str = MINOR_SERVICE) -> Operation:
    return Operation.objects.get(code=code)


def make_estimate(vehicle: Vehicle, at: datetime, operations=(MINOR_SERVICE,), parts=(), *, by=None) -> Estimate:
    """An estimate of these operation codes and (part number, quantity) pairs; rates and stock must be there."""
    return estimates.make_estimate(
        vehicle,
        by=by or Access.system(vehicle.store),
        at=at,
        operations=[make_operation(code) for code in operations],
        parts=[(Part.objects.get(number=number), quantity) for number, quantity in parts],
    )


def make_approved(vehicle: Vehicle, at: datetime, operations=(MINOR_SERVICE,), parts=()) -> Estimate:
    """The same, told by phone and accepted in full."""
    estimate = make_estimate(vehicle, at, operations, parts)
    return estimates.tell(estimate, by=Access.system(vehicle.store), at=at, channel="phone", answer="accepted")


def make_draft(vehicle: Vehicle, at: datetime, operations=(MINOR_SERVICE,), parts=(), **facts) -> Bill:
    """A draft bill of approved work; `payer` and `facts` may be given."""
    estimate = make_approved(vehicle, at, operations, parts)
    by = Access.system(vehicle.store)
    return bills.draft_bill(owner_of(vehicle), by=by, at=at, vehicle=vehicle, lines=estimate.lines.all(), **facts)


def cashier(store: Store) -> Access:
    return Access.of(make_user(Role.CASHIER, store=store), [Role.CASHIER], store)


def make_issued(vehicle: Vehicle, at: datetime, operations=(MINOR_SERVICE,), parts=(), **facts) -> Bill:
    """An issued bill, by the cashier."""
    return bills.issue(make_draft(vehicle, at, operations, parts, **facts), by=cashier(vehicle.store), at=at)


def make_paid(vehicle: Vehicle, at: datetime, operations=(MINOR_SERVICE,), parts=(), **facts) -> Bill:
    bill = make_issued(vehicle, at, operations, parts, **facts)
    return receipts.take(bill, by=cashier(vehicle.store), at=at, method="cash", amount=bill.total)


def make_without_car(vehicle: Vehicle, at: datetime) -> Bill:
    """A draft for no car, as a sale over the counter will make one: the car is taken off a draft."""
    draft = make_draft(vehicle, at)
    draft.vehicle = None
    draft.save(update_fields=["vehicle"])
    return draft
