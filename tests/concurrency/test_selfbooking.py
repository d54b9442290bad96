"""Customers who book by themselves at once: the last time has one winner, and the caps hold (P1, SERVICE-R6)."""

from datetime import timedelta
from itertools import count

import pytest
from django_scopes import scope

from accounts.access import Access
from appointments.actions import selfbooking
from appointments.rules.bookings import BookingRequest
from appointments.settings import SELF_A_NUMBER
from capacity.models.claims import Claim
from capacity.models.resources import ResourceQuerySet
from core.errors import Refused
from customers.actions import proofs
from customers.models.proofs import PhoneProof
from tests.appointments.conftest import local
from tests.concurrency.clients import all_look_before, clients
from tests.concurrency.test_booking import without_constraint
from tests.factories.accounts import make_store
from tests.factories.appointments import make_operation, make_workshop
from tests.factories.billing import make_rates
from tests.factories.customers import make_customer, make_vehicle

AT = local(23, 7)
START = local(24, 9)
NUMBERS = ("13800007771", "13800007772")
_store = count(1)


@pytest.fixture
def race(own_database, settings):
    settings.SMS_URL = "http://127.0.0.1:1/"
    store = make_store(f"SELF{next(_store)}")
    with scope(store=store), clients() as at_once:
        yield store, at_once


def proved(store, number) -> PhoneProof:
    by = Access.customer(store)
    proof = proofs.ask_code(number, by=by, at=AT, address=number).proof
    assert proofs.enter_code(proof, proof.code, at=AT)
    proof.refresh_from_db()
    return proof


def outcome(store, job):
    try:
        with scope(store=store):
            return job()
    except Refused as refusal:
        return refusal


def hold(store, proof, car, start=START):
    by = selfbooking.access_of(proof, store)
    return selfbooking.hold_for_him(proof, car, by=by, at=AT, start=start, operations=[make_operation()])


def one_last_time(race) -> tuple[int, int]:
    """Two customers press the one time that is left: how many hold it, and how many claims overlap it."""
    store, at_once = race
    make_workshop(store, bays={"GEN": 1}, technicians=1, advisors=1)
    make_rates(store)
    people = [(proved(store, number), make_vehicle(make_customer(store, phone=number))) for number in NUMBERS]
    jobs = [lambda who=who: outcome(store, lambda: hold(store, *who)) for who in people]
    answers = at_once(jobs)
    held = [answer for answer in answers if not isinstance(answer, Refused)]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert all(answer.extra.get("alternatives") for answer in refused)
    bays = Claim.objects.live().filter(resource__kind="bay")
    if len(held) == 1:
        [(proof, car)] = [who for who in people if who[0].guest == bays.get().held_for]
        book(store, proof, car)
    return len(held), bays.count()


def book(store, proof, car):
    work = {"operations": [make_operation()], "start": START, "complaint": "该保养了", "transport": "wait"}
    by = selfbooking.access_of(proof, store)
    made = selfbooking.book_himself(proof, BookingRequest(car, **work), by=by, at=AT, answer="accepted")
    assert made.start == START and Claim.objects.held().count() == 0


def test_two_customers_take_the_last_time_and_one_has_it(race):
    assert one_last_time(race) == (1, 1)


@pytest.fixture
def no_guard(monkeypatch):
    """No resource is locked, nothing looks again when claims are written, and no constraint decides."""
    monkeypatch.setattr(ResourceQuerySet, "locked", lambda rows, keys, store: rows.filter(pk__in=keys, store=store))
    with without_constraint(), all_look_before():
        yield


@pytest.mark.negative_control
def test_without_locks_and_constraint_both_have_it(race, no_guard):
    assert one_last_time(race)[0] == 2


def both_times_of_one_number(race) -> int:
    """One who may have one time presses two at once, on two pages: how many he holds."""
    store, at_once = race
    store.changed_settings = {SELF_A_NUMBER.key: 1}
    store.save()
    make_workshop(store, bays={"GEN": 2}, technicians=2, advisors=2)
    owner = make_customer(store, phone=NUMBERS[0])
    people = [(proved(store, NUMBERS[0]), make_vehicle(owner)) for _page in range(2)]
    starts = [START, START + timedelta(hours=3)]
    jobs = [
        lambda who=who, start=start: outcome(store, lambda: hold(store, *who, start))
        for who, start in zip(people, starts)
    ]
    return sum(not isinstance(answer, Refused) for answer in at_once(jobs))


def test_one_number_holds_no_more_than_it_may(race):
    assert both_times_of_one_number(race) == 1


@pytest.mark.negative_control
def test_without_the_lock_of_the_number_it_holds_both(race, monkeypatch):
    monkeypatch.setattr(selfbooking, "_one_at_a_time", lambda proof, store: None)
    with all_look_before():
        assert both_times_of_one_number(race) == 2
