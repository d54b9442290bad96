"""What the hotline does in one breath while the customer is on the line."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.roles import Perm
from appointments.actions.booking import book
from appointments.models.visits import Appointment
from customers.actions import cars, people
from pricing.actions import estimates
from pricing.models.estimates import Estimate
from pricing.models.prices import Operation
from vehicles.models import Vehicle, VehicleModel


@transaction.atomic
def meet_caller(
    *, by: Access, at: datetime, phone: str, name: str, plate: str, model: VehicleModel | None = None
) -> Vehicle:
    """A caller we do not know yet, with his car: three facts are enough to book."""
    by.require(Perm.CALL_TAKE)
    customer = people.meet(phone, by=by, at=at, name=name)
    return cars.add_car(customer, by=by, at=at, plate=plate, model=model)


@transaction.atomic
def take_booking(
    vehicle: Vehicle,
    *,
    by: Access,
    at: datetime,
    operations: Iterable[Operation],
    parts: Iterable[tuple[Any, Any]] = (),
    answer: str = Estimate.Answer.OPEN,
    **wish: Any,
) -> Appointment:
    """Price it, tell it, write down what the customer says to it, book it (SERVICE-D4, D6).

    He knows cost, time and name before he hangs up; `open` leaves his yes to the reception.
    """
    by.require(Perm.APPOINTMENT_BOOK)
    operations, parts = list(operations), list(parts)
    estimate = estimates.make_estimate(vehicle, by=by, at=at, operations=operations, parts=parts)
    estimates.tell(estimate, by=by, at=at, channel="phone", answer=answer)
    return book(vehicle, by=by, at=at, operations=operations, parts=parts, estimate=estimate, **wish)
