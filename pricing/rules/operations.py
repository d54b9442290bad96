"""Which work can be priced and booked for a car."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from parts.rules.fitting import fits
from pricing.models.prices import Operation
from pricing.rules.prices import own_rows, why_not_offer
from vehicles.models import Vehicle


def why_not_operations(operations: Iterable[Operation], vehicle: Vehicle) -> str | None:
    """Work is asked for, each piece once, the store offers it, and all of it fits the car. Reads the store's rows."""
    operations = list(operations)
    if not operations:
        return _("Choose the work to be done.")
    if len({operation.pk for operation in operations}) < len(operations):
        return _("Each piece of work once.")
    own = own_rows(operations)
    if refused := next(filter(None, (why_not_offer(operation, own) for operation in operations)), None):
        return refused
    wrong = [str(operation) for operation in operations if not fits(operation.scope, vehicle.model)]
    if wrong:
        return _("This work does not fit the car: %(work)s.") % {"work": ", ".join(wrong)}
    return None
