"""What tests of the money start from: published rates, stock, a car."""

from dataclasses import dataclass

import pytest
from django.utils.translation import override

from accounts.models.stores import Store
from accounts.roles import Role
from parts.models import StockItem
from pricing.models.prices import LabourRate
from tests.examples.common import fixtures_of
from tests.factories import billing, customers, parts
from tests.moments import MONDAY
from vehicles.models import Vehicle


@dataclass
class Ground:
    """A store that publishes prices, with oil filter, oil and drain plug of the small service, and a car."""

    store: Store
    rates: list[LabourRate]
    stock: list[StockItem]
    car: Vehicle


def make_ground(store: Store) -> Ground:
    numbers = (parts.OIL_FILTER, parts.OIL, parts.DRAIN_PLUG)
    stock = [parts.make_stock(store, MONDAY, number) for number in numbers]
    return Ground(store, billing.make_rates(store), stock, customers.make_vehicle(customers.make_customer(store)))


common_ground, ground, store = fixtures_of(make_ground)


@pytest.fixture
def rates(ground, store):
    return ground.rates


@pytest.fixture
def stock(ground, store):
    return ground.stock


@pytest.fixture
def car(ground, store):
    return ground.car


@pytest.fixture
def cashier(access_of):
    return access_of(Role.CASHIER)


@pytest.fixture
def advisor(access_of):
    return access_of(Role.SERVICE_ADVISOR)


@pytest.fixture
def manager(access_of):
    return access_of(Role.SERVICE_MANAGER)


@pytest.fixture(autouse=True)
def english():
    """Refusals are compared in English."""
    with override("en"):
        yield
