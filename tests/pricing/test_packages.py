"""Packages are priced by the work and the parts that they hold, for the cars that they are made for."""

from decimal import Decimal

import pytest

from core.errors import Refused
from parts.models import StockItem
from pricing.actions import catalogue, estimates
from pricing.models.prices import LabourRate, RepairPackage
from pricing.rules.packages import why_not_packages
from tests.factories import customers, parts
from tests.pricing.test_prices import ORACLE
from vehicles.models import Vehicle, VehicleModel


@pytest.fixture
def full_stock(store, at, rates):
    return parts.make_all_stock(store, at)


def package(code):
    return RepairPackage.objects.get(code=code)


def car_for(store, group):
    model = VehicleModel.objects.filter(maintenance_group=group).order_by("pk").first()
    return customers.make_vehicle(customers.make_customer(store), model=model)


@pytest.mark.parametrize(("code", "total"), ORACLE.items())
def test_an_estimate_of_a_package_holds_its_work_and_its_parts(code, total, full_stock, store, at, advisor):
    car = car_for(store, "ICE_EA888" if "888" in code else "ICE_EA211")
    estimate = estimates.make_estimate(car, by=advisor, at=at, packages=[package(code)])
    assert estimate.total == Decimal(total)
    assert {line.kind for line in estimate.lines.all()} == {"labour", "part"}


def test_a_changed_rate_and_a_changed_part_change_the_price(full_stock, store, at, advisor):
    LabourRate.objects.filter(category="PM").update(price=Decimal("200.00"))
    StockItem.objects.filter(part__number="04E115561AC").update(price=Decimal("68.00"))
    car = car_for(store, "ICE_EA211")
    estimate = estimates.make_estimate(car, by=advisor, at=at, packages=[package("PK-211-S")])
    hours = sum(line.quantity for line in estimate.lines.all() if line.kind == "labour" and line.unit_price == 200)
    assert hours and estimate.total == Decimal(656) + hours * 40 + 10


def test_a_package_of_another_engine_is_refused(full_stock, store, at, advisor):
    car = car_for(store, "ICE_EA211")
    with pytest.raises(Refused, match="Not made for this car: Minor service EA888"):
        estimates.make_estimate(car, by=advisor, at=at, packages=[package("PK-888-S")])


def test_a_withdrawn_package_and_one_chosen_twice_are_refused(rates, manager, at):
    minor = package("PK-211-S")
    assert why_not_packages([], Vehicle()) is None
    assert why_not_packages([minor, minor], Vehicle()) == "Each package once."
    catalogue.offer_package(minor, by=manager, at=at, offered=False)
    assert why_not_packages([minor], Vehicle()) == f"This store does not offer {minor}."
