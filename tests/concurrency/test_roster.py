"""An absence and a booking at once: one of them is refused, and nobody is promised who is away (SERVICE-N4)."""

from functools import partial
from itertools import count

import pytest
from django.db import connection
from django_scopes import scope

from accounts.access import Access
from accounts.roles import Role
from appointments.actions import booking
from appointments.models.visits import Appointment
from appointments.rules.bookings import BookingRequest
from capacity.actions import absences
from capacity.models.claims import Claim
from capacity.models.resources import ResourceQuerySet
from core.errors import Refused
from tests.appointments.conftest import local
from tests.concurrency.clients import all_look_before, clients
from tests.concurrency.test_booking import OVERLAPS, without_constraint
from tests.factories.accounts import make_store, make_user
from tests.factories.appointments import clerk, make_operation, make_workshop
from tests.factories.customers import make_customer, make_vehicle

AT = local(23, 7)
_store = count(1)


@pytest.fixture
def store(own_database):
    store = make_store(f"AWAY{next(_store)}")
    with scope(store=store):
        yield store


def outcome(store, job):
    try:
        with scope(store=store):
            return job()
    except Exception as error:
        return error


def both_at_once(store, turns):
    """An absence and a booking for the same technician at the same hour, from the same moment; what each returned."""
    shop = make_workshop(store, technicians=1, advisors=1)
    by = clerk(store)
    manager = Access.of(make_user(Role.SERVICE_MANAGER, store=store), [Role.SERVICE_MANAGER], store)
    work, car, one = [make_operation()], make_vehicle(make_customer(store)), shop["technicians"][0]
    answers = []
    with clients() as at_once:
        for turn in range(turns):
            start, end = local(24, 8 + turn), local(24, 9 + turn)
            request = BookingRequest(car, work, start, "异响", technician=one)
            away = {"start": start, "end": end, "reason": "病假"}
            jobs = [
                partial(booking.book, request, by=by, at=AT),
                partial(absences.enter, one, by=manager, at=AT, **away),
            ]
            answers.append(at_once([partial(outcome, store, job) for job in jobs]))
    return answers


def overlaps(store):
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS, [store.pk])
        return cursor.fetchone()[0]


def test_an_absence_and_a_booking_at_once_are_one_truth(store):
    for booked, away in both_at_once(store, 4):
        assert isinstance(booked, (Appointment, Refused)) and isinstance(away, (list, Refused))
        assert isinstance(booked, Refused) != isinstance(away, Refused)
    assert overlaps(store) == 0
    assert Claim.objects.filter(status="blocked").count() + Appointment.objects.count() == 4


@pytest.mark.negative_control
def test_without_locks_and_constraint_somebody_is_away_and_booked(store, monkeypatch):
    monkeypatch.setattr(ResourceQuerySet, "locked", lambda self, keys, store_id: self.filter(pk__in=keys))
    with without_constraint():
        with all_look_before('INSERT INTO "capacity_claim"'):
            answers = both_at_once(store, 1)
        assert overlaps(store) > 0, answers
