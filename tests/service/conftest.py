"""What tests of the workshop start from."""

import pytest

from tests.factories import service
from vehicles.models import VehicleModel


@pytest.fixture
def workshop(store, at):
    """Store SH01 with bays, a technician, an advisor, prices and stock."""
    return service.make_workshop(store, at)


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
