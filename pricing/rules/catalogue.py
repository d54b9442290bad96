"""What a store may say of the group's catalogue."""

import hashlib
from decimal import Decimal

from django.utils.translation import gettext as _

from pricing.models.prices import Operation, RepairPackage

MOST_TIME_UNITS = 10_000  # a hundred hours


def edition_of(row: Operation | RepairPackage) -> str:
    """A short digest of what the group's row says, so that a later change of it can be seen."""
    said = [str(getattr(row, name)) for name in EDITED[type(row)]]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:12]


EDITED: dict[type, tuple[str, ...]] = {
    Operation: ("category", "name_zh", "name_en", "scope", "time_units", "bay_type", "skill", "warranty_class"),
    RepairPackage: ("name_zh", "name_en", "maintenance_group"),
}


def why_not_correct(time_units: int | None, price: Decimal | None) -> str | None:
    """A standard time is some time; a fixed price may be nothing, but not less."""
    if time_units is not None and not 0 < time_units <= MOST_TIME_UNITS:
        return _("The standard time is between 1 and %(most)s time units.") % {"most": MOST_TIME_UNITS}
    if price is not None and price < 0:
        return _("A price is not below zero.")
    return None
