"""Customers and cars, made by the actions of the house: each call gives a new number, plate and VIN."""

from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from django_scopes import scope

from accounts.access import Access
from core import vins
from customers.actions import cars, people
from customers.models.people import Customer
from vehicles.models import Powertrain, Vehicle, VehicleModel

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_next = count(1)


def new_phone() -> str:
    return f"139{next(_next):08d}"


def new_plate() -> str:
    return f"沪B{next(_next):05d}"


def new_vin() -> str:
    """A VIN whose check digit agrees."""
    bare = f"LSVAA2BR0NN{next(_next):06d}"
    return next(vin for digit in "0123456789X" if vins.check_digit_ok(vin := f"{bare[:8]}{digit}{bare[9:]}"))


def make_customer(store, *, name: str = "王小明", phone: str | None = None, at: datetime = MONDAY, **facts) -> Customer:
    """A customer of the store with a phone of his own (`phone=""` for none)."""
    phone = new_phone() if phone is None else phone
    with scope(store=store):
        return people.add_customer(by=Access.system(store), at=at, name=name, phone=phone, **facts)


def make_vehicle(
    customer: Customer, *, plate: str | None = None, vin: str | None = None, at: datetime = MONDAY, **facts
) -> Vehicle:
    """A car of the customer, with plate and VIN (`plate=""` for a new one); `model`, `mileage`, `colour` as given."""
    plate, vin = new_plate() if plate is None else plate, new_vin() if vin is None else vin
    with scope(store=customer.store):
        return cars.add_car(customer, by=Access.system(customer.store), at=at, plate=plate, vin=vin, **facts)


def owner_of(vehicle: Vehicle) -> Customer:
    """Who owns the car now."""
    with scope(store=vehicle.store):
        return Customer.objects.owner_of(vehicle)


def make_model(code: str = "lavida-test", *, fuel: str = "petrol", is_nev: bool = False) -> VehicleModel:
    """A model outside the reference rows, for tests that need none of them."""
    powertrain, _made = Powertrain.objects.get_or_create(
        code=f"pt-{code}"[:20],
        defaults={"name_zh": "1.5L", "fuel": fuel, "maintenance_group": "test", "is_nev": is_nev},
    )
    model, _made = VehicleModel.objects.get_or_create(
        code=code,
        defaults={
            "family": "lavida",
            "maker": "SAIC VW",
            "name_zh": "朗逸",
            "name_en": "Lavida",
            "powertrain": powertrain,
            "maintenance_group": "test",
        },
    )
    return model
