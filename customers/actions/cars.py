"""Adds and corrects cars of customers, also when the owner changes."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.log import record
from core.errors import refuse
from customers import rules
from customers.models.ownership import Ownership
from customers.models.people import Customer
from vehicles.actions import vehicles
from vehicles.models import Vehicle
from vehicles.perms import VehiclePerm


@transaction.atomic
def add_car(customer: Customer, *, by: Access, at: datetime, plate: str = "", vin: str = "", **facts: Any) -> Vehicle:
    """Add a car of a customer (`facts` as for `vehicles.add_vehicle`); a refusal names the present owner, masked."""
    by.require(VehiclePerm.VEHICLE_EDIT)
    _refuse_owned(plate=plate, vin=vin)
    vehicle = vehicles.add_vehicle(by=by, at=at, plate=plate, vin=vin, **facts)
    _own(vehicle, customer, by=by, at=at)
    return vehicle


@transaction.atomic
def correct_car(
    vehicle: Vehicle, *, by: Access, at: datetime, version: int, customer: Customer | None = None, **fields: Any
) -> Vehicle:
    """Change the facts of a car (`fields` as for `vehicles.correct_vehicle`); `customer` is a new owner."""
    by.require(VehiclePerm.VEHICLE_EDIT)
    _refuse_owned(plate=fields.get("plate", ""), vin=fields.get("vin", ""), vehicle=vehicle)
    vehicle = vehicles.correct_vehicle(vehicle, by=by, at=at, version=version, **fields)
    if customer:
        _pass_on(vehicle, customer, by=by, at=at)
    return vehicle


def _pass_on(vehicle: Vehicle, customer: Customer, *, by: Access, at: datetime) -> None:
    """Change the owner. `correct_vehicle` has locked the car, so two new owners come one after the other."""
    current = Ownership.objects.current().filter(vehicle=vehicle)
    if current.filter(customer=customer).exists():
        return
    current.update(until=by.store.today(at))
    _own(vehicle, customer, by=by, at=at)
    record(vehicle, "new owner", by=by, at=at, customer=customer.pk)


def _own(vehicle: Vehicle, customer: Customer, *, by: Access, at: datetime) -> None:
    Ownership.objects.create(store=by.store, vehicle=vehicle, customer=customer, since=by.store.today(at))


def _refuse_owned(*, plate: str, vin: str, vehicle: Vehicle | None = None) -> None:
    plate, vin = vehicles.identified(plate, vin)
    refuse(rules.why_not_plate(plate, vehicle=vehicle), field="plate")
    refuse(rules.why_not_vin(vin, vehicle=vehicle), field="vin")
