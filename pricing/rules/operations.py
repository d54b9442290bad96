"""Which work can be priced and booked for a car."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from parts.rules.fitting import fits
from pricing.models.prices import Operation
from vehicles.models import Vehicle


def why_not_operations(operations: Iterable[Operation], vehicle: Vehicle) -> str | None:
    """Work is asked for, each piece once, and all of it fits the car."""
    operations = list(operations)
    if not operations:
        return _("Choose the work to be done.")
    if len({operation.pk for operation in operations}) < len(operations):
        return _("Each piece of work once.")
    wrong = [str(operation) for operation in operations if not fits(operation.scope, vehicle.model)]
    if wrong:
        return _("This work does not fit the car: %(work)s.") % {"work": ", ".join(wrong)}
    return None
