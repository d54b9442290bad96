"""What tests of the workshop start from."""

import pytest
import time_machine
from django.db import transaction
from django_scopes import scope

from tests import databases
from tests.factories import service
from tests.factories.accounts import make_store
from tests.moments import MONDAY
from vehicles.models import VehicleModel


@pytest.fixture(scope="module")
def common_workshop(django_db_setup, django_db_blocker):
    """Built once for all tests of a module, and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        store = make_store("SH01")
        with scope(store=store), time_machine.travel(MONDAY, tick=False):
            service.make_workshop(store, MONDAY)
        databases.check_keys()
        yield store
        transaction.set_rollback(True)


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
