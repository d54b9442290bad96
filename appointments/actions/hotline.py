"""Acts that the hotline does together while the customer is on the line."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.access import Access
from appointments.actions.booking import book
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules.bookings import BookingRequest
from customers.actions import cars, people
from pricing.actions import estimates
from pricing.models.estimates import Estimate
from vehicles.models import Vehicle, VehicleModel


@transaction.atomic
def meet_caller(
    *, by: Access, at: datetime, phone: str, name: str, plate: str, model: VehicleModel | None = None
) -> Vehicle:
    """Add a new caller with his car: name, number and plate are enough to book."""
    by.require(AppointmentPerm.CALL_TAKE)
    customer = people.meet(phone, by=by, at=at, name=name)
    return cars.add_car(customer, by=by, at=at, plate=plate, model=model)


@transaction.atomic
def take_booking(
    request: BookingRequest, *, by: Access, at: datetime, answer: str = Estimate.Answer.OPEN
) -> Appointment:
    """Make the estimate, tell it, record the customer's answer, and book (SERVICE-D4, D6).

    He learns cost, time and advisor before he hangs up; with the answer `open` he decides at the reception.
    """
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    estimate = estimates.make_estimate(
        request.vehicle, by=by, at=at, operations=request.operations, parts=request.parts
    )
    estimates.tell(estimate, by=by, at=at, channel="phone", answer=answer)
    return book(replace(request, estimate=estimate), by=by, at=at)
