"""Fifty clients of the API want one bay and technician: one is told 201, the others 409 and other times (P1).

Each client is a thread with a token and a connection of its own and speaks HTTP to the whole house: middleware,
permission, scope, idempotency and action. The last tests are the negative controls.
"""

import secrets
from collections import Counter
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django_scopes import scope

from accounts import idempotency, tokens
from accounts.models.records import RememberedAnswer
from accounts.roles import Role
from appointments.models.visits import Appointment
from customers.models.links import Link
from tests.concurrency.clients import all_look_before, clients
from tests.concurrency.test_booking import AGAIN, AT, BOOKED, FULL, OVERLAPS, rounds, without_constraint, without_locks  # noqa: F401
from tests.factories import billing
from tests.factories.accounts import make_store, make_user
from tests.factories.appointments import make_operation, make_workshop
from tests.factories.customers import make_customer, make_vehicle

_store = count(1)
PATH = "/api/v1/appointments/"


@pytest.fixture
def door(own_database):
    store = make_store(f"DOOR{next(_store)}")
    with scope(store=store), time_machine.travel(AT, tick=False), clients() as at_once:
        yield Door(store, at_once)


class Door:
    """The clerks of a store who press at the same moment."""

    def __init__(self, store, at_once):
        self.store, self.job, self.at_once = store, make_operation(), at_once
        self.tokens, self.clerks, self.browsers = [], [], []

    def open(self, clients, **shop):
        """So many clerks with tokens and cars; the workshop they book in."""
        names = [f"c{number}@{self.store}" for number in range(clients)]
        self.clerks = [make_user(Role.HOTLINE_CLERK, store=self.store, username=name) for name in names]
        self.tokens = [tokens.issue(clerk, at=AT) for clerk in self.clerks]
        self.cars = [make_vehicle(make_customer(self.store)) for _clerk in self.clerks]
        return make_workshop(self.store, **shop)

    def ask(self, car, start, **named):
        asked = {"vehicle": car.pk, "operations": [self.job.code], "start": start.isoformat(), "complaint": "异响"}
        asked["second_visit"] = AGAIN
        return asked | {name: resource.pk for name, resource in named.items()}

    def press(self, bodies, *, keys=None, tokens=None, path=PATH):
        """Every client posts its body from the same moment; the answers."""
        tokens, keys = tokens or self.tokens, keys or [""] * len(bodies)
        while len(self.browsers) < len(bodies):  # each loads the middleware at its first call, and keeps it
            self.browsers.append(Client(raise_request_exception=False))
        clients = zip(self.browsers[: len(bodies)], tokens, bodies, keys, strict=True)
        return self.at_once([partial(self.post, path, *client) for client in clients])

    def post(self, path, browser, token, body, key):
        headers = {"Authorization": f"Token {token}"} | ({"Idempotency-Key": key} if key else {})
        return browser.post(path, body, content_type="application/json", headers=headers)

    def overlaps(self):
        with connection.cursor() as cursor:
            cursor.execute(OVERLAPS, [self.store.pk])
            return cursor.fetchone()[0]


def statuses(answers):
    return Counter(answer.status_code for answer in answers)


def assert_all_differ(booked, number):
    for taken in ("bay_id", "technician_id", "advisor_id", "vehicle_id"):
        assert booked.values(taken).distinct().count() == number


@pytest.mark.parametrize(("clients", "times"), [(4, 2), pytest.param(50, 40, marks=FULL)])
def test_of_all_who_name_one_place_one_is_told_201(door, clients, times):
    shop = door.open(clients, technicians=2, advisors=clients)
    named = {"bay": shop["bays"][0], "technician": shop["technicians"][0]}
    for start in rounds(times):
        answers = door.press([door.ask(car, start, **named) for car in door.cars])
        assert statuses(answers) == {201: 1, 409: clients - 1}
        assert all(answer.json()["alternatives"] for answer in answers if answer.status_code == 409)
    assert (door.overlaps(), Appointment.objects.count()) == (0, times)


@pytest.mark.parametrize(("clients", "times"), [(4, 1), pytest.param(50, 40, marks=FULL)])
def test_with_nothing_named_nobody_and_nothing_is_booked_twice(door, clients, times):
    door.open(clients, bays={"GEN": 2}, technicians=3, advisors=clients)
    for start in rounds(times):
        answers = door.press([door.ask(car, start) for car in door.cars])
        assert statuses(answers) == {201: 2, 409: clients - 2}
        assert_all_differ(Appointment.objects.filter(start=start), 2)
    assert door.overlaps() == 0


@pytest.mark.parametrize(("clients", "times"), [(6, 1), pytest.param(50, 10, marks=FULL)])
def test_when_every_second_one_names_the_same_place_each_place_is_taken_once(door, clients, times):
    """Two bays, so two are told 201; of those who name a bay and a technician at most one."""
    shop = door.open(clients, bays={"GEN": 2}, technicians=3, advisors=clients)
    named = {"bay": shop["bays"][0], "technician": shop["technicians"][0]}
    for start in rounds(times):
        answers = door.press([door.ask(car, start, **(named if n % 2 else {})) for n, car in enumerate(door.cars)])
        assert statuses(answers) == {201: 2, 409: clients - 2}
        assert statuses(answers[1::2])[201] <= 1
        assert all(answer.json()["alternatives"] for answer in answers if answer.status_code == 409)
        assert_all_differ(Appointment.objects.filter(start=start), 2)
    assert (door.overlaps(), Appointment.objects.count()) == (0, 2 * times)


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_locks_and_constraint_several_are_told_201(door, without_locks):  # noqa: F811
    shop = door.open(12, technicians=1, advisors=12)
    named = {"bay": shop["bays"][0], "technician": shop["technicians"][0]}
    with without_constraint(), all_look_before(BOOKED):
        answers = door.press([door.ask(car, AT + timedelta(days=1, hours=1), **named) for car in door.cars])
        assert (statuses(answers), door.overlaps() > 0) == ({201: 12}, True)


# ── a repeated submit is one act (P11) ────────────────────────────────────────────────────────


@pytest.mark.parametrize(("copies", "times"), [(4, 1), pytest.param(20, 25, marks=FULL)])
def test_a_submit_that_is_repeated_at_once_is_one_act(door, copies, times):
    door.open(1, bays={"GEN": copies}, technicians=copies, advisors=copies)
    for turn, start in enumerate(rounds(times)):
        body, keys = door.ask(door.cars[0], start), [f"key-{turn}"] * copies
        answers = door.press([body] * copies, keys=keys, tokens=door.tokens * copies)
        assert statuses(answers) == {201: copies}
        assert len({answer.content for answer in answers}) == 1
    remembered = RememberedAnswer.objects.filter(store=door.store, principal=f"user:{door.clerks[0].pk}")
    assert (Appointment.objects.count(), remembered.count()) == (times, times)


def test_another_body_under_the_same_key_is_refused(door):
    door.open(1, bays={"GEN": 4}, technicians=4, advisors=4)
    bodies = [door.ask(door.cars[0], AT + timedelta(days=day, hours=2)) for day in (1, 2, 3)]
    answers = door.press(bodies, keys=["key"] * 3, tokens=door.tokens * 3)
    assert statuses(answers) == {201: 1, 422: 2}
    assert Appointment.objects.count() == 1


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_memory_a_repeated_submit_is_several_acts(door, monkeypatch):
    door.open(1, bays={"GEN": 6}, technicians=6, advisors=6)
    monkeypatch.setattr(idempotency, "claim", lambda fingerprint, **memory: -1)
    bodies = [door.ask(door.cars[0], start) for start in rounds(6)]
    assert statuses(door.press(bodies, keys=["key"] * 6, tokens=door.tokens * 6)) == {201: 6}
    same = [door.ask(door.cars[0], rounds(7)[-1])] * 6
    assert statuses(door.press(same, keys=["key"] * 6, tokens=door.tokens * 6)) == {201: 1, 409: 5}


def links_of_one_key(door, copies):
    """The addresses that so many copies of one request are told, and how many links there are."""
    cashier = make_user(Role.CASHIER, store=door.store)
    billing.make_rates(door.store)
    bill = billing.make_issued(make_vehicle(make_customer(door.store)), AT)
    pass_of = [tokens.issue(cashier, at=AT)] * copies
    answers = door.press([{}] * copies, keys=["key"] * copies, tokens=pass_of, path=f"/api/v1/bills/{bill.pk}/link/")
    assert statuses(answers) == {200: copies}
    return len({answer.json()["url"] for answer in answers}), Link.objects.count()


def test_one_key_is_one_address_however_many_ask_at_once(door):
    assert links_of_one_key(door, 5) == (1, 1)


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_token_of_the_key_every_copy_is_another_address(door, monkeypatch):
    monkeypatch.setattr("customers.actions.links.token_for", lambda *asked, by: secrets.token_urlsafe())
    assert links_of_one_key(door, 5) == (5, 5)
