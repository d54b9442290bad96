"""Acts that the hotline does together while the customer is on the line."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.access import Access
from appointments.actions.booking import book
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules import bookings
from appointments.rules.bookings import NOT_ASKED, BookingRequest
from core import names
from core.errors import refuse
from customers import rules as customers_rules
from customers.actions import cars, people
from customers.models.people import Customer
from pricing.actions import estimates
from pricing.models.estimates import Estimate
from vehicles.models import Vehicle, VehicleModel


@transaction.atomic
def meet_caller(
    *,
    by: Access,
    at: datetime,
    plate: str,
    phone: str = "",
    name: str = "",
    model: VehicleModel | None = None,
    customer: Customer | None = None,
) -> Vehicle:
    """The car of a caller, added with him where the store has them not yet: name, number and plate are enough to book.

    `customer` is one whom the store knows. Raises Refused with the `customer` or the `vehicle` that the number or the
    plate belongs to, before a double of either is made.
    """
    by.require(AppointmentPerm.CALL_TAKE)
    if customer is None:
        _refuse_other_holder(phone, name)
        customer = _same_name(phone, name) or people.meet(phone, by=by, at=at, name=name)
    car = Vehicle.objects.filter(plate=plate).first()
    if car is None:
        return cars.add_car(customer, by=by, at=at, plate=plate, model=model)
    owner = Customer.objects.owner_of(car)
    if owner is None:
        return cars.correct_car(car, by=by, at=at, version=car.version, customer=customer)
    if owner != customer:
        refuse(customers_rules.why_not_plate(plate), field="plate", vehicle=car.pk, plate=plate)
    return car


def _refuse_other_holder(phone: str, name: str) -> None:
    owners = [owner.pk for owner in customers_rules.holders(phone)]
    refuse(customers_rules.why_not_same_caller(name, phone), field="phone", customers=owners)


def _same_name(phone: str, name: str) -> Customer | None:
    """The one of those who share a number who is called so."""
    return next((one for one in customers_rules.holders(phone) if names.fold(one.name) == names.fold(name)), None)


@transaction.atomic
def take_booking(
    request: BookingRequest, *, by: Access, at: datetime, answer: str = NOT_ASKED, channel: str = Estimate.Channel.PHONE
) -> Appointment:
    """Make the estimate, record what the customer said to it, and book (SERVICE-D4, D6).

    Who was told the price has answered: with `open` he decides at the reception. Nobody who was not asked is recorded
    as told; then the estimate stays a draft, and he is told at the reception.
    """
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    refuse(bookings.why_not_declined(answer), field="answer")
    return book(replace(request, estimate=_priced(request, answer, by=by, at=at, channel=channel)), by=by, at=at)


@transaction.atomic
def note_declined(request: BookingRequest, *, by: Access, at: datetime) -> Estimate:
    """Record that the customer was told the price and does not want it: the estimate stays, nothing is booked."""
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    return _priced(request, Estimate.Answer.DECLINED, by=by, at=at)


def _priced(
    request: BookingRequest, answer: str, *, by: Access, at: datetime, channel: str = Estimate.Channel.PHONE
) -> Estimate:
    estimate = estimates.make_estimate(
        request.vehicle, by=by, at=at, operations=request.operations, parts=request.parts, packages=request.packages
    )
    return estimates.tell(estimate, by=by, at=at, channel=channel, answer=answer) if answer else estimate
