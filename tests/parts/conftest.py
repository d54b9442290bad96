"""What tests of the parts store start from."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from accounts.roles import Role
from tests.factories import customers
from tests.factories import parts as stock


@pytest.fixture
def store(common_store, store):
    return store


@pytest.fixture
def item(store, at):
    """Ten oil filters in the store."""
    return stock.make_stock(store, at)


@pytest.fixture
def car(store):
    return customers.make_vehicle(customers.make_customer(store))


@pytest.fixture
def clerk(access_of):
    return access_of(Role.PARTS_CLERK)


@pytest.fixture
def tomorrow(at):
    return at + timedelta(days=1)


@pytest.fixture(autouse=True)
def english():
    """Refusals are compared in English."""
    with override("en"):
        yield
