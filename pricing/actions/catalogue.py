"""A store corrects the group's catalogue for itself, or goes back to the group's values."""

from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict, TypeVar, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import record, take_turn
from core import money
from core.errors import Stale, refuse
from pricing.models.prices import Operation, RepairPackage, StoreOperation, StorePackage, StoreRow
from pricing.perms import EstimatePerm
from pricing.rules import catalogue

Row = TypeVar("Row", bound=StoreRow)


class OwnValues(TypedDict, total=False):
    """What a store may say of an operation; None is the group's value."""

    offered: bool | None
    time_units: int | None
    price: Decimal | None


@transaction.atomic
def correct_operation(
    operation: Operation, *, by: Access, at: datetime, opened_with: str | None = None, **given: Unpack[OwnValues]
) -> StoreOperation | None:
    """Set the store's own standard time or fixed price of an operation, or stop offering it.

    What is not given stays as it is. Answers the store's row, or None where nothing differs from the group any more.
    `opened_with` is the version that the form was opened with (promise P13). Estimates made before keep their prices.
    """
    by.require(EstimatePerm.PRICE_MANAGE)
    time_units, price = given.get("time_units"), given.get("price")
    refuse(catalogue.why_not_correct(time_units, price))
    values: dict[str, Any] = {**given}
    if price is not None:
        values["price"] = money.fen(price)
    which = {"operation": operation}
    return _correct(StoreOperation, which, operation, values, by=by, at=at, opened_with=opened_with)


@transaction.atomic
def offer_package(package: RepairPackage, *, by: Access, at: datetime, offered: bool) -> StorePackage | None:
    """Put a package on the store's published list, or take it off."""
    by.require(EstimatePerm.PRICE_MANAGE)
    return _correct(StorePackage, {"package": package}, package, {"offered": offered}, by=by, at=at)


@transaction.atomic
def reset_operation(operation: Operation, *, by: Access, at: datetime) -> None:
    """Go back to the group's values of an operation; without a correction nothing changes."""
    by.require(EstimatePerm.PRICE_MANAGE)
    _reset(_own_row(StoreOperation, {"operation": operation}, by=by), operation, by=by, at=at)


@transaction.atomic
def reset_package(package: RepairPackage, *, by: Access, at: datetime) -> None:
    """Go back to what the group says of a package; without a row of the store nothing changes."""
    by.require(EstimatePerm.PRICE_MANAGE)
    _reset(_own_row(StorePackage, {"package": package}, by=by), package, by=by, at=at)


def _own_row(model: type[Row], which: dict, *, by: Access) -> Row | None:
    """The store's row, under a lock for the whole store: there may be no row to lock yet."""
    take_turn(by.store, "catalogue")
    return model.objects.filter(**which).first()


def _correct(
    model: type[Row],
    which: dict,
    row: Operation | RepairPackage,
    given: dict[str, Any],
    *,
    by: Access,
    at: datetime,
    opened_with: str | None = None,
) -> Row | None:
    before = _own_row(model, which, by=by)
    _refuse_stale(before, opened_with)
    values, edition = catalogue.corrected_values(model, before, given), catalogue.edition_of(row)
    if values == catalogue.GROUP_VALUES[model]:
        _reset(before, row, by=by, at=at)
        return None
    if before and values == catalogue.values_of(before) and (not given or edition == before.reference_version):
        return before
    stamps = {"confirmed_at": at, "confirmed_by": by.user, "reference_version": edition}
    written, _new = model.objects.update_or_create(store=by.store, **which, defaults={**values, **stamps})
    record(written, "correct", by=by, at=at, code=row.code, **_said(values))
    return written


def _refuse_stale(row: StoreRow | None, opened_with: str | None) -> None:
    version = catalogue.version_of(row.confirmed_at if row else None)
    if opened_with is not None and opened_with != version:
        raise Stale(_("Somebody has changed this since you opened it. Look at it again."), version=version)


def _reset(own: StoreRow | None, row: Operation | RepairPackage, *, by: Access, at: datetime) -> None:
    """Delete the store's row; the log keeps what it said."""
    if own:
        record(own, "reset", by=by, at=at, code=row.code, **_said(catalogue.values_of(own)))
        own.delete()


def _said(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value is not None}
