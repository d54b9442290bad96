from datetime import datetime

import pytest
from django.utils import translation

from accounts.access import Access
from appointments.actions import preparation
from customers.models.messages import Message
from tests.factories.appointments import clerk, make_appointment, make_operation, make_workshop
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.statuses import put
from tests.moments import SHANGHAI


def local(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


START = local(25, 9, 30)


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
