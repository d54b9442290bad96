from datetime import datetime

import pytest
from django.utils import translation

from tests.conftest import SHANGHAI
from tests.factories.appointments import clerk, make_operation, make_workshop
from tests.factories.customers import make_customer, make_vehicle


def local(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def job(db):
    return [make_operation()]


@pytest.fixture
def shop(store):
    return make_workshop(store)


@pytest.fixture
def car(store):
    return make_vehicle(make_customer(store, name="王女士", phone="13800138000"), plate="沪A12345", mileage=38_210)


@pytest.fixture
def by(store):
    return clerk(store)
