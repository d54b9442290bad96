from dataclasses import dataclass
from datetime import datetime

import pytest
from django.utils import translation

from accounts.access import Access
from accounts.models.stores import Store
from appointments.actions import preparation
from customers.models.messages import Message
from tests.examples.common import fixtures_of
from tests.factories.appointments import clerk, make_appointment, make_operation, make_workshop
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.statuses import put
from tests.moments import SHANGHAI
from vehicles.models import Vehicle


def local(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


START = local(25, 9, 30)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@dataclass
class Ground:
    """A store, its bays and people, and a car."""

    store: Store
    shop: dict
    car: Vehicle


def make_ground(store: Store) -> Ground:
    owner = make_customer(store, name="王女士", phone="13800138000")
    return Ground(store, make_workshop(store), make_vehicle(owner, plate="沪A12345", mileage=38_210))


common_ground, ground, store = fixtures_of(make_ground)


@pytest.fixture
def job(db):
    return [make_operation()]


@pytest.fixture
def shop(ground, store):
    return ground.shop


@pytest.fixture
def car(ground, store):
    return ground.car


@pytest.fixture
def by(store):
    return clerk(store)


@pytest.fixture
def booked(shop, car, store, at):
    return lambda start=START, **facts: make_appointment(store, at, start, vehicle=car, **facts)


@pytest.fixture
def appointment(booked):
    return booked()


def live(appointment):
    rows = appointment.claim_set.claims.live().select_related("resource").order_by("pk")
    return [(claim.resource.kind, claim.during.lower, claim.during.upper) for claim in rows]


def states(appointment, side="customer", version=None):
    rows = appointment.confirmations.filter(side=side, version=version or appointment.time_version)
    return [row.status for row in rows.order_by("kind")]


def settle_message(purpose, status, at):
    put(Message.objects.filter(purpose=purpose), status=status, sent_at=at if status == "accepted" else None)


def tick(store, at):
    return preparation.check_readiness(by=Access.system(store), at=at)
