"""What tests of the money start from: published rates, stock, a car."""

import pytest
from django.utils.translation import override

from accounts.roles import Role
from tests.factories import billing, customers, parts


@pytest.fixture
def rates(store):
    return billing.make_rates(store)


@pytest.fixture
def stock(store, at):
    """Oil filter, oil and drain plug of the small service."""
    return [parts.make_stock(store, at, number) for number in (parts.OIL_FILTER, parts.OIL, parts.DRAIN_PLUG)]


@pytest.fixture
def car(store, rates, stock):
    """A car of the store, in which prices are published and parts are in stock."""
    return customers.make_vehicle(customers.make_customer(store))


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
