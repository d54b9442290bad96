"""What tests of the parts store start from."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from accounts.roles import Role
from parts.models import ShelfPlace
from tests.factories import customers
from tests.factories import parts as stock

PLACES = ("A-1", "A-2", "A-7", "B-1", "B-2", "C-3")


@pytest.fixture
def store(common_store, store):
    return store


@pytest.fixture
def item(store, at):
    """Ten oil filters in the store, and a shelf for the appointments."""
    ShelfPlace.objects.bulk_create(ShelfPlace(store=store, code=code, capacity=9) for code in PLACES)
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
