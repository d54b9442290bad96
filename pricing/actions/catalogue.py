"""A store corrects the group's catalogue for itself, or goes back to the group's values."""

from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import Access
from accounts.log import record
from core import money
from core.errors import refuse
from pricing.models.prices import Operation, RepairPackage, StoreOperation, StorePackage, StoreRow
from pricing.perms import EstimatePerm
from pricing.rules import catalogue

Row = TypeVar("Row", bound=StoreRow)


@transaction.atomic
def correct_operation(
    operation: Operation,
    *,
    by: Access,
    at: datetime,
    offered: bool = True,
    time_units: int | None = None,
    price: Decimal | None = None,
) -> StoreOperation:
    """Set the store's own standard time or fixed price of an operation, or stop offering it.

    What is None is the group's time, or the price by time and rate. Estimates made before keep their prices.
    """
    by.require(EstimatePerm.PRICE_MANAGE)
    refuse(catalogue.why_not_correct(time_units, price))
    price = None if price is None else money.fen(price)
    own = {"offered": offered, "time_units": time_units, "price": price}
    return _write(StoreOperation, {"operation": operation}, own, operation, by=by, at=at)


@transaction.atomic
def offer_package(package: RepairPackage, *, by: Access, at: datetime, offered: bool) -> StorePackage:
    """Put a package on the store's published list, or take it off."""
    by.require(EstimatePerm.PRICE_MANAGE)
    return _write(StorePackage, {"package": package}, {"offered": offered}, package, by=by, at=at)


@transaction.atomic
def reset_operation(operation: Operation, *, by: Access, at: datetime) -> None:
    """Go back to the group's values of an operation; without a correction nothing changes."""
    _reset(StoreOperation.objects.filter(operation=operation), by=by, at=at)


@transaction.atomic
def reset_package(package: RepairPackage, *, by: Access, at: datetime) -> None:
    """Go back to what the group says of a package; without a row of the store nothing changes."""
    _reset(StorePackage.objects.filter(package=package), by=by, at=at)


def _write(
    model: type[Row], which: dict, own: dict, row: Operation | RepairPackage, *, by: Access, at: datetime
) -> Row:
    stamps = {"confirmed_at": at, "confirmed_by": by.user, "reference_version": catalogue.edition_of(row)}
    written, _new = model.objects.update_or_create(store=by.store, **which, defaults={**own, **stamps})
    said = {name: str(value) for name, value in own.items() if value is not None}
    record(written, "correct", by=by, at=at, code=row.code, **said)
    return written


def _reset(rows: QuerySet, *, by: Access, at: datetime) -> None:
    by.require(EstimatePerm.PRICE_MANAGE)
    for row in rows.select_for_update(of=("self",)):
        record(row, "reset", by=by, at=at, code=str(row))
        row.delete()
