"""What a store may say of the group's catalogue."""

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pricing.models.prices import Operation, PackageLine, RepairPackage, StoreOperation, StorePackage, StoreRow

MOST_TIME_UNITS = 10_000  # a hundred hours

# The values of a store that corrects nothing.
GROUP_VALUES: dict[type[StoreRow], dict[str, Any]] = {
    StoreOperation: {"offered": True, "time_units": None, "price": None},
    StorePackage: {"offered": True},
}


def values_of(row: StoreRow) -> dict[str, Any]:
    """What a store's row says by itself, without who wrote it and when."""
    return {name: getattr(row, name) for name in GROUP_VALUES[type(row)]}


def corrected_values(model: type[StoreRow], row: StoreRow | None, given: dict[str, Any]) -> dict[str, Any]:
    """The values of a store after a correction: what is not given stays, what is given as None is the group's again."""
    group = GROUP_VALUES[model]
    given = {name: group[name] if value is None else value for name, value in given.items()}
    return {**(values_of(row) if row else group), **given}


def version_of(confirmed_at: datetime | None) -> str:
    """When the store's row was written, as a form carries it; empty without a row."""
    return confirmed_at.isoformat() if confirmed_at else ""


def edition_of(row: Operation | RepairPackage) -> str:
    """A short digest of what the group's row says, so that a later change of it can be seen.

    Reads the lines of a package.
    """
    said = [str(getattr(row, name)) for name in EDITED[type(row)]]
    if isinstance(row, RepairPackage):
        said += [_line_said(line) for line in sorted(row.lines.all(), key=lambda line: line.position)]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:12]


def _line_said(line: PackageLine) -> str:
    return f"{line.position} {line.operation_id} {line.part_id} {line.quantity}"


EDITED: dict[type, tuple[str, ...]] = {
    Operation: (
        "category", "name_zh", "name_en", "scope", "time_units", "bay_type", "skill", "high_voltage", "warranty_class",
    ),
    RepairPackage: ("name_zh", "name_en", "maintenance_group"),
}  # fmt: skip


def why_not_correct(time_units: int | None, price: Decimal | None) -> str | None:
    """A standard time is more than zero; a fixed price may be zero, but not less."""
    if time_units is not None and not 0 < time_units <= MOST_TIME_UNITS:
        return _("The standard time is between 1 and %(most)s time units.") % {"most": MOST_TIME_UNITS}
    if price is not None and price < 0:
        return _("A price is not below zero.")
    return None
