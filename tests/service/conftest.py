"""What tests of the workshop start from."""

import pytest

from tests.examples.common import built_for_a_module
from tests.factories import service
from tests.moments import MONDAY
from vehicles.models import VehicleModel


@pytest.fixture(scope="module")
def common_workshop(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), built_for_a_module(lambda store: service.make_workshop(store, MONDAY)) as store:
        yield store


@pytest.fixture
def store(common_workshop, store):
    """Store SH01 with bays, technicians, advisors, prices and stock."""
    return store


@pytest.fixture
def workshop(store):
    return store


@pytest.fixture
def advisor(workshop):
    return service.advisor(workshop)


@pytest.fixture
def manager(workshop):
    return service.manager(workshop)


@pytest.fixture
def inspector(workshop):
    return service.inspector(workshop)


@pytest.fixture
def electric(db):
    """A model without an engine."""
    return VehicleModel.objects.filter(maintenance_group="BEV").order_by("pk").first()
