"""What tests of the money start from: published rates, stock, a car."""

from copy import deepcopy
from dataclasses import dataclass

import pytest
from django.utils.translation import override
from django_scopes import scope

from accounts.models.stores import Store
from accounts.roles import Role
from parts.models import StockItem
from pricing.models.prices import LabourRate
from tests.examples.common import built_for_a_module
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


@pytest.fixture(scope="module")
def common_ground(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), built_for_a_module(make_ground) as ground:
        yield ground


@pytest.fixture
def ground(common_ground, db):
    return deepcopy(common_ground)


@pytest.fixture
def store(ground):
    with scope(store=ground.store):
        yield ground.store


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
