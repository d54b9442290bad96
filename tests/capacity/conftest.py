import pytest

from tests.factories.appointments import clerk, make_operation, make_workshop
from tests.factories.customers import make_customer, make_vehicle


@pytest.fixture
def job(db):
    return [make_operation()]


@pytest.fixture
def shop(store):
    return make_workshop(store)


@pytest.fixture
def car(store):
    return make_vehicle(make_customer(store), plate="沪A12345")


@pytest.fixture
def by(store):
    return clerk(store)
